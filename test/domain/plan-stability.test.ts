import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { plan } from '../../src/shared/domain/plan.ts'
import type { PlanInput } from '../../src/shared/domain/plan-shape.ts'
import { size } from '../size.ts'
import { accountArbitrary, calendarArbitrary, inputArbitrary, wholeHourZones } from './plan-arbitrary.ts'
import { faultsOf } from './plan-checker.ts'
import { account, batch, contacts, continued, fixedFrom, input, limit, local, type Row, rows } from './plan-fixture.ts'

const RUNS = Number(process.env.CADENZA_RUNS ?? size(80, 1_000))
const HOUR = 3_600_000

/** The same input with every zone replaced by one of whole hours. */
function onOneGrid(from: PlanInput): PlanInput {
  const whole = (zone: string) => wholeHourZones[zone.length % wholeHourZones.length] as string
  const wholeOrNull = (zone: string | null) => (zone === null ? null : whole(zone))
  return {
    ...from,
    zone: whole(from.zone),
    accounts: from.accounts.map((each) => ({ ...each, zone: wholeOrNull(each.zone) })),
    batches: from.batches.map((each) => ({ ...each, zone: whole(each.zone) })),
    enrollments: from.enrollments.map((each) => ({ ...each, zone: wholeOrNull(each.zone) })),
  }
}

const bare = (list: Row[]) => list.map(({ enrollment, step, due, slot, at }) => ({ enrollment, step, due, slot, at }))

describe('planning again', () => {
  it('at a slot boundary gives for the rest what was planned, slot by slot and to the millisecond', () => {
    fc.assert(
      fc.property(inputArbitrary, fc.nat(), (raw, pick) => {
        const from = onOneGrid(raw)
        const first = plan(from)
        if (first.sends.length === 0) return
        const boundary = first.sends.slot[pick % first.sends.length] as number
        const { input: rest, left } = continued(from, first, boundary)
        expect(bare(rows(rest, plan(rest)))).toEqual(bare(left))
      }),
      { numRuns: RUNS },
    )
  })

  it('does so at every boundary of a plan with ranges, several senders, caps and recipient zones', () => {
    const now = local('2026-10-21T08:20')
    const limits = [limit('minute', 2, 4), limit('hour', 6, 11), limit('day', 30, 60), limit('week', 150, 200)]
    const from = input(now, {
      seed: 99,
      accounts: [0, 1, 2].map((i) =>
        account(`sender${i}@example.com`, { limits, zone: i === 1 ? 'America/New_York' : null }),
      ),
      batches: [
        batch(now, {
          perDay: 40,
          perHour: 9,
          useContactZone: true,
          steps: [
            { days: 0, hour: null },
            { days: 2, hour: null },
            { days: 1, hour: 15 },
          ],
        }),
      ],
      enrollments: contacts(200, 3).map((e, i) => ({
        ...e,
        zone: [null, 'Europe/London', 'America/New_York'][i % 3] ?? null,
      })),
      workspacePerDay: 70,
    })
    const first = plan(from)
    expect(faultsOf(from, first)).toEqual([])
    for (const boundary of new Set(first.sends.slot)) {
      const { input: rest, left } = continued(from, first, boundary)
      expect(bare(rows(rest, plan(rest)))).toEqual(bare(left))
    }
  })

  it('inside a slot leaves its sends where they are and keeps every limit', () => {
    fc.assert(
      fc.property(inputArbitrary, fc.nat(), fc.integer({ min: 0, max: HOUR - 1 }), (from, pick, into) => {
        const first = plan(from)
        if (first.sends.length === 0) return
        const now = (first.sends.slot[pick % first.sends.length] as number) + into
        // What lies in slots that have begun stays; it is handed in as fixed, although it hasn't left yet.
        const begun = rows(from, first).filter(({ slot }) => slot <= now)
        const last = new Map(begun.map((row) => [row.enrollment, row]))
        const enrollments = from.enrollments.map((e, i) => {
          const row = last.get(i)
          return row === undefined ? e : { ...e, nextStep: row.step + 1, previousAt: row.at, byHand: null }
        })
        const fixed = [...from.fixed, ...begun.map((row) => fixedFrom(from, row))]
        const rest = { ...from, now, enrollments, fixed }
        const again = plan(rest)
        expect(faultsOf(rest, again)).toEqual([])
        expect(again.sends.length + begun.length).toBe(first.sends.length)
      }),
      { numRuns: RUNS },
    )
  })
})

