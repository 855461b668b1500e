import { Refusal } from './failure.ts'

/**
 * Local time in any IANA zone, as plain arithmetic. Asking Intl for every instant costs some 20 µs, which is 20 s for a
 * plan of a million sends; so the offsets of a zone are looked up once per stretch of 400 days, their changes found by
 * bisection, and kept in a table. Instants are integer milliseconds since the epoch (UTC); a *day number* counts the
 * days of a local calendar since 1970-01-01.
 */

export const SECOND = 1000
export const MINUTE = 60_000
export const HOUR = 3_600_000
export const DAY = 86_400_000

/** From the year 0 to the end of 9999, ms since the epoch: what is beyond can't be written as a date. */
export const isInstant = (value: unknown): value is number =>
  Number.isSafeInteger(value) && (value as number) >= -62_167_219_200_000 && (value as number) <= 253_402_300_799_999

const STRETCH = 400 * DAY
/** Morocco suspends its offset for about 30 days a year; nothing in the zone data since 1980 is shorter than this. */
const SCAN = 4 * DAY

interface Stretch {
  from: number
  to: number
  /** Instants from which `offsets` hold; the first is `from`. */
  starts: number[]
  offsets: number[]
}

interface Zone {
  format: Intl.DateTimeFormat
  stretches: Map<number, Stretch>
  last: Stretch | null
}

const zones = new Map<string, Zone | null>()

