/** How much the limits of a sender leave it in one slot: where its line of the calendar has to stop. */
import type { Limit, PlanAccount } from '../../../shared/domain/plan-shape.ts'
import { accountKey, allowance, limitText, unitLength } from '../../../shared/domain/quota.ts'
import { DAY, HOUR } from '../../../shared/domain/time.ts'

export interface Room {
  /** Null: nothing limits it. */
  cap: number | null
  /** The limit that says so, where it is not the hourly one. */
  by: string | null
}

/** Index of the first instant at or after `at`. */
function lowerBound(times: ArrayLike<number>, at: number): number {
  let from = 0
  let to = times.length
  while (from < to) {
    const middle = (from + to) >> 1
    if ((times[middle] as number) < at) from = middle + 1
    else to = middle
  }
  return from
}

/** Most sends one hour can hold, whatever came before; null = no limit. For a range its upper end. */
export function hourly(account: PlanAccount): number | null {
  let most = account.minGap > 0 ? Math.floor(HOUR / account.minGap) : Number.POSITIVE_INFINITY
  for (const { unit, max } of account.limits)
    if (unitLength[unit] <= HOUR) most = Math.min(most, max * (HOUR / unitLength[unit]))
  return Number.isFinite(most) ? most : null
}

/**
 * @param times instants of everything that counts in the account's limits, ascending: gone out, planned and new
 * @param seed the planner's, which draws ranges
 * @param zone of the workspace, where the account has none
 * @returns asks for the room of the slot that begins at `start` and holds `used` of those instants
 */
export function roomOf(account: PlanAccount, times: Float64Array, seed: number, zone: string) {
  const key = accountKey(seed, account.address)
  const own = account.zone ?? zone
  const longer = account.limits.filter(({ unit }) => unitLength[unit] > HOUR)
  const shorter = account.limits.filter(({ unit }) => unitLength[unit] <= HOUR)
  const before = (start: number, from: number) => lowerBound(times, start) - lowerBound(times, from)
  const allowed = (limit: Limit, at: number) => allowance(limit, key, own, at)
  return (start: number, used: number): Room => {
    let cap = account.minGap > 0 ? Math.floor(HOUR / account.minGap) : Number.POSITIVE_INFINITY
    for (const limit of shorter) cap = Math.min(cap, allowed(limit, start) * (HOUR / unitLength[limit.unit]))
    let by: string | null = null
    const tighten = (left: number, text: () => string) => {
      if (left >= cap) return
      cap = left
      by = text()
    }
    const end = start + HOUR
    for (const limit of longer)
      tighten(allowed(limit, start) - before(start, end - unitLength[limit.unit]), () => limitText(limit))
    const midnight = Math.floor(start / DAY) * DAY
    // A slot across midnight UTC has two days' room; nobody needs to know how much.
    if (account.perUtcDay !== null && end <= midnight + DAY)
      tighten(account.perUtcDay - before(start, midnight), () => `${account.perUtcDay} a day (UTC)`)
    return Number.isFinite(cap) ? { cap: Math.max(cap, used, 0), by } : { cap: null, by: null }
  }
}

/** All limits in words: `50 an hour, 400 a day`. */
export function limitsText({ limits, perUtcDay }: Pick<PlanAccount, 'limits' | 'perUtcDay'>): string {
  const texts = limits.map(limitText)
  if (perUtcDay !== null) texts.push(`${perUtcDay} a day (UTC)`)
  return texts.length > 0 ? texts.join(', ') : 'no limit'
}
