/** Whether a sequence's figures add up, and who they don't add up for. */
import type { Reader } from './open.ts'
import type { Scope } from './reports.ts'

/** How many contacts are owed so many emails. */
export const owedBy = (reader: Reader, scope: Scope): { emails: number; n: number }[] =>
  reader.all(
    `SELECT emails, sum(n) as n FROM enrollment_tally WHERE sequence_id = @sequenceId AND sandbox = @sandbox AND n > 0
     GROUP BY emails ORDER BY emails`,
    scope,
  )

const over = `e.state NOT IN ('pending', 'active', 'paused')`

/**
 * Contacts who are finished, stopped or otherwise over while an email to them is still to go out. Looked for among what is
 * planned, or among those who are over: whichever are fewer.
 */
export function stragglers(reader: Reader, scope: Scope, fewer: 'planned' | 'over', most: number): string[] {
  const rows =
    fewer === 'planned'
      ? reader.all<{ publicId: string }>(
          `SELECT DISTINCT e.public_id as publicId FROM batches b CROSS JOIN sends s INDEXED BY sends_batch
             ON s.batch_id = b.id AND s.state = 'planned' AND s.sandbox = b.sandbox CROSS JOIN enrollments e ON e.id = s.enrollment_id
           WHERE b.sequence_id = @sequenceId AND b.sandbox = @sandbox AND ${over} LIMIT @most`,
          { ...scope, most },
        )
      : reader.all<{ publicId: string }>(
          `SELECT e.public_id as publicId FROM enrollments e INDEXED BY enrollments_sequence
           WHERE e.sequence_id = @sequenceId AND e.sandbox = @sandbox AND ${over}
             AND EXISTS (SELECT 1 FROM sends s WHERE s.enrollment_id = e.id AND s.state = 'planned') LIMIT @most`,
          { ...scope, most },
        )
  return rows.map(({ publicId }) => publicId)
}

/** Contacts with more or fewer emails in the ledger than they are owed: asked only when the figures say that there are some. */
export const misfits = (reader: Reader, scope: Scope, most: number): string[] =>
  reader
    .all<{ publicId: string }>(
      `SELECT e.public_id as publicId FROM enrollments e INDEXED BY enrollments_report
       WHERE e.sequence_id = @sequenceId AND e.sandbox = @sandbox
         AND e.emails <> (SELECT count(*) FROM sends s WHERE s.enrollment_id = e.id) LIMIT @most`,
      { ...scope, most },
    )
    .map(({ publicId }) => publicId)

/** Planned emails of one account that stand in the same way; `n` of a sequence. */
export interface Standing {
  accountId: number
  held: 0 | 1
  paused: 0 | 1
  replan: 0 | 1 | 2
  n: number
}

/** Those that stand aside by themselves: few among all that is planned. */
export const aside = (reader: Reader, scope: Scope): Standing[] =>
  reader.all(
    `SELECT s.account_id as accountId, s.held, s.paused, s.replan, count(*) as n
     FROM sends s INDEXED BY sends_aside JOIN batches b ON b.id = s.batch_id
     WHERE s.state = 'planned' AND (s.held = 1 OR s.paused = 1 OR s.replan = 2) AND s.kind <> 'task'
       AND b.sequence_id = @sequenceId AND s.sandbox = @sandbox GROUP BY 1, 2, 3, 4`,
    scope,
  )

export interface EngagementRow {
  id: number
  publicId: string
  createdAt: number
  start: number
  seat: string
  assign: string
  zone: string
  windows: string
  holidays: string | null
  perDay: number | null
  perHour: number | null
  useContactZone: 0 | 1
  paused: 0 | 1
  contacts: number
  planned: number
  next: number | null
  finish: number | null
}

const atEnd = (which: 'min' | 'max'): string => `(SELECT ${which}(s.at) FROM sends s INDEXED BY sends_batch
  WHERE s.batch_id = b.id AND s.state = 'planned' AND s.sandbox = b.sandbox)`

/** Each engagement with its schedule, the newest first. */
export const engagementsOf = (reader: Reader, scope: Scope): EngagementRow[] =>
  reader.all(
    `SELECT b.id, b.public_id as publicId, b.created_at as createdAt, b.start, t.name as seat, b.assign, b.zone, b.windows, b.holidays,
       b.per_day as perDay, b.per_hour as perHour, b.use_contact_zone as useContactZone, b.paused,
       (SELECT count(*) FROM enrollments e INDEXED BY enrollments_batch WHERE e.batch_id = b.id) as contacts,
       coalesce((SELECT sum(n) FROM send_tally y WHERE y.batch_id = b.id AND y.state = 'planned' AND y.sandbox = b.sandbox
         AND y.kind <> 'task'), 0) as planned,
       ${atEnd('min')} as next, ${atEnd('max')} as finish
     FROM batches b JOIN seats t ON t.id = b.seat_id
     WHERE b.sequence_id = @sequenceId AND b.sandbox = @sandbox ORDER BY b.id DESC LIMIT 50`,
    scope,
  )
