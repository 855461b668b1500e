/**
 * The ramp-up of a mailbox: little mail a day at first, a little more each day, until the limit of its day. A server that
 * sees four hundred emails on a new mailbox's first day takes it for a stolen one.
 *
 * It is a rolling limit of 24 hours whose number hangs on the calendar day of the account's zone: in whatever 24 hours,
 * never more than the day they end on allows. So a calendar day never holds more than its own number either, but for the
 * day of 25 hours that ends summer time.
 */
import type { Limit, PlanAccount, RampUp } from './plan-shape.ts'
import { dayNumber } from './time.ts'

/** The number of a day a ramp-up ends at: the smallest daily limit, of a range its upper end. Infinity without one. */
export function rampEnd(limits: readonly Limit[]): number {
  return limits.reduce(
    (least, { unit, max }) => (unit === 'day' ? Math.min(least, max) : least),
    Number.POSITIVE_INFINITY,
  )
}

/** What a ramp-up lets through on a day (a day number of `zone`, the account's); Infinity once `end` is reached. */
export function rampOn(ramp: RampUp, end: number, zone: string, day: number): number {
  const count = ramp.start + ramp.step * Math.max(0, day - dayNumber(ramp.from, zone))
  return count >= end ? Number.POSITIVE_INFINITY : count
}

/** As `rampOn`, for the day of an instant; null when the account isn't ramping up then. */
export function rampAt(
  { ramp, limits }: Pick<PlanAccount, 'ramp' | 'limits'>,
  zone: string,
  at: number,
): number | null {
  if (ramp === null || ramp === undefined) return null
  const count = rampOn(ramp, rampEnd(limits), zone, dayNumber(at, zone))
  return Number.isFinite(count) ? count : null
}

/** First day (a day number) on which the daily limit holds alone; null where there is none, so that it never ends. */
export function rampOver(ramp: RampUp, limits: readonly Limit[], zone: string): number | null {
  const end = rampEnd(limits)
  if (!Number.isFinite(end)) return null
  return dayNumber(ramp.from, zone) + Math.max(0, Math.ceil((end - ramp.start) / ramp.step))
}

/** `ramping up: 40 today`; of another day than today: `ramping up: 40 that day`. */
export const rampText = (count: number, day: 'today' | 'that day' = 'that day'): string => `ramping up: ${count} ${day}`

/**
 * What an account ramping up may send on the day of `now`, in words; none once it is over. Joined to its other limits.
 *
 * @param zone of the workspace, where the account has none
 */
export function rampToday(account: Pick<PlanAccount, 'ramp' | 'limits' | 'zone'>, zone: string, now: number): string[] {
  const count = rampAt(account, account.zone ?? zone, now)
  return count === null ? [] : [rampText(count, 'today')]
}

/** Limits as they are on the day of an instant: a daily one no larger than its ramp-up's number, and one where it has none. */
export function limitsOn(account: Pick<PlanAccount, 'ramp' | 'limits' | 'zone'>, zone: string, at: number): Limit[] {
  const count = rampAt(account, account.zone ?? zone, at)
  if (count === null) return account.limits
  const day: Limit = { unit: 'day', min: count, max: count }
  const lowered = account.limits.map((limit) => (limit.unit === 'day' && limit.max > count ? day : limit))
  return lowered.some(({ unit }) => unit === 'day') ? lowered : [...lowered, day]
}

/** All of it: `ramping up from 20 a day, 10 more each day`. */
export const rampWords = ({ start, step }: Pick<RampUp, 'start' | 'step'>): string =>
  `ramping up from ${start} a day, ${step} more each day`

/** Reads `20+10`: 20 on the first day and 10 more on each that follows. Whole numbers from 1; `error` says what is wrong. */
export function parseRamp(text: string): { ramp: { start: number; step: number } } | { error: string } {
  const match = /^(\d{1,6})\s*\+\s*(\d{1,6})$/.exec(text.trim())
  const [start, step] = [Number(match?.[1]), Number(match?.[2])]
  if (match === null || start < 1 || step < 1 || start > 100_000 || step > 100_000)
    return { error: `"${text}" is not a ramp-up. Write it as 20+10: 20 on the first day, 10 more each day.` }
  return { ramp: { start, step } }
}
