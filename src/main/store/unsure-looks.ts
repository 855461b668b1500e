/** Where unsure sends are looked for: what was done so far, and what comes next. */
import type { Evidence } from '../../shared/domain/incoming-shape.ts'
import type { Reader, Tx } from './open.ts'
import { keepEvidence, type LookEvidence } from './unsure-proof.ts'

/** An unsure send. Instants are ms since the epoch. */
export interface UnsureRow {
  sendId: number
  sendPublicId: string
  accountId: number
  messageId: string | null
  /** When the connection broke, or when that was found. */
  broke: number
  /** When its last try began. */
  tried: number
  looks: number
  nextAt: number | null
  /** It was taken up: what comes next is written down. */
  known: 0 | 1
}

/** Those of real servers; the built-in sandbox knows what it took. */
export const unsureToSettle = (reader: Reader): UnsureRow[] =>
  reader.all(
    `SELECT s.id AS sendId, s.public_id AS sendPublicId, s.account_id AS accountId, s.message_id AS messageId,
       coalesce(s.settled_at, s.claimed_at) AS broke, coalesce(s.claimed_at, s.settled_at) AS tried,
       coalesce(u.tries, 0) AS looks, u.next_at AS nextAt, u.send_id IS NOT NULL AS known
     FROM sends s LEFT JOIN unsure_looks u ON u.send_id = s.id
     WHERE s.state || '' = 'unsure' AND s.sandbox = 0 ORDER BY s.id`,
  )

/** Writes down what comes next, and what was found by a look that was made. */
export function saveLook(
  tx: Tx,
  sendId: number,
  look: { looks: number; nextAt: number | null; found?: LookEvidence },
): void {
  const { looks, nextAt, found } = look
  tx.run(
    `INSERT INTO unsure_looks (send_id, tries, next_at, evidence) VALUES (@sendId, @looks, @nextAt, '[]')
     ON CONFLICT (send_id) DO UPDATE SET tries = @looks, next_at = @nextAt`,
    { sendId, looks, nextAt },
  )
  if (found) keepEvidence(tx, sendId, found)
}

/** What was found so far, oldest first, and when it is looked for next. */
export function looksOf(
  reader: Reader,
  sendId: number,
): { looks: number; nextAt: number | null; lines: (Evidence & { at: number })[] } | null {
  const row = reader.get<{ looks: number; nextAt: number | null; evidence: string }>(
    'SELECT tries AS looks, next_at AS nextAt, evidence FROM unsure_looks WHERE send_id = ?',
    sendId,
  )
  return row ? { looks: row.looks, nextAt: row.nextAt, lines: JSON.parse(row.evidence) } : null
}

/** A person has decided: should it become unsure again, it is looked for anew. */
export const forgetLooks = (tx: Tx, sendId: number): void =>
  void tx.run('DELETE FROM unsure_looks WHERE send_id = ?', sendId)
