/** What a person may do with an email that has not left. Each deed checks before it writes, so that it may be refused. */
import { addressKey } from '../../shared/domain/address.ts'
import { endInstant, isPastEnd } from '../../shared/domain/engagement-ends.ts'
import { isEnrollmentOver } from '../../shared/domain/enrollment.ts'
import { Refusal } from '../../shared/domain/failure.ts'
import { agendaOf, checkPick, checkTypedPick, type Pick } from '../../shared/domain/plan-agenda.ts'
import { daysOff } from '../days-off.ts'
import { isSafeMode } from '../store/guard.ts'
import { holdByHand } from '../store/holds.ts'
import { applyToSend } from '../store/ledger.ts'
import type { Reader, Tx } from '../store/open.ts'
import { planBatch } from '../store/plan-state.ts'
import { type BatchRow, batchById } from '../store/planning.ts'
import { askReplanOfEnrollment, forgetAbsence, lookAgain } from '../store/replanning.ts'
import { reviewWithWords } from '../store/reviews.ts'
import { seatById } from '../store/seats.ts'
import { applyToEnrollment, contactZone, stepOver } from '../store/sending.ts'
import {
  enrollmentFacts,
  forgetReview,
  isOvertaken,
  openStepBefore,
  planAgain,
  type SendRow,
  wishSlot,
} from '../store/sends.ts'
import { workspaceRow } from '../store/workspace.ts'
import { checkSentHere } from './sends-elsewhere.ts'
import { cancelledByHand } from './sends-view.ts'

/**
 * @param seatId row id of who does it
 * @throws Refusal, and then nothing was written
 */
export type Deed = (tx: Tx, row: SendRow, now: number, seatId: number) => void

function checkPlanned(row: SendRow, what: string): void {
  if (row.state !== 'planned')
    throw new Refusal('state', `The email to ${row.contact} is ${row.state}: only a planned one can be ${what}.`)
}

export const cancelDeed: Deed = (tx, row, now) => {
  checkPlanned(row, 'cancelled')
  applyToSend(tx, row.id, { type: 'withdraw', reason: cancelledByHand }, now)
  if (row.enrollmentId === null) return
  stepOver(tx, row.enrollmentId, row.step, false)
  askReplanOfEnrollment(tx, row.enrollmentId)
}

export const holdDeed: Deed = (tx, row, now, seatId) => {
  checkPlanned(row, 'held')
  holdByHand(tx, row.id, { by: seatById(tx, seatId)?.publicId ?? null, at: now })
}

export const releaseDeed: Deed = (tx, row, now) => {
  checkPlanned(row, 'released')
  if (row.held === 1 && (row.review === 'take_over' || row.review === 'lease'))
    throw new Refusal(
      'state',
      `Nobody has said yet whether the email to ${row.contact} has left from another computer. Look into the Sent folder of ${row.account} and say what you found, on its page under "Where it is sent from".`,
    )
  holdByHand(tx, row.id, null)
  // whoever releases it has looked; while this copy may not send, that is still to come
  if (row.review === 'safe_mode' && !isSafeMode(tx)) forgetReview(tx, row.id)
  if (row.enrollmentId === null) return
  // The planner may have looked while it was held, at it and at the steps behind it.
  lookAgain(tx, row.enrollmentId)
  if (row.at < now) askReplanOfEnrollment(tx, row.enrollmentId)
}

