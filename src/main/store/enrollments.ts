import type { EnrollmentState } from '../../shared/domain/enrollment.ts'
import { aliasOfEnrollment } from './aliases.ts'
import { keptBy } from './kept-by.ts'
import type { Reader, Tx } from './open.ts'

export interface EnrollmentRow {
  id: number
  publicId: string
  batchId: number
  accountId: number
  contact: string
  sequence: string
  sender: string
  state: EnrollmentState
  reason: string | null
  sent: number
  nextAt: number | null
  enrolledAt: number
}

const select = `SELECT e.id, e.public_id as publicId, e.batch_id as batchId, e.account_id as accountId, c.address as contact,
    q.name as sequence,
    coalesce(l.address, a.address) as sender, e.state, e.reason, e.enrolled_at as enrolledAt,
    (SELECT count(*) FROM sends s WHERE s.enrollment_id = e.id AND s.state = 'sent') as sent,
    (SELECT min(s.at) FROM sends s WHERE s.enrollment_id = e.id AND s.state = 'planned') as nextAt
  FROM enrollments e JOIN contacts c ON c.id = e.contact_id JOIN sequences q ON q.id = e.sequence_id
    JOIN accounts a ON a.id = e.account_id ${aliasOfEnrollment}`

/** By row id, ascending; `after` is the id of the last row before, 0 for the first page. */
export function enrollmentPage(
  reader: Reader,
  filter: { sequence?: string | undefined; state?: string | undefined; accountId?: number | null },
  after: number,
  limit: number,
): EnrollmentRow[] {
  const where = ['e.id > ?']
  const values: unknown[] = [after]
  if (filter.sequence) {
    where.push('(q.public_id = ? OR q.name = ?)')
    values.push(filter.sequence, filter.sequence)
  }
  if (filter.accountId !== undefined && filter.accountId !== null) {
    where.push('e.account_id = ?')
    values.push(filter.accountId)
  }
  if (filter.state) {
    where.push('e.state = ?')
    values.push(filter.state)
  }
  return reader.all<EnrollmentRow>(`${select} WHERE ${where.join(' AND ')} ORDER BY e.id LIMIT ?`, ...values, limit)
}

export const enrollmentByPublicId = (reader: Reader, publicId: string): EnrollmentRow | undefined =>
  reader.get<EnrollmentRow>(`${select} WHERE e.public_id = ?`, publicId)

/** Planned sends of an enrollment stand still, or go on with it unless their sequence is paused too. */
export const pauseSends = (tx: Tx, enrollmentId: number, paused: boolean): void =>
  void tx.run(
    `UPDATE sends SET paused = CASE WHEN ? THEN 1 ELSE (SELECT q.paused FROM enrollments e
       JOIN sequences q ON q.id = e.sequence_id WHERE e.id = sends.enrollment_id) END
     WHERE enrollment_id = ? AND state = 'planned'`,
    paused ? 1 : 0,
    enrollmentId,
  )

/** The first planned send of an enrollment that resumes; the others follow it. */
export interface PausedSend {
  id: number
  enrollmentId: number
  batchId: number
  slot: number
  at: number
}

const pausedColumns = 's.id, s.enrollment_id as enrollmentId, s.batch_id as batchId, s.slot, s.at'
const isFirst = `s.step = (SELECT min(p.step) FROM sends p WHERE p.enrollment_id = s.enrollment_id AND p.state = 'planned')`

/** Undefined also where its sequence is paused: resuming that is what moves it on. */
export const firstPlanned = (reader: Reader, enrollmentId: number): PausedSend | undefined =>
  reader.get(
    `SELECT ${pausedColumns} FROM sends s WHERE s.enrollment_id = ? AND s.state = 'planned' AND s.paused = 0 AND ${isFirst}`,
    enrollmentId,
  )

export const firstPlannedOfSequence = (reader: Reader, sequenceId: number): PausedSend[] =>
  reader.all(
    `SELECT ${pausedColumns} FROM enrollments e JOIN sends s ON s.enrollment_id = e.id
     WHERE e.sequence_id = ? AND e.state IN ('pending', 'active') AND s.state = 'planned' AND ${isFirst}`,
    sequenceId,
  )

/** Those whose time has gone by at `now`, of one account or (null) of all that can send: nothing else holds them back. */
export const firstPlannedMissed = (reader: Reader, now: number, accountId: number | null): PausedSend[] =>
  reader.all(
    `SELECT ${pausedColumns} FROM accounts a JOIN sends s ON s.account_id = a.id
     WHERE a.state = 'active' AND a.paused = 0 AND (${keptBy}) IS NULL AND (@account IS NULL OR a.id = @account)
       AND s.state = 'planned' AND s.held = 0 AND s.paused = 0 AND s.replan = 0 AND s.at <= @now AND ${isFirst}`,
    { now, account: accountId },
  )
