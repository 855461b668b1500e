import type { Limit, LimitUnit } from './plan-shape.ts'
import { joinKey, keyOf, unitAt } from './random.ts'
import { DAY, dayNumber, dayStart, HOUR, MINUTE, offsetAt, SECOND, weekdayOf } from './time.ts'

/** Limits of a sending account: how they are written, what they mean, and what a range draws. */

export const limitUnits = ['second', 'minute', 'hour', 'day', 'week'] as const satisfies LimitUnit[]

/** Length of a unit's rolling window in ms. */
export const unitLength: Record<LimitUnit, number> = {
  second: SECOND,
  minute: MINUTE,
  hour: HOUR,
  day: DAY,
  week: 7 * DAY,
}

const spellings: Record<string, LimitUnit> = {
  sec: 'second',
  s: 'second',
  min: 'minute',
  m: 'minute',
  h: 'hour',
  d: 'day',
  w: 'week',
}

/** Reads `50/hour`, `30-50/hour` or `400 / day`; `error` says what is wrong. Whole numbers from 1. */
export function parseLimit(text: string): { limit: Limit } | { error: string } {
  const match = /^(\d{1,9})(?:\s*[-–]\s*(\d{1,9}))?\s*(?:\/|per|an?)\s*([a-z]+)$/.exec(text.trim().toLowerCase())
  if (match === null) return { error: `"${text}" is not a limit. Write it as 50/hour or 30-50/hour.` }
  const name = match[3] as string
  const unit = limitUnits.find((each) => each === name || `${each}s` === name) ?? spellings[name]
  if (unit === undefined) return { error: `"${name}" is not a unit of limits. Use ${limitUnits.join(', ')}.` }
  const min = Number(match[1])
  const max = Number(match[2] ?? match[1])
  if (min < 1)
    return { error: `"${text}" would let nothing through. A limit is at least 1; deactivate the account instead.` }
  if (min > max) return { error: `In "${text}" the range runs backwards. Write the smaller number first.` }
  return { limit: { unit, min, max } }
}

/** `50/hour` or `30-50/hour`, as `parseLimit` reads it. */
export function writeLimit({ unit, min, max }: Limit): string {
  return `${min === max ? min : `${min}-${max}`}/${unit}`
}

/** `50 an hour`, `30–50 a day`. */
export function limitText({ unit, min, max }: Limit): string {
  return `${min === max ? min : `${min}–${max}`} ${unit === 'hour' ? 'an' : 'a'} ${unit}`
}

/** The seed of one account's draws: its address decides, so a different order of accounts changes nothing. */
export function accountKey(seed: number, address: string): number {
  return joinKey(keyOf(address.toLowerCase(), 1), seed)
}

/** A calendar period of one unit: `index` names it, `to` is where the next one begins at the latest. */
export interface Period {
  index: number
  from: number
  to: number
}

/** The calendar period of `unit` that an instant falls into; weeks begin on Monday (ISO 8601). */
export function periodAt(unit: LimitUnit, ms: number, zone: string): Period {
  if (unit === 'day' || unit === 'week') {
    const day = dayNumber(ms, zone)
    const first = unit === 'day' ? day : day - weekdayOf(day) + 1
    const days = unit === 'day' ? 1 : 7
    return { index: Math.floor((first + 3) / days), from: dayStart(zone, first), to: dayStart(zone, first + days) }
  }
  const length = unitLength[unit]
  const local = ms + offsetAt(zone, ms)
  const index = Math.floor(local / length)
  return { index, from: ms - (local - index * length), to: ms + (index + 1) * length - local }
}

/**
 * What a limit allows in the calendar period (of the account's zone) that `at` falls into. A range is drawn once per
 * period, keyed by seed, account, unit and period: planning again, or in another order, draws the same.
 */
export function allowance(limit: Limit, key: number, zone: string, at: number): number {
  if (limit.min === limit.max) return limit.min
  return drawn(limit, key, periodAt(limit.unit, at, zone).index)
}

/** The draw of a range for the period with that index. */
export function drawn(limit: Limit, key: number, index: number): number {
  const unit = unitAt(joinKey(key, limitUnits.indexOf(limit.unit) + 1), joinKey(0, index))
  return limit.min + Math.floor(unit * (limit.max - limit.min + 1))
}
