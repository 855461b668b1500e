/** Engaging many by command line: how far it is, and Ctrl-C. */
import { type ChildProcess, spawn } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
// @ts-expect-error a plain script
import { build } from '../../scripts/built.mjs'
import { cadenza, type Ran, root } from './terminal.ts'

/** More than are planned in line. */
const many = 3200

const program = join(root, 'out/main/cli.js')
/** As it is before somebody engages. */
let filled: string
let folder: string
let child: ChildProcess | null = null
beforeAll(async () => {
  filled = mkdtempSync(join(tmpdir(), 'cadenza-cli-'))
  folder = filled
  const contacts = Array.from({ length: many }, (_, i) => `p${i}@c${i % 97}.test`)
  writeFileSync(join(folder, 'contacts.csv'), `email\n${contacts.join('\n')}\n`)
  writeFileSync(
    join(folder, 'hello.json'),
    JSON.stringify({ name: 'Hello', steps: [{ subject: 'Hi', text: 'Hello' }] }),
  )
  await ok('import', join(folder, 'contacts.csv'))
  await ok('sequences', 'add', join(folder, 'hello.json'))
})
afterAll(() => rmSync(filled, { recursive: true, force: true }))
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cadenza-cli-'))
  cpSync(filled, folder, { recursive: true })
})
afterEach(async () => {
  if (child) {
    const ended = new Promise((done) => child?.on('close', done))
    child.kill('SIGTERM')
    await ended
    child = null
  }
  rmSync(folder, { recursive: true, force: true })
})

const run = (argv: string[], terminal: Parameters<typeof cadenza>[1] = {}): Promise<Ran> =>
  cadenza([...argv, '--data', join(folder, 'data')], terminal)
async function ok(...argv: string[]): Promise<Ran> {
  const ran = await run(argv)
  expect(ran, ran.stderr).toMatchObject({ code: 0 })
  return ran
}
const planned = async () => JSON.parse((await ok('sends', 'list', '--json', '--limit', '10')).stdout).length

/** The program that sends, as a process of its own; the commands are sent to it. */
async function serving(): Promise<ChildProcess> {
  if (!existsSync(program)) expect(build()).toBe(true)
  const child = spawn(process.execPath, [program, 'serve', '--json', '--data', join(folder, 'data')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  for await (const _ of createInterface({ input: child.stdout })) return child
  throw new Error('serve ended without a word')
}

test.each([
  ['by itself', async () => null],
  ['by the engine that runs', serving],
])('%s: shows how far it is; Ctrl-C breaks it off, says so, and nobody is engaged', async (_, begin) => {
  child = await begin()
  let pressed = 0
  const cut = await run(['engage', 'Hello', '--yes'], {
    tty: true,
    heard(piece) {
      if (piece.includes('Engaging') && pressed++ === 0) process.emit('SIGINT')
    },
  })
  expect(pressed).toBeGreaterThan(0)
  expect(cut).toMatchObject({ code: 130, stdout: '' })
  // the bar is wiped away, and what is said stands alone
  expect(cut.stderr.split('\u001b[2K').at(-1)).toMatch(/error:\S* Cancelled: nothing was engaged\.\n$/)
  expect(await planned()).toBe(0)

  const bars: string[] = []
  const whole = await run(['engage', 'Hello', '--yes'], { tty: true, heard: (piece) => bars.push(piece) })
  expect(whole).toMatchObject({ code: 0 })
  expect(whole.stdout).toContain('Engaged 3,200 contacts in "Hello": 3,200 emails.')
  expect(bars.filter((bar) => /Engaging .* \d+ % (planning|writing)/.test(bar)).length).toBeGreaterThan(0)
  expect(await planned()).toBe(10)
})

test('where nobody watches there is no bar, and --json is JSON alone', async () => {
  const ran = await run(['engage', 'Hello', '--json'])
  expect(ran).toMatchObject({ code: 0, stderr: '' })
  expect(JSON.parse(ran.stdout)).toMatchObject({ engaged: many, sends: many })
})
