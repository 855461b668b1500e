import type { PlanAccount } from './plan-shape.ts'
import { accountKey, allowance, limitText, unitLength } from './quota.ts'
import { rampAt, rampText } from './ramp.ts'
import { DAY, HOUR } from './time.ts'

/** How much the limits of a sender leave it in one slot: where its line of a calendar has to stop. */

/** Emails by the start of their hour, ascending, with what went before. */
export interface Tally {
  starts: Float64Array
  /** One longer than `starts`: emails in all hours before that one. */
  before: Float64Array
}

/** @param counts emails by the start of their hour (ms since the epoch) */
export function tallyOf(counts: ReadonlyMap<number, number>): Tally {
  const starts = Float64Array.from(counts.keys()).sort()
  const before = new Float64Array(starts.length + 1)
  for (let i = 0; i < starts.length; i++)
    before[i + 1] = (before[i] as number) + (counts.get(starts[i] as number) as number)
  return { starts, before }
}

/** Index of the first instant at or after `at`, of instants in order. */
export function placeIn(times: ArrayLike<number>, at: number): number {
  let from = 0
  let to = times.length
  while (from < to) {
    const middle = (from + to) >> 1
    if ((times[middle] as number) < at) from = middle + 1
    else to = middle
  }
  return from
}

/** Emails in hours that start at `from` or later and before `to`. */
export const countBetween = (tally: Tally, from: number, to: number): number =>
  to <= from
    ? 0
    : (tally.before[placeIn(tally.starts, to)] as number) - (tally.before[placeIn(tally.starts, from)] as number)

/** Most that one hour holds under the limits of an hour and less, drawn for the slot where they are ranges. */
export function hourRoom(account: PlanAccount, key: number, zone: string, start: number): number {
  let room = account.minGap > 0 ? Math.floor(HOUR / account.minGap) : Number.POSITIVE_INFINITY
  for (const limit of account.limits)
    if (unitLength[limit.unit] <= HOUR)
      room = Math.min(room, allowance(limit, key, zone, start) * (HOUR / unitLength[limit.unit]))
  return room
}

export interface Room {
  /** Emails, what is in the slot included; null: nothing limits it. */
  cap: number | null
  /** The limit that says so, where it is not the one of an hour or less. */
  by: string | null
}

/**
 * The smallest limit's room in a slot.
 *
 * @param gone emails that count in the account's limits, from one instant on and before another
 * @returns asks for the slot that starts at `start` and holds `used` emails
 */
export function slotRoom(
  account: PlanAccount,
  world: { seed: number; zone: string },
  gone: (from: number, to: number) => number,
) {
  const key = accountKey(world.seed, account.address)
  const zone = account.zone ?? world.zone
  const longer = account.limits.filter(({ unit }) => unitLength[unit] > HOUR)
  return (start: number, used: number): Room => {
    let cap = hourRoom(account, key, zone, start)
    let by: string | null = null
    const tighten = (left: number, text: () => string) => {
      if (left >= cap) return
      cap = left
      by = text()
    }
    const end = start + HOUR
    for (const limit of longer) {
      const left = allowance(limit, key, zone, start) - gone(end - unitLength[limit.unit], start)
      tighten(left, () => limitText(limit))
    }
    const ramped = rampAt(account, zone, start)
    if (ramped !== null) tighten(ramped - gone(end - DAY, start), () => rampText(ramped))
    const midnight = Math.floor(start / DAY) * DAY
    // A slot across midnight UTC has two days' room; nobody needs to know how much.
    if (account.perUtcDay !== null && end <= midnight + DAY)
      tighten(account.perUtcDay - gone(midnight, start), () => `${account.perUtcDay} a day (UTC)`)
    return Number.isFinite(cap) ? { cap: Math.max(cap, used, 0), by } : { cap: null, by: null }
  }
}
