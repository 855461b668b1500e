import { addToDay, type DayCount, openDay } from './plan-cap.ts'
import { pop } from './plan-heap.ts'
import { dayNumber, HOUR } from './time.ts'
import type { Coarse } from './what-if-groups.ts'
import { type Purse, roomOf, take, usedUp } from './what-if-purse.ts'
import { begin, type Channel, follow, nextOf, type Run, rest, wake, wakeAt } from './what-if-run.ts'

/**
 * A quick estimate of a plan, slot by slot with numbers instead of contacts: when it ends, what it sends a day, what
 * holds it back. It knows every limit but the one a recipient domain; instants inside a slot it doesn't know, so a
 * rolling limit is right to the hour. `plan()` has the last word; this one answers while that is made.
 */

export interface Estimate {
  /** Start of the last slot that is used; null when nothing can be sent. */
  finish: number | null
  /** Emails by day number of the workspace's zone. */
  days: Map<number, number>
  /** What most often left no room for the sender that ends last; null when only the calendar does. */
  held: { account: number | null; text: string } | null
  /** True when it was broken off and the rest reckoned from the pace so far. */
  rough: boolean
}

/** Looks at channels; what takes longer than this many is reckoned, or a slider would stutter. */
const budget = 80_000

const unused = (days: DayCount): number =>
  days.limit === Number.POSITIVE_INFINITY ? days.limit : days.limit - (days.counts.get(days.first) ?? 0)

/** What is left of the limits that several senders share, and which of them is the smallest. */
function sharedRoom(run: Run, { pace, group }: Channel, slot: number): { room: number; text: string } {
  const all = { room: unused(run.workspace), text: run.workspaceText }
  if (group.step !== 1) return all
  if (pace.slot !== slot) {
    pace.slot = slot
    pace.hourLeft = pace.perHour
    openDay(pace.days, slot)
  }
  const day = unused(pace.days)
  if (pace.hourLeft < all.room && pace.hourLeft <= day) return { room: pace.hourLeft, text: pace.hourText }
  return day < all.room ? { room: Math.max(0, day), text: pace.dayText } : all
}

const headCount = (channel: Channel): number => channel.counts[channel.head] as number

/**
 * Deals out what several senders share. Contacts are written to in the order of their list, and a list is dealt out to
 * its senders evenly: so each gets in proportion to what it has left to do, up to its own room.
 */
function deal(wishes: readonly number[], channels: readonly Channel[], room: number): number[] {
  const given = wishes.map(() => 0)
  let left = room
  for (let round = 0; round < 8 && left >= 1; round++) {
    const open = wishes.flatMap((wish, i) => (wish > (given[i] as number) ? [i] : []))
    const weight = open.reduce((sum, i) => sum + headCount(channels[i] as Channel), 0)
    if (open.length === 0) break
    const pot = left
    for (const i of open) {
      const share = Math.min(Math.max(1, Math.floor((pot * headCount(channels[i] as Channel)) / weight)), left)
      const more = Math.min(share, (wishes[i] as number) - (given[i] as number))
      given[i] = (given[i] as number) + more
      left -= more
    }
  }
  return given
}

function give(run: Run, channel: Channel, slot: number, emails: number): void {
  channel.ready -= emails
  take(channel.purse, slot, emails)
  if (channel.group.step === 1) {
    channel.pace.hourLeft -= emails
    if (channel.pace.days.limit !== Number.POSITIVE_INFINITY) addToDay(channel.pace.days, emails)
  }
  if (run.workspace.limit !== Number.POSITIVE_INFINITY) addToDay(run.workspace, emails)
  run.left -= emails
  run.finish = slot
  run.first = Math.min(run.first, slot)
  channel.purse.last = slot
  follow(run, channel, slot, emails)
}

const headSince = (channel: Channel): number => channel.since[channel.head] as number

/** Smaller goes first: rank, then due earlier, then enrolled earlier. */
const order = (a: Channel, b: Channel): number =>
  a.rank - b.rank || headSince(a) - headSince(b) || a.group.batch - b.group.batch

/** Of those that go together the same one is always first, however often each of them has looked. */
const inTurn = (a: Channel, b: Channel): number => order(a, b) || a.purse.index - b.purse.index

