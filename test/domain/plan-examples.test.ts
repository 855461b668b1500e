import { describe, expect, it } from 'vitest'
import { plan } from '../../src/shared/domain/plan.ts'
import type { PlanInput } from '../../src/shared/domain/plan-shape.ts'
import { deal } from '../../src/shared/domain/rotation.ts'
import { account, batch, bySlot, calendar, contacts, input, limit, local, managed, rows } from './plan-fixture.ts'

/** The worked examples of the product page: zone Europe/Paris, windows Mon–Fri 09:00–18:00 unless said. */

const MON = '2026-11-23T10:00'

interface Example {
  given: string
  input: PlanInput
  zone?: string
  slots: Record<string, number>
}

const single = (now: string) => input(local(now), { enrollments: contacts(1) })
const two = (days: number, hour: number | null) => [
  { days: 0, hour: null },
  { days, hour },
]

const examples: Example[] = [
  { given: 'now Mon 10:40, start now, 1 contact', input: single('2026-11-23T10:40'), slots: { '2026-11-23T11:00': 1 } },
  { given: 'now Mon 11:00:00 exactly', input: single('2026-11-23T11:00'), slots: { '2026-11-23T11:00': 1 } },
  { given: 'now Fri 17:30', input: single('2026-11-27T17:30'), slots: { '2026-11-30T09:00': 1 } },
  {
    given: '150 contacts, 100 a day, 50 an hour, start Mon 10:00',
    input: input(local(MON), {
      batches: [batch(local(MON), { perDay: 100, perHour: 50 })],
      enrollments: contacts(150),
    }),
    slots: { '2026-11-23T10:00': 50, '2026-11-23T11:00': 50, '2026-11-24T09:00': 50 },
  },
  {
    given: '150 contacts, as soon as possible, account 50 an hour, 400 a day, start Mon 10:00',
    input: input(local(MON), { enrollments: contacts(150) }),
    slots: { '2026-11-23T10:00': 50, '2026-11-23T11:00': 50, '2026-11-23T12:00': 50 },
  },
  {
    given: 'batch 100 an hour but account 50 an hour',
    input: input(local(MON), { batches: [batch(local(MON), { perHour: 100 })], enrollments: contacts(120) }),
    slots: { '2026-11-23T10:00': 50, '2026-11-23T11:00': 50, '2026-11-23T12:00': 20 },
  },
  {
    given: 'step 2 "+3 days, 14:00" after step 1 on Mon',
    input: input(local(MON), { batches: [batch(local(MON), { steps: two(3, 14) })], enrollments: contacts(1) }),
    slots: { '2026-11-23T10:00': 1, '2026-11-26T14:00': 1 },
  },
  {
    given: 'step 2 "+2 days" after Fri',
    input: input(local('2026-11-27T10:00'), {
      batches: [batch(local('2026-11-27T10:00'), { steps: two(2, null) })],
      enrollments: contacts(1),
    }),
    slots: { '2026-11-27T10:00': 1, '2026-12-01T10:00': 1 },
  },
  {
    given: '120 contacts, managed account only, windows all day every day, zone UTC, start 00:00',
    zone: 'UTC',
    input: input(local('2026-11-23T00:00', 'UTC'), {
      zone: 'UTC',
      accounts: [managed],
      batches: [batch(local('2026-11-23T00:00', 'UTC'), { zone: 'UTC', calendar: calendar(['daily 00:00-24:00']) })],
      enrollments: contacts(120),
    }),
    slots: { '2026-11-23T00:00': 50, '2026-11-24T00:00': 50, '2026-11-25T00:00': 20 },
  },
  {
    given: 'window 01:00–04:00 daily, Sun 29 Mar 2026, 50 an hour: no 02:00 slot',
    input: input(local('2026-03-29T00:00'), {
      batches: [batch(local('2026-03-29T00:00'), { calendar: calendar(['daily 01:00-04:00']) })],
      accounts: [account('anna@example.com', { limits: [limit('hour', 50)] })],
      enrollments: contacts(150),
    }),
    slots: { '2026-03-29T01:00': 50, '2026-03-29T03:00': 50, '2026-03-30T01:00': 50 },
  },
  {
    given: 'the same on Sun 25 Oct 2026: one 02:00 slot',
    input: input(local('2026-10-25T00:00'), {
      batches: [batch(local('2026-10-25T00:00'), { calendar: calendar(['daily 01:00-04:00']) })],
      accounts: [account('anna@example.com', { limits: [limit('hour', 50)] })],
      enrollments: contacts(200),
    }),
    slots: { '2026-10-25T01:00': 50, '2026-10-25T02:00': 50, '2026-10-25T03:00': 50, '2026-10-26T01:00': 50 },
  },
]

describe('worked examples', () => {
  it.each(examples)('$given', (example) => {
    const result = plan(example.input)
    expect(bySlot(result, example.zone)).toEqual(example.slots)
    expect(result.waiting).toEqual([])
  })

  it('100 contacts, senders A (weight 75) and B (25): 75 and 25, the same people each time for one seed', () => {
    const people = Array.from({ length: 100 }, (_, i) => `person${i}@example.org`)
    const senders = [
      { address: 'a@example.com', weight: 75 },
      { address: 'b@example.com', weight: 25 },
    ]
    const first = deal(people, senders, 42)
    expect(first).toMatchObject({ counts: [75, 25] })
    expect(deal(people, senders, 42)).toEqual(first)
    expect(deal(people, senders, 43)).not.toEqual(first)
  })

  it('step 1 on Monday keeps its slot start, every instant lies in its slot', () => {
    const from = input(local(MON), { enrollments: contacts(150) })
    for (const { slot, at } of rows(from, plan(from))) {
      expect(at).toBeGreaterThanOrEqual(slot)
      expect(at).toBeLessThan(slot + 3_600_000)
      expect(Number.isInteger(at)).toBe(true)
    }
  })
})
