import fc from 'fast-check'
import { DateTime } from 'luxon'
import { Temporal } from 'temporal-polyfill'
import { describe, expect, it } from 'vitest'
import {
  DAY,
  dateOf,
  dayNumber,
  dayOf,
  dayStart,
  HOUR,
  hourAt,
  instantFrom,
  instantOf,
  isZone,
  MINUTE,
  offsetAt,
  slotAt,
  slotStart,
  weekdayOf,
} from '../../src/shared/domain/time.ts'
import { formatDay, formatIso, momentText, parseDay, parseLocal } from '../../src/shared/domain/time-text.ts'
import { size } from '../size.ts'

const FROM = Date.UTC(2024, 0, 1)
const TO = Date.UTC(2031, 0, 1)
const zones = [...new Set([...Intl.supportedValuesOf('timeZone'), 'UTC'])]
/** In a soak every zone; otherwise each fifth, and those that tests and people stumble over most. */
const step = size(5, 1)
const odd = [
  'Africa/Casablanca',
  'Australia/Lord_Howe',
  'Asia/Beirut',
  'Pacific/Apia',
  'America/St_Johns',
  'Europe/Paris',
]
const checked = zones.filter((zone, n) => n % step === 0 || odd.includes(zone))

/** Every change of offset from 2024 to 2030, found by the Temporal polyfill and not by the code under test. */
function transitionsOf(zone: string): number[] {
  const found: number[] = []
  let at: Temporal.ZonedDateTime | null = Temporal.Instant.fromEpochMilliseconds(FROM).toZonedDateTimeISO(zone)
  for (;;) {
    at = at.getTimeZoneTransition('next')
    if (at === null || at.epochMilliseconds >= TO) return found
    found.push(at.epochMilliseconds)
  }
}

const PROBES = [-DAY, -2 * HOUR, -HOUR, -30 * MINUTE, -1000, 0, 1000, 30 * MINUTE, HOUR, 90 * MINUTE, 2 * HOUR, DAY]

function localFields(ms: number, zone: string) {
  return { offset: offsetAt(zone, ms), day: dayNumber(ms, zone), hour: hourAt(ms, zone), iso: formatIso(ms, zone) }
}

function luxonFields(ms: number, zone: string) {
  const at = DateTime.fromMillis(ms, { zone })
  const day = dayOf(at.year, at.month, at.day)
  // Luxon writes Z for UTC; ours always gives the offset in figures.
  const iso = at.toISO()?.replace('Z', '+00:00')
  return { offset: at.offset * MINUTE, day, hour: at.hour, iso }
}

/** First instant of a local time by Temporal; null where it is skipped. */
function temporalInstant(zone: string, day: number, hour: number): number | null {
  const { year, month, day: date } = dateOf(day)
  const plain = Temporal.PlainDateTime.from({ year, month, day: date, hour })
  const earlier = plain.toZonedDateTime(zone, { disambiguation: 'earlier' })
  return earlier.toPlainDateTime().equals(plain) ? earlier.epochMilliseconds : null
}

/** The same by luxon, which gives either of two instants and both when asked. */
function luxonInstant(zone: string, day: number, hour: number): number | null {
  const { year, month, day: date } = dateOf(day)
  const wanted = { year, month, day: date, hour, minute: 0 }
  const at = DateTime.fromObject(wanted, { zone })
  if (at.hour !== hour || at.minute !== 0 || at.day !== date) return null
  const [first] = at.getPossibleOffsets()
  return (first as DateTime).toMillis()
}

