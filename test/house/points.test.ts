/** Named points, at which the rig stops a process, are compiled away: the built program has none of them. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
// @ts-expect-error a plain script
import { build } from '../../scripts/built.mjs'
import { root } from './house.ts'

const out = join(root, 'out/main')
beforeAll(() => {
  if (!existsSync(out)) expect(build()).toBe(true)
})

/** Calls like `point('claimed')` and `options.point?.("claimed")`: the names. */
const calls = (text: string) =>
  [...text.matchAll(/\bpoint\s*(?:\?\.)?\(\s*(["'`])(\w+)\1\s*\)/g)].map(([, , name = '']) => name)
const below = (folder: string, ending: string) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending))
    .map((name) => readFileSync(join(folder, name), 'utf8'))

test('the sources have them, and what is passed on has none', () => {
  const names = new Set(below(join(root, 'src/main'), '.ts').flatMap(calls))
  expect([...names]).toEqual(expect.arrayContaining(['claimed', 'data_started', 'answered', 'appended', 'replaced']))
  expect(names.size).toBeGreaterThan(20)
  const program = below(out, '.js')
  // what stood between them is there
  expect(program.some((text) => text.includes('onDataStarted'))).toBe(true)
  expect(program.flatMap(calls)).toEqual([])
})

test('no point has a name that is not a word in quotes: another would be passed on', () => {
  const odd = below(join(root, 'src/main'), '.ts').flatMap((text) =>
    [...text.matchAll(/\bpoint(?:\?\.)?\((?!'\w+'\)|name: )[^)]*\)/g)].map(([call]) => call),
  )
  expect(odd).toEqual([])
})
