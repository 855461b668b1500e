import type { Limit, LimitUnit, PlanAccount, RampUp } from './plan-shape.ts'
import { drawn, limitText, limitUnits, periodAt, unitLength } from './quota.ts'
import { rampEnd, rampOn, rampWords } from './ramp.ts'
import { DAY, HOUR } from './time.ts'

/** The rules of a lane: at most `count` sends in whatever window of that length. */

export interface Rule {
  code: LimitUnit | 'gap' | 'pacing' | 'ramp'
  /** Length of the window in ms. */
  window: number
  /** Sends allowed in it; for a range and a ramp-up, in the period from `from` to `to`. */
  count: number
  from: number
  to: number
  limit: Limit | null
  /** With the daily limit that it ends at. */
  ramp: { up: RampUp; end: number } | null
}

/** What decided an answer, when it was none of the rules. */
export const NONE = -1
export const UTC_DAY = -2

/** What the draws of a range and the words for a rule depend on. */
interface Owner {
  zone: string
  key: number
  perUtcDay: number
  rules: Rule[]
}

function rule(code: Rule['code'], window: number, count: number, limit: Limit | null = null): Rule {
  return { code, window, count, from: 0, to: -1, limit, ramp: null }
}

/** True for rules that allow the same whenever they are asked. */
export const isFixed = ({ limit, ramp }: Rule): boolean => limit === null && ramp === null

/** Most sends an hour can hold under the account's limits; 0 when nothing limits it. */
function hourly(account: PlanAccount): number {
  let most = account.perUtcDay === null ? Number.POSITIVE_INFINITY : 2 * account.perUtcDay
  for (const { unit, max } of account.limits) most = Math.min(most, max * Math.max(1, HOUR / unitLength[unit]))
  return Number.isFinite(most) ? most : 0
}

/**
 * Rules for ranges and ramp-ups come last, because they are looked at again whenever the candidate moves. Pacing keeps an old burst
 * (mail sent by hand, say) from coming back an hour later, and every hour after that, as a burst of ours.
 */
export function rulesOf(account: PlanAccount, paced: boolean): Rule[] {
  const rules: Rule[] = []
  const ranges: Rule[] = []
  for (const unit of limitUnits) {
    let smallest = Number.POSITIVE_INFINITY
    for (const limit of account.limits) {
      if (limit.unit !== unit) continue
      if (limit.min === limit.max) smallest = Math.min(smallest, limit.max)
      else ranges.push(rule(unit, unitLength[unit], 0, limit))
    }
    if (Number.isFinite(smallest)) rules.push(rule(unit, unitLength[unit], smallest))
  }
  if (account.minGap > 0) rules.push(rule('gap', Math.ceil(account.minGap), 1))
  const most = hourly(account)
  if (paced && most > 0) rules.push(rule('pacing', Math.floor(HOUR / most / 2), 1))
  const { ramp } = account
  if (ramp !== null && ramp !== undefined)
    ranges.push({ ...rule('ramp', DAY, 0), ramp: { up: ramp, end: rampEnd(account.limits) } })
  return [...rules, ...ranges]
}

/** What a rule allows at an instant: its number, or the draw of its range (the ramp-up's number) for that calendar period. */
export function countAt(each: Rule, at: number, lane: Owner): number {
  if (isFixed(each) || (at >= each.from && at < each.to)) return each.count
  const { limit, ramp } = each
  const period = periodAt(limit?.unit ?? 'day', at, lane.zone)
  each.from = period.from
  each.to = period.to
  if (limit !== null) each.count = drawn(limit, lane.key, period.index)
  // the index of a day's period is its day number and 3
  else if (ramp !== null) each.count = rampOn(ramp.up, ramp.end, lane.zone, period.index - 3)
  return each.count
}

/** A decision in parts. Null for the planner's own pacing and for none. */
export function decisionParts(
  lane: Owner,
  index: number,
): { kind: 'account' | 'ramp' | 'utc_day' | 'gap'; unit: LimitUnit | null; limit: number } | null {
  if (index === UTC_DAY) return { kind: 'utc_day', unit: 'day', limit: lane.perUtcDay }
  const each = lane.rules[index]
  if (each === undefined || each.code === 'pacing') return null
  if (each.code === 'gap') return { kind: 'gap', unit: null, limit: each.window }
  if (each.code === 'ramp') return { kind: 'ramp', unit: 'day', limit: each.ramp?.up.start ?? 0 }
  return { kind: 'account', unit: each.code, limit: each.limit?.max ?? each.count }
}

/** A decision in words: `50 an hour`, `30–50 an hour`, `50 a day, UTC`, `at least 72 s apart`, `ramping up from 20 a day, …`. */
export function decisionText(lane: Owner, index: number): string {
  if (index === UTC_DAY) return `${lane.perUtcDay} a day, UTC`
  const each = lane.rules[index]
  if (each === undefined) return 'full'
  if (each.code === 'gap') return `at least ${gapText(each.window)} apart`
  if (each.code === 'pacing') return 'mail is spread out'
  if (each.code === 'ramp') return each.ramp === null ? 'ramping up' : rampWords(each.ramp.up)
  return limitText(each.limit ?? { unit: each.code, min: each.count, max: each.count })
}

/** What was drawn for the period of `at`, when a range decided, or allowed on its day, when a ramp-up did; otherwise null. */
export function decisionDraw(lane: Owner, index: number, at: number): number | null {
  const each = lane.rules[index]
  return each === undefined || isFixed(each) ? null : countAt(each, at, lane)
}

/** A distance in ms as `72 s` or `1.5 s`. */
export function gapText(ms: number): string {
  return `${Math.round(ms / 100) / 10} s`
}
