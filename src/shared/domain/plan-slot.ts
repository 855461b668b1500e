import { isPastEnd } from './engagement-ends.ts'
import { decision, enter, mark, nextAdmitted } from './lane.ts'
import { dueAfter, nextOpen } from './plan-agenda.ts'
import {
  addToDay,
  countDay,
  dayEnds,
  domainFullUntil,
  openDay,
  openDomains,
  reserveDomain,
  settleDay,
  settleDomain,
} from './plan-cap.ts'
import { type Heap, heapOf, pop, push, sink } from './plan-heap.ts'
import { place } from './plan-place.ts'
import {
  allWaiting,
  bucketAt,
  channelOf,
  findHead,
  isBefore,
  parkHead,
  putInBucket,
  ripen,
  sleep,
  takeHead,
} from './plan-queue.ts'
import type { PlanEnrollment, PlanStep } from './plan-shape.ts'
import { type BatchState, type Channel, noWaits, type Pace, type Sender, type Waits, type Work } from './plan-state.ts'
import { closedForGood, ended, hopeless, isHopeless } from './plan-wait.ts'
import { HOUR, offsetAt } from './time.ts'

/**
 * One slot: everybody who may go in it is lined up, taken while there is room, and then placed. Who finds no room is
 * not looked at again before there may be some, so the whole plan costs a number of looks in proportion to its sends.
 */

function note(waits: Waits, from: number, until: number, cause: number): void {
  waits.from.push(from)
  waits.until.push(until)
  waits.cause.push(cause)
}

function openSender(sender: Sender, slot: number): void {
  sender.slot = slot
  sender.edge = slot
  sender.full = false
  sender.taken = 0
  mark(sender.lane, slot)
}

function openPace(pace: Pace, slot: number): void {
  pace.slot = slot
  pace.taken = 0
  openDay(pace.days, slot)
  const { perHour } = pace
  pace.hourRoom = perHour === null ? Number.POSITIVE_INFINITY : perHour - (pace.slots.get(slot) ?? 0)
}

/** True when the sender has room for one more; it is entered on trial. Otherwise the slot is over for this sender. */
function senderTakes(sender: Sender, slot: number): boolean {
  if (sender.slot !== slot) openSender(sender, slot)
  if (sender.full) return false
  const at = nextAdmitted(sender.lane, sender.edge, slot + HOUR)
  if (at >= slot + HOUR) {
    sender.full = true
    sender.freeAt = at
    note(sender.waits, slot, Math.max(slot + 1, at - HOUR + 1), decision(sender.lane))
    return false
  }
  enter(sender.lane, at)
  sender.edge = at
  sender.earliest[sender.taken] = at
  return true
}

/** True when the batch may start one more contact in this slot. */
function batchTakes(pace: Pace, slot: number): boolean {
  if (pace.slot !== slot) openPace(pace, slot)
  if (pace.hourRoom > 0 && pace.days.room > 0) return true
  if (pace.waits.from.at(-1) === slot) return false
  if (pace.days.room > 0) note(pace.waits, slot, slot + 1, 1)
  else note(pace.waits, slot, dayEnds(pace.days), 0)
  return false
}

function parkIfFull(work: Work, channel: Channel, slot: number): boolean {
  if (work.domains === null || work.domain === null) return false
  const domain = work.domain[channel.head] as number
  const until = domainFullUntil(work.domains, domain)
  if (until === 0) return false
  let waits = work.domainWaits.get(domain)
  if (waits === undefined) {
    waits = noWaits()
    work.domainWaits.set(domain, waits)
  }
  if ((waits.until.at(-1) ?? 0) <= slot) note(waits, slot, until, 0)
  parkHead(work, channel, domain, until)
  return true
}

