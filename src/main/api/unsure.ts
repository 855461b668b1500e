/** Sends whose fate email itself can't tell. A person decides, with what is known beside the buttons. */
import { Refusal } from '../../shared/domain/failure.ts'
import type { SendEvent } from '../../shared/domain/send.ts'
import { applyToSend, askReplanOfEnrollment, forgetClaim, forgetOutgoing } from '../store/ledger.ts'
import type { Reader, Tx } from '../store/open.ts'
import { inSandbox, stepOver, withdrawIfOver } from '../store/sending.ts'
import { attemptsOf, openSteps, type SendRow, sendByPublicId, unsureSends } from '../store/sends.ts'
import { queueCopy } from '../store/sent-copies.ts'
import { forgetLooks } from '../store/unsure-looks.ts'
import { iso, isoOrNull, os } from './context.ts'
import { checkMayChange } from './may-change.ts'
import { shownSend } from './sends-view.ts'

function evidence(reader: Reader, row: SendRow): string[] {
  const found: string[] = []
  const last = attemptsOf(reader, row.id).at(-1)
  if (last) {
    found.push(`It was handed to the server of ${row.account} from ${iso(last.startedAt)}.`)
    if (last.dataStartedAt !== null) found.push(`The server asked for the text at ${iso(last.dataStartedAt)}.`)
    found.push(
      last.outcome === 'interrupted'
        ? 'Cadenza or the computer stopped before an answer was written down.'
        : `The connection ended without an answer: ${last.reply ?? 'no reason given'}.`,
    )
  }
  if (row.sandbox === 1)
    found.push(inSandbox(reader, row.publicId) ? 'The sandbox holds it.' : 'The sandbox does not hold it.')
  else if (row.messageId)
    found.push(`Look for the Message-ID ${row.messageId} in the Sent folder of ${row.account}, or ask ${row.contact}.`)
  return found
}

/** What is known as lines of a story: when, what, and in whose words. */
function timeline(reader: Reader, row: SendRow) {
  const lines: { at: string | null; text: string; words: string | null }[] = []
  const add = (at: number | null, text: string, words: string | null = null) =>
    void lines.push({ at: isoOrNull(at), text, words })
  const last = attemptsOf(reader, row.id).at(-1)
  if (last) {
    add(last.startedAt, `Handed to the server of ${row.account}.`)
    if (last.dataStartedAt !== null) add(last.dataStartedAt, 'The server asked for the text, and it began to leave.')
    if (last.outcome === 'interrupted')
      add(last.endedAt, 'Found like this at the start: Cadenza or the computer had stopped before an answer came.')
    else add(last.endedAt, 'The line ended without an answer.', last.reply)
  }
  if (row.sandbox === 1)
    add(null, inSandbox(reader, row.publicId) ? 'The sandbox holds it.' : 'The sandbox does not hold it.')
  else if (row.messageId)
    add(null, `Look for this in the Sent folder of ${row.account}, or ask ${row.contact}:`, row.messageId)
  return { lines, stopped: last?.outcome === 'interrupted' }
}

const nameOf = (row: SendRow): string => [row.firstName, row.lastName].filter(Boolean).join(' ') || row.contact

/** What follows from each decision. */
function leadsTo(reader: Reader, row: SendRow) {
  const later = row.enrollmentId === null ? [] : openSteps(reader, row.enrollmentId).filter((s) => s.step > row.step)
  const next = later[0] ? `Step ${later[0].step} goes on from here.` : 'It was the last email to this contact.'
  return {
    sent: `Closes it as sent. ${next}`,
    again: `${nameOf(row)} may get it twice: the very same message goes out in the next slot with room.`,
    skip: `Closes it as not sent, and it stays so. ${next}`,
  }
}

function shown(reader: Reader, row: SendRow) {
  const { lines, stopped } = timeline(reader, row)
  return {
    ...shownSend(reader, row),
    evidence: evidence(reader, row),
    headline: stopped ? 'Cadenza stopped before the server answered.' : 'The line dropped before the server answered.',
    timeline: lines,
    decisions: leadsTo(reader, row),
  }
}

const list = os.unsure.list.handler(({ context: { room } }) =>
  unsureSends(room.store).map((row) => shown(room.store, row)),
)

const decisions: Record<'sent' | 'again' | 'skip', SendEvent> = {
  sent: { type: 'settle_sent', reason: 'you said that it was sent' },
  again: { type: 'settle_again', reason: 'you wanted it sent again' },
  skip: { type: 'settle_skip', reason: 'you skipped it' },
}

const settle = os.unsure.settle.handler(({ input, context: { room, asker } }) => {
  const row = sendByPublicId(room.store, input.public_id)
  if (!row) throw new Refusal('not_found', `There is no email "${input.public_id}".`)
  checkMayChange(room.store, asker, row)
  if (row.state !== 'unsure')
    throw new Refusal('state', `The email to ${row.contact} is ${row.state}; there is nothing to decide.`)
  const now = room.ports.clock.now()
  room.store.write((tx) => decide(tx, row, input.decision, now))
  room.changes.tell('sends', 'enrollments')
  const after = sendByPublicId(room.store, input.public_id) ?? row
  return shownSend(room.store, after)
})

function decide(tx: Tx, row: SendRow, decision: keyof typeof decisions, now: number): void {
  applyToSend(tx, row.id, decisions[decision], now)
  if (decision === 'sent') queueCopy(tx, row.id, now)
  forgetLooks(tx, row.id)
  if (decision === 'again') forgetClaim(tx, row.id)
  else forgetOutgoing(tx, row.id)
  if (row.enrollmentId === null) return
  if (decision === 'sent') stepOver(tx, row.enrollmentId, row.step, true)
  if (decision === 'skip') stepOver(tx, row.enrollmentId, row.step, false)
  // It ended meanwhile (a reply, an opt-out): nothing more goes to this contact, whatever was decided.
  if (!withdrawIfOver(tx, row.enrollmentId, now)) askReplanOfEnrollment(tx, row.enrollmentId)
}

export const unsure = { list, settle }
