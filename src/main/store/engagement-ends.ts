/** What ends an engagement's contacts beside the rules for all: kept with it, enforced here. See the domain's file of this name. */
import { colleagueReplied, type EngagementEnds, endInstant, linkFollowed } from '../../shared/domain/engagement-ends.ts'
import type { Mark } from './clockwork.ts'
import { repliedAt } from './colleagues.ts'
import { comeBack } from './cut-by-date.ts'
import { endForMessage } from './incoming-undo.ts'
import type { Reader, Tx } from './open.ts'
import { applyToEnrollment, cutByDate, withdrawPlanned } from './sending.ts'

interface OfBatch {
  ends: string | null
  zone: string
}

const read = (text: string | null): EngagementEnds => (text === null ? {} : (JSON.parse(text) as EngagementEnds))

/** The instant from which on a send of an engagement may not leave; null: no such end. And the date it stands for. */
export function endOfSend(reader: Reader, sendId: number): { at: number; until: string } | null {
  const batchId = reader.get<{ id: number | null }>('SELECT batch_id AS id FROM sends WHERE id = ?', sendId)?.id ?? null
  if (batchId === null) return null
  const row = reader.known(`ends ${batchId}`, () =>
    reader.get<OfBatch>('SELECT ends, zone FROM batches WHERE id = ?', batchId),
  )
  const { until } = read(row?.ends ?? null)
  return row && until ? { at: endInstant(until, row.zone), until } : null
}

export const endsOfBatch = (reader: Reader, batchId: number): EngagementEnds | null => {
  const row = reader.get<OfBatch>('SELECT ends, zone FROM batches WHERE id = ?', batchId)
  return row?.ends ? read(row.ends) : null
}

/** Changes what ends an engagement. What another date had taken out comes back; the planner settles what is too late now. */
export function setEnds(tx: Tx, batchId: number, ends: EngagementEnds | null, mark: Mark, now: number): void {
  const before = endsOfBatch(tx, batchId)
  tx.run(
    'UPDATE batches SET ends = ?, author = ?, device = ?, hlc = ? WHERE id = ?',
    ends && JSON.stringify(ends),
    mark.author,
    mark.device,
    mark.hlc,
    batchId,
  )
  followEnds(tx, batchId, before, now)
}

/** What a change of the date means for the ledger, wherever it was made. Only what the date alone had ended goes on. */
export function followEnds(tx: Tx, batchId: number, before: EngagementEnds | null, now: number): void {
  if ((before?.until ?? null) === (endsOfBatch(tx, batchId)?.until ?? null)) return
  for (const { id } of tx.all<{ id: number }>(
    `SELECT DISTINCT e.id FROM enrollments e JOIN sends s ON s.enrollment_id = e.id
     WHERE e.batch_id = ? AND s.state = 'withdrawn' AND s.reason LIKE ?`,
    batchId,
    cutByDate,
  ))
    if (comeBack(tx, id, now)) endedAnyway(tx, id, now)
  tx.run(`UPDATE sends SET replan = 1 WHERE batch_id = ? AND state = 'planned'`, batchId)
}

/** What would have ended it, had the date not done so before: a colleague's reply, or a followed link. */
function endedAnyway(tx: Tx, id: number, now: number): void {
  const one = tx.get<{ ends: string; sequenceId: number; sandbox: 0 | 1; domain: string; contactId: number }>(
    `SELECT b.ends, e.sequence_id AS sequenceId, e.sandbox, c.domain, c.id AS contactId
     FROM enrollments e JOIN batches b ON b.id = e.batch_id JOIN contacts c ON c.id = e.contact_id WHERE e.id = ?`,
    id,
  )
  if (!one) return
  const { company, clicked } = read(one.ends)
  const colleague = company ? repliedAt(tx, one.sequenceId, one.sandbox === 1)(one.domain, one.contactId) : null
  if (colleague !== null) {
    endForMessage(tx, id, colleagueReplied(colleague), now)
    return
  }
  const link = clicked
    ? tx.get('SELECT 1 FROM clicks k JOIN sends s ON s.id = k.send_id WHERE s.enrollment_id = ? AND k.counted = 1', id)
    : undefined
  if (link) endByClick(tx, id, now)
}

/** Ends the sequence of whoever followed a link in an email, where its engagement ends so. True when it did. */
export function endByClick(tx: Tx, enrollmentId: number, now: number): boolean {
  const asked = tx.get(
    `SELECT 1 FROM enrollments e JOIN batches b ON b.id = e.batch_id WHERE e.id = ? AND b.ends ->> '$.clicked' = 1`,
    enrollmentId,
  )
  if (!asked || applyToEnrollment(tx, enrollmentId, { type: 'stopped', reason: linkFollowed }) === null) return false
  withdrawPlanned(tx, enrollmentId, linkFollowed, now)
  return true
}
