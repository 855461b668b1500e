import fc from 'fast-check'
import { expect, test } from 'vitest'
import { conversationStart, textOf, variantNow, variantOf, type Written } from '../../src/shared/domain/variant.ts'

const keys = ['B', 'C', 'D', 'E']
const weight = fc.integer({ min: 1, max: 100 })
const written = fc.tuple(weight, fc.array(weight, { minLength: 1, maxLength: 4 })).map(
  ([own, others]): Written => ({
    weight: own,
    variants: others.map((each, i) => ({ key: keys[i] as string, weight: each })),
  }),
)
const seed = fc.integer({ min: 0, max: 2 ** 32 - 1 })
const step = fc.integer({ min: 1, max: 50 })
const people = Array.from({ length: 4000 }, (_, i) => `enrollment-${i}`)

const shares = (of: Written) => [{ key: 'A', weight: of.weight ?? 1 }, ...(of.variants ?? [])]

test('contacts are dealt by weight', () => {
  fc.assert(
    fc.property(seed, step, written, (s, number, of) => {
      const counts = new Map<string, number>()
      for (const who of people) {
        const key = variantOf(s, who, number, of) as string
        counts.set(key, (counts.get(key) ?? 0) + 1)
      }
      const all = shares(of)
      const total = all.reduce((sum, each) => sum + each.weight, 0)
      let squares = 0
      for (const each of all) {
        const wanted = (people.length * each.weight) / total
        squares += ((counts.get(each.key) ?? 0) - wanted) ** 2 / wanted
      }
      // chi-square with 4 degrees of freedom is beyond 33 once in a million times
      expect(squares).toBeLessThan(33)
    }),
    { numRuns: 60 },
  )
})

test('raising one weight moves contacts to that variant alone', () => {
  fc.assert(
    fc.property(seed, step, written, (s, number, of) => {
      const raised = {
        ...of,
        variants: of.variants?.map((each) => (each.key === 'B' ? { ...each, weight: each.weight * 3 } : each)) ?? [],
      }
      for (const who of people.slice(0, 300)) {
        const [before, after] = [variantOf(s, who, number, of), variantOf(s, who, number, raised)]
        if (before !== after) expect(after).toBe('B')
      }
    }),
    { numRuns: 30 },
  )
})

test('a step written one way has no variant, a winner is everybody’s, and steps are drawn apart', () => {
  const of: Written = { variants: [{ key: 'B', weight: 1 }] }
  expect(variantOf(1, 'x', 1, {})).toBeNull()
  expect(people.slice(0, 50).map((who) => variantOf(1, who, 1, { ...of, winner: 'B' }))).toEqual(Array(50).fill('B'))
  const both = people.filter((who) => variantOf(1, who, 1, of) === 'A' && variantOf(1, who, 2, of) === 'A').length
  expect(both).toBeGreaterThan(900)
  expect(both).toBeLessThan(1100)
})

test('an unsent email keeps its variant unless a winner was chosen or the variant is gone', () => {
  const of: Written = { weight: 1, variants: [{ key: 'B', weight: 99 }] }
  const who = people.find((each) => variantOf(1, each, 1, of) === 'B') as string
  const now = (written: Written, variant: string | null, was = of) => variantNow(1, who, 1, written, { variant, was })
  expect(now(of, 'A')).toBe('A')
  expect(now(of, null)).toBe('B')
  expect(now(of, 'C')).toBe('B')
  expect(now({ ...of, winner: 'A' }, 'B')).toBe('A')
  expect(now({}, 'B')).toBeNull()
  // the choice taken back: the test goes on with both
  expect(now(of, 'A', { ...of, winner: 'A' })).toBe('B')
})

test('the text of a variant, and where its conversation began', () => {
  const own = { subject: 'own', html: null, text: 'own', attachments: [] }
  const stepOf = { ...own, variants: [{ ...own, key: 'B', subject: 'other' }] }
  expect([null, 'A', 'B', 'E'].map((key) => textOf(stepOf, key).subject)).toEqual(['own', 'own', 'other', 'own'])
  const steps = [
    { kind: 'task' as const },
    {},
    { thread: 'reply' as const },
    { kind: 'task' as const },
    { thread: 'new' as const },
    {},
  ]
  expect([1, 2, 3, 4, 5, 6].map((number) => conversationStart(steps, number))).toEqual([2, 2, 2, 2, 5, 5])
})
