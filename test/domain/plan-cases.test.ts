import { describe, expect, it } from 'vitest'
import { plan } from '../../src/shared/domain/plan.ts'
import { dayOf } from '../../src/shared/domain/time.ts'
import { faultsOf } from './plan-checker.ts'
import { account, batch, bySlot, calendar, contacts, enrollment, input, limit, local, rows } from './plan-fixture.ts'

const MON = local('2026-11-23T10:00')
const HOUR = 3_600_000
const DAY = 24 * HOUR
const steps = (...later: [number, number | null][]) => [
  { days: 0, hour: null },
  ...later.map(([days, hour]) => ({ days, hour })),
]

describe('reasons', () => {
  it('go from the due instant over closed days and full slots to the slot', () => {
    const now = local('2026-11-21T10:00')
    const from = input(now, {
      batches: [batch(now + DAY)],
      accounts: [account('anna@example.com', { limits: [limit('hour', 50)] })],
      enrollments: contacts(51),
    })
    const result = plan(from)
    expect(result.why(50)).toEqual([
      'due Sun 10:00',
      'no sending on Sundays',
      'Mon 09:00 slot full for anna@example.com (50 an hour)',
      'Mon 10:00',
    ])
    expect(result.why(0)).toEqual(['due Sun 10:00', 'no sending on Sundays', 'Mon 09:00'])
  })

  it('name an absence: at the same hour on the day of return, and what is due later anyway is left alone', () => {
    const fri = dayOf(2026, 11, 27)
    const away = [enrollment(0, { awayUntil: fri }), enrollment(1, { awayUntil: dayOf(2026, 11, 23) })]
    const late = [enrollment(2, { awayUntil: dayOf(2026, 11, 28) }), enrollment(3, { awayUntil: fri, byHand: MON })]
    const result = plan(input(MON, { batches: [batch(MON)], enrollments: [...away, ...late] }))
    const why = new Map(Array.from({ length: 4 }, (_, i) => [result.sends.enrollment[i], result.why(i)]))
    expect(why.get(0)).toEqual(['due Fri 10:00', 'the contact is away until Fri 27 Nov', 'Fri 10:00'])
    expect(why.get(1)).toEqual(['due Mon 10:00', 'Mon 10:00'])
    expect(why.get(2)?.at(-1)).toBe('Mon 30 Nov 09:00')
    expect(why.get(3)?.at(-1)).toBe('Fri 10:00')
  })

  it('name days off, closed hours and weekends', () => {
    const now = local('2026-12-24T17:30')
    const off = calendar(['mon-fri 09:00-18:00'], ['2026-12-25', '2026-12-28'])
    const result = plan(input(now, { batches: [batch(now, { calendar: off })], enrollments: contacts(1) }))
    expect(result.why(0)).toEqual([
      'due Thu 17:30',
      'outside sending hours 09:00–18:00',
      'no sending on Saturdays and Sundays',
      'Fri 25 Dec and Mon 28 Dec are days off',
      'Tue 09:00',
    ])
  })

  it('press runs of full slots into one piece, with every limit that filled them', () => {
    const result = plan(input(MON, { enrollments: contacts(900) }))
    expect(result.why(899)).toEqual([
      'due Mon 10:00',
      'Mon 10:00 to Wed 10:00 slots full for anna@example.com (50 an hour, 400 a day)',
      'Wed 11:00',
    ])
  })

  it('name the caps of batch, workspace and recipient domain', () => {
    const capped = input(MON, { batches: [batch(MON, { perDay: 2 })], enrollments: contacts(3) })
    expect(plan(capped).why(2)).toEqual([
      'due Mon 10:00',
      'spread: 2 contacts a day reached on Mon 23 Nov',
      'Tue 09:00',
    ])
    const workspace = input(MON, { workspacePerDay: 2, enrollments: contacts(3) })
    expect(plan(workspace).why(2)).toEqual(['due Mon 10:00', 'workspace: 2 a day reached on Mon 23 Nov', 'Tue 09:00'])
    const domain = input(MON, { domainPerDay: 2, enrollments: contacts(3) })
    expect(plan(domain).why(2)).toEqual(['due Mon 10:00', 'example.org: 2 a day reached on Mon 23 Nov', 'Tue 09:00'])
    const hourly = input(MON, { batches: [batch(MON, { perHour: 2 })], enrollments: contacts(5) })
    expect(plan(hourly).why(4)).toEqual([
      'due Mon 10:00',
      'Mon 10:00 to 11:00 slots full (spread: 2 contacts an hour)',
      'Mon 12:00',
    ])
  })

  it('are the same whether asked one by one, backwards or in parts', () => {
    const from = input(MON, { batches: [batch(MON, { perDay: 120, perHour: 30 })], enrollments: contacts(700) })
    const result = plan(from)
    const forwards = Array.from({ length: 700 }, (_, i) => result.why(i))
    const backwards = Array.from({ length: 700 }, (_, i) => result.why(699 - i)).reverse()
    expect(backwards).toEqual(forwards)
    expect(result.why(350)).toEqual(plan(from).why(350))
    const slots = result.delays(699).reduce((sum, delay) => sum + delay.slots, 0)
    expect(slots).toBeGreaterThan(20)
  })

  it('say whose zone counts when the contact has none', () => {
    const zoned = input(MON, {
      accounts: [account('anna@example.com', { zone: 'Europe/Lisbon' })],
      batches: [batch(MON, { useContactZone: true })],
      enrollments: [enrollment(0), enrollment(1, { zone: 'America/New_York' })],
    })
    const result = plan(zoned)
    expect(result.why(0)).toEqual([
      "zone: sender's (Europe/Lisbon), the contact's is unknown",
      'due Mon 09:00',
      'Mon 09:00',
    ])
    expect(result.why(1)).toEqual(['due Mon 04:00', 'outside sending hours 09:00–18:00', 'Mon 09:00'])
  })

  it('name what was drawn from a range, and a send that is overdue', () => {
    const ranged = input(MON, {
      accounts: [account('anna@example.com', { limits: [limit('hour', 3, 5)] })],
      enrollments: contacts(9),
    })
    const result = plan(ranged)
    const chains = Array.from({ length: 9 }, (_, i) => result.why(i)[1])
    expect(chains).toContainEqual(
      expect.stringMatching(/^Mon 10:00 slot full for anna@example.com \(3–5 an hour, [345] drawn\)$/),
    )
    expect(chains.at(-1)).toMatch(
      /^Mon 10:00 to 1[123]:00 slots full for anna@example.com \(3–5 an hour\)$|^Mon 10:00 slot full/,
    )
    const late = input(MON, { batches: [batch(MON - 5 * DAY)], enrollments: contacts(1) })
    expect(plan(late).why(0)).toEqual(['due Wed 18 Nov 10:00', 'had not left by Mon 10:00', 'Mon 10:00'])
    // engaged on another computer a moment ago: it is not late
    const fresh = input(MON + 5000, { batches: [batch(MON + 1000)], enrollments: contacts(1) })
    expect(plan(fresh).why(0)).toEqual(['due Mon 10:00', 'Mon 11:00'])
    // nor is it half an hour later: it waits for the first slot that there was
    const waiting = input(MON + 30 * 60_000, { batches: [batch(MON + 1000)], enrollments: contacts(1) })
    expect(plan(waiting).why(0)).toEqual(['due Mon 10:00', 'Mon 11:00'])
  })
})

