import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { admits, enter, mark, nextAdmitted, openLane, rewind, sentOnUtcDay } from '../../src/shared/domain/lane.ts'
import type { PlanAccount } from '../../src/shared/domain/plan-shape.ts'
import {
  accountKey,
  allowance,
  limitText,
  limitUnits,
  parseLimit,
  periodAt,
  unitLength,
  writeLimit,
} from '../../src/shared/domain/quota.ts'
import { DAY, dayNumber, HOUR } from '../../src/shared/domain/time.ts'
import { accountArbitrary, zoneArbitrary } from './plan-arbitrary.ts'
import { account, limit, local, PARIS } from './plan-fixture.ts'

const MON = local('2026-11-23T10:00')

describe('limits', () => {
  it.each([
    ['50/hour', limit('hour', 50), '50 an hour'],
    ['30-50/hour', limit('hour', 30, 50), '30–50 an hour'],
    [' 400 / Day ', limit('day', 400), '400 a day'],
    ['1/seconds', limit('second', 1), '1 a second'],
    ['2000 per week', limit('week', 2000), '2000 a week'],
    ['10/min', limit('minute', 10), '10 a minute'],
  ])('are read from "%s"', (written, read, words) => {
    expect(parseLimit(written)).toEqual({ limit: read })
    expect(limitText(read)).toBe(words)
    expect(parseLimit(writeLimit(read))).toEqual({ limit: read })
  })

  it.each([
    ['fifty/hour', 'is not a limit'],
    ['50', 'is not a limit'],
    ['50/month', '"month" is not a unit of limits'],
    ['0/hour', 'would let nothing through'],
    ['50-30/hour', 'the range runs backwards'],
    ['-5/hour', 'is not a limit'],
    ['1.5/hour', 'is not a limit'],
  ])('"%s" are refused with the reason', (written, why) => {
    expect(parseLimit(written)).toEqual({ error: expect.stringContaining(why) })
  })
})

describe('draws of a range', () => {
  const range = limit('hour', 30, 50)
  const key = accountKey(7, 'anna@example.com')

  it('hold for one calendar period of the zone and use the whole range', () => {
    const drawn = new Set<number>()
    for (let hour = 0; hour < 2000; hour++) {
      const start = MON + hour * HOUR
      const count = allowance(range, key, PARIS, start)
      expect(allowance(range, key, PARIS, start + HOUR - 1)).toBe(count)
      drawn.add(count)
    }
    expect(drawn.size).toBe(21)
    expect([Math.min(...drawn), Math.max(...drawn)]).toEqual([30, 50])
  })

  it('hang on seed, address and unit, and on nothing else', () => {
    const draws = (k: number, of = range) =>
      Array.from({ length: 50 }, (_, i) => allowance(of, k, PARIS, MON + i * 7 * DAY)).join()
    expect(draws(accountKey(7, 'Anna@Example.com'))).toBe(draws(key))
    expect(draws(accountKey(8, 'anna@example.com'))).not.toBe(draws(key))
    expect(draws(accountKey(7, 'bo@example.com'))).not.toBe(draws(key))
    expect(draws(key, limit('day', 30, 50))).not.toBe(draws(key))
  })

  it('have weeks from Monday and days of the zone', () => {
    const week = periodAt('week', local('2026-11-29T23:59'), PARIS)
    expect([week.from, week.to]).toEqual([local('2026-11-23T00:00'), local('2026-11-30T00:00')])
    const long = periodAt('day', local('2026-10-25T12:00'), PARIS)
    expect(long.to - long.from).toBe(25 * HOUR)
  })

  it('have periods that hold the instant, with one index from end to end', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...limitUnits),
        zoneArbitrary,
        fc.integer({ min: 1_700_000_000_000, max: 1_900_000_000_000 }),
        (unit, zone, at) => {
          const { index, from, to } = periodAt(unit, at, zone)
          expect(from).toBeLessThanOrEqual(at)
          expect(to).toBeGreaterThan(at)
          if (unit === 'day')
            expect([dayNumber(from, zone), dayNumber(to - 1, zone)]).toEqual(
              [index - 3, index - 3].map(() => dayNumber(at, zone)),
            )
          expect(to - from).toBeLessThanOrEqual(unitLength[unit] + HOUR)
          expect(periodAt(unit, to, zone).index).toBeGreaterThanOrEqual(index)
        },
      ),
    )
  })
})