/** Offers the slot to the first in line. False: nothing more of that channel goes in this slot. */
function serve(work: Work, channel: Channel, slot: number, open: Sender[]): boolean {
  work.effort += 1
  const { sender, cell, step } = channel
  if (step === 1 && !batchTakes(cell.batch.pace, slot)) return false
  if (parkIfFull(work, channel, slot)) return channel.head >= 0
  const isNew = sender.slot !== slot
  if (!senderTakes(sender, slot)) return false
  if (isNew) open.push(sender)
  const e = channel.head
  sender.enrollments[sender.taken] = e
  sender.channels[sender.taken] = channel
  sender.taken += 1
  if (step === 1) {
    cell.batch.pace.hourRoom -= 1
    cell.batch.pace.days.room -= 1
    cell.batch.pace.taken += 1
  }
  work.workspace.room -= 1
  if (work.domains !== null && work.domain !== null) reserveDomain(work.domains, work.domain[e] as number)
  takeHead(work, channel)
  return channel.head >= 0
}

/** Tasks need nobody's room; only how many contacts its batch may start holds for those that begin with one. */
function serveTasks(work: Work, channel: Channel, slot: number): void {
  while (channel.head >= 0) {
    const { cell, step } = channel
    if (step === 1) {
      if (!batchTakes(cell.batch.pace, slot)) return
      cell.batch.pace.hourRoom -= 1
      cell.batch.pace.days.room -= 1
      cell.batch.pace.taken += 1
    }
    const e = channel.head
    takeHead(work, channel)
    enterRecord(work, { e, step, slot, at: slot })
    sendOn(work, channel, e, slot, slot)
  }
}

/** Works out when the next step of everybody in `channel` is due who is sent to at `at`. */
function lookAhead(work: Work, channel: Channel, following: Channel, slot: number, at: number): void {
  const { agenda, batch } = channel.cell
  const step = batch.batch.steps[channel.step] as PlanStep
  following.dueSlot = slot
  // Only where clocks change in mid-slot can two sends of one slot belong to different hours.
  following.plain = offsetAt(agenda.zone, slot) === offsetAt(agenda.zone, slot + HOUR - 1)
  following.due = isHopeless(batch.batch, channel.step + 1) ? Number.POSITIVE_INFINITY : dueAfter(agenda, step, at)
  const open = nextOpen(agenda, following.due)
  following.late = Number.isFinite(open) && isPastEnd(open, batch.batch.endsAt)
  following.bucket = Number.isFinite(open) && !following.late ? bucketAt(work, following, open) : null
}

/** Sends a contact on to its next step after this one went out at `at` in the open slot. */
function sendOn(work: Work, channel: Channel, e: number, slot: number, at: number): void {
  if (channel.step >= channel.cell.batch.batch.steps.length) return
  channel.following ??= channelOf(work, channel.sender, channel.cell, channel.step + 1, false)
  const { following } = channel
  if (following.dueSlot !== slot || !following.plain) lookAhead(work, channel, following, slot, at)
  work.due[e] = following.due
  if (following.bucket !== null) putInBucket(work, following.bucket, e)
  else if (following.late) work.waiting.push(ended(e, channel.step + 1))
  else work.waiting.push(hopeless(channel.cell.batch.batch, e, channel.step + 1))
}

function enterRecord(
  { records, due }: Work,
  { e, step, slot, at }: Record<'e' | 'step' | 'slot' | 'at', number>,
): void {
  const i = records.length
  records.length = i + 1
  records.enrollment[i] = e
  records.step[i] = step
  records.due[i] = due[e] as number
  records.slot[i] = slot
  records.at[i] = at
}

let at = new Float64Array(1024)

/** Places what a sender took, writes it down and sends the contacts on to their next step. */
function settleSender(work: Work, sender: Sender): void {
  const { domains } = work
  const { slot, taken } = sender
  if (at.length < taken) at = new Float64Array(taken * 2)
  place(sender, at)
  for (let k = 0; k < taken; k++) {
    const e = sender.enrollments[k] as number
    const channel = sender.channels[k] as Channel
    enterRecord(work, { e, step: channel.step, slot, at: at[k] as number })
    sendOn(work, channel, e, slot, at[k] as number)
    if (domains !== null && work.domain !== null) settleDomain(domains, work.domain[e] as number, at[k] as number)
  }
}

