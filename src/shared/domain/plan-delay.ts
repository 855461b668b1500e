import { decisionDraw, decisionParts, decisionText } from './lane-rule.ts'
import { type Agenda, lastOpen, nextOpen } from './plan-agenda.ts'
import type { Delay, PlanEnrollment, PlannedSends } from './plan-shape.ts'
import { type BatchState, cellOf, type Pace, type Sender, type Waits, type Work, zoneThatCounts } from './plan-state.ts'

/**
 * What kept a send from earlier slots, read back from what the plan noted: for each sender, batch, domain and the
 * workspace the slots that had no room. Nothing is noted per send, so a million reasons cost nothing until asked for.
 */

type Cause = Omit<Delay, 'first' | 'last' | 'slots'>

/** The note that covers the slot, -1 for none. */
function covering(waits: Waits, slot: number): number {
  let lo = 0
  let hi = waits.from.length
  while (lo < hi) {
    const mid = (lo + hi) >>> 1
    if ((waits.from[mid] as number) <= slot) lo = mid + 1
    else hi = mid
  }
  return lo > 0 && (waits.until[lo - 1] as number) > slot ? lo - 1 : -1
}

function senderCause({ lane, waits, account }: Sender, note: number): Cause {
  const decided = waits.cause[note] as number
  const parts = decisionParts(lane, decided) ?? { kind: 'pacing' as const, unit: null, limit: 0 }
  const drawn = decisionDraw(lane, decided, waits.from[note] as number)
  return { ...parts, subject: account.address, text: decisionText(lane, decided), drawn }
}

function batchCause({ perDay, perHour, waits }: Pace, note: number): Cause {
  if (waits.cause[note] === 1)
    return {
      kind: 'batch_hour',
      subject: null,
      unit: 'hour',
      limit: perHour ?? 0,
      text: `${perHour} contacts an hour`,
      drawn: null,
    }
  return {
    kind: 'batch_day',
    subject: null,
    unit: 'day',
    limit: perDay ?? 0,
    text: `${perDay} contacts a day`,
    drawn: null,
  }
}

function workspaceCause(work: Work): Cause {
  const limit = work.input.workspacePerDay ?? 0
  return { kind: 'workspace_day', subject: null, unit: 'day', limit, text: `${limit} a day`, drawn: null }
}

function domainCause(work: Work, domain: string): Cause {
  const limit = work.input.domainPerDay ?? 0
  return { kind: 'domain_day', subject: domain, unit: 'day', limit, text: `${limit} a day`, drawn: null }
}

interface Place {
  work: Work
  enrollment: PlanEnrollment
  step: number
}

/** What closed an open slot to a send: whose notes say so, and which note. */
interface Closing {
  waits: Waits
  note: number
  causeOf: () => Cause
}

function closing({ work, enrollment, step }: Place, slot: number): Closing | null {
  const sender = work.senders[enrollment.account] as Sender
  const state = work.batches[enrollment.batch] as BatchState
  const isTask = state.batch.steps[step - 1]?.task === true
  const bySender = isTask ? -1 : covering(sender.waits, slot)
  if (bySender >= 0) return { waits: sender.waits, note: bySender, causeOf: () => senderCause(sender, bySender) }
  const { pace } = state
  const byBatch = step === 1 ? covering(pace.waits, slot) : -1
  if (byBatch >= 0) return { waits: pace.waits, note: byBatch, causeOf: () => batchCause(pace, byBatch) }
  if (isTask) return null
  const byWorkspace = covering(work.workspaceWaits, slot)
  if (byWorkspace >= 0) return { waits: work.workspaceWaits, note: byWorkspace, causeOf: () => workspaceCause(work) }
  const waits = work.domainWaits.get(work.domainIds.get(enrollment.domain) ?? -1)
  const byDomain = waits === undefined ? -1 : covering(waits, slot)
  if (waits === undefined || byDomain < 0) return null
  return { waits, note: byDomain, causeOf: () => domainCause(work, enrollment.domain) }
}

const isSame = (a: Closing | null, b: Closing) =>
  a?.waits === b.waits && a.waits.cause[a.note] === b.waits.cause[b.note]

/** A walk over the open slots from one due instant on, as far as it was ever asked for. */
interface Trail {
  from: number
  slot: number
  found: Delay[]
  before: Closing | null
}