describe('later steps', () => {
  it('count working days only, over weekends and days off', () => {
    const fri = local('2026-12-24T10:00')
    const from = input(fri, {
      batches: [batch(fri, { calendar: calendar(['mon-fri 09:00-18:00'], ['2026-12-25']), steps: steps([2, 14]) })],
      enrollments: contacts(1),
    })
    expect(Object.keys(bySlot(plan(from)))).toEqual(['2026-12-24T10:00', '2026-12-29T14:00'])
  })

  it('go out in the next open slot where the hour is closed on that day', () => {
    const from = input(MON, {
      batches: [
        batch(MON, {
          calendar: calendar(['mon-tue 09:00-18:00', 'wed 09:00-12:00', 'thu 10:00-11:00']),
          steps: steps([2, 15]),
        }),
      ],
      enrollments: contacts(1),
    })
    expect(Object.keys(bySlot(plan(from)))).toEqual(['2026-11-23T10:00', '2026-11-26T10:00'])
  })

  it('count from the day the step before was really sent', () => {
    const sentAt = local('2026-11-19T16:20')
    const late = enrollment(0, { nextStep: 2, previousAt: sentAt })
    const from = input(MON, { batches: [batch(MON, { steps: steps([2, null]) })], enrollments: [late] })
    expect(rows(from, plan(from))).toMatchObject([
      { step: 2, due: local('2026-11-23T16:00'), slot: local('2026-11-23T16:00') },
    ])
  })

  it('that are overdue go out in the first open slot and keep their due instant', () => {
    const late = enrollment(0, { nextStep: 2, previousAt: local('2026-11-09T16:20') })
    const from = input(MON, { batches: [batch(MON, { steps: steps([2, null]) })], enrollments: [late] })
    expect(rows(from, plan(from))).toMatchObject([{ due: local('2026-11-11T16:00'), slot: MON }])
  })

  it('at an hour that clocks skip are due when the clocks have jumped', () => {
    const sat = local('2026-03-28T02:00')
    const from = input(sat, {
      batches: [batch(sat, { calendar: calendar(['daily 01:00-04:00']), steps: steps([1, null]) })],
      enrollments: contacts(1),
    })
    expect(Object.keys(bySlot(plan(from)))).toEqual(['2026-03-28T02:00', '2026-03-29T03:00'])
  })
})

