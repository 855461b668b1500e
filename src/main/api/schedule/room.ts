/** How much the limits of a sender leave it in one slot: where its line of the calendar has to stop. */
import type { PlanAccount } from '../../../shared/domain/plan-shape.ts'
import { limitText, unitLength } from '../../../shared/domain/quota.ts'
import { rampToday } from '../../../shared/domain/ramp.ts'
import { placeIn, slotRoom } from '../../../shared/domain/slot-room.ts'
import { HOUR } from '../../../shared/domain/time.ts'

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
export const roomOf = (account: PlanAccount, times: Float64Array, seed: number, zone: string) =>
  slotRoom(account, { seed, zone }, (from, to) => placeIn(times, to) - placeIn(times, from))

/**
 * All limits in words: `50 an hour, 400 a day, ramping up: 40 today`.
 *
 * @param today the workspace's zone, and the instant whose day a ramp-up is told of; left out, nothing is said of it
 */
export function limitsText(
  account: Pick<PlanAccount, 'limits' | 'perUtcDay'> & Partial<PlanAccount>,
  today?: { zone: string; now: number },
): string {
  const { limits, perUtcDay, zone = null, ramp = null } = account
  const texts = [...limits.map(limitText), ...(today ? rampToday({ limits, zone, ramp }, today.zone, today.now) : [])]
  if (perUtcDay !== null) texts.push(`${perUtcDay} a day (UTC)`)
  return texts.length > 0 ? texts.join(', ') : 'no limit'
}
