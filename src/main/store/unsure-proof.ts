/** Proof that an unsure send was taken: it settles as sent by itself. Nothing else but a person leads out of *unsure*. */
import type { Evidence } from '../../shared/domain/incoming-shape.ts'
import { note } from './journal.ts'
import { applyToSend, forgetOutgoing } from './ledger.ts'
import type { Tx } from './open.ts'
import { askReplanOfEnrollment } from './replanning.ts'
import { stepOver, withdrawIfOver } from './sending.ts'
import { queueCopy } from './sent-copies.ts'

/** What was found, and when (ms since the epoch). */
export interface LookEvidence extends Evidence {
  at: number
}

/**
 * Settles an unsure send as sent: its copy is in the Sent folder that the server fills, or a bounce or reply quotes its
 * ids. Only what names this very send may be given as evidence: an address alone proves nothing.
 *
 * @param sendId row id of the send
 * @returns false when it was not unsure (any more): then nothing was written
 */
export function proveSent(tx: Tx, sendId: number, evidence: Evidence, now: number): boolean {
  const send = tx.get<{ publicId: string; address: string; step: number; enrollmentId: number | null; state: string }>(
    `SELECT public_id AS publicId, address, step, enrollment_id AS enrollmentId, state FROM sends WHERE id = ?`,
    sendId,
  )
  if (send?.state !== 'unsure') return false
  const proof = `${evidence.rule}: ${evidence.found}`
  applyToSend(tx, sendId, { type: 'settle_sent', reason: `proved to have been sent. ${proof}` }, now)
  // where a copy in the folder is the proof, it is found there and not filed again
  queueCopy(tx, sendId, now)
  forgetOutgoing(tx, sendId)
  keepEvidence(tx, sendId, { ...evidence, at: now })
  tx.run('UPDATE unsure_looks SET next_at = NULL WHERE send_id = ?', sendId)
  note(tx, now, 'proved_sent', `Step ${send.step} to ${send.address} did leave. ${proof}`, { send: send.publicId })
  const { enrollmentId, step } = send
  if (enrollmentId === null) return true
  stepOver(tx, enrollmentId, step, true)
  if (!withdrawIfOver(tx, enrollmentId, now)) askReplanOfEnrollment(tx, enrollmentId)
  return true
}

/** Adds one line to what is known of an unsure send. */
export const keepEvidence = (tx: Tx, sendId: number, evidence: LookEvidence): void =>
  void tx.run(
    `INSERT INTO unsure_looks (send_id, tries, next_at, evidence) VALUES (@sendId, 0, NULL, json_array(json(@line)))
     ON CONFLICT (send_id) DO UPDATE SET evidence = json_insert(evidence, '$[#]', json(@line))`,
    { sendId, line: JSON.stringify(evidence) },
  )
