import type { HolidaysTypes } from 'date-holidays'
import Holidays from 'date-holidays'

const dayMs = 86_400_000

/** Answers "is this local date a day off?"; `day` is the number of days since 1970-01-01 of the date. Pure once made. */
export type IsDayOff = (day: number) => boolean

const calendars = new Map<string, Map<number, Set<number>>>()
const readers = new Map<string, Holidays>()

function reader(country: string): Holidays {
  let found = readers.get(country)
  if (!found) {
    const [code, state, region] = country.split('-')
    found = new Holidays(code ?? country, state ?? '', region ?? '')
    readers.set(country, found)
  }
  return found
}

/** True when offline holiday data exist for an ISO 3166 country ("FR"), or a part of it ("DE-BY"). */
export function knowsHolidays(country: string): boolean {
  const all = new Holidays()
  const [code, state] = country.split('-')
  const countries = all.getCountries()
  if (!code || !(code in countries)) return false
  return state === undefined || state in (all.getStates(code) ?? {})
}

/** Local dates, as day numbers, of a year's public holidays; those that only parts of a country keep are left out. */
function publicHolidays(country: string, year: number): Set<number> {
  const byYear = calendars.get(country) ?? new Map<number, Set<number>>()
  calendars.set(country, byYear)
  let days = byYear.get(year)
  if (!days) {
    const found: HolidaysTypes.Holiday[] = reader(country).getHolidays(year)
    days = new Set()
    for (const h of found) {
      if (h.type !== 'public') continue
      const first = Date.parse(`${h.date.slice(0, 10)}T00:00:00Z`) / dayMs
      // a holiday that begins in the evening before (sunset) lasts into the next local date
      const last = Math.max(first, Math.ceil((h.end.getTime() - h.start.getTime()) / dayMs) - 1 + first)
      for (let day = first; day <= last; day++) days.add(day)
    }
    byYear.set(year, days)
  }
  return days
}

const yearOf = (day: number): number => new Date(day * dayMs).getUTCFullYear()

/**
 * Days off of a schedule: the public holidays of `country` (null = none) and own dates (`YYYY-MM-DD`). Holidays are
 * looked up a year at a time, when a plan first gets there: there is no horizon.
 */
export function daysOff(country: string | null, own: readonly string[]): IsDayOff {
  const dates = new Set(own.map((date) => Date.parse(`${date}T00:00:00Z`) / dayMs))
  if (country === null) return (day) => dates.has(day)
  return (day) => dates.has(day) || publicHolidays(country, yearOf(day)).has(day)
}