function load(name: string): Zone | null {
  // Intl also takes bare offsets such as "+01:00", which are no zones and know no daylight saving.
  if (!/^[A-Za-z]/.test(name)) return null
  try {
    const format = new Intl.DateTimeFormat('en-US-u-ca-gregory-nu-latn', {
      timeZone: name,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
    return { format, stretches: new Map(), last: null }
  } catch {
    return null
  }
}

function find(name: string): Zone | null {
  let zone = zones.get(name)
  if (zone === undefined) {
    zone = load(name)
    zones.set(name, zone)
  }
  return zone
}

/** True when `name` is a time zone of the IANA database that this machine knows. */
export function isZone(name: string): boolean {
  return find(name) !== null
}

/** Throws `invalid_zone` for a name that is no IANA zone, and returns it otherwise. */
export function checkZone(name: string): string {
  if (isZone(name)) return name
  throw new Refusal('invalid_zone', `"${name}" is not a time zone. Use an IANA name such as Europe/Paris.`)
}

/** Days from 1970-01-01 to a date of the Gregorian calendar; months count from 1. */
export function dayOf(year: number, month: number, day: number): number {
  // Years begin in March here, so that the leap day is the last of its year.
  const y = month <= 2 ? year - 1 : year
  const era = Math.floor(y / 400)
  const ofEra = y - era * 400
  const ofYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1
  return era * 146_097 + ofEra * 365 + Math.floor(ofEra / 4) - Math.floor(ofEra / 100) + ofYear - 719_468
}

/** The date of a day number. */
export function dateOf(dayNo: number): { year: number; month: number; day: number } {
  const z = dayNo + 719_468
  const era = Math.floor(z / 146_097)
  const doe = z - era * 146_097
  const yoe = Math.floor((doe - Math.floor(doe / 1460) + Math.floor(doe / 36_524) - Math.floor(doe / 146_096)) / 365)
  const doy = doe - (365 * yoe + Math.floor(yoe / 4) - Math.floor(yoe / 100))
  const mp = Math.floor((5 * doy + 2) / 153)
  const month = mp < 10 ? mp + 3 : mp - 9
  return {
    year: yoe + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: doy - Math.floor((153 * mp + 2) / 5) + 1,
  }
}

/** 1 (Monday) to 7 (Sunday). */
export function weekdayOf(day: number): number {
  return ((((day + 3) % 7) + 7) % 7) + 1
}

function askIntl(zone: Zone, ms: number): number {
  const field: Record<string, number> = {}
  for (const part of zone.format.formatToParts(ms)) field[part.type] = Number(part.value)
  const days = dayOf(field.year ?? 0, field.month ?? 1, field.day ?? 1)
  const seconds = (field.hour ?? 0) * 3600 + (field.minute ?? 0) * 60 + (field.second ?? 0)
  return days * DAY + seconds * SECOND - Math.floor(ms / SECOND) * SECOND
}

/** First whole second in (`lo`, `hi`] whose offset isn't that of `lo`; the two ends must differ. */
function firstChange(zone: Zone, lo: number, hi: number, before: number): number {
  let a = lo
  let b = hi
  while (b - a > SECOND) {
    const mid = a + Math.floor((b - a) / (2 * SECOND)) * SECOND
    if (askIntl(zone, mid) === before) a = mid
    else b = mid
  }
  return b
}

function survey(zone: Zone, index: number): Stretch {
  const from = index * STRETCH
  const to = from + STRETCH
  const starts = [from]
  let offset = askIntl(zone, from)
  const offsets = [offset]
  for (let lo = from; lo < to; lo += SCAN) {
    const hi = Math.min(lo + SCAN, to)
    const atEnd = askIntl(zone, hi)
    for (let a = lo; offset !== atEnd; ) {
      a = firstChange(zone, a, hi, offset)
      offset = askIntl(zone, a)
      if (a >= to) break
      starts.push(a)
      offsets.push(offset)
    }
  }
  return { from, to, starts, offsets }
}

function stretchAt(name: string, ms: number): Stretch {
  const zone = find(name)
  if (zone === null) throw new Refusal('invalid_zone', `"${name}" is not a time zone.`)
  const last = zone.last
  if (last !== null && ms >= last.from && ms < last.to) return last
  const index = Math.floor(ms / STRETCH)
  let stretch = zone.stretches.get(index)
  if (stretch === undefined) {
    stretch = survey(zone, index)
    zone.stretches.set(index, stretch)
  }
  zone.last = stretch
  return stretch
}

/** What local time is ahead of UTC at `ms`, in ms. Throws `invalid_zone` for an unknown name. */
export function offsetAt(zone: string, ms: number): number {
  const { starts, offsets } = stretchAt(zone, ms)
  let i = starts.length - 1
  while (i > 0 && (starts[i] as number) > ms) i--
  return offsets[i] as number
}

/** Local day number at an instant. */
export function dayNumber(ms: number, zone: string): number {
  return Math.floor((ms + offsetAt(zone, ms)) / DAY)
}

/** Local hour, 0 to 23, at an instant. */
export function hourAt(ms: number, zone: string): number {
  const local = ms + offsetAt(zone, ms)
  return Math.floor((local - Math.floor(local / DAY) * DAY) / HOUR)
}

/** The instant at which a zone shows local time `local` (ms as if it were UTC) first; null when it is skipped. */
function firstShowing(zone: string, local: number): number | null {
  // No offset is larger than 16 hours, so both sides of any change that matters are in this range.
  const early = offsetAt(zone, local - 16 * HOUR)
  const late = offsetAt(zone, local + 16 * HOUR)
  const high = Math.max(early, late)
  if (offsetAt(zone, local - high) === high) return local - high
  const low = Math.min(early, late)
  return offsetAt(zone, local - low) === low ? local - low : null
}

/** First instant at which the clocks of `zone` show that day and time; null when daylight saving skips it. */
export function instantOf(zone: string, day: number, hour: number, minute = 0): number | null {
  return firstShowing(zone, day * DAY + hour * HOUR + minute * MINUTE)
}

/** As `instantOf`, but a skipped time gives the next real instant: the moment the clocks jump. */
export function instantFrom(zone: string, day: number, hour: number, minute = 0): number {
  const local = day * DAY + hour * HOUR + minute * MINUTE
  const exact = firstShowing(zone, local)
  if (exact !== null) return exact
  let before = local - 27 * HOUR
  let after = local + 27 * HOUR
  while (after - before > 1) {
    const mid = Math.floor((before + after) / 2)
    if (mid + offsetAt(zone, mid) < local) before = mid
    else after = mid
  }
  return after
}

/** First instant of a local day. */
export function dayStart(zone: string, day: number): number {
  return instantFrom(zone, day, 0)
}

/** Start of the slot of a local hour: null when that start doesn't exist, the first of the two when it repeats. */
export function slotStart(zone: string, day: number, hour: number): number | null {
  return instantOf(zone, day, hour)
}

/**
 * Start of the slot that holds an instant; a slot lasts 60 minutes from the first occurrence of its start. Null in the
 * second pass of a repeated hour, which belongs to no slot.
 */
export function slotAt(zone: string, ms: number): number | null {
  const start = slotStart(zone, dayNumber(ms, zone), hourAt(ms, zone))
  if (start !== null && start <= ms && ms < start + HOUR) return start
  // Where clocks change in mid-hour the slot of the hour before may still run.
  const earlier = ms - HOUR + 1
  const previous = slotStart(zone, dayNumber(earlier, zone), hourAt(earlier, zone))
  if (previous !== null && previous <= ms && ms < previous + HOUR) return previous
  return null
}
