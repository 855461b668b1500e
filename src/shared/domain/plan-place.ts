import { enter, type Lane, nextAdmitted, rewind, sentOnUtcDay } from './lane.ts'
import type { Sender } from './plan-state.ts'
import { unitAt } from './random.ts'
import { DAY, HOUR } from './time.ts'

/**
 * Where in their slot the sends of one sender go. Each has a cell of its own, and a place in it that hangs on the seed,
 * the sender and its position in the slot alone. So two full slots in a row are exactly an hour apart: drawn anew for
 * every slot, the limits would only ever push sends later, and after some days all mail would leave at the slot's end.
 */

/** How far from its middle a send may lie, in cells: the mean place stays near the middle even for a single send. */
const JITTER = 0.4

/** Shares of the way from "as soon as possible" (0) to "evenly spread" (1) that are tried until all sends fit. */
const EVENNESS = [1, 7 / 8, 3 / 4, 1 / 2, 1 / 4, 0]

/** How many of `count` sends go before the UTC midnight `cut`: in proportion to length, as far as both days have room. */
function beforeCut(lane: Lane, slot: number, cut: number, count: number): number {
  const day = Math.floor(slot / DAY)
  const room = lane.perUtcDay - sentOnUtcDay(lane, day)
  const roomAfter = lane.perUtcDay - sentOnUtcDay(lane, day + 1)
  const fair = Math.round((count * (cut - slot)) / HOUR)
  return Math.max(0, Math.min(count, room, Math.max(fair, count - roomAfter)))
}

/** The even places of `count` sends in the slot, into `into`. */
function spread(sender: Sender, slot: number, count: number, into: Float64Array): void {
  const cut = (Math.floor(slot / DAY) + 1) * DAY
  const isCut = sender.account.perUtcDay !== null && cut < slot + HOUR
  const first = isCut ? beforeCut(sender.lane, slot, cut, count) : count
  const firstLength = isCut ? cut - slot : HOUR
  for (let k = 0; k < count; k++) {
    const place = (unitAt(sender.key, k) - 0.5) * JITTER + 0.5
    if (k < first) into[k] = Math.floor(slot + ((k + place) / first) * firstLength)
    else into[k] = Math.floor(cut + ((k - first + place) / (count - first)) * (slot + HOUR - cut))
  }
}

function attempt(sender: Sender, end: number, even: Float64Array, evenness: number, at: Float64Array): boolean {
  const { lane, taken, earliest } = sender
  let last = 0
  for (let k = 0; k < taken; k++) {
    const soonest = earliest[k] as number
    const wanted = evenness === 1 ? (even[k] as number) : soonest + evenness * ((even[k] as number) - soonest)
    const time = nextAdmitted(lane, Math.max(last, Math.floor(wanted)), end)
    if (time >= end) return false
    enter(lane, time)
    at[k] = time
    last = time
  }
  return true
}

let even = new Float64Array(1024)

/**
 * Places what the sender took in its open slot and enters it in its lane; instants go into `at`, ascending. The lane
 * still holds the trial entries made while taking. With an evenness of 0 they are made again, so it always succeeds.
 */
export function place(sender: Sender, at: Float64Array): void {
  const { lane, slot, taken } = sender
  if (even.length < taken) even = new Float64Array(taken * 2)
  rewind(lane)
  spread(sender, slot, taken, even)
  for (const evenness of EVENNESS) {
    rewind(lane)
    if (attempt(sender, slot + HOUR, even, evenness, at)) return
  }
  throw new Error(`The sends of ${sender.account.address} don't fit the slot they were taken for.`)
}
