/**
 * Contacts engaged by a delivery group whose account can't send: who of them nobody has written to yet, and giving them
 * to another. Whoever was written to, or may have been, keeps the account: an answer belongs to its thread.
 */
import type { Mark } from './clockwork.ts'
import { keptBy } from './kept-by.ts'
import type { Reader, Tx } from './open.ts'

const out = `(a.deleted = 1 OR a.state <> 'active' OR (${keptBy}) IS NOT NULL)`

/** Row ids of accounts that are out, deactivated, not activated yet, removed, or of an address that another seat keeps. */
const gone = (reader: Reader): number[] =>
  reader.all<{ id: number }>(`SELECT id FROM accounts a WHERE ${out}`).map(({ id }) => id)

export interface Stranded {
  enrollmentId: number
  accountId: number
  groupId: number
  /** Who engaged the contact. */
  seatId: number
}

/**
 * Contacts with planned mail whose account is gone, of engagements by a group. Not those held or paused by a person,
 * nor those of whom a copy may be out there: sent, in doubt, or to be repeated byte for byte. Never sandbox mail.
 */
export function stranded(reader: Reader): Stranded[] {
  return gone(reader).flatMap((account) =>
    reader.all<Stranded>(
      `SELECT DISTINCT e.id AS enrollmentId, e.account_id AS accountId, b.group_id AS groupId, b.seat_id AS seatId
       FROM sends s INDEXED BY sends_account JOIN enrollments e ON e.id = s.enrollment_id
         JOIN batches b ON b.id = e.batch_id
       WHERE (s.account_id + 0) = ? AND (s.state || '') = 'planned' AND b.group_id IS NOT NULL AND s.kind = 'sequence'
         AND b.state = 'live'
         AND s.sandbox = 0 AND e.state IN ('pending', 'active')
         AND NOT EXISTS (SELECT 1 FROM sends o WHERE o.enrollment_id = e.id AND (o.state IN ('sending', 'sent', 'unsure')
           OR (o.state = 'planned' AND (o.held = 1 OR o.paused = 1 OR o.date_at IS NOT NULL))))
         AND NOT EXISTS (SELECT 1 FROM sends o JOIN attempts t ON t.send_id = o.id WHERE o.enrollment_id = e.id
           AND t.data_started_at IS NOT NULL AND t.outcome IN ('broken', 'interrupted'))
       ORDER BY e.id`,
      account,
    ),
  )
}

/** Contacts of an account (row id), engaged by a group, that were written to and still wait for it. */
export const waitingFor = (reader: Reader, accountId: number): number =>
  reader.get<{ n: number }>(
    `SELECT count(DISTINCT e.id) AS n FROM sends s INDEXED BY sends_account JOIN enrollments e ON e.id = s.enrollment_id
       JOIN batches b ON b.id = e.batch_id
     WHERE (s.account_id + 0) = ? AND (s.state || '') = 'planned' AND b.group_id IS NOT NULL AND s.sandbox = 0
       AND e.state IN ('pending', 'active', 'paused')`,
    accountId,
  )?.n ?? 0

/** True while anybody engaged by a group has planned mail from an account that is gone. Cheap. */
export const anyStranded = (reader: Reader): boolean =>
  reader.get(
    `SELECT 1 FROM accounts a WHERE ${out} AND EXISTS (
       SELECT 1 FROM sends s INDEXED BY sends_account JOIN batches b ON b.id = s.batch_id
       WHERE (s.account_id + 0) = a.id AND (s.state || '') = 'planned' AND b.group_id IS NOT NULL AND b.state = 'live') LIMIT 1`,
  ) !== undefined

/** So many rows a statement: a trigger makes SQLite keep a copy of every page that a statement touches. */
const together = 200

/**
 * Gives contacts (row ids of enrollments) another account for all that is still planned. The planner finds the emails
 * their times; a wait after a try at the other server is over.
 */
export function handTo(tx: Tx, enrollments: readonly number[], accountId: number, reason: string, mark: Mark): void {
  for (let from = 0; from < enrollments.length; from += together) {
    const given = {
      ids: JSON.stringify(enrollments.slice(from, from + together)),
      account: accountId,
      reason,
      ...mark,
    }
    tx.run(
      `UPDATE enrollments SET account_id = @account, alias_id = NULL, author = @author, device = @device, hlc = @hlc
       WHERE id IN (SELECT value FROM json_each(@ids))`,
      { ids: given.ids, account: accountId, ...mark },
    )
    tx.run(
      `UPDATE sends SET account_id = @account, replan = 1, retry_at = NULL, author = @author, device = @device,
         hlc = @hlc, reason = CASE WHEN step = 1 THEN @reason ELSE reason END
       WHERE state = 'planned' AND enrollment_id IN (SELECT value FROM json_each(@ids))`,
      given,
    )
  }
}
