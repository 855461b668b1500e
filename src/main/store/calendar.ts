/**
 * The ledger by the hour and by the day, for the calendar. Counted in an index that holds all it needs, so that a plan
 * of some hundred thousand emails is counted without reading them.
 */
import type { Reader, Tx } from './open.ts'

/** Refused and withdrawn mail is nowhere in a calendar; what is done by hand is no mail, and a test none to anybody. */
const alive = `s.state IN ('planned', 'sending', 'sent', 'unsure') AND s.kind NOT IN ('task', 'test')`

/** The shortest stretch in which hours of any zone begin: a quarter of an hour. */
export const quarter = 900_000

export interface QuarterCount {
  /** Start of the quarter of an hour, ms since the epoch. */
  at: number
  accountId: number
  /** Null: a letter. */
  batchId: number | null
  first: number
  later: number
  sent: number
  unsure: number
  sandbox: number
}

/** Emails that leave at `from` or later and before `to`, by quarter of an hour, account and engagement. */
export const quarterCounts = (reader: Reader, from: number, to: number): QuarterCount[] =>
  reader.all(
    `SELECT (s.at / ${quarter}) * ${quarter} as at, s.account_id as accountId, s.batch_id as batchId,
       sum(s.step = 1) as first, sum(s.step > 1) as later, sum(s.state = 'sent') as sent,
       sum(s.state = 'unsure') as unsure, sum(s.sandbox) as sandbox
     FROM sends s INDEXED BY sends_calendar WHERE s.at >= ? AND s.at < ? AND ${alive}
     GROUP BY s.at / ${quarter}, s.account_id, s.batch_id`,
    from,
    to,
  )

export const emailsBetween = (reader: Reader, from: number, to: number): number =>
  reader.get<{ n: number }>(
    `SELECT count(*) as n FROM sends s INDEXED BY sends_calendar WHERE s.at >= ? AND s.at < ? AND ${alive}`,
    from,
    to,
  )?.n ?? 0

/** The next email at or after an instant; null when there is none. */
export const nextEmailAt = (reader: Reader, from: number): number | null =>
  reader.get<{ at: number }>(
    `SELECT s.at FROM sends s INDEXED BY sends_calendar WHERE s.at >= ? AND ${alive} ORDER BY s.at LIMIT 1`,
    from,
  )?.at ?? null

/** The last email that is planned. */
export const lastPlannedAt = (reader: Reader): number | null =>
  reader.get<{ at: number }>(
    `SELECT s.at FROM sends s INDEXED BY sends_state WHERE (s.state || '') = 'planned' AND s.kind NOT IN ('task', 'test')
     ORDER BY s.at DESC LIMIT 1`,
  )?.at ?? null

export interface DotRow {
  at: number
  accountId: number
  batchId: number | null
  step: number
}

/** Single emails in order of leaving. */
export const emailDots = (reader: Reader, from: number, to: number, limit: number): DotRow[] =>
  reader.all(
    `SELECT s.at, s.account_id as accountId, s.batch_id as batchId, s.step FROM sends s INDEXED BY sends_calendar
     WHERE s.at >= ? AND s.at < ? AND ${alive} ORDER BY s.at LIMIT ?`,
    from,
    to,
    limit,
  )

export interface CalendarBatch {
  id: number
  publicId: string
  assign: 'mine' | 'owners' | 'selected' | 'group'
  sequenceId: number
  start: number
  windows: string
  seatId: number
}

export const calendarBatches = (reader: Reader): CalendarBatch[] =>
  reader.all(
    `SELECT id, public_id as publicId, assign, sequence_id as sequenceId, start, windows, seat_id as seatId
     FROM batches ORDER BY id`,
  )

export interface CalendarSequence {
  id: number
  publicId: string
  name: string
  paused: 0 | 1
}

export const calendarSequences = (reader: Reader): CalendarSequence[] =>
  reader.all('SELECT id, public_id as publicId, name, paused FROM sequences WHERE deleted = 0 ORDER BY id')

/** Name of the sequence, also of one that is gone, by row id of the engagement. */
export const sequenceNames = (reader: Reader): Map<number, string> =>
  new Map(
    reader
      .all<{ id: number; name: string }>('SELECT b.id, q.name FROM batches b JOIN sequences q ON q.id = b.sequence_id')
      .map(({ id, name }) => [id, name]),
  )

/** True while contacts of a sequence have had no email yet. */
export const hasPending = (reader: Reader, sequenceId: number): boolean =>
  reader.get(`SELECT 1 FROM enrollments WHERE sequence_id = ? AND state = 'pending' LIMIT 1`, sequenceId) !== undefined

/** The earliest first email of those engagements that is still to leave. */
export const restOf = (reader: Reader, batches: readonly number[]): number | null =>
  reader.get<{ at: number }>(
    // the tally says which of them have any: nobody walks through the others
    `SELECT min((SELECT s.at FROM sends s INDEXED BY sends_batch WHERE s.batch_id = b.id AND s.state = 'planned'
         AND s.sandbox = b.sandbox AND s.step = 1 ORDER BY s.at LIMIT 1)) AS at
     FROM batches b WHERE b.id IN (SELECT value FROM json_each(?)) AND EXISTS (SELECT 1 FROM send_tally t
       WHERE t.batch_id = b.id AND t.state = 'planned' AND t.sandbox = b.sandbox AND t.step = 1 AND t.n > 0)`,
    JSON.stringify(batches),
  )?.at ?? null

