import { nextOpen } from './plan-agenda.ts'
import { heapOf, pop, push, sink } from './plan-heap.ts'
import type { Bucket, Cell, Channel, Parked, Sender, Work } from './plan-state.ts'

/** The lists in which enrollments wait: for their due slot, for room, for the next day of their domain. */

/** True when enrollment `a` goes before `b` within one step: due earlier, enrolled earlier, earlier in the list. */
export function isBefore(work: Work, a: number, b: number): boolean {
  const { due, order } = work
  const difference = (due[a] as number) - (due[b] as number)
  return difference !== 0 ? difference < 0 : (order[a] as number) < (order[b] as number)
}

/** The channel for a sender, cell and step; made when first asked for. */
export function channelOf(work: Work, sender: Sender, cell: Cell, step: number, hand: boolean): Channel {
  const name = (sender.index * 256 + step) * 2 + (hand ? 1 : 0)
  const known = cell.channels.get(name)
  if (known !== undefined) return known
  const channel: Channel = {
    sender,
    cell,
    step,
    task: cell.batch.batch.steps[step - 1]?.task === true,
    hand,
    rank: (hand ? 0 : 1000) + (work.input.newContactsFirst ? step : 500 - step),
    readyHead: -1,
    readyTail: -1,
    buckets: new Map(),
    bucketTimes: heapOf((a, b) => a < b),
    parked: null,
    head: -1,
    fromParked: false,
    wakeAt: Number.POSITIVE_INFINITY,
    following: null,
    dueSlot: Number.NaN,
    due: 0,
    plain: true,
    late: false,
    bucket: null,
  }
  cell.channels.set(name, channel)
  return channel
}

/** The channel's bucket for a slot; the channel will wake for it. */
export function bucketAt(work: Work, channel: Channel, slot: number): Bucket {
  let bucket = channel.buckets.get(slot)
  if (bucket === undefined) {
    bucket = { slot, head: -1, tail: -1 }
    channel.buckets.set(slot, bucket)
    push(channel.bucketTimes, slot)
    if (slot < channel.wakeAt) wake(work, channel, slot)
  }
  return bucket
}

export function putInBucket(work: Work, bucket: Bucket, enrollment: number): void {
  work.next[enrollment] = -1
  if (bucket.tail < 0) bucket.head = enrollment
  else work.next[bucket.tail] = enrollment
  bucket.tail = enrollment
}

/** The channel takes part in the slot that starts at `slot`. */
export function wake(work: Work, channel: Channel, slot: number): void {
  channel.wakeAt = slot
  const others = work.wakes.get(slot)
  if (others !== undefined) {
    others.push(channel)
    return
  }
  work.wakes.set(slot, [channel])
  push(work.wakeTimes, slot)
}

/** Sorts a bucket's list, which mostly is in order already. */
function sortBucket(work: Work, bucket: Bucket): void {
  const { next } = work
  let sorted = true
  for (let e = bucket.head, f = next[e] as number; f >= 0; e = f, f = next[f] as number) {
    if (!isBefore(work, f, e)) continue
    sorted = false
    break
  }
  if (sorted) return
  const all: number[] = []
  for (let e = bucket.head; e >= 0; e = next[e] as number) all.push(e)
  all.sort((a, b) => (isBefore(work, a, b) ? -1 : 1))
  for (let i = 0; i < all.length; i++) next[all[i] as number] = all[i + 1] ?? -1
  bucket.head = all[0] as number
  bucket.tail = all[all.length - 1] as number
}

/** Moves everybody who is due by `slot` to the ready list, and wakes the domains whose new day has begun. */
export function ripen(work: Work, channel: Channel, slot: number): void {
  const times = channel.bucketTimes
  while (times.items.length > 0 && (times.items[0] as number) <= slot) {
    const bucket = channel.buckets.get(pop(times) as number) as Bucket
    channel.buckets.delete(bucket.slot)
    sortBucket(work, bucket)
    if (channel.readyTail < 0) channel.readyHead = bucket.head
    else work.next[channel.readyTail] = bucket.head
    channel.readyTail = bucket.tail
  }
  const { parked } = channel
  if (parked === null || slot < parked.asleepUntil) return
  const asleep = parked.asleep
  parked.asleep = []
  parked.asleepUntil = Number.POSITIVE_INFINITY
  for (const each of asleep) {
    if (each.until <= slot) push(parked.awake, each)
    else putToSleep(channel, each)
  }
}

