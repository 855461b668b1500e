import { countAt, isFixed, NONE, type Rule, rulesOf, UTC_DAY } from './lane-rule.ts'
import type { PlanAccount } from './plan-shape.ts'
import { accountKey } from './quota.ts'
import { DAY } from './time.ts'

/**
 * The time line of one sending account: what it has sent, and when it may send next. Planner and dispatcher ask the
 * same lane, so that what was planned is also what is allowed.
 *
 * A rolling limit "N in whatever window of length W" is the rule t[i] ≥ t[i−N] + W, and that is the whole test when
 * sends are added at the end. A send put between others must leave the later ones within their limits too.
 */
export interface Lane {
  address: string
  zone: string
  key: number
  /** Instants of all sends, ascending; only the first `length` count. */
  times: Float64Array
  length: number
  rules: Rule[]
  /** How many of `rules`, at the front, never change. */
  fixedRules: number
  perUtcDay: number
  /** UTC day of the last look at the end of the lane, and where that day begins in `times`. */
  utcDay: number
  utcFrom: number
  /** Index of the rule that decided the last answer; -1: none, -2: the limit per UTC day. */
  decided: number
  /** What `rewind` goes back to. */
  markLength: number
  markFrom: number
  markTail: Float64Array | null
}

export interface LaneSetting {
  /** Zone whose calendar periods the draws of ranges and the days of a ramp-up are made for: the account's, else the workspace's. */
  zone: string
  seed: number
  /** True adds the planner's own pacing: no two sends closer than half the distance an even spread would give. */
  paced?: boolean
}

/** A lane with its history: instants in any order, of everything that was sent or must count as sent. */
export function openLane(account: PlanAccount, setting: LaneSetting, history: ArrayLike<number> = []): Lane {
  const times = new Float64Array(Math.max(64, history.length * 2))
  for (let i = 0; i < history.length; i++) times[i] = history[i] as number
  times.subarray(0, history.length).sort()
  const rules = rulesOf(account, setting.paced ?? false)
  return {
    address: account.address,
    zone: setting.zone,
    key: accountKey(setting.seed, account.address),
    times,
    length: history.length,
    rules,
    fixedRules: rules.filter(isFixed).length,
    perUtcDay: account.perUtcDay ?? Number.POSITIVE_INFINITY,
    utcDay: Number.NaN,
    utcFrom: 0,
    decided: NONE,
    markLength: 0,
    markFrom: 0,
    markTail: null,
  }
}

/** How many sends lie before `at` (or at it, when `through`). */
function placeOf(lane: Lane, at: number, through: boolean): number {
  const { times } = lane
  let lo = 0
  let hi = lane.length
  while (lo < hi) {
    const mid = (lo + hi) >>> 1
    const value = times[mid] as number
    if (value < at || (through && value === at)) lo = mid + 1
    else hi = mid
  }
  return lo
}

/** Sends on the UTC day (a day number) so far. */
export function sentOnUtcDay(lane: Lane, day: number): number {
  return placeOf(lane, (day + 1) * DAY, false) - placeOf(lane, day * DAY, false)
}

/** Where a UTC day is full, the next one begins. */
function afterUtcDay(lane: Lane, at: number): number {
  const day = Math.floor(at / DAY)
  if (day !== lane.utcDay) {
    lane.utcDay = day
    lane.utcFrom = placeOf(lane, day * DAY, false)
  }
  return lane.length - lane.utcFrom >= lane.perUtcDay ? (day + 1) * DAY : at
}

/** First instant from `from` that may be added at the end of the lane; `from` isn't before its last send. */
function nextAtEnd(lane: Lane, from: number): number {
  const { rules, times, length, fixedRules } = lane
  let at = from
  lane.decided = NONE
  for (let i = 0; i < fixedRules; i++) {
    const each = rules[i] as Rule
    if (each.count > length) continue
    const free = (times[length - each.count] as number) + each.window
    if (free <= at) continue
    at = free
    lane.decided = i
  }
  if (fixedRules === rules.length && lane.perUtcDay === Number.POSITIVE_INFINITY) return at
  for (let before = -1; before !== at; ) {
    before = at
    for (let i = fixedRules; i < rules.length; i++) at = pastRange(lane, i, at, length)
    if (lane.perUtcDay === Number.POSITIVE_INFINITY) continue
    const next = afterUtcDay(lane, at)
    if (next > at) lane.decided = UTC_DAY
    at = next
  }
  return at
}

