import { describe, expect, it } from 'vitest'
import { plan, workOut } from '../../src/shared/domain/plan.ts'
import { formatIso } from '../../src/shared/domain/time-text.ts'
import { faultsOf } from './plan-checker.ts'
import { account, batch, bySlot, calendar, contacts, input, limit, local, managed, rows } from './plan-fixture.ts'

const MON = local('2026-11-23T10:00')
const HOUR = 3_600_000
const steps = (...later: [number, number | null][]) => [
  { days: 0, hour: null },
  ...later.map(([days, hour]) => ({ days, hour })),
]

describe('midnight UTC inside a slot', () => {
  it('counts both sides on their own day and spreads each evenly', () => {
    const zone = 'Asia/Kolkata'
    // 05:00 in Kolkata is 23:30 UTC.
    const now = local('2026-11-24T05:00', zone)
    const from = input(now, {
      zone,
      accounts: [managed],
      batches: [batch(now, { zone, calendar: calendar(['daily 05:00-06:00']) })],
      enrollments: contacts(90),
    })
    const result = plan(from)
    expect(faultsOf(from, result)).toEqual([])
    const first = rows(from, result).filter(({ slot }) => slot === now)
    const places = first.map(({ at }) => (at - now) / HOUR)
    expect(first.length).toBe(90)
    expect(places.filter((place) => place < 0.5).length).toBe(45)
    const mean = (list: number[]) => list.reduce((a, b) => a + b, 0) / list.length
    expect(mean(places.slice(0, 45))).toBeCloseTo(0.25, 1)
    expect(mean(places.slice(45))).toBeCloseTo(0.75, 1)
  })

  it('gives a side only what its day has left', () => {
    const zone = 'Asia/Kolkata'
    const now = local('2026-11-24T05:00', zone)
    const sent = Array.from({ length: 40 }, (_, i) => ({
      account: 0,
      at: now - 10 * HOUR + i * 60_000,
      batch: null,
      slot: null,
      firstStep: false,
      domain: '',
    }))
    const from = input(now, {
      zone,
      accounts: [managed],
      batches: [batch(now, { zone, calendar: calendar(['daily 05:00-06:00']) })],
      enrollments: contacts(60),
      fixed: sent,
    })
    const result = plan(from)
    expect(faultsOf(from, result)).toEqual([])
    expect(Object.values(bySlot(result, zone))).toEqual([60])
  })
})

describe("midnight of the schedule's zone inside a slot", () => {
  const zone = 'Asia/Kolkata'
  // 18:00 UTC; midnight in Kolkata is at 18:30 UTC.
  const now = Date.UTC(2026, 10, 23, 18)
  const around = { zone, calendar: calendar(['daily 00:00-24:00']) }
  const onLateSide = Array.from({ length: 4 }, (_, i) => ({
    account: 0,
    at: now + 40 * 60_000 + i * 60_000,
    batch: 0,
    slot: now - 15 * 60_000,
    firstStep: true,
    domain: 'example.org',
  }))
  const from = (more: object) =>
    input(now, {
      zone,
      accounts: [account('anna@example.com', { zone: 'UTC', limits: [] })],
      batches: [batch(now, around)],
      enrollments: contacts(12),
      fixed: onLateSide,
      ...more,
    })

  it.each([
    ['contacts a day', { batches: [batch(now, { ...around, perDay: 4 })] }],
    ['mail a day of the workspace', { workspacePerDay: 4 }],
    ['mail a day to a domain', { domainPerDay: 4 }],
  ])('leaves both days within their cap: %s', (_, more) => {
    const capped = from(more)
    const result = plan(capped)
    expect(result.sends.length).toBe(12)
    expect(faultsOf(capped, result)).toEqual([])
  })
})

describe('a cap that midnight cuts', () => {
  it('counts each send on the day it falls on, and gives the rest of the day what is left', () => {
    const zone = 'Asia/Kolkata'
    const now = Date.UTC(2026, 10, 23, 18)
    const from = input(now, {
      zone,
      accounts: [account('anna@example.com', { zone: 'UTC', limits: [] })],
      batches: [batch(now, { zone, calendar: calendar(['daily 00:00-24:00']) })],
      enrollments: contacts(10),
      domainPerDay: 4,
    })
    // Two of the first four fall after midnight, so that day has room for two more, and none at its other end.
    expect(bySlot(plan(from), 'UTC')).toEqual({ '2026-11-23T18:00': 4, '2026-11-23T19:00': 2, '2026-11-24T19:00': 4 })
  })

  it('counts what a slot of the batch holds already', () => {
    const sent = { account: 0, at: MON, batch: 0, slot: MON, firstStep: true, domain: 'example.org' }
    const from = input(MON, { batches: [batch(MON, { perHour: 3 })], enrollments: contacts(4), fixed: [sent] })
    expect(bySlot(plan(from))).toEqual({ '2026-11-23T10:00': 2, '2026-11-23T11:00': 2 })
  })
})

describe('long plans', () => {
  it('may take years: one a week for twenty years, through every change of clocks', () => {
    const from = input(MON, {
      accounts: [account('anna@example.com', { limits: [limit('week', 1)] })],
      enrollments: contacts(1040),
    })
    const result = plan(from)
    expect(result.sends.length).toBe(1040)
    expect(formatIso(result.sends.slot[1039] as number, 'Europe/Paris').slice(0, 4)).toBe('2046')
    expect(faultsOf(input(MON, { ...from, enrollments: from.enrollments }), result).slice(0, 3)).toEqual([])
  })

  it('wait for a far start without looking at every hour before it', () => {
    const start = local('2056-11-20T10:00')
    expect(bySlot(plan(input(MON, { batches: [batch(start)], enrollments: contacts(1) })))).toEqual({
      '2056-11-20T10:00': 1,
    })
  })

  it('cost an effort in proportion to their sends', () => {
    const effort = (count: number, more = {}) => {
      const from = input(MON, {
        accounts: [0, 1, 2, 3].map((i) => account(`s${i}@example.com`)),
        batches: [batch(MON, { perDay: 900, steps: steps([2, null], [3, 14]) })],
        enrollments: contacts(count, 4).map((e, i) => ({ ...e, domain: `${i % 7}.example` })),
        ...more,
      })
      const { effort: tries, records } = workOut(from)
      expect(records.length).toBe(count * 3)
      return tries / records.length
    }
    for (const more of [{}, { domainPerDay: 40 }, { workspacePerDay: 700 }])
      expect(effort(20_000, more) / effort(5_000, more)).toBeLessThan(1.25)
  })
})
