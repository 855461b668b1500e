/** What the date on which an engagement ends takes out of the ledger, and what comes back when that is another date. */
import { endedOn } from '../../shared/domain/engagement-ends.ts'
import { isEnrollmentOver } from '../../shared/domain/enrollment.ts'
import { applyToSend } from './ledger.ts'
import type { Tx } from './open.ts'
import { applyToEnrollment, cutByDate } from './sending.ts'
import { planAgain } from './sends.ts'

/** The remaining steps of an enrollment that would leave after the end of its engagement. */
export interface Cut {
  enrollmentId: number
  /** From this step on. */
  step: number
  until: string
}

/** Takes them out; whoever has nothing left to come is stopped. The caller has seen that nothing has changed meanwhile. */
export function cutAfterEnd(tx: Tx, { enrollmentId, step, until }: Cut, now: number): void {
  const reason = endedOn(until)
  const late = tx.all<{ id: number }>(
    `SELECT id FROM sends WHERE enrollment_id = ? AND step >= ? AND state = 'planned'`,
    enrollmentId,
    step,
  )
  for (const { id } of late) applyToSend(tx, id, { type: 'withdraw', reason }, now)
  const left = tx.get(
    `SELECT 1 FROM sends WHERE enrollment_id = ? AND state IN ('planned', 'sending', 'unsure') LIMIT 1`,
    enrollmentId,
  )
  if (!left) applyToEnrollment(tx, enrollmentId, { type: 'stopped', reason })
}

/**
 * What a date had taken out of an enrollment (row id) is planned again. True where the date had ended it and it goes on:
 * not where something else ended it, or the contact is in another sequence by now.
 */
export function comeBack(tx: Tx, id: number, now: number): boolean {
  const one = tx.get<{ cut: 0 | 1; state: Parameters<typeof isEnrollmentOver>[0]; busy: 0 | 1; started: 0 | 1 }>(
    `SELECT e.state, coalesce(e.reason LIKE ?, 0) AS cut,
       EXISTS (SELECT 1 FROM enrollments o WHERE o.contact_id = e.contact_id AND o.id <> e.id AND o.sandbox = 0
         AND e.sandbox = 0 AND o.state IN ('pending', 'active', 'paused')) AS busy,
       EXISTS (SELECT 1 FROM sends s WHERE s.enrollment_id = e.id AND s.state = 'sent') AS started
     FROM enrollments e JOIN contacts c ON c.id = e.contact_id WHERE e.id = ? AND c.deleted = 0`,
    cutByDate,
    id,
  )
  if (!one) return false
  const over = isEnrollmentOver(one.state)
  if (over && !(one.state === 'stopped' && one.cut === 1 && one.busy === 0)) return false
  if (over) applyToEnrollment(tx, id, { type: 'reopened', started: one.started === 1, stepsLeft: true, reason: null })
  restoreCut(tx, id, now)
  return over
}

/** Plans again what a date had taken out of an enrollment; the planner settles what is too late still. */
export function restoreCut(tx: Tx, id: number, now: number): void {
  for (const send of tx.all<{ id: number }>(
    `SELECT id FROM sends WHERE enrollment_id = ? AND state = 'withdrawn' AND reason LIKE ? ORDER BY step`,
    id,
    cutByDate,
  ))
    if (applyToSend(tx, send.id, { type: 'restore' }, now)) planAgain(tx, send.id)
}

/** Of one that was given back the end of a date which is another by now. */
export function comeBackIfMoved(tx: Tx, id: number, now: number): void {
  const one = tx.get<{ reason: string | null; until: string | null }>(
    `SELECT e.reason, b.ends ->> '$.until' AS until FROM enrollments e JOIN batches b ON b.id = e.batch_id
     WHERE e.id = ? AND e.state = 'stopped' AND e.reason LIKE ?`,
    id,
    cutByDate,
  )
  if (one && (one.until === null || one.reason !== endedOn(one.until))) comeBack(tx, id, now)
}
