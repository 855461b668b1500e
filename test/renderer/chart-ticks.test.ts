import fc from 'fast-check'
import { expect, test } from 'vitest'
import { roundTicks } from '../../src/renderer/parts/chart/ticks.ts'

test('what people count in', () => {
  expect(roundTicks(0)).toEqual([0, 1])
  expect(roundTicks(3)).toEqual([0, 1, 2, 3])
  expect(roundTicks(135)).toEqual([0, 50, 100, 150])
  expect(roundTicks(2442)).toEqual([0, 500, 1000, 1500, 2000, 2500])
  expect(roundTicks(3656)).toEqual([0, 1000, 2000, 3000, 4000])
})

test('whole numbers in even steps of 1, 2 or 5, the last as large as the largest count and no step larger', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 10_000_000 }), (most) => {
      const ticks = roundTicks(most)
      const step = ticks[1] as number
      const last = ticks.at(-1) as number
      expect(Number.isInteger(step)).toBe(true)
      expect(['1', '2', '5']).toContain(String(step).replace(/0+$/, ''))
      expect(ticks).toEqual(ticks.map((_, at) => at * step))
      expect(last).toBeGreaterThanOrEqual(most)
      expect(last - step).toBeLessThan(most)
      expect(ticks.length).toBeLessThanOrEqual(6)
    }),
  )
})
