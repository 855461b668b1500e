/**
 * What counts in the part of an account's limits that one computer may use. Counting everything that is known to have
 * left would leave a computer less than its part, the more the others use of theirs; counting its own mail alone would
 * let a part that passes from one to another be used twice within a limit's window. So in its part count
 *
 * - what it sent itself, and what nobody can tell the sender of;
 * - what another computer sent beyond that one's own part: before this computer was given its part that was allowed, and
 *   used of what is this one's now. Of who has no part any more, that is all of it;
 * - what everybody else sent, as soon as it is more than all the others' parts together.
 *
 * Mail that left the mailbox without Cadenza is the home's: it fills the home's part. A computer that knows of it counts it
 * as the home's mail, so what is known to have left is never more than the limit.
 */
import { presentHome, standingOf } from './home.ts'
import { admits, enter, type Lane, type LaneSetting, openLane } from './lane.ts'
import type { PlanAccount } from './plan-shape.ts'
import type { Here } from './sender.ts'
import { counts, leaseMargin, ownPart, partOf, type Share, whole } from './share.ts'

/** Mail that left: when (ms since the epoch), and the public id of the device it left from. */
export interface Left {
  at: number
  by: string
}

/** An account's limits for a part of them; not active where less than one email of a limit is left. */
export function scaled(account: PlanAccount, part: number): PlanAccount {
  if (part === whole) return account
  const limits = account.limits.map((limit) => ({
    ...limit,
    min: partOf(limit.min, part),
    max: partOf(limit.max, part),
  }))
  const { ramp = null } = account
  const less = ramp ? { ...ramp, start: partOf(ramp.start, part), step: partOf(ramp.step, part) } : null
  const perUtcDay = account.perUtcDay === null ? null : partOf(account.perUtcDay, part)
  const numbers = [...limits.map(({ min }) => min), ...(less ? [less.start, less.step] : []), perUtcDay ?? 1]
  if (part < 1 || numbers.some((n) => n < 1)) return { ...account, active: false }
  return { ...account, limits, ramp: less, perUtcDay, minGap: Math.ceil((account.minGap * whole) / part) }
}

/** Has somebody else a part of it, or can have used one lately? */
export const isDivided = ({ shares, window }: Here, now: number): boolean =>
  shares.some((share) => counts(share, now, window))

/** Null: nothing fits in. Only what counts in a stretch of time is held against it: the distance of two is each one's own. */
function laneOf(account: PlanAccount, part: number, setting: LaneSetting): Lane | null {
  const plan = scaled({ ...account, active: true, minGap: 0 }, part)
  return plan.active ? openLane(plan, setting) : null
}

function fits(lane: Lane | null, at: number): boolean {
  if (lane === null || !admits(lane, at)) return false
  enter(lane, at)
  return true
}

/** The others' parts: of a holder, as they were when it got its own; of the home, as they are. */
function division({ device, where, shares, window }: Here, mine: Share | null, now: number): Map<string, number> {
  const wasOpen = ({ givenAt, endedAt, leaseUntil }: Share, at: number) =>
    givenAt <= at && (endedAt === null || endedAt > at) && at < leaseUntil + leaseMargin + window
  const open = shares.filter(
    (one) => one.device !== device && (mine ? wasOpen(one, mine.givenAt) : counts(one, now, window)),
  )
  const parts = new Map(open.map((one) => [one.device, one.share]))
  const home = presentHome(where.homes).device
  const rest = whole - open.reduce((sum, { share }) => sum + share, mine?.share ?? 0)
  if (mine && !parts.has(home)) parts.set(home, rest)
  return parts
}

/**
 * Instants that count in this computer's part.
 *
 * @param account with its whole limits
 * @param left all that is known to have left, in any order; mail from elsewhere as the home's
 */
export function countsHere(
  here: Here,
  account: PlanAccount,
  setting: LaneSetting,
  left: readonly Left[],
  now: number,
): number[] {
  const { device, where, shares } = here
  const isHome = standingOf(where, device) === 'home'
  const mine = isHome ? null : (shares.findLast((one) => one.device === device && one.state !== 'released') ?? null)
  if (!isHome && mine === null) return left.map(({ at }) => at)
  const parts = division(here, mine, now)
  const home = presentHome(where.homes).device
  // what left before the home was handed over left in the home's part
  const former = new Set(mine ? Object.values(where.homes).map((one) => one.device) : [])
  const keyOf = (by: string) => (!parts.has(by) && former.has(by) ? home : by)
  const lanes = new Map([...parts].map(([by, part]) => [by, laneOf(account, part, setting)]))
  const others = laneOf(account, whole - (mine?.share ?? ownPart(here, now)), setting)
  const counted: number[] = []
  for (const { at, by } of left.toSorted((a, b) => a.at - b.at)) {
    const isTheirs = by !== device && ((mine && at > mine.givenAt) || fits(lanes.get(keyOf(by)) ?? null, at))
    if (!isTheirs || !fits(others, at)) counted.push(at)
  }
  return counted
}
