import type { PlanAccount } from './plan-shape.ts'
import { accountKey, allowance, unitLength } from './quota.ts'
import { DAY, HOUR } from './time.ts'

/** How much the limits of a sender leave it in one slot, from counts by the hour: where its line has to stop. */

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

function placeOf({ starts }: Tally, at: number): number {
  let from = 0
  let to = starts.length
  while (from < to) {
    const middle = (from + to) >> 1
    if ((starts[middle] as number) < at) from = middle + 1
    else to = middle
  }
  return from
}

/** Emails in hours that start at `from` or later and before `to`. */
export const countBetween = (tally: Tally, from: number, to: number): number =>
  to <= from ? 0 : (tally.before[placeOf(tally, to)] as number) - (tally.before[placeOf(tally, from)] as number)

/** Most that one hour holds under the limits of an hour and less, drawn for the slot where they are ranges. */
export function hourRoom(account: PlanAccount, key: number, zone: string, start: number): number {
  let room = account.minGap > 0 ? Math.floor(HOUR / account.minGap) : Number.POSITIVE_INFINITY
  for (const limit of account.limits)
    if (unitLength[limit.unit] <= HOUR)
      room = Math.min(room, allowance(limit, key, zone, start) * (HOUR / unitLength[limit.unit]))
  return room
}

/**
 * The smallest limit's room in a slot, what is in it included; null where nothing limits the sender. To the hour: a
 * rolling limit also turns inside one.
 *
 * @param tally what counts in the account's limits
 * @returns asks for the slot that starts at `start` and holds `used` emails
 */
export function slotRoom(account: PlanAccount, world: { seed: number; zone: string }, tally: Tally) {
  const key = accountKey(world.seed, account.address)
  const zone = account.zone ?? world.zone
  const longer = account.limits.filter(({ unit }) => unitLength[unit] > HOUR)
  return (start: number, used: number): number | null => {
    let room = hourRoom(account, key, zone, start)
    for (const limit of longer) {
      const gone = countBetween(tally, start + HOUR - unitLength[limit.unit], start)
      room = Math.min(room, allowance(limit, key, zone, start) - gone)
    }
    const midnight = Math.floor(start / DAY) * DAY
    if (account.perUtcDay !== null && start + HOUR <= midnight + DAY)
      room = Math.min(room, account.perUtcDay - countBetween(tally, midnight, start))
    return Number.isFinite(room) ? Math.max(room, used, 0) : null
  }
}
