/** What the docs publish can be had again: each command in them is there, and each row of figures is printed by a bench. */
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import pkg from '../../package.json' with { type: 'json' }
// @ts-expect-error a plain script
import { benches as table } from '../../scripts/bench-table.mjs'
import { root } from './house.ts'

interface Row {
  begins: string
  most?: number
  least?: number
}
const benches: Record<string, { rows: Row[] }> = table
const rows = Object.values(benches).flatMap((bench) => bench.rows)

const read = (path: string) => readFileSync(join(root, path), 'utf8')
const figures = read('docs/performance.md').split('\n')

/** Rows of figures with their goal: those of each table that has a column "reach" and ends with "measured". */
function published(): { line: string; reach: string }[] {
  let reach = -1
  return figures.flatMap((line) => {
    const cells = line.split('|').map((cell) => cell.trim())
    if (!line.startsWith('|')) reach = -1
    else if (cells.at(-2) === 'measured') reach = cells.indexOf('reach')
    else if (reach > 0 && !/^\|[-| ]+$/.test(line)) return [{ line, reach: cells[reach] ?? '' }]
    return []
  })
}

test('each row of figures is printed by one bench, and each bench finds its rows', () => {
  expect(published().length).toBeGreaterThan(30)
  for (const { begins } of rows)
    expect(
      figures.filter((line) => line.startsWith(begins)),
      begins,
    ).toHaveLength(1)
  for (const { line } of published())
    expect(
      rows.filter(({ begins }) => line.startsWith(begins)),
      line,
    ).toHaveLength(1)
})

test('a bench judges by the goal that is published', () => {
  const goal = ({ most, least }: Row) => {
    if (most === undefined && least === undefined) return 'reported'
    return most === undefined ? `≥ ${least}` : `≤ ${most}`
  }
  for (const { line, reach } of published()) {
    const row = rows.find(({ begins }) => line.startsWith(begins)) as Row
    const said = reach === 'ahead' ? '≥ 1' : reach.replaceAll(',', '')
    expect(said.replace(/ (?:×|ms|KB|frames|a second)$/, ''), line).toBe(goal(row))
  }
})

const pages = ['README.md', ...readdirSync(join(root, 'docs')).map((name) => `docs/${name}`)].filter((path) =>
  path.endsWith('.md'),
)
/** Everything in code marks, a line break within them being a space. */
const code = (page: string) =>
  [...read(page).matchAll(/`([^`]+)`/g)].map(([, words = '']) => words.replace(/\s+/g, ' '))

test('a suite that the docs name is one that the soak knows', () => {
  const { stdout } = spawnSync(process.execPath, [join(root, 'scripts/soak.mjs'), '--list'], { encoding: 'utf8' })
  const suites = stdout.trim().split('\n')
  expect(suites.length).toBeGreaterThan(50)
  const named = pages.flatMap((page) =>
    code(page).flatMap((words) =>
      [...words.matchAll(/--only ([a-z][\w./-]*)/g)].map(([, name = '']) => `${page}: ${name}`),
    ),
  )
  expect(named.length).toBeGreaterThan(20)
  expect(named.filter((each) => !suites.some((suite) => suite.includes(each.split(': ')[1] ?? '')))).toEqual([])
})

test('how each figure of reliability is had again is said beside it', () => {
  const sections = read('docs/reliability-runs.md').split('\n## ').slice(1)
  expect(sections.length).toBeGreaterThan(20)
  const again = /npm run\s+test:soak\s+--\s+--only|node test\/\S+ --/
  expect(sections.filter((text) => !again.test(text)).map((text) => text.split('\n')[0])).toEqual([])
})

test('scripts, benches and tests that the docs name are there', () => {
  const gone = pages.flatMap((page) =>
    code(page).flatMap((words) => {
      const script = /^(?:\w+=\w+ )*npm run (?:-s )?([\w:]+)/.exec(words)?.[1]
      const bench = /^npm run bench -- (\w+)/.exec(words)?.[1]
      const files = [...words.matchAll(/(?:vitest run|^node) ((?:test|scripts)\/[\w./-]+)/g)].map(
        ([, path = '']) => path,
      )
      return [
        ...(script && !(script in pkg.scripts) ? [script] : []),
        ...(bench && !(bench in benches) ? [bench] : []),
        ...files.filter((path) => !existsSync(join(root, path))),
      ].map((each) => `${page}: ${each}`)
    }),
  )
  expect(gone).toEqual([])
})
