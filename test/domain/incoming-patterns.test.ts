/** No regular expression that reads what comes back can be driven to exponential time by who wrote it. */
import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseSync } from '@swc/core'
import { check } from 'recheck'
import { expect, test } from 'vitest'
import { size } from '../size.ts'

const domain = resolve(import.meta.dirname, '../../src/shared/domain')
const files = readdirSync(domain).filter((name) => /^(incoming|return-date)/.test(name))
/** A soak asks the judge about each pattern. */
const everything = size(0, 1) === 1

interface Pattern {
  file: string
  source: string
  flags: string
}

const tree = (code: string): string => JSON.stringify(parseSync(code, { syntax: 'typescript', target: 'es2022' }))
const codeOf = (file: string): string => readFileSync(join(domain, file), 'utf8')
const buildsPatterns = (code: string): boolean => /"NewExpression".{0,200}"value":"RegExp"/.test(tree(code))

function patternsIn(file: string): Pattern[] {
  const found: Pattern[] = []
  JSON.parse(tree(codeOf(file)), (_, value) => {
    if (value?.type === 'RegExpLiteral') found.push({ file, source: value.pattern, flags: value.flags })
    return value
  })
  return found
}

/**
 * Long bounded gaps made unbounded: what is safe so is safe bounded, and takes an instant to judge. Alternatives at the
 * top are judged one by one: each is tried by itself, so that together they cost their sum.
 */
function branches(source: string): string[] {
  const loose = source.replace(/\{(\d+),(\d+)\}/g, (whole, from, to) => (to < 5 ? whole : from === '0' ? '*' : '+'))
  const found: string[] = []
  let depth = 0
  let inClass = false
  let start = 0
  for (let i = 0; i < loose.length; i++) {
    const each = loose[i]
    if (each === '\\') i++
    else if (inClass) inClass = each !== ']'
    else if (each === '[') inClass = true
    else if (each === '(') depth++
    else if (each === ')') depth--
    else if (each === '|' && depth === 0) {
      found.push(loose.slice(start, i))
      start = i + 1
    }
  }
  return [...found, loose.slice(start)]
}

/**
 * Exponential time takes a loop that can be gone through in two ways (Weideman et al. 2016). A loop over one character
 * has one way, so only those over a group need judging; the judge takes seconds for a long list of words.
 */
const loopsOverGroup = (branch: string): boolean =>
  /\)(?:[*+]|\{\d+,\}|\{\d{2,}\}|\{[5-9]\})/.test(branch) || /\\\d|\\k</.test(branch)

async function judged(source: string, flags: string): Promise<string> {
  const said = await check(source, flags, { timeout: 5_000, checker: 'automaton' })
  if (said.status === 'safe') return 'bounded'
  if (said.status === 'unknown') return `unknown: ${said.error.kind}`
  return said.complexity.type === 'exponential' ? 'exponential' : 'bounded'
}

test('the judge knows a bad one, and every pattern of the classifier is a good one', {
  timeout: size(60_000, 600_000),
}, async () => {
  const sample = branches('a|(?:b|b){2,9}[|]|\\|d')
  expect(sample.map(loopsOverGroup)).toEqual([false, true, false])
  expect([await judged(`${sample[1]}$`, ''), await judged('(?:ab)+$', '')]).toEqual(['exponential', 'bounded'])
  const patterns = files.flatMap(patternsIn)
  expect(patterns.length).toBeGreaterThan(50)
  const bad: string[] = []
  for (const { file, source, flags } of patterns)
    for (const branch of branches(source)) {
      if (!everything && !loopsOverGroup(branch)) continue
      const found = await judged(branch, flags.replace(/[gy]/g, ''))
      if (found === 'exponential' || (found !== 'bounded' && loopsOverGroup(branch)))
        bad.push(`${file}: /${branch}/${flags}: ${found}`)
    }
  expect(bad).toEqual([])
})

test('patterns are written out where they can be seen, not put together while running', () => {
  expect(['const a = new RegExp(`b`)', 'const a: RegExp = /b/'].map(buildsPatterns)).toEqual([true, false])
  expect(files.filter((file) => buildsPatterns(codeOf(file)))).toEqual([])
})
