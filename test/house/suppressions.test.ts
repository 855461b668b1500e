/** A rule may be set aside in one place, with a reason beside it; never for a whole file, never without words. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from './house.ts'

interface Found {
  place: string
  kind: string
  reason: string
}

const files = ['src', 'test', 'scripts', 'bench', '.'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: folder !== '.', withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(tsx?|mjs|cjs|css|grit|html)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name)),
)

/** Every way of telling a linter or the compiler to look away, and what is said behind it. */
const ways: [kind: string, pattern: RegExp][] = [
  ['biome', /biome-ignore [\w/]+(?:\(.*?\))?(?<reason>.*)/],
  ['biome, a whole file or stretch', /biome-ignore-(?:all|start|end)\b(?<reason>.*)/],
  ['TypeScript', /@ts-expect-error(?<reason>.*)/],
  ['TypeScript, unchecked', /@ts-(?:ignore|nocheck)(?<reason>.*)/],
  ['ESLint', /eslint-disable(?<reason>.*)/],
  ['coverage', /(?:v8|c8|istanbul) ignore(?<reason>.*)/],
]

/** What a text sets aside; comments alone count, and the words of this test don't. */
function suppressions(place: string, text: string): Found[] {
  return text.split('\n').flatMap((line, index) =>
    ways.flatMap(([kind, pattern]) => {
      const comment = /(?:\/\/|\/\*|<!--|\*).*/.exec(line)?.[0] ?? ''
      const found = pattern.exec(comment)
      const reason = (found?.groups?.reason ?? '').replace(/\*\/.*|-->.*|^[\s:–-]+/g, '').trim()
      return found ? [{ place: `${place}:${index + 1}`, kind, reason }] : []
    }),
  )
}

const all = files
  .filter((file) => !file.endsWith('suppressions.test.ts'))
  .flatMap((file) => suppressions(file.slice(root.length + 1), readFileSync(file, 'utf8')))

test('whatever is set aside has a reason', () => {
  expect(all.length).toBeGreaterThan(30)
  expect(all.filter(({ reason }) => reason.split(/\s+/).filter((word) => /\w/.test(word)).length < 2)).toEqual([])
})

test('nothing is set aside for a whole file, and nothing goes unchecked', () => {
  expect(all.filter(({ kind }) => kind !== 'biome' && kind !== 'TypeScript')).toEqual([])
})

test.each(['biome.jsonc', 'knip.jsonc'])('whatever %s turns off or ignores has a reason above it', (name) => {
  const lines = readFileSync(join(root, name), 'utf8').split('\n')
  const reasons = (at: number): string[] => {
    const line = lines[at - 1]?.trim() ?? ''
    return line.startsWith('//') ? [line, ...reasons(at - 1)] : []
  }
  /** Where a reason has to stand: above the line itself, or above what of an override says for which files it is. */
  const placeOf = (at: number): number => {
    if (!/^ {4,}/.test(lines[at] ?? '')) return at
    return lines.findLastIndex((line, i) => i <= at && /^ {6}"includes"/.test(line))
  }
  const set = lines.flatMap((line, at) => (/"off"|"enabled": false|"ignore\w+":/.test(line) ? [at] : []))
  expect(set.length).toBeGreaterThan(2)
  expect(set.filter((at) => reasons(placeOf(at)).length === 0).map((at) => lines[at])).toEqual([])
})

test.each([
  ['// biome-ignore lint/suspicious/noExplicitAny: each kind has its own', 'each kind has its own'],
  ['// biome-ignore lint/suspicious/noExplicitAny:', ''],
  ['{/* biome-ignore lint/a11y/useSemanticElements: as the grid */}', 'as the grid'],
  ['// @ts-expect-error', ''],
  ['// @ts-expect-error a plain script', 'a plain script'],
])('%s', (line, reason) => {
  expect(suppressions('x.ts', line)).toMatchObject([{ reason }])
})