describe('what can never be planned', () => {
  it('waits with its reason, once, from the step that fails', () => {
    const from = input(MON, {
      accounts: [account('anna@example.com'), account('bo@example.com', { active: false })],
      batches: [
        batch(MON, { steps: steps([1, 20]) }),
        batch(MON, { calendar: calendar([]) }),
        batch(MON, {
          calendar: { windows: calendar().windows, isDayOff: (day) => day >= dayOf(2026, 11, 24) },
          steps: steps([2, null]),
        }),
      ],
      enrollments: [
        enrollment(0),
        enrollment(1, { account: 1 }),
        enrollment(2, { batch: 1 }),
        enrollment(3, { batch: 2 }),
      ],
    })
    const result = plan(from)
    expect(faultsOf(from, result)).toEqual([])
    expect(result.waiting.map(({ enrollment: e, step, code }) => [e, step, code])).toEqual([
      [1, 1, 'account_inactive'],
      [2, 1, 'never_open'],
      [0, 2, 'hour_never_open'],
      [3, 2, 'never_open'],
    ])
    expect(result.waiting[2]?.message).toBe(
      'Step 2 is to go out at 20:00, an hour that no sending window ever opens (Mon–Fri 09:00–18:00).',
    )
  })

  it('waits when days off close the calendar for good while a backlog is left', () => {
    const from = input(MON, {
      batches: [
        batch(MON, {
          calendar: { windows: calendar().windows, isDayOff: (day) => day >= dayOf(2026, 11, 25) },
          perDay: 2,
        }),
      ],
      enrollments: contacts(5),
    })
    const result = plan(from)
    expect(result.sends.length).toBe(4)
    expect(result.waiting).toMatchObject([{ enrollment: 4, step: 1, code: 'never_open' }])
  })

  it('waits when a limit lets nothing through', () => {
    const from = input(MON, { accounts: [account('anna@example.com', { perUtcDay: 0 })], enrollments: contacts(2) })
    expect(plan(from).waiting.map(({ code }) => code)).toEqual(['limit_zero', 'limit_zero'])
    const none = input(MON, { workspacePerDay: 0, enrollments: contacts(2) })
    expect(plan(none).waiting.map(({ code }) => code)).toEqual(['limit_zero', 'limit_zero'])
  })
})
