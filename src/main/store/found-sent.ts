/** Emails that a Sent folder proves to have left although this copy of the data takes them for unsent. */
import { note } from './journal.ts'
import { applyToSend } from './ledger.ts'
import type { Reader, Tx } from './open.ts'
import { askReplanOfEnrollment } from './replanning.ts'
import { stepOver, withdrawIfOver } from './sending.ts'

/** What a message of a Sent folder says of itself: one of ours. `at`: when its server took it in, ms. */
export interface SentMark {
  sendId: string
  messageId: string | null
  at: number
}

export interface Matched {
  /** Row ids with their marks, in the order of the steps: this copy took them for unsent. */
  unsent: { id: number; mark: SentMark }[]
  /** This copy knows nothing of them. */
  unknown: SentMark[]
}

interface Known {
  id: number
  step: number
  state: string
  tried: number
}

/** With a try whose text had been asked for, a copy in the folder is no news: a person may have wanted it sent again. */
const ledgerLine = `SELECT id, step, state,
  EXISTS (SELECT 1 FROM attempts a WHERE a.send_id = sends.id AND a.data_started_at IS NOT NULL) AS tried
  FROM sends WHERE public_id = ?`

/** Compares marks with the ledger. */
export function matchSent(reader: Reader, marks: readonly SentMark[]): Matched {
  const unsent: { id: number; step: number; mark: SentMark }[] = []
  const unknown: SentMark[] = []
  for (const mark of marks) {
    const known = reader.get<Known>(ledgerLine, mark.sendId)
    if (!known) unknown.push(mark)
    // what was withdrawn before it left here went out there all the same; only a planned one could go out again
    else if (known.state === 'planned' && known.tried === 0 && !unsent.some(({ id }) => id === known.id))
      unsent.push({ id: known.id, step: known.step, mark })
  }
  return { unsent: unsent.sort((a, b) => a.step - b.step), unknown }
}

/** Settles a planned email as sent, by way of the states that it went through elsewhere. False: it is planned no more. */
export function adoptSent(tx: Tx, id: number, mark: SentMark, now: number): boolean {
  if (!applyToSend(tx, id, { type: 'claim' }, mark.at)) return false
  applyToSend(tx, id, { type: 'data_started', at: mark.at }, mark.at)
  applyToSend(tx, id, { type: 'recovered', reason: 'another copy of the data sent it' }, mark.at)
  applyToSend(
    tx,
    id,
    { type: 'settle_sent', reason: 'it is in the Sent folder: another copy of the data sent it' },
    mark.at,
  )
  tx.run(
    `UPDATE sends SET claimed_at = @at, date_at = coalesce(date_at, @at), message_id = coalesce(@messageId, message_id),
       review = NULL, held = 0 WHERE id = @id`,
    { id, at: mark.at, messageId: mark.messageId },
  )
  tx.run(
    `INSERT INTO attempts (send_id, started_at, data_started_at, ended_at, outcome) VALUES (@id, @at, @at, @at, 'elsewhere')`,
    { id, at: mark.at },
  )
  const send = tx.get<{ publicId: string; address: string; step: number; enrollmentId: number | null }>(
    'SELECT public_id AS publicId, address, step, enrollment_id AS enrollmentId FROM sends WHERE id = ?',
    id,
  )
  if (!send) return true
  note(tx, now, 'found_sent', `Step ${send.step} to ${send.address} has left already: it is in the Sent folder.`, {
    send: send.publicId,
  })
  if (send.enrollmentId === null) return true
  stepOver(tx, send.enrollmentId, send.step, true)
  if (!withdrawIfOver(tx, send.enrollmentId, now)) askReplanOfEnrollment(tx, send.enrollmentId)
  return true
}