/** Moves a candidate past one rule that varies: until its window has room, or another number holds. */
function pastRange(lane: Lane, index: number, at: number, place: number): number {
  const each = lane.rules[index] as Rule
  const count = countAt(each, at, lane)
  if (count > place) return at
  const free = (lane.times[place - count] as number) + each.window
  if (free <= at) return at
  lane.decided = index
  return Math.min(free, Math.max(each.to, at + 1))
}

/** The first later send that would be over one of its limits with one more at `at`; -1 when none is. */
function laterOver(lane: Lane, at: number, place: number): number {
  const { rules, times, length } = lane
  for (let i = 0; i < rules.length; i++) {
    const each = rules[i] as Rule
    for (let j = place; j < length; j++) {
      const later = times[j] as number
      if (later >= at + each.window) break
      const back = j + 1 - countAt(each, later, lane)
      if (back < 0) continue
      const first = back < place ? (times[back] as number) : at
      if (back > place || later >= first + each.window) continue
      lane.decided = i
      return j
    }
  }
  return -1
}

/** First instant from `from` at which one more fits between the others, or some instant not before `before`. */
function nextBetween(lane: Lane, from: number, before: number): number {
  const { rules, times, fixedRules } = lane
  let at = from
  lane.decided = NONE
  while (at < before) {
    const place = placeOf(lane, at, true)
    let next = at
    for (let i = 0; i < rules.length; i++) {
      if (i >= fixedRules) {
        next = Math.max(next, pastRange(lane, i, at, place))
        continue
      }
      const each = rules[i] as Rule
      if (each.count > place) continue
      const free = (times[place - each.count] as number) + each.window
      if (free <= next) continue
      next = free
      lane.decided = i
    }
    if (next === at && sentOnUtcDay(lane, Math.floor(at / DAY)) >= lane.perUtcDay) {
      next = (Math.floor(at / DAY) + 1) * DAY
      lane.decided = UTC_DAY
    }
    if (next === at) {
      const over = laterOver(lane, at, place)
      if (over < 0) return at
      next = times[over] as number
    }
    at = next
  }
  return at
}

/**
 * First instant at or after `from` at which the lane admits one more send. With `before`, the search may stop there:
 * an answer at or after `before` only says that nothing is free earlier.
 */
export function nextAdmitted(lane: Lane, from: number, before = Number.POSITIVE_INFINITY): number {
  const { length } = lane
  if (length === 0 || (lane.times[length - 1] as number) <= from) return nextAtEnd(lane, from)
  return nextBetween(lane, from, before)
}

/** True when one more send at `at` breaks no limit, whatever lies before and after it. */
export function admits(lane: Lane, at: number): boolean {
  return nextAdmitted(lane, at, at + 1) === at
}

/** Enters a send. The caller has asked `nextAdmitted`, or the send is a fact that nobody can refuse. */
export function enter(lane: Lane, at: number): void {
  if (lane.length === lane.times.length) {
    const larger = new Float64Array(lane.times.length * 2)
    larger.set(lane.times)
    lane.times = larger
  }
  const { times, length } = lane
  lane.length += 1
  if (length === 0 || (times[length - 1] as number) <= at) {
    times[length] = at
    if (at < lane.utcDay * DAY) lane.utcDay = Number.NaN
    return
  }
  lane.length -= 1
  const place = placeOf(lane, at, true)
  times.copyWithin(place + 1, place, length)
  times[place] = at
  lane.length += 1
  lane.utcDay = Number.NaN
}

/** Remembers the lane as it is; what is entered afterwards must not lie before `from`. */
export function mark(lane: Lane, from: number): void {
  lane.markLength = lane.length
  lane.markFrom = placeOf(lane, from, false)
  lane.markTail = lane.markFrom < lane.length ? lane.times.slice(lane.markFrom, lane.length) : null
}

/** Takes back what was entered since `mark`. */
export function rewind(lane: Lane): void {
  lane.length = lane.markLength
  if (lane.markTail !== null) lane.times.set(lane.markTail, lane.markFrom)
  lane.utcDay = Number.NaN
}

/** What decided the last answer of `nextAdmitted`: an index for `decisionText`; -1 when nothing stood in the way. */
export function decision(lane: Lane): number {
  return lane.decided
}
