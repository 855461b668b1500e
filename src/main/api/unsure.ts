/** Sends whose fate email itself can't tell. A person decides, with what is known beside the buttons. */
import { Refusal } from '../../shared/domain/failure.ts'
import type { SendEvent } from '../../shared/domain/send.ts'
import { applyToSend, askReplanOfEnrollment, forgetClaim, forgetOutgoing } from '../store/ledger.ts'
import type { Reader, Tx } from '../store/open.ts'
import { inSandbox, stepOver, withdrawIfOver } from '../store/sending.ts'
import { attemptsOf, type SendRow, sendByPublicId, unsureSends } from '../store/sends.ts'
import { iso, os } from './context.ts'
import { checkMayChange } from './may-change.ts'
import { shownSend } from './sends-view.ts'

function evidence(reader: Reader, row: SendRow): string[] {
  const found: string[] = []
  const last = attemptsOf(reader, row.id).at(-1)
  if (last) {
    found.push(`It was handed to the server of ${row.sender} from ${iso(last.startedAt)}.`)
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
    found.push(`Look for the Message-ID ${row.messageId} in the Sent folder of ${row.sender}, or ask ${row.contact}.`)
  return found
}

const list = os.unsure.list.handler(({ context: { room } }) =>
  unsureSends(room.store).map((row) => ({ ...shownSend(row), evidence: evidence(room.store, row) })),
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
  return shownSend(after)
})

function decide(tx: Tx, row: SendRow, decision: keyof typeof decisions, now: number): void {
  applyToSend(tx, row.id, decisions[decision], now)
  if (decision === 'again') forgetClaim(tx, row.id)
  else forgetOutgoing(tx, row.id)
  if (row.enrollmentId === null) return
  if (decision === 'sent') stepOver(tx, row.enrollmentId, row.step, true)
  if (decision === 'skip') stepOver(tx, row.enrollmentId, row.step, false)
  // It ended meanwhile (a reply, an opt-out): nothing more goes to this contact, whatever was decided.
  if (!withdrawIfOver(tx, row.enrollmentId, now)) askReplanOfEnrollment(tx, row.enrollmentId)
}

export const unsure = { list, settle }