describe('another sender', () => {
  it('never makes the finish slot later: one zone, equal weights, the same limits for all, no batch cap', () => {
    const few = fc.integer({ min: 1, max: 60 })
    const steps = fc.array(
      fc.record({ days: fc.integer({ min: 1, max: 3 }), hour: fc.option(fc.integer({ min: 0, max: 23 })) }),
      { minLength: 1, maxLength: 3 },
    )
    const property = fc.property(
      accountArbitrary(0),
      calendarArbitrary,
      few,
      steps,
      fc.integer({ min: 1, max: 5 }),
      fc.nat(),
      (model, days, count, list, senders, seed) => {
        const now = Date.UTC(2026, 2, 20, 9)
        const limits = model.limits.filter(({ min, max }) => min === max)
        const usable = list.map((step) => ({
          ...step,
          hour:
            step.hour === null ||
            days.windows.some((w) => w.from <= (step.hour as number) && (step.hour as number) < w.to)
              ? step.hour
              : null,
        }))
        const finish = (n: number) => {
          const { sends } = plan(
            input(now, {
              seed,
              accounts: Array.from({ length: n }, (_, i) =>
                account(`sender${i}@example.com`, {
                  ...model,
                  address: `sender${i}@example.com`,
                  limits,
                  zone: null,
                  active: true,
                }),
              ),
              batches: [batch(now, { calendar: days, steps: usable })],
              enrollments: contacts(count, n),
            }),
          )
          return Math.max(...sends.slot)
        }
        expect(finish(senders + 1)).toBeLessThanOrEqual(finish(senders))
      },
    )
    fc.assert(property, { numRuns: RUNS })
  })
})

describe('jitter', () => {
  const now = local('2026-11-23T09:00')
  const meanPlace = (list: Row[]) => list.reduce((sum, { at, slot }) => sum + (at - slot) / HOUR, 0) / list.length

  it.each([
    ['50 an hour', { limits: [limit('hour', 50)] }],
    ['50 an hour, 400 a day', {}],
    ['1 an hour', { limits: [limit('hour', 1)] }],
    ['7 a minute', { limits: [limit('minute', 7)] }],
    ['a gap of 72 s and 50 an hour', { limits: [limit('hour', 50)], minGap: 72_000 }],
    [
      'one a second, 10 a minute, 100 an hour',
      { limits: [limit('second', 1), limit('minute', 10), limit('hour', 100)] },
    ],
  ])("doesn't drift towards the end of the slot: %s", (_, more) => {
    for (const seed of [1, 2, 3, 4, 5]) {
      const from = input(now, { seed, accounts: [account('anna@example.com', more)], enrollments: contacts(18_000) })
      const slots = [...Map.groupBy(rows(from, plan(from)), ({ slot }) => slot).values()]
      const fortieth = slots[39] as Row[]
      expect(slots.length).toBeGreaterThan(40)
      expect(meanPlace(fortieth)).toBeGreaterThan(0.3)
      expect(meanPlace(fortieth)).toBeLessThan(0.7)
    }
  })

  it('spreads a full slot: never two sends closer than half of an even distance', () => {
    const from = input(now, { enrollments: contacts(400) })
    const at = rows(from, plan(from)).map((row) => row.at)
    for (let i = 1; i < at.length; i++) expect((at[i] as number) - (at[i - 1] as number)).toBeGreaterThanOrEqual(36_000)
  })

  it("doesn't repeat an old burst as a burst of its own", () => {
    const burst = Array.from({ length: 50 }, (_, i) => ({
      account: 0,
      at: now - 60_000 + i,
      batch: null,
      slot: null,
      firstStep: false,
      domain: '',
    }))
    const from = input(now, { enrollments: contacts(300), fixed: burst })
    const at = rows(from, plan(from)).map((row) => row.at)
    expect(faultsOf(from, plan(from))).toEqual([])
    for (let i = 1; i < at.length; i++) expect((at[i] as number) - (at[i - 1] as number)).toBeGreaterThanOrEqual(36_000)
  })

  it('puts full slots exactly an hour apart', () => {
    const from = input(now, { enrollments: contacts(150) })
    const at = rows(from, plan(from)).map((row) => row.at)
    for (let i = 50; i < 150; i++) expect((at[i] as number) - (at[i - 50] as number)).toBe(HOUR)
  })
})