/** Walks on to `to`. Stretches of one cause are one entry; `last` of the entry being made is set when it ends. */
function walk(trail: Trail, place: Place, agenda: Agenda, to: number): void {
  const { found } = trail
  while (trail.slot < to) {
    const { slot, before } = trail
    const closed = closing(place, slot)
    const last = found.at(-1)
    if (closed !== null && last !== undefined && isSame(before, closed)) last.slots += 1
    else {
      if (last !== undefined && before !== null) last.last = lastOpen(agenda, slot) ?? last.first
      if (closed !== null) found.push({ ...closed.causeOf(), first: slot, last: slot, slots: 1 })
    }
    trail.before = closed
    const until = closed === null ? 0 : (closed.waits.until[closed.note] as number)
    trail.slot = nextOpen(agenda, Math.max(slot + 1, until))
  }
}

/**
 * What closed the open slots between two instants. Contacts of one queue wait for the same slots, each a little longer
 * than the one before, so the walk is kept and only goes on: asking for all reasons of a plan stays linear.
 */
function stretches(place: Place, agenda: Agenda, from: number, to: number): Delay[] {
  const { work, enrollment, step } = place
  const waitsForDomain = work.domainWaits.has(work.domainIds.get(enrollment.domain) ?? -1)
  const domain = waitsForDomain ? enrollment.domain : ''
  const name = `${enrollment.account} ${enrollment.batch} ${step} ${agenda.zone} ${domain}`
  let trail = work.trails.get(name) as Trail | undefined
  if (trail === undefined || trail.from !== from || trail.slot > to) {
    trail = { from, slot: from, found: [], before: null }
    work.trails.set(name, trail)
  }
  walk(trail, place, agenda, to)
  const found = trail.found.map((delay) => ({ ...delay }))
  const last = found.at(-1)
  if (last !== undefined && trail.before !== null) last.last = lastOpen(agenda, to) ?? last.first
  return found
}

/** The agenda that counts for an enrollment, and whose zone it is in. */
export function agendaFor(work: Work, e: number): { agenda: Agenda; whose: 'contact' | 'sender' | 'workspace' } {
  const enrollment = work.input.enrollments[e] as PlanEnrollment
  const state = work.batches[enrollment.batch] as BatchState
  const sender = work.senders[enrollment.account] as Sender
  const { whose, zone } = zoneThatCounts(work.input, state.batch, sender.account, enrollment.zone)
  return { agenda: cellOf(work, state, zone).agenda, whose }
}

/** Delays of send `i`, in order; empty when it went in the first open slot. */
export function delaysOf(work: Work, sends: PlannedSends, i: number): Delay[] {
  const e = sends.enrollment[i] as number
  const { agenda } = agendaFor(work, e)
  const from = nextOpen(agenda, Math.max(sends.due[i] as number, work.input.now))
  const place = { work, enrollment: work.input.enrollments[e] as PlanEnrollment, step: sends.step[i] as number }
  return stretches(place, agenda, from, sends.slot[i] as number)
}

/** All limits that closed slots, the worst first. */
export function pressureOf(work: Work): Delay[] {
  const total = new Map<string, Delay>()
  const add = (cause: Cause, waits: Waits, note: number) => {
    const name = `${cause.kind} ${cause.subject} ${cause.unit} ${cause.limit}`
    const known = total.get(name)
    const [first, last] = [waits.from[note] as number, waits.until[note] as number]
    if (known === undefined) total.set(name, { ...cause, first, last, slots: 1 })
    else {
      known.last = last
      known.slots += 1
    }
  }
  const each = (waits: Waits, causeOf: (note: number) => Cause) => {
    for (let note = 0; note < waits.from.length; note++) add(causeOf(note), waits, note)
  }
  for (const sender of work.senders) each(sender.waits, (note) => senderCause(sender, note))
  for (const pace of new Set(work.batches.map((state) => state.pace)))
    each(pace.waits, (note) => batchCause(pace, note))
  each(work.workspaceWaits, () => workspaceCause(work))
  for (const [domain, id] of work.domainIds) {
    const waits = work.domainWaits.get(id)
    if (waits !== undefined) each(waits, () => domainCause(work, domain))
  }
  return [...total.values()].sort((a, b) => b.slots - a.slots)
}
