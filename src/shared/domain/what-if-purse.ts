import type { PlanAccount } from './plan-shape.ts'
import { accountKey, allowance, limitText, unitLength } from './quota.ts'
import { rampEnd, rampOn, rampWords } from './ramp.ts'
import { hourRoom } from './slot-room.ts'
import { DAY, dayNumber, HOUR, isZone } from './time.ts'

/** What a sender has left under its limits, in numbers an hour: the till of the quick estimate. */

/** A rolling limit of one account: what counts in it now. */
interface Rolling {
  length: number
  allow: (at: number) => number
  /** The same at all times; NaN where it is drawn, or grows. */
  always: number
  text: string
  from: number
  sum: number
}

export interface Purse {
  index: number
  hour: (at: number) => number
  hourText: string
  rolling: Rolling[]
  times: number[]
  counts: number[]
  perUtcDay: number | null
  utcDay: number
  utcCount: number
  /** How often each limit left no room: its own, and those that it shares. */
  binds: Map<string, number>
  sharedBinds: Map<string, number>
  last: number
  /** The slot that was asked for last, and its room then. */
  slot: number
  left: number
  text: string
}

const rollingOf = (length: number, text: string, allow: Rolling['allow'], always = Number.NaN): Rolling => ({
  length,
  allow,
  always,
  text,
  from: 0,
  sum: 0,
})

/** None or one. */
function rampsOf({ ramp, limits }: PlanAccount, zone: string): Rolling[] {
  if (ramp === null || ramp === undefined) return []
  const end = rampEnd(limits)
  return [rollingOf(DAY, rampWords(ramp), (at) => rampOn(ramp, end, zone, dayNumber(at, zone)))]
}

/** @param world the seed that draws ranges, and the zone of accounts that have none */
export function purseOf(account: PlanAccount, index: number, world: { seed: number; zone: string }): Purse {
  const zone = account.zone !== null && isZone(account.zone) ? account.zone : world.zone
  const key = accountKey(world.seed, account.address)
  const short = account.limits.filter(({ unit }) => unitLength[unit] <= HOUR)
  return {
    index,
    hour: (at) => hourRoom(account, key, zone, at),
    hourText: short.length > 0 ? limitText(short.at(-1) as (typeof short)[number]) : 'its pace',
    rolling: [
      ...account.limits
        .filter(({ unit }) => unitLength[unit] > HOUR)
        .map((limit) => {
          const allow = (at: number) => allowance(limit, key, zone, at)
          return rollingOf(
            unitLength[limit.unit],
            limitText(limit),
            allow,
            limit.min === limit.max ? limit.max : undefined,
          )
        }),
      ...rampsOf(account, zone),
    ],
    times: [],
    counts: [],
    perUtcDay: account.perUtcDay,
    utcDay: Number.NaN,
    utcCount: 0,
    binds: new Map(),
    sharedBinds: new Map(),
    last: Number.NEGATIVE_INFINITY,
    slot: Number.NaN,
    left: 0,
    text: '',
  }
}

/** Counts emails in the slot at `at`, which is never before the one counted last. */
export function take(purse: Purse, at: number, emails: number): void {
  purse.times.push(at)
  purse.counts.push(emails)
  for (const each of purse.rolling) each.sum += emails
  const day = Math.floor(at / DAY)
  if (purse.utcDay !== day) {
    purse.utcDay = day
    purse.utcCount = 0
  }
  purse.utcCount += emails
  purse.left -= emails
}

/** Room in the slot at `at`; `purse.text` then says which limit leaves so little. */
export function roomOf(purse: Purse, at: number): number {
  if (purse.slot !== at) look(purse, at)
  return purse.left > 0 ? Math.floor(purse.left) : 0
}

function look(purse: Purse, at: number): void {
  let room = purse.hour(at)
  let text = purse.hourText
  for (const each of purse.rolling) {
    while (each.from < purse.times.length && (purse.times[each.from] as number) < at + HOUR - each.length)
      each.sum -= purse.counts[each.from++] as number
    const left = each.allow(at) - each.sum
    if (left < room) {
      room = left
      text = each.text
    }
  }
  if (purse.perUtcDay !== null) {
    const left = purse.perUtcDay - (purse.utcDay === Math.floor(at / DAY) ? purse.utcCount : 0)
    if (left < room) {
      room = left
      text = `${purse.perUtcDay} a day (UTC)`
    }
  }
  purse.slot = at
  purse.left = room
  purse.text = text
}

/**
 * The limit that leaves no room for longest, and the first instant at which it does again; null: none is sure to be used
 * up. A sender that has sent its 400 of a day need not look each hour whether it may go on.
 */
export function usedUp({ rolling, times, counts }: Purse): { until: number; text: string } | null {
  let found: { until: number; text: string } | null = null
  for (const { always, sum, from, length, text } of rolling) {
    let over = sum - always
    // never so where the limit may be another by then
    if (!(over >= 0)) continue
    let oldest = from
    while (over >= 0 && oldest < counts.length) over -= counts[oldest++] as number
    const until = (times[oldest - 1] as number) + length - HOUR + 1
    if (oldest > from && until > (found?.until ?? Number.NEGATIVE_INFINITY)) found = { until, text }
  }
  return found
}