/** Whose first emails, still to leave, would be moved: by engagement, with the accounts they leave from. */
export const unstarted = (
  reader: Reader,
  batches: readonly number[],
): { batchId: number; accountId: number; emails: number }[] =>
  reader.all(
    `SELECT s.batch_id as batchId, s.account_id as accountId, count(*) as emails
     FROM sends s INDEXED BY sends_calendar WHERE s.state = 'planned' AND s.step = 1
       AND s.batch_id IN (SELECT value FROM json_each(?)) GROUP BY s.batch_id, s.account_id`,
    JSON.stringify(batches),
  )

export interface Unwritten {
  enrollmentId: number
  batchId: number
  accountId: number
}

/**
 * Contacts of engagements that nobody has written to, and nobody is about to: their first email was never tried, waits
 * for nothing but its slot, and that has not begun. Sandbox mail never changes over to a mailbox that really sends.
 */
export const unwritten = (reader: Reader, batches: readonly number[], now: number): Unwritten[] =>
  reader.all(
    `SELECT s.enrollment_id as enrollmentId, s.batch_id as batchId, s.account_id as accountId FROM sends s
     WHERE s.batch_id IN (SELECT value FROM json_each(?)) AND s.state = 'planned' AND s.step = 1
       AND s.kind = 'sequence' AND s.sandbox = 0 AND s.slot > ? AND s.held = 0 AND s.paused = 0 AND s.tries = 0
       AND s.date_at IS NULL AND NOT EXISTS (SELECT 1 FROM sends o WHERE o.enrollment_id = s.enrollment_id
         AND o.step > 1 AND o.state IN ('sending', 'sent', 'unsure'))
     ORDER BY s.enrollment_id`,
    JSON.stringify(batches),
    now,
  )

/**
 * Gives a contact another sender for all that is still planned; the planner finds the emails their times. An alias is a
 * name of the account before: the new one's server would refuse it, or send in a stranger's name.
 */
export function changeSender(
  tx: Tx,
  enrollmentId: number,
  accountId: number,
  mark: { author: string | null; device: string; hlc: string },
): void {
  const { author, device, hlc } = mark
  tx.run(
    'UPDATE enrollments SET account_id = ?, alias_id = NULL, author = ?, device = ?, hlc = ? WHERE id = ?',
    accountId,
    author,
    device,
    hlc,
    enrollmentId,
  )
  tx.run(
    `UPDATE sends SET account_id = ?, replan = 1, author = ?, device = ?, hlc = ?
     WHERE enrollment_id = ? AND state = 'planned'`,
    accountId,
    author,
    device,
    hlc,
    enrollmentId,
  )
}

/** Gives an engagement another start and other sending hours; what has left stays as it was. */
export const changeBatch = (
  tx: Tx,
  id: number,
  change: { start?: number; windows?: string },
  mark: { author: string | null; device: string; hlc: string },
): void =>
  void tx.run(
    `UPDATE batches SET start = coalesce(?, start), windows = coalesce(?, windows), author = ?, device = ?, hlc = ?
     WHERE id = ?`,
    change.start ?? null,
    change.windows ?? null,
    mark.author,
    mark.device,
    mark.hlc,
    id,
  )

/**
 * Keeps what would leave before the planner has looked from leaving at its old time. The rest of a large engagement
 * needs no mark: it is planned anew long before its time comes.
 */
export const stayUntilPlanned = (tx: Tx, batches: readonly number[], until: number): number =>
  tx.run(
    `UPDATE sends SET replan = 1 WHERE id IN (SELECT s.id FROM sends s INDEXED BY sends_calendar
       WHERE s.at < ? AND s.state = 'planned' AND s.step = 1 AND s.batch_id IN (SELECT value FROM json_each(?)))
       AND replan = 0`,
    until,
    JSON.stringify(batches),
  ).changes

/** Row ids of accounts with mail that is planned, or that left since an instant; each answered by an index. */
export const activeAccounts = (reader: Reader, since: number): Set<number> =>
  new Set(
    reader
      .all<{ id: number }>(
        `SELECT a.id FROM accounts a WHERE a.deleted = 0 AND (
           EXISTS (SELECT 1 FROM sends s INDEXED BY sends_account
                   WHERE (s.account_id + 0) = (a.id + 0) AND (s.state || '') = 'planned' AND s.kind <> 'test')
           OR EXISTS (SELECT 1 FROM sends s INDEXED BY sends_counted WHERE s.account_id = a.id
                      AND s.claimed_at >= ? AND s.state IN ('sending', 'sent', 'unsure') AND s.kind <> 'test'))`,
        since,
      )
      .map(({ id }) => id),
  )
