import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { grace, lateGap, type Pace, type PaceFacts, pace } from '../../src/main/work/dispatcher/pace.ts'
import type { PlanAccount } from '../../src/shared/domain/plan-shape.ts'
import { DAY, HOUR, MINUTE, SECOND } from '../../src/shared/domain/time.ts'

const slot = Date.parse('2026-11-23T10:00:00Z')
const at = slot + 20 * MINUTE
const always = () => true
const never = () => false
const usual: PaceFacts = { now: at, at, slot, last: null, gap: 72 * SECOND, admitted: at, isOpen: never }
const late = (ms: number, more: Partial<PaceFacts> = {}): PaceFacts => ({
  ...usual,
  now: at + ms,
  admitted: at + ms,
  ...more,
})

const table: [string, PaceFacts, Pace][] = [
  ['its time is ahead', { ...usual, now: at - 1 }, { do: 'wait', until: at }],
  ['its time is now', usual, { do: 'send' }],
  ['a little late, just after another', late(30 * SECOND, { last: at + 29 * SECOND }), { do: 'send' }],
  ['late, and nothing went before', late(30 * MINUTE), { do: 'send' }],
  [
    'late, just after another: spaced out',
    late(30 * MINUTE, { last: at + 30 * MINUTE - 2 * SECOND }),
    { do: 'wait', until: at + 30 * MINUTE + 70 * SECOND },
  ],
  ['late, and the other is long gone', late(30 * MINUTE, { last: at + 10 * MINUTE }), { do: 'send' }],
  ['its slot is over, a window still open', late(50 * MINUTE, { isOpen: always }), { do: 'send' }],
  [
    'its slot is over and so is the window',
    late(50 * MINUTE),
    { do: 'replan', reason: 'its sending window closed before it could leave' },
  ],
  ['late by exactly the grace', late(grace, { isOpen: always }), { do: 'send' }],
  [
    'late by more than the grace',
    late(grace + 1, { isOpen: always }),
    { do: 'missed', before: at + 1, reason: 'its time went by while nothing could be sent' },
  ],
  [
    'three days late',
    late(3 * DAY, { isOpen: always }),
    { do: 'missed', before: at + 3 * DAY - grace, reason: 'its time went by while nothing could be sent' },
  ],
  ['a limit is free in a blink', late(0, { admitted: at + 300 }), { do: 'wait', until: at + 300 }],
  ['a limit is free later in the slot', late(0, { admitted: at + 9 * MINUTE }), { do: 'move', at: at + 9 * MINUTE }],
  [
    'a limit is free only after the slot, though a window is open',
    late(0, { admitted: slot + HOUR, isOpen: always }),
    { do: 'replan', reason: 'a limit of the account filled meanwhile' },
  ],
  [
    'late beyond its slot, and a limit is full',
    late(45 * MINUTE, { isOpen: always, admitted: at + 55 * MINUTE }),
    { do: 'replan', reason: 'a limit of the account filled meanwhile' },
  ],
]

describe('the next send of an account', () => {
  it.each(table)('%s', (_, facts, expected) => {
    expect(pace(facts)).toEqual(expected)
  })

  const facts = fc
    .record({
      lead: fc.integer({ min: 0, max: HOUR - 1 }),
      late: fc.oneof(fc.integer({ min: -HOUR, max: 2 * HOUR }), fc.integer({ min: -10 * DAY, max: 10 * DAY })),
      last: fc.option(fc.integer({ min: -2 * HOUR, max: 0 })),
      gap: fc.integer({ min: 0, max: HOUR }),
      wait: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 2 * HOUR })),
      closesAt: fc.integer({ min: -HOUR, max: 3 * HOUR }),
    })
    .map(({ lead, late: delay, last, gap, wait, closesAt }): PaceFacts => {
      const due = slot + lead
      const now = due + delay
      const isOpen = (instant: number) => instant < slot + closesAt
      return { now, at: due, slot, last: last === null ? null : now + last, gap, admitted: now + wait, isOpen }
    })

  it('sends only what may leave, and otherwise always says something that gets it further', () => {
    fc.assert(
      fc.property(facts, (f) => {
        const step = pace(f)
        const open = f.now < f.slot + HOUR || f.isOpen(f.now)
        if (step.do === 'send') {
          expect(f.now >= f.at && f.now - f.at <= grace && f.admitted <= f.now && open).toBe(true)
          if (f.now - f.at > MINUTE && f.last !== null) expect(f.now - f.last).toBeGreaterThanOrEqual(f.gap)
        } else if (step.do === 'wait') expect(step.until).toBeGreaterThan(f.now)
        else if (step.do === 'move')
          expect(step.at > f.now && step.at >= f.admitted && step.at < f.slot + HOUR).toBe(true)
        else if (step.do === 'missed') expect(f.at).toBeLessThan(step.before)
        else expect(open && f.admitted <= f.now).toBe(false)
      }),
      { numRuns: 2000 },
    )
  })
})

describe('how far apart late sends go', () => {
  const account = (limits: PlanAccount['limits'], minGap = 0): PlanAccount => ({
    address: 'a@example.com',
    zone: null,
    active: true,
    limits,
    perUtcDay: null,
    minGap,
  })
  it.each([
    ['50 an hour', account([{ unit: 'hour', min: 50, max: 50 }]), 72 * SECOND],
    ['a range counts by its smaller end', account([{ unit: 'hour', min: 30, max: 50 }]), 120 * SECOND],
    ['days and weeks say nothing about pace', account([{ unit: 'day', min: 10, max: 10 }]), 72 * SECOND],
    [
      'the tightest of several',
      account([
        { unit: 'minute', min: 6, max: 6 },
        { unit: 'hour', min: 90, max: 90 },
      ]),
      40 * SECOND,
    ],
    ['none, where the limit is more than one a millisecond', account([{ unit: 'hour', min: 4e6, max: 4e6 }]), 0],
    ['the gap it asks for', account([{ unit: 'hour', min: 3600, max: 3600 }], 5 * SECOND), 5 * SECOND],
  ])('%s', (_, given, expected) => {
    expect(lateGap(given)).toBe(expected)
  })
})
