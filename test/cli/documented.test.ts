/** docs/cli.md and the command line know the same commands and options. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { cadenza, root } from './terminal.ts'

const page = readFileSync(join(root, 'docs/cli.md'), 'utf8')
/** Each command, such as "accounts aliases add", with its --help and what is below it. */
const commands = new Map<string, { help: string; below: string[] }>()

async function goThrough(words: readonly string[]): Promise<void> {
  const { stdout: help } = await cadenza([...words, '--help'], { columns: 500 })
  // After a text of its own a command may have lines that look like commands: these lead nowhere.
  if (!help.startsWith(`Usage: ${['cadenza', ...words].join(' ')} `)) return
  const listed = (help.split(/^Options:$/m)[1] ?? '').matchAll(/^ {2}([a-z][a-z-]*)/gm)
  const below = [...listed].map(([, name = '']) => name).filter((name) => name !== 'help')
  commands.set(words.join(' '), { help, below })
  for (const name of below) await goThrough([...words, name])
}
beforeAll(() => goThrough([]))

test('every command stands there, with the words that lead to it on one line', () => {
  const lines = page.split('\n').map((line) => new Set(line.match(/[a-z][a-z-]*/g)))
  const deeds = [...commands].filter(([, { below }]) => below.length === 0).map(([command]) => command)
  const missing = deeds.filter((command) => !lines.some((line) => command.split(' ').every((word) => line.has(word))))
  expect(deeds.length).toBeGreaterThan(100)
  expect(missing).toEqual([])
})

test('every option that it names is one of some command', () => {
  const known = [...commands.values()].map(({ help }) => help).join('\n')
  const named = [...new Set(page.match(/(?<![\w-])--[a-z][a-z-]*/g))]
  expect(named.length).toBeGreaterThan(50)
  expect(named.filter((option) => !new RegExp(`${option}\\b`).test(known))).toEqual([])
})
