/** Whom an edit of a step reaches: by the variant of each contact, not by the step. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type StepContent, saysOther, stepChanges } from '../../src/shared/domain/sequence-change.ts'
import { textOf, variantNow, variantOf } from '../../src/shared/domain/variant.ts'

const plain: StepContent = { subject: 'Tea', html: null, text: 'Hello', days: 0, hour: null, attachments: [] }
const text = fc.constantFrom('Hello', 'Good day', 'Once more')
const share = fc.integer({ min: 1, max: 3 })
/** A step with some of the variants B to D, in words that often are the same. */
const step = fc
  .record({ text, weight: share, others: fc.array(fc.record({ text, weight: share }), { maxLength: 3 }) })
  .chain(({ text: own, weight, others }) => {
    const variants = others.map((each, i) => ({ ...plain, ...each, key: 'BCD'[i] as string }))
    const of: StepContent = { ...plain, text: own, ...(variants.length > 0 ? { weight, variants } : {}) }
    const winners = variants.length > 0 ? ['A', ...variants.map(({ key }) => key)] : []
    return fc
      .option(fc.constantFrom(...winners, null), { nil: null })
      .map((winner) => (winner === null ? of : { ...of, winner }))
  })
const seed = fc.integer({ min: 0, max: 2 ** 32 - 1 })
const people = Array.from({ length: 40 }, (_, i) => `enrollment-${i}`)

test('whoever gets another text is reached, nobody else, and never by a step that stays the same', () => {
  fc.assert(
    fc.property(seed, step, step, (s, before, after) => {
      const [change] = stepChanges([before], [after], [1])
      for (const who of people) {
        const had = variantOf(s, who, 1, before)
        const gets = change?.dealt ? variantNow(s, who, 1, after, { variant: had, was: before }) : had
        const isOther = textOf(before, had).text !== textOf(after, gets).text
        expect(saysOther(before, after, had, gets)).toBe(isOther)
        if (isOther) expect(change?.change).toBe('changed')
        // what was not dealt anew would not have been dealt otherwise either
        else if (!change?.dealt) expect(variantNow(s, who, 1, after, { variant: had, was: before })).toBe(had)
      }
    }),
  )
})

test('another text of one variant reaches those who have it, and a word of the step’s own reaches all', () => {
  const variants = ['B', 'C'].map((key) => ({ ...plain, key, weight: 1, text: `Text ${key}` }))
  const before: StepContent = { ...plain, variants }
  const reached = (after: StepContent) => [null, 'A', 'B', 'C'].filter((key) => saysOther(before, after, key, key))
  expect(reached({ ...before, text: 'Anew' })).toEqual([null, 'A'])
  for (const key of ['B', 'C'])
    expect(
      reached({ ...before, variants: variants.map((each) => (each.key === key ? { ...each, text: 'Anew' } : each)) }),
    ).toEqual([key])
  const file = { name: 'a.txt', hash: 'a' }
  expect(reached({ ...before, attachments: [file] })).toEqual([null, 'A'])
  expect(reached({ ...before, thread: 'new' })).toEqual([null, 'A', 'B', 'C'])
  expect(reached({ ...before, days: 3, weight: 5 })).toEqual([])
})