/** Enters the slot's sends in the days of batches and workspace, now that their instants are known; tasks come first. */
function settleDays(work: Work, slot: number, from: number, emailsFrom: number): void {
  const { records, input } = work
  settleDay(work.workspace, records.at, emailsFrom, records.length)
  for (let i = from; i < records.length; i++) {
    if (records.step[i] !== 1) continue
    const e = input.enrollments[records.enrollment[i] as number] as PlanEnrollment
    const { pace } = work.batches[e.batch] as BatchState
    if (pace.days.limit === Number.POSITIVE_INFINITY) continue
    if (pace.days.first !== pace.days.last) countDay(pace.days, records.at[i] as number)
    else if (pace.slot === slot && pace.taken > 0) {
      addToDay(pace.days, pace.taken)
      pace.taken = 0
    }
  }
}

/** From when on a channel that was served in `slot` may find room again. */
function mayGoOn(work: Work, channel: Channel, slot: number): number {
  let from = slot + 1
  const { sender, cell } = channel
  if (!channel.task && sender.slot === slot && sender.full) from = Math.max(from, sender.freeAt - HOUR + 1)
  if (channel.step === 1 && cell.batch.pace.slot === slot && cell.batch.pace.days.room <= 0)
    from = Math.max(from, cell.batch.pace.waits.until.at(-1) ?? 0)
  if (!channel.task && work.workspace.slot === slot && work.workspace.room <= 0)
    from = Math.max(from, dayEnds(work.workspace))
  return from
}

/** Plans one slot: the channels that woke for it are served in the order of their first in line. */
export function planSlot(work: Work, slot: number, woken: readonly Channel[]): void {
  const line: Heap<Channel> = heapOf((a, b) => (a.rank !== b.rank ? a.rank < b.rank : isBefore(work, a.head, b.head)))
  const channels: Channel[] = []
  for (const channel of woken) {
    // It may be listed twice, or have found an earlier slot meanwhile.
    if (channel.wakeAt !== slot) continue
    channel.wakeAt = Number.NaN
    ripen(work, channel, slot)
    if (isPastEnd(slot, channel.cell.batch.batch.endsAt)) {
      cut(work, channel)
      continue
    }
    channels.push(channel)
    findHead(work, channel)
    if (channel.head >= 0 && !channel.task) push(line, channel)
  }
  const first = work.records.length
  for (const channel of channels) if (channel.task) serveTasks(work, channel, slot)
  openDay(work.workspace, slot)
  if (work.domains !== null) openDomains(work.domains, slot)
  const open: Sender[] = []
  while (line.items.length > 0 && work.workspace.room > 0) {
    if (serve(work, line.items[0] as Channel, slot, open)) sink(line)
    else pop(line)
  }
  if (line.items.length > 0) note(work.workspaceWaits, slot, dayEnds(work.workspace), 0)
  const from = work.records.length
  open.sort((a, b) => a.index - b.index)
  for (const sender of open) if (sender.taken > 0) settleSender(work, sender)
  if (work.records.length > first) work.records.runs.push({ slot, from: first })
  settleDays(work, slot, first, from)
  for (const channel of channels) {
    if (sleep(work, channel, mayGoOn(work, channel, slot)) === 'never') giveUp(work, channel)
  }
}

/** Whoever found no room before the end of its batch. */
function cut(work: Work, channel: Channel): void {
  for (const e of allWaiting(work, channel)) work.waiting.push(ended(e, channel.step))
}

function giveUp(work: Work, channel: Channel): void {
  for (const e of allWaiting(work, channel)) work.waiting.push(closedForGood(e, channel.step))
}
