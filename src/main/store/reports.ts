/**
 * Figures of a sequence, counted from the ledger each time: nothing is kept twice, so nothing can disagree. Mail to
 * people and mail into the sandbox are never in one figure: every query is asked for one of the two.
 */
import type { Reader } from './open.ts'

export interface StateCount {
  state: string
  n: number
}

/** What a report is about: 1 is what was engaged in the sandbox, 0 everything else. */
export interface Scope {
  sequenceId: number
  sandbox: 0 | 1
}

/** Emails of all times; rows are never taken out of the ledger. */
export const ledgerIsLongerThan = (reader: Reader, emails: number): boolean =>
  (reader.get<{ last: number | null }>('SELECT max(id) AS last FROM sends')?.last ?? 0) > emails

export const enrollmentStates = (reader: Reader, scope: Scope): StateCount[] =>
  reader.all(
    `SELECT state, count(*) as n FROM enrollments WHERE sequence_id = @sequenceId AND sandbox = @sandbox
     GROUP BY state`,
    scope,
  )

export const engagedCount = (reader: Reader, scope: Scope): number =>
  reader.get<{ n: number }>(
    'SELECT count(*) as n FROM enrollments WHERE sequence_id = @sequenceId AND sandbox = @sandbox',
    scope,
  )?.n ?? 0

/** One row per step, sender and state. */
export const sendFigures = (
  reader: Reader,
  scope: Scope,
): { step: number; account: string; state: string; n: number }[] =>
  reader.all(
    `SELECT s.step, a.public_id as account, s.state, count(*) as n FROM sends s
     JOIN batches b ON b.id = s.batch_id JOIN accounts a ON a.id = s.account_id
     WHERE b.sequence_id = @sequenceId AND s.sandbox = @sandbox GROUP BY s.step, a.id, s.state ORDER BY s.step, a.id`,
    scope,
  )

export const contactsPerSender = (reader: Reader, scope: Scope): { sender: string; account: string; n: number }[] =>
  reader.all(
    `SELECT a.address as sender, a.public_id as account, count(*) as n FROM enrollments e JOIN accounts a ON a.id = e.account_id
     WHERE e.sequence_id = @sequenceId AND e.sandbox = @sandbox GROUP BY a.id ORDER BY a.id`,
    scope,
  )

export interface Span {
  first: number | null
  last: number | null
  next: number | null
  finish: number | null
}

export const spanOf = (reader: Reader, scope: Scope): Span =>
  reader.get<Span>(
    `SELECT min(CASE WHEN s.state = 'sent' THEN s.claimed_at END) as first,
       max(CASE WHEN s.state = 'sent' THEN s.claimed_at END) as last,
       min(CASE WHEN s.state = 'planned' THEN s.at END) as next,
       max(CASE WHEN s.state = 'planned' THEN s.at END) as finish
     FROM sends s JOIN batches b ON b.id = s.batch_id WHERE b.sequence_id = @sequenceId AND s.sandbox = @sandbox`,
    scope,
  ) ?? { first: null, last: null, next: null, finish: null }

/** Contacts who got an email, and planned emails that are held back. */
export const reachOf = (reader: Reader, scope: Scope): { written: number; held: number } =>
  reader.get<{ written: number; held: number }>(
    `SELECT count(DISTINCT CASE WHEN s.state = 'sent' THEN s.enrollment_id END) as written,
       coalesce(sum(s.state = 'planned' AND s.held), 0) as held
     FROM sends s JOIN batches b ON b.id = s.batch_id WHERE b.sequence_id = @sequenceId AND s.sandbox = @sandbox`,
    scope,
  ) ?? { written: 0, held: 0 }

/** Planned and sent mail by slot. */
export const slotFigures = (reader: Reader, scope: Scope): { slot: number; planned: number; sent: number }[] =>
  reader.all(
    `SELECT s.slot, sum(s.state = 'planned') as planned, sum(s.state = 'sent') as sent FROM sends s
     JOIN batches b ON b.id = s.batch_id WHERE b.sequence_id = @sequenceId AND s.sandbox = @sandbox GROUP BY s.slot
     HAVING planned + sent > 0 ORDER BY s.slot`,
    scope,
  )

/**
 * What the ledger must hold if nothing was lost: one row a step for everybody engaged. And nobody is finished, stopped
 * or otherwise over while an email to them is still to go out.
 */
export const ledgerOwed = (reader: Reader, scope: Scope): { emails: number; stragglers: number } =>
  reader.get<{ emails: number; stragglers: number }>(
    `SELECT coalesce(sum(e.emails), 0) as emails,
       coalesce(sum(e.state NOT IN ('pending', 'active', 'paused') AND EXISTS
         (SELECT 1 FROM sends s WHERE s.enrollment_id = e.id AND s.state = 'planned')), 0) as stragglers
     FROM enrollments e WHERE e.sequence_id = @sequenceId AND e.sandbox = @sandbox`,
    scope,
  ) ?? { emails: 0, stragglers: 0 }
