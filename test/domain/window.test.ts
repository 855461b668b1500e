import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkPick, checkTypedPick, firstOpenSlot } from '../../src/shared/domain/plan-agenda.ts'
import { checkSchedule } from '../../src/shared/domain/plan-wait.ts'
import { HOUR } from '../../src/shared/domain/time.ts'
import {
  defaultWindows,
  mergeWindows,
  opensAt,
  parseWindow,
  parseWindows,
  windowsText,
} from '../../src/shared/domain/window.ts'
import { calendarArbitrary, zoneArbitrary } from './plan-arbitrary.ts'
import { calendar, local, PARIS } from './plan-fixture.ts'

const text = (window: string) => {
  const parsed = parseWindow(window)
  return 'error' in parsed ? parsed.error : windowsText(parsed.blocks)
}

describe('sending windows', () => {
  it.each([
    ['mon-fri 09:00-18:00', 'Mon–Fri 09:00–18:00'],
    ['wed 10:00-12:00', 'Wed 10:00–12:00'],
    ['fri-mon 9-12', 'Mon 09:00–12:00, Fri–Sun 09:00–12:00'],
    [
      'Mon, Wed,fri 08:00-12:00, 13:00-17:00',
      'Mon 08:00–12:00, 13:00–17:00, Wed 08:00–12:00, 13:00–17:00, Fri 08:00–12:00, 13:00–17:00',
    ],
    ['daily 00:00-24:00', 'Mon–Sun 00:00–24:00'],
    ['monday–tuesday 22:00–24:00', 'Mon–Tue 22:00–24:00'],
    ['mon,mon 09:00-12:00,11:00-15:00', 'Mon 09:00–15:00'],
  ])('reads "%s"', (window, read) => {
    expect(text(window)).toBe(read)
  })

  it.each([
    ['mon-fri', 'is not a sending window'],
    ['', 'is not a sending window'],
    ['mon-fry 09:00-18:00', '"fry" is not a day'],
    ['mon 09:30-18:00', '"09:30" is not a whole hour'],
    ['mon 22:00-06:00', 'goes over midnight'],
    ['mon 09:00-25:00', '"25:00" is not a time of day'],
    ['mon 09:00-09:00', 'is empty'],
    ['mon 09:00', 'is not a span of hours'],
  ])('refuses "%s" and says why', (window, why) => {
    expect(text(window)).toContain(why)
  })

  it('merge several, and the default is the working week', () => {
    expect(parseWindows(['mon-fri 09:00-12:00', 'mon-fri 12:00-18:00'])).toEqual({ blocks: defaultWindows })
    expect(parseWindows(['mon 09:00-12:00', 'nonsense'])).toHaveProperty('error')
  })

  it('merged open exactly the hours that they opened before, without overlaps', () => {
    const block = fc.tuple(
      fc.integer({ min: 1, max: 7 }),
      fc.integer({ min: 0, max: 23 }),
      fc.integer({ min: 1, max: 24 }),
    )
    fc.assert(
      fc.property(fc.array(block), (list) => {
        const blocks = list.map(([day, from, hours]) => ({ day, from, to: Math.min(24, from + hours) }))
        const merged = mergeWindows(blocks)
        for (let day = 1; day <= 7; day++)
          for (let hour = 0; hour < 24; hour++) expect(opensAt(merged, day, hour)).toBe(opensAt(blocks, day, hour))
        merged.forEach((one, i) => {
          const next = merged[i + 1]
          if (next !== undefined && next.day === one.day) expect(next.from).toBeGreaterThan(one.to)
        })
      }),
    )
  })
})