function putToSleep(channel: Channel, parked: Parked): void {
  const lists = parkedOf(channel)
  lists.asleep.push(parked)
  lists.asleepUntil = Math.min(lists.asleepUntil, parked.until)
}

function parkedOf(channel: Channel): NonNullable<Channel['parked']> {
  if (channel.parked === null) throw new Error('The channel has no parked contacts.')
  return channel.parked
}

/** Finds out who is next in the channel. */
export function findHead(work: Work, channel: Channel): void {
  channel.head = channel.readyHead
  channel.fromParked = false
  const first = channel.parked?.awake.items[0]
  if (first === undefined) return
  if (channel.head >= 0 && isBefore(work, channel.head, first.head)) return
  channel.head = first.head
  channel.fromParked = true
}

/** Takes the head off its list. */
export function takeHead(work: Work, channel: Channel): void {
  const e = channel.head
  const after = work.next[e] as number
  if (!channel.fromParked) {
    channel.readyHead = after
    if (after < 0) channel.readyTail = -1
    channel.head = after
    if (channel.parked !== null) findHead(work, channel)
    return
  }
  const lists = parkedOf(channel)
  const parked = lists.awake.items[0] as Parked
  parked.head = after
  if (after >= 0) sink(lists.awake)
  else {
    pop(lists.awake)
    lists.byDomain.delete(parked.domain)
  }
  findHead(work, channel)
}

/** Sets the head aside until its domain has room again; whoever else waits for that domain stays behind it. */
export function parkHead(work: Work, channel: Channel, domain: number, until: number): void {
  channel.parked ??= {
    byDomain: new Map(),
    awake: heapOf((a: Parked, b: Parked) => isBefore(work, a.head, b.head)),
    asleep: [],
    asleepUntil: Number.POSITIVE_INFINITY,
  }
  const lists = channel.parked
  if (channel.fromParked) {
    const parked = pop(lists.awake) as Parked
    parked.until = until
    putToSleep(channel, parked)
    findHead(work, channel)
    return
  }
  const e = channel.head
  channel.readyHead = work.next[e] as number
  if (channel.readyHead < 0) channel.readyTail = -1
  work.next[e] = -1
  const parked = lists.byDomain.get(domain)
  if (parked === undefined) {
    const fresh = { domain, head: e, tail: e, until }
    lists.byDomain.set(domain, fresh)
    putToSleep(channel, fresh)
  } else {
    work.next[parked.tail] = e
    parked.tail = e
  }
  findHead(work, channel)
}

/** Everybody who waits in the channel, in whatever list. */
export function allWaiting(work: Work, channel: Channel): number[] {
  const parked = channel.parked === null ? [] : Array.from(channel.parked.byDomain.values(), (each) => each.head)
  const all: number[] = []
  for (const head of [channel.readyHead, ...parked]) for (let e = head; e >= 0; e = work.next[e] as number) all.push(e)
  return all
}

/** Sets the next slot for a channel that has been served; `from` is the earliest that can serve its ready ones. */
export function sleep(work: Work, channel: Channel, from: number): 'asleep' | 'never' {
  channel.wakeAt = Number.POSITIVE_INFINITY
  const { parked, cell } = channel
  const ready = channel.readyHead >= 0 || (parked !== null && parked.awake.items.length > 0)
  let at = ready ? from : Number.POSITIVE_INFINITY
  if (parked !== null) at = Math.min(at, Math.max(from, parked.asleepUntil))
  const slot = nextOpen(cell.agenda, at)
  const due = channel.bucketTimes.items[0] ?? Number.POSITIVE_INFINITY
  const first = Math.min(slot, due)
  if (Number.isFinite(first)) wake(work, channel, first)
  return Number.isFinite(at) && !Number.isFinite(slot) ? 'never' : 'asleep'
}