/** Those of one batch that became due together, with one channel a sender: none of them goes before another. */
function serve(run: Run, channels: readonly Channel[], slot: number): void {
  run.looks += channels.length
  const shared = sharedRoom(run, channels[0] as Channel, slot)
  const wishes: number[] = []
  let wished = 0
  for (const { counts, head, purse } of channels) {
    const wish = Math.min(counts[head] as number, roomOf(purse, slot))
    wishes.push(wish)
    wished += wish
  }
  const given = wished > shared.room ? deal(wishes, channels, shared.room) : wishes
  for (let i = 0; i < channels.length; i++) {
    const channel = channels[i] as Channel
    const emails = given[i] as number
    if (emails > 0) give(run, channel, slot, emails)
    const left = (channel.counts[channel.head] as number) - emails
    channel.counts[channel.head] = left
    if (left === 0) channel.head++
    else putOff(run, channel, slot, emails === wishes[i] ? null : shared.text)
  }
}

const count = (binds: Map<string, number>, text: string, times: number) =>
  binds.set(text, (binds.get(text) ?? 0) + times)

/**
 * No room: it looks again in the next open slot, or when a limit that is used up leaves room again. `shared`: which limit
 * of several senders it was.
 */
function putOff(run: Run, channel: Channel, slot: number, shared: string | null): void {
  const { purse, course } = channel
  channel.asleep = slot
  channel.resumes = nextOf(course, slot)
  if (shared !== null) count(purse.sharedBinds, shared, 1)
  else {
    count(purse.binds, purse.text, 1)
    const used = usedUp(purse)
    if (used !== null && used.until > channel.resumes) {
      const { restSlot, restSlots } = rest(course, channel.resumes, used.until)
      count(purse.binds, used.text, restSlots)
      channel.resumes = restSlot
    }
  }
  wakeAt(run, channel, channel.resumes)
}

/** Those who wake in a slot and have somebody to write to, in the order in which they may go. */
function wokenIn(run: Run, slot: number): Channel[] {
  const queue: Channel[] = []
  for (const channel of run.wakes.get(slot) ?? []) {
    if (channel.woken === slot) continue
    channel.woken = slot
    wake(channel, slot)
    if (channel.ready > 0 && channel.resumes <= slot) queue.push(channel)
  }
  run.wakes.delete(slot)
  if (run.wakeSlot === slot) run.wakeSlot = Number.NaN
  return queue.sort(inTurn)
}

/** Everybody who wakes in a slot. */
function serveSlot(run: Run, slot: number): void {
  const before = run.left
  openDay(run.workspace, slot)
  const queue = wokenIn(run, slot)
  for (let from = 0; from < queue.length; ) {
    const best = queue[from] as Channel
    let to = from + 1
    while (to < queue.length && order(best, queue[to] as Channel) === 0) to++
    const group = queue.slice(from, to)
    serve(run, group, slot)
    from = to
    // Those who have more to send line up again, by when the next of them were due.
    for (const channel of group) {
      if (channel.ready === 0 || channel.asleep === slot) continue
      let place = from
      while (place < queue.length && inTurn(queue[place] as Channel, channel) <= 0) place++
      queue.splice(place, 0, channel)
    }
  }
  if (run.left === before) return
  const day = dayNumber(slot, run.coarse.zone)
  run.days.set(day, (run.days.get(day) ?? 0) + before - run.left)
}

function heldBy(run: Run): Estimate['held'] {
  const ends = run.purses.reduce<Purse | null>((best, p) => (best === null || p.last > best.last ? p : best), null)
  if (ends === null) return null
  const most = (counts: Map<string, number>) => [...counts].sort((a, b) => b[1] - a[1])[0]
  const [own, shared] = [most(ends.binds), most(ends.sharedBinds)]
  if (shared && shared[1] > (own?.[1] ?? 0)) return { account: null, text: shared[0] }
  return own ? { account: ends.index, text: own[0] } : null
}

/** Estimates the plan. Pure; a few milliseconds for as many contacts as there may be. */
export function estimate(coarse: Coarse): Estimate {
  const run = begin(coarse)
  for (let slot = pop(run.times); slot !== undefined && run.looks < budget; slot = pop(run.times)) serveSlot(run, slot)
  const rough = run.looks >= budget && run.left > 0
  const done = [...run.days.values()].reduce((sum, n) => sum + n, 0)
  const pace = done > 0 ? (run.finish - run.first + HOUR) / done : 0
  const finish = Number.isFinite(run.finish) ? run.finish + (rough ? run.left * pace : 0) : null
  return { finish, days: run.days, held: heldBy(run), rough }
}