/** At most N in every window that ends at a send, judged by counting. */
function isLawful(of: PlanAccount, zone: string, seed: number, all: number[]): boolean {
  const key = accountKey(seed, of.address)
  const rolling = of.limits.every((each) =>
    all.every(
      (end) =>
        all.filter((at) => at > end - unitLength[each.unit] && at <= end).length <= allowance(each, key, zone, end),
    ),
  )
  const gaps = all.every((at, i) => i === 0 || at - (all[i - 1] as number) >= of.minGap)
  const days = Map.groupBy(all, (at) => Math.floor(at / DAY)).values()
  return (
    rolling && gaps && (of.perUtcDay === null || [...days].every((list) => list.length <= (of.perUtcDay as number)))
  )
}

describe('lane', () => {
  const lawful = fc.record({
    of: accountArbitrary(0),
    zone: zoneArbitrary,
    seed: fc.nat(),
    tries: fc.array(fc.integer({ min: 0, max: 3 * HOUR }), { minLength: 1, maxLength: 40 }),
    stretch: fc.constantFrom(1, 20, 1000),
  })

  it('admits exactly what keeps every limit, before, between and after what was sent', () => {
    fc.assert(
      fc.property(lawful, ({ of, zone, seed, tries, stretch }) => {
        const lane = openLane(of, { zone, seed })
        const sent: number[] = []
        for (const offset of tries) {
          const at = MON + offset * stretch
          const all = [...sent, at].sort((a, b) => a - b)
          expect(admits(lane, at)).toBe(isLawful(of, zone, seed, all))
          if (!admits(lane, at)) continue
          enter(lane, at)
          sent.push(at)
        }
        expect([...lane.times.subarray(0, lane.length)]).toEqual(sent.sort((a, b) => a - b))
      }),
    )
  })

  it('finds the first instant that is admitted: nothing earlier is', () => {
    fc.assert(
      fc.property(lawful, ({ of, zone, seed, tries, stretch }) => {
        const lane = openLane(of, { zone, seed })
        for (const offset of tries) {
          const from = MON + offset * stretch
          const at = nextAdmitted(lane, from)
          expect(admits(lane, at)).toBe(true)
          for (const share of [0, 0.2, 0.5, 0.9, 0.999]) {
            const earlier = Math.floor(from + (at - from) * share)
            if (earlier < at) expect(admits(lane, earlier)).toBe(false)
          }
          if (at > from) expect(admits(lane, at - 1)).toBe(false)
          enter(lane, at)
        }
      }),
    )
  })

  it('goes back to its mark, wherever was entered since', () => {
    const lane = openLane(account('anna@example.com', { limits: [limit('hour', 5)] }), { zone: PARIS, seed: 1 }, [
      MON,
      MON + 50,
      MON + HOUR,
    ])
    mark(lane, MON + 10)
    for (const at of [MON + 20, MON + 60, MON + 2 * HOUR]) enter(lane, at)
    rewind(lane)
    expect([...lane.times.subarray(0, lane.length)]).toEqual([MON, MON + 50, MON + HOUR])
  })

  it('holds the managed limit per UTC day', () => {
    const midnight = Date.UTC(2026, 10, 24)
    const lane = openLane(account('m@example.com', { limits: [], perUtcDay: 2 }), { zone: PARIS, seed: 1 }, [
      midnight - 10,
      midnight - 5,
    ])
    expect(nextAdmitted(lane, midnight - 3)).toBe(midnight)
    expect(sentOnUtcDay(lane, midnight / DAY - 1)).toBe(2)
    expect(admits(lane, midnight)).toBe(true)
  })

  it('counts a UTC day anew when something was entered before it', () => {
    const midnight = Date.UTC(2026, 10, 24)
    const lane = openLane(account('m@example.com', { limits: [], perUtcDay: 2 }), { zone: PARIS, seed: 1 })
    expect(nextAdmitted(lane, midnight)).toBe(midnight)
    enter(lane, midnight - 2)
    enter(lane, midnight - 1)
    expect(nextAdmitted(lane, midnight)).toBe(midnight)
  })

  it('takes a history that broke its limits already, and adds nothing to it', () => {
    const burst = Array.from({ length: 80 }, (_, i) => MON + i)
    const lane = openLane(account('anna@example.com', { limits: [limit('hour', 50)] }), { zone: PARIS, seed: 1 }, burst)
    expect(nextAdmitted(lane, MON + 100)).toBe(MON + 30 + HOUR)
  })
})
