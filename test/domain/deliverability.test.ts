import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  type Counts,
  crossingsOf,
  crossingWords,
  type Level,
  leastSends,
  levelOf,
  noLevels,
  rateOf,
  rateWindows,
  settledLevel,
} from '../../src/shared/domain/deliverability.ts'

const of = (sends: number, bounce: number, complaint = 0): Counts => ({ sends, bounce, complaint })
const order: Level[] = ['few', 'fine', 'warning', 'pause']

const counts = fc
  .tuple(
    fc.integer({ min: 0, max: 20_000 }),
    fc.double({ min: 0, max: 1, noNaN: true }),
    fc.double({ min: 0, max: 0.01, noNaN: true }),
  )
  .map(([sends, bounce, complaint]) => of(sends, Math.round(sends * bounce), Math.round(sends * complaint)))

test('the thresholds are where the product says, from 50 emails on', () => {
  const levels = (measure: 'bounce' | 'complaint', ...all: Counts[]) => all.map((each) => levelOf(each, measure))
  expect([
    levels('bounce', of(49, 49), of(50, 2), of(50, 3), of(100, 5), of(1000, 49), of(100, 9), of(100, 10)),
    levels('complaint', of(49, 0, 49), of(50, 0, 1), of(1000, 0, 1), of(1001, 0, 1), of(1000, 0, 2), of(10_000, 0, 19)),
  ]).toEqual([
    ['few', 'fine', 'warning', 'warning', 'fine', 'warning', 'pause'],
    ['few', 'pause', 'warning', 'fine', 'pause', 'warning'],
  ])
})

test('a level follows from the rate alone, and never falls when more comes back', () => {
  fc.assert(
    fc.property(counts, fc.nat(50), (each, more) => {
      const level = levelOf(each, 'bounce')
      const rate = rateOf(each, 'bounce')
      const expected = rate === null ? 'few' : rate >= 0.1 ? 'pause' : rate >= 0.05 ? 'warning' : 'fine'
      expect(level).toBe(expected)
      const worse = levelOf({ ...each, bounce: Math.min(each.sends, each.bounce + more) }, 'bounce')
      expect(order.indexOf(worse)).toBeGreaterThanOrEqual(order.indexOf(level))
    }),
  )
})

test('a crossing is told once, however often it is looked at, and a rate that stays near its threshold is not told again', () => {
  fc.assert(
    fc.property(fc.array(counts, { maxLength: 20 }), (seen) => {
      let levels = noLevels
      for (const each of seen) {
        const counted = { '1h': each, '24h': each, '7d': each }
        const first = crossingsOf(levels, counted)
        const again = crossingsOf(first.levels, counted)
        expect(again).toEqual({ levels: first.levels, crossings: [] })
        for (const { window, measure, level } of first.crossings) {
          expect(levelOf(each, measure)).toBe(level)
          expect(order.indexOf(level)).toBeGreaterThan(order.indexOf(levels[`${measure} ${window}`]))
        }
        levels = first.levels
      }
    }),
  )
  expect([settledLevel('warning', of(100, 4), 'bounce'), settledLevel('warning', of(100, 3), 'bounce')]).toEqual([
    'warning',
    'fine',
  ])
})

test('the worst comes first, in words with its figures and its window', () => {
  const counted = { '1h': of(60, 4), '24h': of(1200, 120), '7d': of(1200, 120, 1) }
  const { crossings } = crossingsOf(noLevels, counted)
  expect(crossings.map(({ window, measure, level }) => `${measure} ${window} ${level}`)).toEqual([
    'bounce 24h pause',
    'bounce 7d pause',
    'bounce 1h warning',
  ])
  expect(crossings.map(crossingWords)[0]).toBe(
    '120 of 1,200 emails of the last 24 hours came back (10 %; a mailbox is paused from 10 % on)',
  )
  expect(rateWindows).toEqual(['1h', '24h', '7d'])
  expect(leastSends).toBe(50)
})
