import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bottleneck } from '../../src/shared/domain/bottleneck.ts'
import { enter, nextAdmitted, openLane } from '../../src/shared/domain/lane.ts'
import { plan } from '../../src/shared/domain/plan.ts'
import type { PlanAccount } from '../../src/shared/domain/plan-shape.ts'
import { parseRamp, rampAt, rampOver, rampText } from '../../src/shared/domain/ramp.ts'
import { slotRoom } from '../../src/shared/domain/slot-room.ts'
import { DAY, dayNumber, dayStart, HOUR } from '../../src/shared/domain/time.ts'
import { estimate } from '../../src/shared/domain/what-if-coarse.ts'
import { coarseOf } from '../../src/shared/domain/what-if-groups.ts'
import { zoneArbitrary } from './plan-arbitrary.ts'
import { account, batch, bySlot, contacts, input, limit, local, PARIS, rows } from './plan-fixture.ts'

const MON = local('2026-11-23T09:00')
const twentyAndTen = { start: 20, step: 10, from: local('2026-11-23T07:00') }
const anna = (limits = [limit('hour', 50), limit('day', 45)]) =>
  account('anna@example.com', { limits, ramp: twentyAndTen })

describe('a ramp-up', () => {
  it('is read from "20+10" and nothing like it', () => {
    expect(parseRamp(' 20 + 10 ')).toEqual({ ramp: { start: 20, step: 10 } })
    for (const text of ['20', '20+', '+10', '0+10', '20+0', '20-10', '2e3+1', '20+10/day', '100001+1'])
      expect(parseRamp(text), text).toEqual({ error: expect.stringContaining('20+10') })
  })

  it('begins on its own day, rises each day whether anything is sent or not, and ends at the daily limit', () => {
    const on = (day: string) => rampAt(anna(), PARIS, local(`${day}T12:00`))
    expect(['2026-11-20', '2026-11-23', '2026-11-24', '2026-11-25', '2026-11-26'].map(on)).toEqual([
      20,
      20,
      30,
      40,
      null,
    ])
    expect(rampOver(twentyAndTen, anna().limits, PARIS)).toBe(dayNumber(local('2026-11-26T00:00'), PARIS))
    expect(rampOver(twentyAndTen, [limit('hour', 50)], PARIS)).toBeNull()
    expect(rampOver(twentyAndTen, [limit('day', 15)], PARIS)).toBe(dayNumber(MON, PARIS))
    expect(rampAt(anna([limit('day', 15)]), PARIS, MON)).toBeNull()
    expect(rampAt(account('bo@example.com'), PARIS, MON)).toBeNull()
  })

  it('counts the days of the zone of its account', () => {
    const lateInParis = local('2026-11-23T22:00')
    expect(rampAt(anna(), 'Pacific/Auckland', lateInParis)).toBe(30)
    expect(rampAt(anna(), PARIS, lateInParis)).toBe(20)
  })
})

describe('the plan of a mailbox that ramps up', () => {
  const from = input(MON, { accounts: [anna()], enrollments: contacts(150), batches: [batch(MON)] })
  const result = plan(from)

  it('fills each day to its number and then to the daily limit', () => {
    const days = Object.entries(bySlot(result)).reduce<Record<string, number>>((sum, [slot, count]) => {
      sum[slot.slice(0, 10)] = (sum[slot.slice(0, 10)] ?? 0) + count
      return sum
    }, {})
    expect(days).toEqual({ '2026-11-23': 20, '2026-11-24': 30, '2026-11-25': 40, '2026-11-26': 45, '2026-11-27': 15 })
  })

  it('says so in the reasons: of one day with its number, of several with its rule', () => {
    const why = (contact: number) => result.why(rows(from, result).findIndex((row) => row.enrollment === contact))
    expect(why(25)).toContain('Mon 09:00 to 17:00 slots full for anna@example.com (ramping up: 20 that day)')
    expect(why(60).join()).toContain('slots full for anna@example.com (ramping up from 20 a day, 10 more each day)')
  })

  it('names it as what sets the finish, where it does, and finishes earlier with a steeper one', () => {
    const few = input(MON, { accounts: [anna()], enrollments: contacts(60) })
    expect(bottleneck(few, plan(few))).toEqual({
      kind: 'ramp',
      accounts: ['anna@example.com'],
      unit: 'day',
      limit: 20,
      text: 'mailbox anna@example.com: ramping up from 20 a day, 10 more each day',
    })
  })

  it('is told by the estimate to the day', () => {
    const { finish, held, days } = estimate(coarseOf(from))
    expect(dayNumber(finish as number, PARIS)).toBe(dayNumber(local('2026-11-27T00:00'), PARIS))
    expect([...days.values()]).toEqual([20, 30, 40, 45, 15])
    expect(held?.account).toBe(0)
  })

  it('leaves a slot of the calendar no more room than its day', () => {
    const roomOf = slotRoom(anna(), { seed: 1, zone: PARIS }, (a, b) => (a <= MON && MON < b ? 12 : 0))
    expect(roomOf(MON, 0)).toEqual({ cap: 20, by: rampText(20) })
    expect(roomOf(MON + HOUR, 0)).toEqual({ cap: 8, by: rampText(20) })
    expect(roomOf(MON + 3 * DAY, 0)).toEqual({ cap: 45, by: '45 a day' })
  })
})

