import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bottleneck, withRaised } from '../../src/shared/domain/bottleneck.ts'
import { plan } from '../../src/shared/domain/plan.ts'
import type { PlanInput } from '../../src/shared/domain/plan-shape.ts'
import { summarise } from '../../src/shared/domain/plan-summary.ts'
import { size } from '../size.ts'
import { inputArbitrary } from './plan-arbitrary.ts'
import { account, batch, calendar, contacts, enrollment, input, limit, local, managed } from './plan-fixture.ts'

const MON = local('2026-11-23T10:00')
const later = [
  { days: 0, hour: null },
  { days: 3, hour: 14 },
]

const runs = Number(process.env.CADENZA_RUNS ?? size(80, 1_000))
const nameOf = (from: PlanInput) => bottleneck(from, plan(from))?.text ?? null

describe('bottleneck', () => {
  it('names the one limit that sets the finish', () => {
    expect(nameOf(input(MON, { enrollments: contacts(150) }))).toBe('mailbox anna@example.com: 50 an hour')
    expect(nameOf(input(MON, { enrollments: contacts(8000) }))).toBe('mailbox anna@example.com: 400 a day')
    const spread = batch(MON, { perDay: 20, perHour: 10 })
    expect(nameOf(input(MON, { batches: [spread], enrollments: contacts(150) }))).toBe('spread: 20 contacts a day')
    const hourly = batch(MON, { perHour: 10 })
    expect(nameOf(input(MON, { batches: [hourly], enrollments: contacts(40) }))).toBe('spread: 10 contacts an hour')
    expect(nameOf(input(MON, { workspacePerDay: 30, enrollments: contacts(150) }))).toBe('workspace: 30 a day')
    expect(nameOf(input(MON, { domainPerDay: 10, enrollments: contacts(50) }))).toBe(
      'recipient domain example.org: 10 a day',
    )
    expect(nameOf(input(MON, { accounts: [managed], enrollments: contacts(150) }))).toBe(
      'managed account: 50 a day (UTC)',
    )
    const slow = account('anna@example.com', { minGap: 600_000 })
    expect(nameOf(input(MON, { accounts: [slow], enrollments: contacts(50) }))).toBe(
      'mailbox anna@example.com: at least 600 s apart',
    )
  })

  it('names the sender that finishes last, and several that finish last together', () => {
    const accounts = ['anna', 'bo', 'cy'].map((name) => account(`${name}@example.com`))
    const uneven = Array.from({ length: 400 }, (_, i) => enrollment(i, { account: i < 300 ? 1 : 0 }))
    expect(nameOf(input(MON, { accounts, enrollments: uneven }))).toBe('mailbox bo@example.com: 50 an hour')
    const even = Array.from({ length: 720 }, (_, i) => enrollment(i, { account: i < 600 ? i % 2 : 2 }))
    expect(nameOf(input(MON, { accounts, enrollments: even }))).toBe(
      'mailboxes anna@example.com, bo@example.com: 50 an hour each',
    )
  })

  it('looks through the delay at what held the step before', () => {
    const from = input(MON, { batches: [batch(MON, { steps: later, perDay: 20 })], enrollments: contacts(100) })
    expect(nameOf(from)).toBe('spread: 20 contacts a day')
  })

  it('is none where delays and windows alone set the finish', () => {
    expect(nameOf(input(MON, { batches: [batch(MON, { steps: later })], enrollments: contacts(20) }))).not.toBe(
      undefined,
    )
    const closed = batch(MON, {
      calendar: calendar(['wed 10:00-11:00']),
      steps: later.map((step) => ({ ...step, hour: null })),
    })
    expect(nameOf(input(MON, { batches: [closed], enrollments: contacts(1) }))).toBeNull()
    expect(nameOf(input(MON))).toBeNull()
  })

  it('raised, always finishes earlier', () => {
    let named = 0
    fc.assert(
      fc.property(inputArbitrary, (from) => {
        const before = plan(from)
        const found = bottleneck(from, before)
        if (found === null) return
        named += 1
        const finish = (p: typeof before) => p.sends.at[p.sends.length - 1] as number
        expect(finish(plan(withRaised(from, found)))).toBeLessThan(finish(before))
        expect(found.text).toMatch(/^(mailbox|mailboxes|managed account|spread|recipient domain|workspace)/)
      }),
      { numRuns: runs },
    )
    expect(named).toBeGreaterThan(runs / 20)
  })

  it('of a range names the range', () => {
    const from = input(MON, {
      accounts: [account('anna@example.com', { limits: [limit('hour', 20, 30)] })],
      enrollments: contacts(200),
    })
    expect(nameOf(from)).toBe('mailbox anna@example.com: 20–30 an hour')
  })
})

describe('summary', () => {
  it('adds up, per account and per slot', () => {
    const accounts = [account('anna@example.com'), account('bo@example.com')]
    const from = input(MON, { accounts, batches: [batch(MON, { steps: later })], enrollments: contacts(130, 2) })
    const result = plan(from)
    const summary = summarise(from, result)
    expect(summary).toMatchObject({
      contacts: 130,
      emails: 260,
      start: result.sends.at[0],
      finish: result.sends.at[259],
      perAccount: [
        { address: 'anna@example.com', contacts: 65, emails: 130 },
        { address: 'bo@example.com', contacts: 65, emails: 130 },
      ],
    })
    expect(summary.slots).toEqual([
      { start: MON, emails: 100, perAccount: { 'anna@example.com': 50, 'bo@example.com': 50 }, perStep: { 1: 100 } },
      {
        start: local('2026-11-23T11:00'),
        emails: 30,
        perAccount: { 'anna@example.com': 15, 'bo@example.com': 15 },
        perStep: { 1: 30 },
      },
      {
        start: local('2026-11-26T14:00'),
        emails: 100,
        perAccount: { 'anna@example.com': 50, 'bo@example.com': 50 },
        perStep: { 2: 100 },
      },
      {
        start: local('2026-11-26T15:00'),
        emails: 30,
        perAccount: { 'anna@example.com': 15, 'bo@example.com': 15 },
        perStep: { 2: 30 },
      },
    ])
  })

  it('of nothing is empty', () => {
    const from = input(MON)
    expect(summarise(from, plan(from))).toMatchObject({ contacts: 0, emails: 0, start: null, finish: null, slots: [] })
  })
})
