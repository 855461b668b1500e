import fc from 'fast-check'
import { expect, test } from 'vitest'
import { plan } from '../../src/shared/domain/plan.ts'
import { agendaOf, nextOpen } from '../../src/shared/domain/plan-agenda.ts'
import type { PlanStep } from '../../src/shared/domain/plan-shape.ts'
import { summarise } from '../../src/shared/domain/plan-summary.ts'
import { dateFault } from '../../src/shared/domain/plan-wait.ts'
import { dayNumber, hourAt } from '../../src/shared/domain/time.ts'
import { formatIso, parseDay } from '../../src/shared/domain/time-text.ts'
import { size } from '../size.ts'
import { account, batch, calendar, contacts, input, limit, local, PARIS } from './plan-fixture.ts'

const now = local('2026-11-23T08:00')
const on = (text: string): number => parseDay(text) as number
const first: PlanStep = { days: 0, hour: null }

function planned(steps: PlanStep[], count = 1, more: Parameters<typeof batch>[1] = {}) {
  const asked = input(now, {
    zone: PARIS,
    accounts: [account('a@example.com', { limits: [limit('hour', 3)] })],
    batches: [batch(now, { steps: [first, ...steps], ...more })],
    enrollments: contacts(count),
  })
  const result = plan(asked)
  const rows = Array.from({ length: result.sends.length }, (_, i) => ({
    step: result.sends.step[i],
    slot: formatIso(result.sends.slot[i] as number, PARIS).slice(5, 16),
    why: result.why(i),
  }))
  return { asked, result, rows, of: (step: number) => rows.filter((row) => row.step === step).map(({ slot }) => slot) }
}

test('a step on a date leaves at its hour, in the first open slot, or on the next open day', () => {
  expect(planned([{ days: 0, hour: 14, on: on('2026-12-01') }]).of(2)).toEqual(['12-01T14:00'])
  expect(planned([{ days: 0, hour: null, on: on('2026-12-01') }]).of(2)).toEqual(['12-01T09:00'])
  // a Saturday, then a day off
  const off = { calendar: calendar(['mon-fri 09:00-18:00'], ['2026-11-30']) }
  const moved = planned([{ days: 0, hour: 14, on: on('2026-11-28') }], 1, off)
  expect(moved.of(2)).toEqual(['12-01T09:00'])
  expect(moved.rows[1]?.why).toEqual([
    'due Sat 14:00',
    'no sending on Saturdays and Sundays',
    'Mon 30 Nov is a day off',
    'Tue 1 Dec 09:00',
  ])
})

test('a step never leaves before the one before it, whatever its date', () => {
  const { of } = planned([{ days: 0, hour: null, on: on('2026-11-23') }], 30)
  // both are due at once: 60 emails at 3 an hour take 20 slots, 9 of them a day
  expect([of(1).at(-1), of(2).at(-1)]).toEqual(['11-25T09:00', '11-25T10:00'])
})

test('dates that have gone by, or that stand in the wrong order, are named', () => {
  const dated = (...dates: (string | null)[]): PlanStep[] =>
    dates.map((date) => ({ days: 2, hour: null, on: date === null ? null : on(date) }))
  expect(dateFault(dated(null, '2026-11-24', null, '2026-11-25'), now, PARIS)).toBeNull()
  expect(dateFault(dated(null, null, '2026-11-20'), now, PARIS)).toBe(
    'Step 3 is set for 2026-11-20, and the first step leaves on 2026-11-23 at the earliest. Give step 3 a later date, or begin sooner.',
  )
  expect(dateFault(dated(null, '2026-12-02', '2026-12-01'), now, PARIS)).toContain('before step 2 (2026-12-02)')
})

test('a task has its slot at once for everybody, and leaves no mark on any limit', () => {
  const { result, asked, of } = planned(
    [
      { days: 1, hour: 10, task: true },
      { days: 1, hour: null },
    ],
    7,
  )
  expect(of(2)).toEqual([...Array(7).fill('11-24T10:00')])
  expect(of(3)).toEqual([...Array(3).fill('11-25T10:00'), ...Array(3).fill('11-25T11:00'), '11-25T12:00'])
  const { emails, tasks, slots, perAccount } = summarise(asked, result)
  expect({ emails, tasks, inSlots: slots.reduce((sum, slot) => sum + slot.emails, 0), perAccount }).toEqual({
    emails: 14,
    tasks: 7,
    inSlots: 14,
    perAccount: [{ address: 'a@example.com', contacts: 7, emails: 14 }],
  })
})

test('contacts who begin with a task begin at the pace of their batch', () => {
  const steps: PlanStep[] = [
    { days: 0, hour: null, task: true },
    { days: 1, hour: null },
  ]
  const { of } = planned([], 5, { steps, perDay: 2 })
  expect(of(1)).toEqual(['11-23T09:00', '11-23T09:00', '11-24T09:00', '11-24T09:00', '11-25T09:00'])
})

const aStep = fc.record({
  days: fc.integer({ min: 1, max: 4 }),
  hour: fc.option(fc.integer({ min: 9, max: 17 }), { nil: null }),
  on: fc.option(fc.integer({ min: on('2026-11-20'), max: on('2026-12-20') }), { nil: null }),
  task: fc.boolean(),
})

test('whatever the steps are, they leave in order, in open slots, dates are kept, and the emails are those of a plan without the tasks’ weight', () => {
  const zones = ['Europe/Paris', 'Asia/Kolkata', 'America/New_York', 'Australia/Lord_Howe']
  const people = fc.integer({ min: 1, max: 12 })
  fc.assert(
    fc.property(
      fc.array(aStep, { minLength: 1, maxLength: 4 }),
      people,
      fc.constantFrom(...zones),
      (steps, count, zone) => {
        const asked = input(now, {
          zone,
          accounts: [account('a@example.com', { limits: [limit('hour', 4)] })],
          batches: [batch(now, { steps: [first, ...steps], zone })],
          enrollments: contacts(count),
        })
        const { sends, waiting } = plan(asked)
        expect(waiting).toEqual([])
        expect(sends.length).toBe(count * (steps.length + 1))
        const last = new Map<number, number>()
        const agenda = agendaOf(calendar(), zone)
        for (let i = 0; i < sends.length; i++) {
          const [e, number, slot, at] = [sends.enrollment[i], sends.step[i], sends.slot[i], sends.at[i]] as [
            number,
            number,
            number,
            number,
          ]
          expect(slot).toBeGreaterThan(last.get(e) ?? 0)
          expect(nextOpen(agenda, slot)).toBe(slot)
          last.set(e, at)
          const step = number > 1 ? steps[number - 2] : undefined
          if (step?.task) expect(at).toBe(slot)
          if (step?.on) {
            expect(dayNumber(at, zone)).toBeGreaterThanOrEqual(step.on)
            if (step.hour !== null && dayNumber(at, zone) === step.on)
              expect(hourAt(at, zone)).toBeGreaterThanOrEqual(step.hour)
          }
        }
        // planning what is left at a slot's boundary gives what was planned before
        const again = plan(asked)
        expect([...again.sends.at]).toEqual([...sends.at])
      },
    ),
    { numRuns: size(60, 2000) },
  )
})