describe('picking a slot', () => {
  const now = local('2026-11-23T10:40')
  const days = calendar(['mon-fri 09:00-18:00'], ['2026-11-25'])
  const pick = (at: string) => {
    const result = checkTypedPick(days, PARIS, at, now)
    return result.ok ? 'ok' : result.message
  }

  it('takes an open slot ahead', () => {
    expect(pick('2026-11-23T11:00')).toBe('ok')
    expect(checkPick(days, PARIS, now + 20 * 60_000, now)).toEqual({ ok: true, at: local('2026-11-23T11:00') })
  })

  it('refuses with the nearest open slots', () => {
    expect(pick('2026-11-23T10:00')).toBe('Mon 10:00 is in the past. Nearest open slot: Mon 11:00.')
    expect(pick('2026-11-24T10:30')).toBe('Tue 10:30 is not on the hour. Nearest open slots: Tue 10:00 and Tue 11:00.')
    expect(pick('2026-11-24T18:00')).toBe(
      'Tue 18:00 is outside the sending windows of that day, 09:00–18:00. Nearest open slots: Tue 17:00 and Thu 09:00.',
    )
    expect(pick('2026-11-28T10:00')).toBe(
      'Sat 10:00 is outside the sending windows: nothing is sent on that weekday. Nearest open slots: Fri 17:00 and Mon 30 Nov 09:00.',
    )
    expect(pick('2026-11-25T10:00')).toBe('Wed 10:00 is on a day off. Nearest open slots: Tue 17:00 and Thu 09:00.')
    expect(pick('tomorrow')).toBe('"tomorrow" is not a date and time. Write it as 2026-11-23T10:00.')
  })

  it('refuses a time that clocks skip and the second pass of one that repeats', () => {
    const nights = calendar(['daily 01:00-04:00'])
    const spring = local('2026-03-28T12:00')
    expect(checkTypedPick(nights, PARIS, '2026-03-29T02:00', spring)).toMatchObject({
      ok: false,
      message:
        "2026-03-29T02:00 doesn't exist: the clocks go forward over it. Nearest open slots: Sun 01:00 and Sun 03:00.",
    })
    const second = local('2026-10-25T02:00') + HOUR
    expect(checkPick(nights, PARIS, second, second - 5 * HOUR)).toMatchObject({ ok: false, after: second + HOUR })
  })

  it('says when nothing ever opens', () => {
    expect(checkPick(calendar([]), PARIS, now + HOUR, now)).toMatchObject({ ok: false, before: null, after: null })
    expect(firstOpenSlot(calendar([]), PARIS, now)).toBeNull()
  })

  it('names slots that it would take, one before and one after', () => {
    fc.assert(
      fc.property(calendarArbitrary, zoneArbitrary, fc.integer({ min: -50, max: 500 }), (any, zone, quarters) => {
        const result = checkPick(any, zone, now + quarters * 15 * 60_000 - 10 * 60_000, now)
        if (result.ok) return
        for (const slot of [result.before, result.after])
          if (slot !== null) expect(checkPick(any, zone, slot, now)).toEqual({ ok: true, at: slot })
        expect(firstOpenSlot(any, zone, now)).not.toBeNull()
      }),
    )
  })
})

describe('a schedule at the door', () => {
  const schedule = { calendar: calendar(), perDay: null, perHour: null, steps: [{ days: 0, hour: null }] }
  it('is refused in words where it can never be planned', () => {
    expect(checkSchedule(schedule)).toBeNull()
    expect(checkSchedule({ ...schedule, calendar: calendar([]) })).toContain('no sending window')
    expect(checkSchedule({ ...schedule, perDay: 0 })).toContain('Contacts a day must be')
    expect(checkSchedule({ ...schedule, perHour: 1.5 })).toContain('Contacts an hour must be')
    expect(checkSchedule({ ...schedule, steps: [] })).toContain('no step')
    const withStep = (days: number, hour: number | null) =>
      checkSchedule({ ...schedule, steps: [...schedule.steps, { days, hour }] })
    expect(withStep(3, 14)).toBeNull()
    expect(withStep(0, null)).toContain('at least 1 working day')
    expect(withStep(1, 24)).toContain('whole numbers from 0 to 23')
    expect(withStep(1, 18)).toBe(
      'Step 2 is to go out at 18:00, an hour that no sending window ever opens (Mon–Fri 09:00–18:00).',
    )
  })
})
