/** Sequences that have come to their end, and which of these endings were told. What the sandbox got is no mail. */
import { note } from './journal.ts'
import type { Reader, Tx } from './open.ts'

export interface Ending {
  publicId: string
  name: string
  /** Engaged, the sandbox apart. */
  contacts: number
  sent: number
  refused: number
  /** Contacts who didn't get everything though nobody refused: a person stopped it, or it failed with its mailbox. */
  stopped: number
}

/**
 * Sequences with nothing left to happen, of which an email was settled at `since` or later (ms since the epoch): nobody
 * under way, no email planned, in flight or in doubt, not archived. It reads what was settled since, not the whole ledger.
 */
const endings = (reader: Reader, since: number): Ending[] =>
  reader.all(
    `WITH touched AS MATERIALIZED (SELECT DISTINCT batch_id FROM sends INDEXED BY sends_settled
       WHERE state IN ('sent', 'refused', 'withdrawn') AND settled_at >= @since AND sandbox = 0 AND settled_at IS NOT NULL),
     ended AS (SELECT q.id, q.public_id, q.name FROM sequences q
       WHERE q.id IN (SELECT b.sequence_id FROM touched t JOIN batches b ON b.id = t.batch_id)
         AND q.deleted = 0 AND q.archived = 0
         AND NOT EXISTS (SELECT 1 FROM enrollments e
           WHERE e.sequence_id = q.id AND e.state IN ('pending', 'active', 'paused') AND e.sandbox = 0)
         AND NOT EXISTS (SELECT 1 FROM batches b JOIN sends s INDEXED BY sends_batch ON s.batch_id = b.id
           WHERE b.sequence_id = q.id AND s.state IN ('planned', 'sending', 'unsure') AND s.sandbox = 0))
     SELECT public_id AS publicId, name,
       (SELECT count(*) FROM enrollments e WHERE e.sequence_id = ended.id AND e.sandbox = 0) AS contacts,
       (SELECT count(*) FROM batches b JOIN sends s INDEXED BY sends_batch ON s.batch_id = b.id
         WHERE b.sequence_id = ended.id AND s.state = 'sent' AND s.sandbox = 0) AS sent,
       (SELECT count(*) FROM batches b JOIN sends s INDEXED BY sends_batch ON s.batch_id = b.id
         WHERE b.sequence_id = ended.id AND s.state = 'refused' AND s.sandbox = 0) AS refused,
       (SELECT count(*) FROM enrollments e
         WHERE e.sequence_id = ended.id AND e.state IN ('stopped', 'failed') AND e.sandbox = 0
           AND NOT EXISTS (SELECT 1 FROM sends s WHERE s.enrollment_id = e.id AND s.state = 'refused')) AS stopped
     FROM ended ORDER BY id`,
    { since },
  )

/** Emails that had left or been refused when its end was last told; 0 = it never was. */
const toldAt = (reader: Reader, publicId: string): number =>
  reader.get<{ emails: number }>(
    `SELECT data ->> '$.emails' AS emails FROM journal WHERE kind = 'finished' AND data ->> '$.sequence' = ?
     ORDER BY id DESC LIMIT 1`,
    publicId,
  )?.emails ?? 0

/**
 * Endings not told yet. A sequence that goes on with more contacts ends again, and is told again; one of which nothing
 * has left since, or nothing ever left (all of it was called back by a person), is not.
 */
export const untoldEndings = (reader: Reader, since: number): Ending[] =>
  endings(reader, since).filter(({ publicId, sent, refused }) => sent + refused > toldAt(reader, publicId))

/** Marks it as told: the journal is what survives a restart. */
export const keepTold = (tx: Tx, now: number, ending: Ending, words: string): void =>
  note(tx, now, 'finished', words, { sequence: ending.publicId, emails: ending.sent + ending.refused })