/** Takes a cancellation back, while nothing after it has left and its contact is free to be written to. */
export const restoreDeed: Deed = (tx, row, now) => {
  if (row.state !== 'withdrawn' || row.reason !== cancelledByHand || row.dataStartedAt !== null)
    throw new Refusal('state', `The email to ${row.contact} is ${row.state}: only a cancelled one can be put back.`)
  const enrollment = row.enrollmentId === null ? undefined : enrollmentFacts(tx, row.enrollmentId)
  if (row.enrollmentId === null || !enrollment)
    throw new Refusal('state', 'It belongs to no sequence that it could be put back into.')
  if (isOvertaken(tx, row.enrollmentId, row.step))
    throw new Refusal(
      'state',
      `A later email to ${row.contact} has left already: step ${row.step} would come after it.`,
    )
  if (enrollment.archived)
    throw new Refusal('state', `"${row.sequence}" is archived. Take it out of the archive first.`)
  // The suppression list is asked for the contact's address: the old one may be on it by now.
  if (enrollment.address !== null && addressKey(enrollment.address) !== addressKey(row.contact))
    throw new Refusal('state', `It was for ${row.contact}, and this contact is ${enrollment.address} now.`)
  checkSentHere(tx, { ...row, state: 'planned' })
  const isFinished = enrollment.state === 'finished'
  if (isEnrollmentOver(enrollment.state) && !isFinished)
    throw new Refusal('state', `"${row.sequence}" is over for ${row.contact}: ${enrollment.state}.`)
  if (isFinished && enrollment.busy)
    throw new Refusal('state', `${row.contact} is in another sequence by now. Wait until that is over.`)
  const reason = 'an email was put back by hand'
  if (isFinished)
    applyToEnrollment(tx, row.enrollmentId, { type: 'reopened', started: enrollment.sent > 0, stepsLeft: true, reason })
  applyToSend(tx, row.id, { type: 'restore' }, now)
  planAgain(tx, row.id)
  // when the other computer meant to send it isn't known here any more
  if (row.review === 'take_over' || row.review === 'lease') reviewWithWords(tx, row.id, row.review)
  askReplanOfEnrollment(tx, row.enrollmentId)
}

/** The engagement of an email whose step may be given a time. @throws Refusal */
export function movable(reader: Reader, row: SendRow): BatchRow {
  const batch = row.batchId === null ? undefined : batchById(reader, row.batchId)
  if (!batch) throw new Refusal('state', 'This email belongs to no engagement and has no slots.')
  const open = row.enrollmentId === null ? undefined : openStepBefore(reader, row.enrollmentId, row.step)
  if (!open) return batch
  throw new Refusal(
    'state',
    open.state === 'unsure'
      ? `It is not certain whether step ${open.step} reached ${row.contact}. Decide that first.`
      : `Step ${open.step} to ${row.contact} has not left yet, and step ${row.step} follows it. Move step ${open.step}, or wait.`,
  )
}

/** The open slots that count for an email: its engagement's windows, in its contact's or sender's zone. */
export function agendaOfSend(reader: Reader, row: SendRow, batch: BatchRow) {
  const zone = contactZone(reader, row.id, batch.useContactZone) ?? workspaceRow(reader).zone
  return agendaOf(planBatch(batch, daysOff).calendar, zone)
}

const hasOffset = (text: string): boolean => /(Z|[+-]\d{2}:\d{2})$/.test(text)

function pickOf(reader: Reader, row: SendRow, batch: BatchRow, slot: string, now: number): Pick {
  const { calendar, zone } = agendaOfSend(reader, row, batch)
  // Screens and lists tell times in the workspace's zone, whatever zone the email's windows are in.
  if (!hasOffset(slot)) return checkTypedPick(calendar, zone, slot, now, workspaceRow(reader).zone)
  const at = Date.parse(slot)
  if (!Number.isFinite(at)) throw new Refusal('bad_request', `"${slot}" is no instant. Write it as 2026-11-23T10:00Z.`)
  return checkPick(calendar, zone, at, now)
}

/** What leaves after the engagement's end would be taken out again. @throws Refusal `invalid_slot` */
function checkEnd({ ends, zone }: BatchRow, slot: number): void {
  if (!ends?.until || !isPastEnd(slot, endInstant(ends.until, zone))) return
  throw new Refusal(
    'invalid_slot',
    `Nothing of this engagement leaves after ${ends.until}. Choose an earlier time, or give it a later end on the sequence's report.`,
    { before: null, after: null },
  )
}

/** @param slot as a person typed it, local to the workspace, or an instant with its offset */
export function moveDeed(slot: string): Deed {
  return (tx, row, now) => {
    checkPlanned(row, 'moved')
    const batch = movable(tx, row)
    const pick = pickOf(tx, row, batch, slot, now)
    if (!pick.ok) throw new Refusal('invalid_slot', pick.message, { before: pick.before, after: pick.after })
    checkEnd(batch, pick.at)
    wishSlot(tx, row.id, pick.at)
    // a person who names a time means it, whatever an absence note said
    if (row.enrollmentId !== null) forgetAbsence(tx, row.enrollmentId)
    if (row.enrollmentId !== null) askReplanOfEnrollment(tx, row.enrollmentId)
  }
}
