import fc from 'fast-check'
import type {
  Calendar,
  Limit,
  PlanAccount,
  PlanBatch,
  PlanEnrollment,
  PlanFixed,
  PlanInput,
} from '../../src/shared/domain/plan-shape.ts'
import { dayOf } from '../../src/shared/domain/time.ts'
import { mergeWindows } from '../../src/shared/domain/window.ts'

/** Inputs of every kind for the properties of the planner, kept small enough to be judged by brute force. */

const MINUTE = 60_000
const HOUR = 60 * MINUTE

/** Zones whose slots all begin at the same instants. */
export const wholeHourZones = ['Europe/Paris', 'UTC', 'America/New_York', 'Africa/Casablanca']

/** Whole hours, half and quarter hours, changes of an hour, of half an hour and for a month. */
const zones = [
  'Europe/Paris',
  'UTC',
  'America/New_York',
  'Asia/Kolkata',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'Africa/Casablanca',
]

export const zoneArbitrary = fc.constantFrom(...zones)

const limitArbitrary: fc.Arbitrary<Limit> = fc
  .record({
    unit: fc.constantFrom('second' as const, 'minute' as const, 'hour' as const, 'day' as const, 'week' as const),
    low: fc.integer({ min: 1, max: 12 }),
    more: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.integer({ min: 1, max: 9 }) }),
  })
  .map(({ unit, low, more }) => ({ unit, min: low, max: low + more }))

const rampArbitrary = fc.option(
  fc.record({
    start: fc.integer({ min: 1, max: 6 }),
    step: fc.integer({ min: 1, max: 5 }),
    from: fc.integer({ min: 0, max: 25 * 24 }).map((hours) => Date.UTC(2026, 2, 15) + hours * HOUR),
  }),
  { freq: 3 },
)

export const accountArbitrary = (index: number): fc.Arbitrary<PlanAccount> =>
  fc.record({
    address: fc.constant(`sender${index}@example.com`),
    zone: fc.option(zoneArbitrary),
    active: fc.oneof({ weight: 9, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }),
    limits: fc.array(limitArbitrary, { maxLength: 3 }),
    ramp: rampArbitrary,
    perUtcDay: fc.option(fc.integer({ min: 1, max: 15 }), { freq: 3 }),
    minGap: fc.oneof(
      { weight: 3, arbitrary: fc.constant(0) },
      { weight: 1, arbitrary: fc.integer({ min: 1, max: HOUR }) },
    ),
  })

export const calendarArbitrary: fc.Arbitrary<Calendar> = fc
  .record({
    blocks: fc.array(
      fc.record({
        day: fc.integer({ min: 1, max: 7 }),
        from: fc.integer({ min: 0, max: 23 }),
        hours: fc.integer({ min: 1, max: 24 }),
      }),
      { minLength: 1, maxLength: 8 },
    ),
    off: fc.uniqueArray(fc.integer({ min: 0, max: 30 }), { maxLength: 6 }),
  })
  .map(({ blocks, off }) => {
    const days = new Set(off.map((day) => dayOf(2026, 3, 20) + day))
    const windows = mergeWindows(blocks.map(({ day, from, hours }) => ({ day, from, to: Math.min(24, from + hours) })))
    return { windows, isDayOff: (day) => days.has(day) }
  })

const cap = (max: number) => fc.option(fc.integer({ min: 1, max }), { freq: 3 })

const batchArbitrary = (now: number): fc.Arbitrary<PlanBatch> =>
  fc.record({
    calendar: calendarArbitrary,
    start: fc.integer({ min: -100, max: 100 }).map((hours) => now + hours * HOUR),
    perDay: cap(15),
    perHour: cap(6),
    zone: zoneArbitrary,
    useContactZone: fc.boolean(),
    steps: fc.array(
      fc.record({ days: fc.integer({ min: 1, max: 4 }), hour: fc.option(fc.integer({ min: 0, max: 23 })) }),
      {
        minLength: 1,
        maxLength: 3,
      },
    ),
  })

function enrollmentArbitrary(now: number, batches: PlanBatch[], accounts: number): fc.Arbitrary<PlanEnrollment> {
  const recent = fc.integer({ min: -200 * HOUR, max: -1 }).map((ms) => now + ms)
  return fc.integer({ min: 0, max: batches.length - 1 }).chain((batch) =>
    fc
      .record({
        batch: fc.constant(batch),
        account: fc.integer({ min: 0, max: accounts - 1 }),
        zone: fc.option(zoneArbitrary),
        domain: fc.constantFrom('a.example', 'b.example', 'c.example', 'd.example'),
        enrolledAt: fc.integer({ min: 0, max: 3 }).map((hours) => now - hours * HOUR),
        position: fc.constant(0),
        nextStep: fc.integer({ min: 1, max: batches[batch]?.steps.length ?? 1 }),
        previousAt: recent,
        byHand: fc.option(
          fc.integer({ min: 0, max: 100 }).map((hours) => now + hours * HOUR),
          { freq: 8 },
        ),
        awayUntil: fc.option(
          fc.integer({ min: -3, max: 20 }).map((days) => Math.floor(now / (24 * HOUR)) + days),
          { freq: 6 },
        ),
      })
      .map((e) => ({ ...e, previousAt: e.nextStep === 1 ? null : e.previousAt })),
  )
}

function fixedArbitrary(now: number, batches: number, accounts: number): fc.Arbitrary<PlanFixed> {
  return fc
    .record({
      account: fc.integer({ min: 0, max: accounts - 1 }),
      // A few lie ahead, in a slot that has begun.
      at: fc.integer({ min: -30 * HOUR, max: HOUR }).map((ms) => now + ms),
      batch: fc.option(fc.integer({ min: 0, max: batches - 1 })),
      known: fc.boolean(),
      firstStep: fc.boolean(),
      domain: fc.constantFrom('a.example', 'b.example'),
    })
    .map(({ known, ...fixed }) => ({
      ...fixed,
      slot: known ? Math.floor(Math.min(fixed.at, now - 1) / HOUR) * HOUR : null,
    }))
}

/** Around the change to summer time in Europe and to winter time on Lord Howe, at any minute. */
const nowArbitrary = fc
  .integer({ min: 0, max: 20 * 24 * 60 })
  .map((minutes) => Date.UTC(2026, 2, 20) + minutes * MINUTE)

export const inputArbitrary: fc.Arbitrary<PlanInput> = fc
  .record({ now: nowArbitrary, accounts: fc.integer({ min: 1, max: 3 }), batches: fc.integer({ min: 1, max: 2 }) })
  .chain(({ now, accounts, batches }) =>
    fc
      .tuple(
        fc.tuple(...Array.from({ length: accounts }, (_, i) => accountArbitrary(i))),
        fc.tuple(...Array.from({ length: batches }, () => batchArbitrary(now))),
      )
      .chain(([accountList, batchList]) =>
        fc.record({
          now: fc.constant(now),
          seed: fc.nat(),
          zone: zoneArbitrary,
          newContactsFirst: fc.boolean(),
          workspacePerDay: cap(25),
          domainPerDay: cap(5),
          accounts: fc.constant(accountList),
          batches: fc.constant(batchList),
          enrollments: fc
            .array(enrollmentArbitrary(now, batchList, accounts), { minLength: 1, maxLength: 40 })
            .map((list) => list.map((e, position) => ({ ...e, position }))),
          fixed: fc.array(fixedArbitrary(now, batches, accounts), { maxLength: 20 }),
        }),
      ),
  )
