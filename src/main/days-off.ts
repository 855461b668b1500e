import type { HolidaysTypes } from 'date-holidays'
import Holidays from 'date-holidays'

const dayMs = 86_400_000
const minuteMs = 60_000

/** Answers "is this local date a day off?"; `day` is the number of days since 1970-01-01 of the date. Pure once made. */
export type IsDayOff = (day: number) => boolean

/** Names by local day, by year, by country. */
const calendars = new Map<string, Map<number, Map<number, string>>>()
const readers = new Map<string, Holidays>()

function reader(country: string): Holidays {
  let found = readers.get(country)
  if (!found) {
    const [code, state, region] = country.split('-')
    found = new Holidays(code ?? country, state ?? '', region ?? '', { languages: ['en'] })
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

/** `date` is local, and says where the holiday begins at sunset instead: "2026-04-02 00:00:00 -0600". */
const listedDate = /^(\d{4}-\d{2}-\d{2}) (\d{2}):(\d{2}):\d{2}(?: -(\d{2})(\d{2}))?/

/**
 * Days whose middle lies inside a holiday that began before it: a half day from noon on leaves a morning to work in, a
 * sunset holiday is the day after that sunset, and the 25 hours of an autumn Sunday are one day.
 */
function daysOf({ date, start, end }: HolidaysTypes.Holiday): number[] {
  const match = listedDate.exec(date)
  if (!match) return []
  const [hours = 0, minutes = 0, backHours = 0, backMinutes = 0] = match.slice(2).map((part) => Number(part ?? 0))
  const begins = Date.parse(`${match[1]}T00:00:00Z`) + ((hours - backHours) * 60 + minutes - backMinutes) * minuteMs
  const ends = begins + end.getTime() - start.getTime()
  const days: number[] = []
  for (let day = Math.floor(begins / dayMs); day * dayMs + dayMs / 2 < ends; day++)
    if (day * dayMs + dayMs / 2 > begins) days.push(day)
  return days
}

const lists = new Map<string, HolidaysTypes.Holiday[]>()

/** Worked out once: each year is asked for with its neighbours too, and takes some ms. */
function listedIn(country: string, year: number): HolidaysTypes.Holiday[] {
  const key = `${country} ${year}`
  const listed = lists.get(key) ?? reader(country).getHolidays(year) ?? []
  lists.set(key, listed)
  return listed
}

/** A year's public holidays by local date (a day number), named; those that only parts of a country keep are left out. */
function publicHolidays(country: string, year: number): Map<number, string> {
  const byYear = calendars.get(country) ?? new Map<number, Map<number, string>>()
  calendars.set(country, byYear)
  let days = byYear.get(year)
  if (!days) {
    // holidays of several days may begin in the year before, and a substitute may fall into it
    const listed = [year - 1, year, year + 1].flatMap((each) => listedIn(country, each))
    days = new Map()
    for (const holiday of listed)
      if (holiday.type === 'public') for (const day of daysOf(holiday)) if (!days.has(day)) days.set(day, holiday.name)
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

/** Name of the public holiday of `country` on a local date (a day number), in English; null when it is none. */
export const holidayName = (country: string | null, day: number): string | null =>
  country === null ? null : (publicHolidays(country, yearOf(day)).get(day) ?? null)

/** A year's public holidays of `country`, by date (`YYYY-MM-DD`), named in English. */
export const holidaysOf = (country: string, year: number): { date: string; name: string }[] =>
  [...publicHolidays(country, year)]
    .filter(([day]) => yearOf(day) === year)
    .sort(([a], [b]) => a - b)
    .map(([day, name]) => ({ date: new Date(day * dayMs).toISOString().slice(0, 10), name }))

export interface HolidayPlace {
  /** ISO 3166: "FR", or "DE-BY" for a part. */
  code: string
  name: string
}

const placesOf = (names: Record<string, string> | undefined, before = ''): HolidayPlace[] =>
  Object.entries(names ?? {})
    .map(([code, name]) => ({ code: `${before}${code}`, name }))
    .sort((a, b) => a.name.localeCompare(b.name, 'en'))

/** Whose public holidays are on file, by English name. */
export const holidayCountries = (): HolidayPlace[] => placesOf(new Holidays().getCountries('en'))

/** The parts of a country that keep holidays of their own; empty where it has none. */
export const holidayParts = (country: string): HolidayPlace[] =>
  placesOf(new Holidays().getStates(country, 'en'), `${country}-`)
