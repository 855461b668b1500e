import { type EnrollmentState, isEnrollmentOver } from '../../shared/domain/enrollment.ts'
import type { Reader, Tx } from './open.ts'

export interface EnrollmentRow {
  id: number
  publicId: string
  batchId: number
  contact: string
  sequence: string
  sender: string
  state: EnrollmentState
  reason: string | null
  sent: number
  nextAt: number | null
  enrolledAt: number
}

const select = `SELECT e.id, e.public_id as publicId, e.batch_id as batchId, c.address as contact, q.name as sequence,
    a.address as sender, e.state, e.reason, e.enrolled_at as enrolledAt,
    (SELECT count(*) FROM sends s WHERE s.enrollment_id = e.id AND s.state = 'sent') as sent,
    (SELECT min(s.at) FROM sends s WHERE s.enrollment_id = e.id AND s.state = 'planned') as nextAt
  FROM enrollments e JOIN contacts c ON c.id = e.contact_id JOIN sequences q ON q.id = e.sequence_id
    JOIN accounts a ON a.id = e.account_id`

/** By row id, ascending; `after` is the id of the last row before, 0 for the first page. */
export function enrollmentPage(
  reader: Reader,
  filter: { sequence?: string | undefined; state?: string | undefined },
  after: number,
  limit: number,
): EnrollmentRow[] {
  const where = ['e.id > ?']
  const values: unknown[] = [after]
  if (filter.sequence) {
    where.push('(q.public_id = ? OR q.name = ?)')
    values.push(filter.sequence, filter.sequence)
  }
  if (filter.state) {
    where.push('e.state = ?')
    values.push(filter.state)
  }
  return reader.all<EnrollmentRow>(`${select} WHERE ${where.join(' AND ')} ORDER BY e.id LIMIT ?`, ...values, limit)
}

export const enrollmentByPublicId = (reader: Reader, publicId: string): EnrollmentRow | undefined =>
  reader.get<EnrollmentRow>(`${select} WHERE e.public_id = ?`, publicId)

/** Planned sends of an enrollment stand still or go on with it. */
export const pauseSends = (tx: Tx, enrollmentId: number, paused: boolean): void =>
  void tx.run(`UPDATE sends SET paused = ? WHERE enrollment_id = ? AND state = 'planned'`, paused ? 1 : 0, enrollmentId)

export interface PausedSend {
  id: number
  slot: number
  batchId: number
}

/** First planned send of each of the enrollments that resume; the others follow it. */
export const firstPlanned = (reader: Reader, enrollmentId: number): PausedSend | undefined =>
  reader.get(
    `SELECT id, slot, batch_id as batchId FROM sends WHERE enrollment_id = ? AND state = 'planned' ORDER BY step LIMIT 1`,
    enrollmentId,
  )

export const firstPlannedOfSequence = (reader: Reader, sequenceId: number): PausedSend[] =>
  reader.all(
    `SELECT s.id, s.slot, s.batch_id as batchId FROM sends s JOIN enrollments e ON e.id = s.enrollment_id
     WHERE e.sequence_id = ? AND e.state IN ('pending', 'active') AND s.state = 'planned' AND s.step =
       (SELECT min(p.step) FROM sends p WHERE p.enrollment_id = e.id AND p.state = 'planned')`,
    sequenceId,
  )

/** True when nothing more goes to this contact in this sequence. */
export const isOver = (reader: Reader, id: number): boolean => {
  const row = reader.get<{ state: EnrollmentState }>('SELECT state FROM enrollments WHERE id = ?', id)
  return row === undefined || isEnrollmentOver(row.state)
}