describe('zone arithmetic', () => {
  it('agrees with luxon and Temporal around every transition of 2024 to 2030', () => {
    const differences: string[] = []
    let pairs = 0
    for (const zone of checked) {
      const probes = [...transitionsOf(zone), FROM, Date.UTC(2025, 3, 3, 7, 7), Date.UTC(2027, 6, 1, 12), TO]
      for (const transition of probes) {
        for (const probe of PROBES) {
          const ms = transition + probe
          const ours = localFields(ms, zone)
          const temporal = Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone)
          pairs += 2
          if (JSON.stringify(ours) !== JSON.stringify(luxonFields(ms, zone))) differences.push(`${zone} ${ms} luxon`)
          if (temporal.offsetNanoseconds !== ours.offset * 1e6 || temporal.hour !== ours.hour)
            differences.push(`${zone} ${ms} temporal`)
        }
        const day = dayNumber(transition, zone)
        const hour = hourAt(transition - 1, zone)
        for (const [d, h] of [
          [day, hour],
          [day, (hour + 23) % 24],
          [day, (hour + 1) % 24],
          [day, 12],
        ] as const) {
          const ours = slotStart(zone, d, h)
          pairs += 2
          if (ours !== temporalInstant(zone, d, h)) differences.push(`${zone} ${formatDay(d)} ${h}:00 temporal`)
          if (ours !== luxonInstant(zone, d, h)) differences.push(`${zone} ${formatDay(d)} ${h}:00 luxon`)
        }
      }
    }
    expect(differences.slice(0, 20)).toEqual([])
    expect(zones.length).toBeGreaterThan(400)
    expect(pairs).toBeGreaterThan(100_000 / step)
  })

  it('finds both changes of a suspension that lasts a month', () => {
    // Morocco goes back to UTC for Ramadan: 15 February to 22 March 2026 (IANA tz database, africa).
    const offsets = [1, 2, 3, 4].map((month) => offsetAt('Africa/Casablanca', Date.UTC(2026, month - 1, 25, 12)) / HOUR)
    expect(offsets).toEqual([1, 0, 1, 1])
  })

  it('gives no slot for a skipped hour and one for a repeated hour', () => {
    const spring = dayOf(2026, 3, 29)
    const autumn = dayOf(2026, 10, 25)
    expect(slotStart('Europe/Paris', spring, 2)).toBeNull()
    expect(instantFrom('Europe/Paris', spring, 2, 30)).toBe(Date.UTC(2026, 2, 29, 1))
    const first = slotStart('Europe/Paris', autumn, 2) as number
    expect(first).toBe(Date.UTC(2026, 9, 25, 0))
    expect(slotAt('Europe/Paris', first + HOUR - 1)).toBe(first)
    expect(slotAt('Europe/Paris', first + HOUR)).toBeNull()
    expect(slotAt('Europe/Paris', first + 2 * HOUR)).toBe(first + 2 * HOUR)
  })

  it('begins a day that has no midnight when its clocks begin', () => {
    // Lebanon's clocks go from 00:00 to 01:00 on the last Sunday of March.
    const day = dayOf(2026, 3, 29)
    expect(instantOf('Asia/Beirut', day, 0)).toBeNull()
    expect(formatIso(dayStart('Asia/Beirut', day), 'Asia/Beirut')).toBe('2026-03-29T01:00:00.000+03:00')
  })

  it('has no slot on a date that a zone left out', () => {
    // Samoa crossed the date line and had no 30 December 2011.
    expect(slotStart('Pacific/Apia', dayOf(2011, 12, 30), 10)).toBeNull()
    expect(slotStart('Pacific/Apia', dayOf(2011, 12, 31), 10)).toBe(Date.UTC(2011, 11, 30, 20))
  })

  it('keeps to half-hour grids and half-hour changes', () => {
    expect(slotAt('Asia/Kolkata', Date.UTC(2026, 0, 5, 4, 45))).toBe(Date.UTC(2026, 0, 5, 4, 30))
    expect(slotAt('Asia/Kathmandu', Date.UTC(2026, 0, 5, 4, 45))).toBe(Date.UTC(2026, 0, 5, 4, 15))
    // Lord Howe goes back from 02:00 to 01:30: the 01:00 slot is over by then, the second half hour is in no slot.
    const one = slotStart('Australia/Lord_Howe', dayOf(2026, 4, 5), 1) as number
    expect(slotAt('Australia/Lord_Howe', one + HOUR + 60_000)).toBeNull()
    expect(slotStart('Australia/Lord_Howe', dayOf(2026, 4, 5), 2)).toBe(one + HOUR + 30 * MINUTE)
  })

  it('goes from day numbers to dates and back', () => {
    fc.assert(
      fc.property(fc.integer({ min: -800_000, max: 800_000 }), (day) => {
        const { year, month, day: date } = dateOf(day)
        expect(dayOf(year, month, date)).toBe(day)
        const plain = Temporal.PlainDate.from('1970-01-01').add({ days: day })
        expect([year, month, date, weekdayOf(day)]).toEqual([plain.year, plain.month, plain.day, plain.dayOfWeek])
      }),
    )
  })

  it('finds every instant by the local time it shows, unless an earlier one shows the same', () => {
    const instant = fc.integer({ min: Date.UTC(1990, 0, 1) / MINUTE, max: Date.UTC(2060, 0, 1) / MINUTE })
    fc.assert(
      fc.property(fc.constantFrom(...zones), instant, (zone, minute) => {
        const ms = minute * MINUTE
        const local = ms + offsetAt(zone, ms)
        const minutes = Math.floor((local - Math.floor(local / DAY) * DAY) / MINUTE)
        const found = instantOf(zone, dayNumber(ms, zone), Math.floor(minutes / 60), minutes % 60) as number
        expect(found).toBeLessThanOrEqual(ms)
        expect(found + offsetAt(zone, found)).toBe(Math.floor(local / MINUTE) * MINUTE)
      }),
      { numRuns: 2000 },
    )
  })
})

