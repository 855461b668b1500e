import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { PlanInput } from '../../src/shared/domain/plan-shape.ts'
import { defaultPolicy } from '../../src/shared/domain/policy.ts'
import { estimate } from '../../src/shared/domain/what-if-coarse.ts'
import { coarseOf } from '../../src/shared/domain/what-if-groups.ts'
import { guess } from '../../src/shared/domain/what-if-guess.ts'
import { type Numbers, numbersOf, readied } from '../../src/shared/domain/what-if-numbers.ts'
import { inputArbitrary } from './plan-arbitrary.ts'
import { account, batch, calendar, enrollment, limit, local, PARIS } from './plan-fixture.ts'

/** As the engine packs them, each batch with days off of its own; the last email is where the estimate ends. */
function packed(input: PlanInput): Numbers {
  const coarse = coarseOf(input)
  return numbersOf(coarse, {
    ceilings: defaultPolicy,
    windows: input.batches[0]?.calendar.windows ?? [],
    finish: estimate(coarse).finish,
    sequences: [{ id: 'spring', name: 'Spring' }],
    accounts: input.accounts.map(({ address }) => ({ id: `id of ${address}`, weight: 100, sandbox: false })),
    batches: input.batches.map((_, i) => ({ id: `b${i}`, sequence: 0, follows: true, shared: true })),
    closings: {
      own: '0',
      batches: input.batches.map((_, i) => `${i}`),
      isDayOff: (i) => input.batches[Number(i)]?.calendar.isDayOff ?? (() => false),
    },
  })
}

const travelled = (numbers: Numbers): Numbers => JSON.parse(JSON.stringify(numbers))

it('packed, sent and unpacked, the numbers come to the same estimate', () => {
  fc.assert(
    fc.property(inputArbitrary, (input) => {
      const whole = estimate(coarseOf(input))
      expect(estimate(readied(travelled(packed(input))).coarse)).toEqual(whole)
    }),
    { numRuns: 200 },
  )
})

const monday = local('2026-11-23T10:00')

/** Three weeks of mail of one sender, with Wednesday the second off. */
function workspace(contacts = 900): PlanInput {
  const off = local('2026-12-02T00:00')
  const hours = { ...calendar(['mon-fri 09:00-18:00']), isDayOff: (day: number) => day === Math.ceil(off / 86_400_000) }
  return {
    now: monday,
    seed: 7,
    zone: PARIS,
    newContactsFirst: false,
    workspacePerDay: null,
    domainPerDay: null,
    accounts: [
      account('anna@example.com', { limits: [limit('hour', 20), limit('day', 60)] }),
      account('marc@example.com', { limits: [limit('hour', 20), limit('day', 60)] }),
    ],
    batches: [batch(monday, { calendar: hours })],
    enrollments: Array.from({ length: contacts }, (_, i) => enrollment(i, { account: 0 })),
    fixed: [],
  }
}

it('a change is told against the present end, in working days: weekends and days off are none', () => {
  const ready = readied(packed(workspace()))
  const same = guess(ready, {})
  expect(same).toMatchObject({ workingDays: 0, held: 'anna@example.com: 60 a day' })
  // 15 days of 60 become 8 of 120
  expect(guess(ready, { limits: { 'anna@example.com': ['20/hour', '120/day'] } })).toMatchObject({ workingDays: -7 })
  // a sender is named by id too
  expect(guess(ready, { limits: { 'id of anna@example.com': ['20/hour', '120/day'] } })?.workingDays).toBe(-7)
})

it('a start, other hours and other senders are each tried, and together', () => {
  const ready = readied(packed(workspace()))
  const start = { sequence: 'Spring', slot: '2026-11-24T09:00' }
  expect(guess(ready, { start })?.totals[0]).toEqual({ date: '2026-11-24', emails: 60 })
  expect(guess(ready, { starts: [{ engagement: 'b0', at: local('2026-11-25T09:00') }] })?.totals[0]?.date).toBe(
    '2026-11-25',
  )
  expect(guess(ready, { windows: ['mon-fri 09:00-11:00'] })?.totals[1]).toEqual({ date: '2026-11-24', emails: 40 })
  const senders = { sequence: 'spring', accounts: ['anna@example.com', 'marc@example.com'] }
  expect(guess(ready, { senders })?.totals[0]?.emails).toBe(120)
  expect(guess(ready, { senders, start })?.totals[0]).toEqual({ date: '2026-11-24', emails: 120 })
  const total = (told: ReturnType<typeof guess>) => told?.totals.reduce((sum, { emails }) => sum + emails, 0)
  expect([total(guess(ready, {})), total(guess(ready, { senders, start }))]).toEqual([900, 900])
})