const rampingUp: fc.Arbitrary<{ who: PlanAccount; zone: string; asks: number[]; old: number[] }> = fc
  .record({
    start: fc.integer({ min: 1, max: 9 }),
    step: fc.integer({ min: 1, max: 9 }),
    end: fc.integer({ min: 1, max: 40 }),
    zone: zoneArbitrary,
    from: fc.integer({ min: 0, max: 20 * 24 * 60 }),
    asks: fc.array(fc.integer({ min: 0, max: 5 * HOUR }), { minLength: 1, maxLength: 120 }),
    old: fc.array(fc.integer({ min: -3 * DAY, max: 0 }), { maxLength: 30 }),
  })
  .map(({ start, step, end, zone, from, asks, old }) => {
    const begun = Date.UTC(2026, 9, 15) + from * 60_000
    const ramp = { start, step, from: begun }
    return {
      who: account('anna@example.com', { zone, limits: [limit('day', end)], ramp }),
      zone,
      asks,
      old: old.map((ms) => begun + ms),
    }
  })

/** All that a lane lets through when it is asked again and again, `asks` apart. */
function through({
  who,
  zone,
  asks,
  old,
}: {
  who: PlanAccount
  zone: string
  asks: number[]
  old: number[]
}): number[] {
  const lane = openLane(who, { zone, seed: 1 }, old)
  let at = who.ramp?.from ?? 0
  return asks.map((apart) => {
    at = nextAdmitted(lane, at + apart)
    enter(lane, at)
    return at
  })
}

describe('what a lane lets through', () => {
  it('is in whatever 24 hours never more than the day they end on allows, across changes of the clock', () => {
    fc.assert(
      fc.property(rampingUp, (given) => {
        const sent = through(given)
        const all = [...given.old, ...sent].sort((a, b) => a - b)
        for (const end of sent) {
          const inside = all.filter((at) => at > end - DAY && at <= end).length
          const limits = given.who.limits[0]?.max ?? 0
          expect(inside).toBeLessThanOrEqual(rampAt(given.who, given.zone, end) ?? limits)
        }
      }),
      { numRuns: 300 },
    )
  })

  it('reaches the daily limit: asked without pause, it lets that much through in 24 hours, from the day on that it ends', () => {
    fc.assert(
      fc.property(rampingUp, ({ who, zone }) => {
        const { max } = who.limits[0] as { max: number }
        const ramp = who.ramp as NonNullable<PlanAccount['ramp']>
        const over = dayStart(zone, rampOver(ramp, who.limits, zone) as number)
        const lane = openLane(who, { zone, seed: 1 })
        for (let at = nextAdmitted(lane, ramp.from); at < over + 2 * DAY; at = nextAdmitted(lane, at)) enter(lane, at)
        const sent = [...lane.times.subarray(0, lane.length)]
        const first = sent.findIndex((at) => at >= over)
        for (const end of sent.slice(first + max))
          expect(sent.filter((at) => at > end - DAY && at <= end)).toHaveLength(max)
        expect(sent.length - first).toBeGreaterThan(max)
      }),
      { numRuns: 100 },
    )
  })
})