describe('times in words', () => {
  it('knows zones by name only', () => {
    expect(['Europe/Paris', 'UTC', 'Asia/Kolkata'].map(isZone)).toEqual([true, true, true])
    expect(['Europe/Pariss', '+01:00', '', 'local'].map(isZone)).toEqual([false, false, false, false])
    expect(() => offsetAt('Mars/Olympus', 0)).toThrow('"Mars/Olympus" is not a time zone')
  })

  it('reads local times, the next real instant for a skipped one, and says what is wrong', () => {
    expect(parseLocal('2026-11-23T10:40', 'Europe/Paris')).toEqual({
      at: Date.UTC(2026, 10, 23, 9, 40),
      skipped: false,
    })
    expect(parseLocal('2026-03-29T02:30', 'Europe/Paris')).toEqual({ at: Date.UTC(2026, 2, 29, 1), skipped: true })
    expect(parseLocal('2026-10-25T02:30', 'Europe/Paris')).toEqual({ at: Date.UTC(2026, 9, 25, 0, 30), skipped: false })
    for (const text of ['2026-02-30T10:00', '2026-13-01T10:00', '2026-11-23T24:00', '23.11.2026', ''])
      expect(parseLocal(text, 'UTC')).toEqual({
        error: `"${text}" is not a date and time. Write it as 2026-11-23T10:00.`,
      })
    expect(parseDay('2028-02-29')).toBe(dayOf(2028, 2, 29))
    expect(parseDay('2027-02-29')).toBeNull()
  })

  it('writes an instant with its offset', () => {
    expect(formatIso(Date.UTC(2026, 10, 23, 9), 'Europe/Paris')).toBe('2026-11-23T10:00:00.000+01:00')
    expect(formatIso(Date.UTC(2026, 10, 23, 9, 5, 6, 7), 'America/St_Johns')).toBe('2026-11-23T05:35:06.007-03:30')
    expect(formatIso(0, 'UTC')).toBe('1970-01-01T00:00:00.000+00:00')
  })

  it('names the weekday alone for the next six days, otherwise the date, and the year when it is another', () => {
    const now = Date.UTC(2026, 10, 23, 9)
    const text = (days: number) => momentText(now + days * DAY, now, 'Europe/Paris')
    expect([0, 6, 7, -1, 60].map(text)).toEqual([
      'Mon 10:00',
      'Sun 10:00',
      'Mon 30 Nov 10:00',
      'Sun 22 Nov 10:00',
      'Fri 22 Jan 2027 10:00',
    ])
  })
})
