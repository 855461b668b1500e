/** Figures of a sequence, counted from the ledger each time: nothing is kept twice, so nothing can disagree. */
import type { Reader } from './open.ts'

export interface StateCount {
  state: string
  n: number
}

export const enrollmentStates = (reader: Reader, sequenceId: number): StateCount[] =>
  reader.all('SELECT state, count(*) as n FROM enrollments WHERE sequence_id = ? GROUP BY state', sequenceId)

export const engagedCount = (reader: Reader, sequenceId: number): number =>
  reader.get<{ n: number }>('SELECT count(*) as n FROM enrollments WHERE sequence_id = ?', sequenceId)?.n ?? 0

/** One row per step, sender and state. */
export const sendFigures = (
  reader: Reader,
  sequenceId: number,
): { step: number; sender: string; state: string; n: number }[] =>
  reader.all(
    `SELECT s.step, a.address as sender, s.state, count(*) as n FROM sends s
     JOIN batches b ON b.id = s.batch_id JOIN accounts a ON a.id = s.account_id
     WHERE b.sequence_id = ? GROUP BY s.step, a.id, s.state ORDER BY s.step, a.id`,
    sequenceId,
  )

export const contactsPerSender = (reader: Reader, sequenceId: number): { sender: string; n: number }[] =>
  reader.all(
    `SELECT a.address as sender, count(*) as n FROM enrollments e JOIN accounts a ON a.id = e.account_id
     WHERE e.sequence_id = ? GROUP BY a.id ORDER BY a.id`,
    sequenceId,
  )

export interface Span {
  first: number | null
  last: number | null
  next: number | null
  finish: number | null
  sandbox: number
}

export const spanOf = (reader: Reader, sequenceId: number): Span =>
  reader.get<Span>(
    `SELECT min(CASE WHEN s.state = 'sent' THEN s.claimed_at END) as first,
       max(CASE WHEN s.state = 'sent' THEN s.claimed_at END) as last,
       min(CASE WHEN s.state = 'planned' THEN s.at END) as next,
       max(CASE WHEN s.state = 'planned' THEN s.at END) as finish, coalesce(min(s.sandbox), 0) as sandbox
     FROM sends s JOIN batches b ON b.id = s.batch_id WHERE b.sequence_id = ?`,
    sequenceId,
  ) ?? { first: null, last: null, next: null, finish: null, sandbox: 0 }

/** Planned and sent mail by slot. */
export const slotFigures = (reader: Reader, sequenceId: number): { slot: number; planned: number; sent: number }[] =>
  reader.all(
    `SELECT s.slot, sum(s.state = 'planned') as planned, sum(s.state = 'sent') as sent FROM sends s
     JOIN batches b ON b.id = s.batch_id WHERE b.sequence_id = ? GROUP BY s.slot
     HAVING planned + sent > 0 ORDER BY s.slot`,
    sequenceId,
  )

/**
 * What the ledger must hold if nothing was lost: one row a step for everybody engaged. And nobody is finished, stopped
 * or otherwise over while an email to them is still to go out.
 */
export const ledgerOwed = (reader: Reader, sequenceId: number): { emails: number; stragglers: number } =>
  reader.get<{ emails: number; stragglers: number }>(
    `SELECT coalesce(sum(json_array_length(v.steps)), 0) as emails,
       coalesce(sum(e.state NOT IN ('pending', 'active', 'paused') AND EXISTS
         (SELECT 1 FROM sends s WHERE s.enrollment_id = e.id AND s.state = 'planned')), 0) as stragglers
     FROM enrollments e JOIN batches b ON b.id = e.batch_id JOIN sequence_versions v ON v.id = b.version_id
     WHERE e.sequence_id = ?`,
    sequenceId,
  ) ?? { emails: 0, stragglers: 0 }
