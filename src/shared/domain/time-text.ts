import { DAY, dateOf, dayNumber, dayOf, HOUR, instantFrom, instantOf, MINUTE, offsetAt, weekdayOf } from './time.ts'

/** Instants as people and programs write them. */

export const weekdayNames = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const
export const weekdayPlurals = [
  'Mondays',
  'Tuesdays',
  'Wednesdays',
  'Thursdays',
  'Fridays',
  'Saturdays',
  'Sundays',
] as const
const monthNames = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const

const pad = (n: number, width = 2) => String(n).padStart(width, '0')

/** ISO 8601 with offset, e.g. `2026-11-23T10:00:00.000+01:00` (RFC 3339 for the years 0 to 9999). */
export function formatIso(ms: number, zone: string): string {
  const offset = offsetAt(zone, ms)
  const local = ms + offset
  const day = Math.floor(local / DAY)
  const time = local - day * DAY
  const sign = offset < 0 ? '-' : '+'
  const minutes = Math.floor(Math.abs(offset) / MINUTE)
  const hms = `${pad(Math.floor(time / HOUR))}:${pad(Math.floor(time / MINUTE) % 60)}:${pad(Math.floor(time / 1000) % 60)}`
  return `${formatDay(day)}T${hms}.${pad(time % 1000, 3)}${sign}${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}`
}

/** A day number as `2026-11-23`. */
export function formatDay(day: number): string {
  const { year, month, day: dayOfMonth } = dateOf(day)
  const text = year >= 0 && year <= 9999 ? pad(year, 4) : `${year < 0 ? '-' : '+'}${pad(Math.abs(year), 6)}`
  return `${text}-${pad(month)}-${pad(dayOfMonth)}`
}

/** `YYYY-MM-DD` to a day number; null when it is no date. */
export function parseDay(text: string): number | null {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text)
  if (match === null) return null
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])]
  if (month < 1 || month > 12 || day < 1) return null
  const number = dayOf(year, month, day)
  return dateOf(number).month === month ? number : null
}

export type LocalTime = { at: number; skipped: boolean } | { error: string }

/**
 * `YYYY-MM-DDTHH:mm` in a zone to an instant. A time that occurs twice means the first; a time that daylight saving
 * skips means the next real instant and sets `skipped`, so that a door can refuse it where that matters.
 */
export function parseLocal(text: string, zone: string): LocalTime {
  const match = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}):(\d{2})$/.exec(text)
  const day = match === null ? null : parseDay(match[1] as string)
  const [hour, minute] = [Number(match?.[2]), Number(match?.[3])]
  if (day === null || hour > 23 || minute > 59)
    return { error: `"${text}" is not a date and time. Write it as 2026-11-23T10:00.` }
  const exact = instantOf(zone, day, hour, minute)
  return exact !== null ? { at: exact, skipped: false } : { at: instantFrom(zone, day, hour, minute), skipped: true }
}

/** An hour of the day as `09:00`. */
export function hourText(hour: number): string {
  return `${pad(hour)}:00`
}

/** A date for people: `Mon 23 Nov`, with the year where it isn't that of `now`. */
export function dayText(day: number, now: number, zone: string): string {
  const date = dateOf(day)
  const year = date.year === dateOf(dayNumber(now, zone)).year ? '' : ` ${date.year}`
  return `${weekdayNames[weekdayOf(day) - 1]} ${date.day} ${monthNames[date.month - 1]}${year}`
}

/** An instant for people: `Mon 10:00` today and the six days that follow, otherwise `Mon 23 Nov 10:00`. */
export function momentText(ms: number, now: number, zone: string): string {
  const day = dayNumber(ms, zone)
  const today = dayNumber(now, zone)
  const local = ms + offsetAt(zone, ms) - day * DAY
  const time = `${pad(Math.floor(local / HOUR))}:${pad(Math.floor(local / MINUTE) % 60)}`
  if (day >= today && day <= today + 6) return `${weekdayNames[weekdayOf(day) - 1]} ${time}`
  return `${dayText(day, now, zone)} ${time}`
}
