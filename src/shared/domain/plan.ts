import { isPastEnd } from './engagement-ends.ts'
import { dueAfter, nextOpen } from './plan-agenda.ts'
import { countDay, countDomain } from './plan-cap.ts'
import { delaysOf, pressureOf } from './plan-delay.ts'
import { pop } from './plan-heap.ts'
import { orderByInstant } from './plan-order.ts'
import { bucketAt, channelOf, putInBucket } from './plan-queue.ts'
import type { Plan, PlanBatch, PlanEnrollment, PlanInput, PlannedSends, PlanStep } from './plan-shape.ts'
import { planSlot } from './plan-slot.ts'
import {
  type BatchState,
  type Cell,
  cellOf,
  type Records,
  type Sender,
  type Work,
  workOf,
  zoneThatCounts,
} from './plan-state.ts'
import { closedForGood, ended, hopeless, isHopeless, isShut, shut } from './plan-wait.ts'
import { explain } from './reason.ts'
import { dayNumber, dayStart, hourAt, slotStart } from './time.ts'

/** Sorts the enrollments by when they were enrolled, then by place in the list: the order among equals. */
function rankEnrollments(work: Work): void {
  const list = work.input.enrollments
  const before = (a: PlanEnrollment, b: PlanEnrollment) =>
    a.enrolledAt - b.enrolledAt || a.position - b.position || a.batch - b.batch
  const size = list.length
  let sorted = true
  for (let i = 1; i < size && sorted; i++)
    sorted = before(list[i - 1] as PlanEnrollment, list[i] as PlanEnrollment) <= 0
  if (sorted) {
    for (let i = 0; i < size; i++) work.order[i] = i
    return
  }
  const order = new Int32Array(size)
  for (let i = 0; i < size; i++) order[i] = i
  order.sort((a, b) => before(list[a] as PlanEnrollment, list[b] as PlanEnrollment) || a - b)
  for (let place = 0; place < size; place++) work.order[order[place] as number] = place
}

function domainId(work: Work, domain: string): number {
  const known = work.domainIds.get(domain)
  if (known !== undefined) return known
  const id = work.domainIds.size
  work.domainIds.set(domain, id)
  return id
}

/** Counts what was sent already: in the days of workspace, batches and domains. Senders have it in their lanes. */
function countFixed(work: Work): void {
  for (const { at, batch, slot, firstStep, domain, outside } of work.input.fixed) {
    if (outside) continue
    countDay(work.workspace, at)
    if (work.domains !== null) countDomain(work.domains, domainId(work, domain), at)
    const pace = batch === null ? undefined : work.batches[batch]?.pace
    if (pace === undefined || !firstStep) continue
    countDay(pace.days, at)
    if (slot !== null) pace.slots.set(slot, (pace.slots.get(slot) ?? 0) + 1)
  }
}

/** When the first step to plan is due. */
function firstDue(batch: PlanBatch, cell: Cell, enrollment: PlanEnrollment): number {
  if (enrollment.byHand !== null) return enrollment.byHand
  if (enrollment.nextStep <= 1) return batch.start
  const step = batch.steps[enrollment.nextStep - 1] as PlanStep
  return dueAfter(cell.agenda, step, enrollment.previousAt ?? enrollment.enrolledAt)
}

/** At the same hour on the day of return, or when that has begun. */
function afterAbsence(due: number, until: number | null | undefined, zone: string): number {
  if (until === null || until === undefined || dayNumber(due, zone) >= until) return due
  return slotStart(zone, until, hourAt(due, zone)) ?? dayStart(zone, until)
}

function queue(work: Work, e: number): void {
  const { input } = work
  const enrollment = input.enrollments[e] as PlanEnrollment
  const state = work.batches[enrollment.batch] as BatchState
  const sender = work.senders[enrollment.account] as Sender
  const { batch } = state
  const step = enrollment.nextStep
  if (step > batch.steps.length) return
  if (input.now >= (batch.endsAt ?? Number.POSITIVE_INFINITY)) {
    work.waiting.push(ended(e, step))
    return
  }
  if (sender.barred !== null) {
    work.waiting.push({ enrollment: e, step, ...sender.barred })
    return
  }
  const cell = cellOf(work, state, zoneThatCounts(input, batch, sender.account, enrollment.zone).zone)
  const byHand = enrollment.byHand !== null
  if (step === 1 && isShut(batch)) {
    work.waiting.push(shut(e))
    return
  }
  if (!byHand && isHopeless(batch, step)) {
    work.waiting.push(hopeless(batch, e, step))
    return
  }
  const channel = channelOf(work, sender, cell, step, byHand)
  const usual = firstDue(batch, cell, enrollment)
  const due = afterAbsence(usual, enrollment.awayUntil, cell.agenda.zone)
  if (due !== usual) work.postponed.add(e)
  const slot = nextOpen(cell.agenda, Math.max(due, input.now))
  if (!Number.isFinite(slot)) {
    work.waiting.push(closedForGood(e, step))
    return
  }
  if (isPastEnd(slot, batch.endsAt)) {
    work.waiting.push(ended(e, step))
    return
  }
  work.due[e] = due
  if (work.domain !== null) work.domain[e] = domainId(work, enrollment.domain)
  putInBucket(work, bucketAt(work, channel, slot), e)
}

function gather(records: Records): PlannedSends {
  const { length } = records
  const order = orderByInstant(records.at, length, records.runs)
  const sends = {
    length,
    enrollment: new Int32Array(length),
    step: new Uint8Array(length),
    due: new Float64Array(length),
    slot: new Float64Array(length),
    at: new Float64Array(length),
  }
  for (let i = 0; i < length; i++) {
    const from = order[i] as number
    sends.enrollment[i] = records.enrollment[from] as number
    sends.step[i] = records.step[from] as number
    sends.due[i] = records.due[from] as number
    sends.slot[i] = records.slot[from] as number
    sends.at[i] = records.at[from] as number
  }
  return sends
}

/** Runs the planning to its end; what it leaves behind also explains it. */
export function workOut(input: PlanInput): Work {
  const work = workOf(input)
  rankEnrollments(work)
  countFixed(work)
  for (let e = 0; e < input.enrollments.length; e++) queue(work, e)
  for (let slot = pop(work.wakeTimes); slot !== undefined; slot = pop(work.wakeTimes)) {
    const woken = work.wakes.get(slot) ?? []
    work.wakes.delete(slot)
    planSlot(work, slot, woken)
  }
  return work
}

/**
 * Plans every step of every enrollment: when it is due, in which slot it has room, and at which instant it goes. Pure:
 * the same input gives the same plan, and planning the rest at a slot's boundary gives what was planned before. Trusts
 * its input (see `checkSchedule`, `parseLimit`, `checkZone`); what can't be planned is in `waiting`, with why.
 */
export function plan(input: PlanInput): Plan {
  const work = workOut(input)
  const sends = gather(work.records)
  return {
    sends,
    waiting: work.waiting,
    why: (i) => explain(work, sends, i),
    delays: (i) => delaysOf(work, sends, i),
    pressure: () => pressureOf(work),
  }
}
