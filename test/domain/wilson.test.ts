import fc from 'fast-check'
import { expect, test } from 'vitest'
import { differs, leastEmails, wilson } from '../../src/shared/domain/wilson.ts'

const round = (n: number | null) => (n === null ? null : Math.round(n * 10_000) / 10_000)
const shown = (part: number, whole: number) => {
  const { low, high } = wilson(part, whole)
  return [round(low), round(high)]
}

test('the intervals are those of the published tables', () => {
  // Newcombe 1998, table I (method 3: score without continuity correction), and R's binom.wilson.
  expect({
    '81/263': shown(81, 263),
    '15/148': shown(15, 148),
    '0/20': shown(0, 20),
    '1/29': shown(1, 29),
    '5/10': shown(5, 10),
    '10/10': shown(10, 10),
  }).toEqual({
    '81/263': [0.2553, 0.3662],
    '15/148': [0.0624, 0.1605],
    '0/20': [0, 0.1611],
    '1/29': [0.0061, 0.1718],
    '5/10': [0.2366, 0.7634],
    '10/10': [0.7225, 1],
  })
})

test('an interval holds the rate, mirrors its counterpart and narrows with more emails', () => {
  const share = fc
    .integer({ min: 1, max: 100_000 })
    .chain((whole) => fc.tuple(fc.integer({ min: 0, max: whole }), fc.constant(whole)))
  fc.assert(
    fc.property(share, ([part, whole]) => {
      const one = wilson(part, whole)
      const other = wilson(whole - part, whole)
      const more = wilson(part * 4, whole * 4)
      const [low, high, rate] = [one.low as number, one.high as number, one.rate as number]
      expect(low).toBeGreaterThanOrEqual(0)
      expect(low).toBeLessThanOrEqual(rate)
      expect(high).toBeGreaterThanOrEqual(rate)
      expect(high).toBeLessThanOrEqual(1)
      expect(1 - (other.high as number)).toBeCloseTo(low, 12)
      expect((more.high as number) - (more.low as number)).toBeLessThan(high - low)
      expect(one.enough).toBe(whole >= leastEmails)
    }),
  )
})

test('nothing sent has no rate, and what cannot be counted is refused', () => {
  expect(wilson(0, 0)).toEqual({ rate: null, low: null, high: null, enough: false })
  expect(() => wilson(3, 2)).toThrow('not 3 of 2')
  expect(() => wilson(-1, 2)).toThrow('not -1 of 2')
  expect(() => wilson(0.5, 2)).toThrow('not 0.5 of 2')
})

test('two shares differ only when both have enough emails and their intervals are apart', () => {
  expect(differs(wilson(5, 100), wilson(30, 100))).toBe(true)
  expect(differs(wilson(30, 100), wilson(5, 100))).toBe(true)
  expect(differs(wilson(10, 100), wilson(15, 100))).toBe(false)
  expect(differs(wilson(0, 10), wilson(10, 10))).toBe(false)
  expect(differs(wilson(0, 0), wilson(30, 100))).toBe(false)
})
