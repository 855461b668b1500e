import { decisionParts, decisionText } from './lane-rule.ts'
import { type Agenda, lastOpen, nextOpen } from './plan-agenda.ts'
import type { Delay, PlanEnrollment, PlannedSends } from './plan-shape.ts'
import { type BatchState, cellOf, type Sender, type Waits, type Work, zoneThatCounts } from './plan-state.ts'

/**
 * What kept a send from earlier slots, read back from what the plan noted: for each sender, batch, domain and the
 * workspace the slots that had no room. Nothing is noted per send, so a million reasons cost nothing until asked for.
 */

type Cause = Pick<Delay, 'kind' | 'subject' | 'unit' | 'limit' | 'text'>

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

function senderCause(sender: Sender, note: number): Cause {
  const { lane, waits, account } = sender
  const decided = waits.cause[note] as number
  const parts = decisionParts(lane, decided) ?? { kind: 'pacing' as const, unit: null, limit: 0 }
  return { ...parts, subject: account.address, text: decisionText(lane, decided, waits.from[note] as number) }
}

function batchCause(state: BatchState, note: number): Cause {
  const { perDay, perHour } = state.batch
  if (state.waits.cause[note] === 1)
    return { kind: 'batch_hour', subject: null, unit: 'hour', limit: perHour ?? 0, text: `${perHour} contacts an hour` }
  return { kind: 'batch_day', subject: null, unit: 'day', limit: perDay ?? 0, text: `${perDay} contacts a day` }
}

function workspaceCause(work: Work): Cause {
  const limit = work.input.workspacePerDay ?? 0
  return { kind: 'workspace_day', subject: null, unit: 'day', limit, text: `${limit} a day` }
}

function domainCause(work: Work, domain: string): Cause {
  const limit = work.input.domainPerDay ?? 0
  return { kind: 'domain_day', subject: domain, unit: 'day', limit, text: `${limit} a day` }
}

interface Place {
  work: Work
  enrollment: PlanEnrollment
  step: number
}

/** What closed an open slot to a send, and until when. */
function closer({ work, enrollment, step }: Place, slot: number): { cause: Cause; until: number } | null {
  const sender = work.senders[enrollment.account] as Sender
  const state = work.batches[enrollment.batch] as BatchState
  const bySender = covering(sender.waits, slot)
  if (bySender >= 0) return { cause: senderCause(sender, bySender), until: sender.waits.until[bySender] as number }
  const byBatch = step === 1 ? covering(state.waits, slot) : -1
  if (byBatch >= 0) return { cause: batchCause(state, byBatch), until: state.waits.until[byBatch] as number }
  const byWorkspace = covering(work.workspaceWaits, slot)
  if (byWorkspace >= 0) return { cause: workspaceCause(work), until: work.workspaceWaits.until[byWorkspace] as number }
  const waits = work.domainWaits.get(work.domainIds.get(enrollment.domain) ?? -1)
  const byDomain = waits === undefined ? -1 : covering(waits, slot)
  if (waits === undefined || byDomain < 0) return null
  return { cause: domainCause(work, enrollment.domain), until: waits.until[byDomain] as number }
}

const isSame = (a: Cause, b: Cause) => a.kind === b.kind && a.subject === b.subject && a.text === b.text

function stretches(place: Place, agenda: Agenda, from: number, to: number): Delay[] {
  const found: Delay[] = []
  for (let slot = from; slot < to; ) {
    const closed = closer(place, slot)
    const next = Math.min(to, nextOpen(agenda, Math.max(slot + 1, closed?.until ?? 0)))
    const last = lastOpen(agenda, next) ?? slot
    const before = found.at(-1)
    if (closed !== null && before !== undefined && isSame(before, closed.cause)) {
      before.last = last
      before.slots += 1
    } else if (closed !== null) found.push({ ...closed.cause, first: slot, last, slots: 1 })
    slot = next
  }
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
  for (const state of work.batches) each(state.waits, (note) => batchCause(state, note))
  each(work.workspaceWaits, () => workspaceCause(work))
  for (const [domain, id] of work.domainIds) {
    const waits = work.domainWaits.get(id)
    if (waits !== undefined) each(waits, () => domainCause(work, domain))
  }
  return [...total.values()].sort((a, b) => b.slots - a.slots)
}
