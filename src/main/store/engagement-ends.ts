/** What ends an engagement's contacts beside the rules for all: kept with it, enforced here. See the domain's file of this name. */
import {
  colleagueReplied,
  type EngagementEnds,
  endedOn,
  endInstant,
  linkFollowed,
} from '../../shared/domain/engagement-ends.ts'
import { isEnrollmentOver } from '../../shared/domain/enrollment.ts'
import type { Mark } from './clockwork.ts'
import { isCompany } from './companies.ts'
import { applyToSend } from './ledger.ts'
import type { Reader, Tx } from './open.ts'
import { applyToEnrollment, cutByDate, withdrawPlanned } from './sending.ts'
import { planAgain } from './sends.ts'

interface OfBatch {
  ends: string | null
  zone: string
}

const read = (text: string | null): EngagementEnds => (text === null ? {} : (JSON.parse(text) as EngagementEnds))

/** The instant from which on a send of an engagement may not leave; null: no such end. And the date it stands for. */
export function endOfSend(reader: Reader, sendId: number): { at: number; until: string } | null {
  const row = reader.get<OfBatch>(
    'SELECT b.ends, b.zone FROM sends s JOIN batches b ON b.id = s.batch_id WHERE s.id = ?',
    sendId,
  )
  const { until } = read(row?.ends ?? null)
  return row && until ? { at: endInstant(until, row.zone), until } : null
}

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

/** What a change of the date means for the ledger, wherever it was made. */
export function followEnds(tx: Tx, batchId: number, before: EngagementEnds | null, now: number): void {
  if ((before?.until ?? null) === (endsOfBatch(tx, batchId)?.until ?? null)) return
  for (const { id } of tx.all<{ id: number }>(
    `SELECT DISTINCT e.id FROM enrollments e JOIN sends s ON s.enrollment_id = e.id
     WHERE e.batch_id = ? AND s.state = 'withdrawn' AND s.reason LIKE ?`,
    batchId,
    cutByDate,
  ))
    comeBack(tx, id, now)
  tx.run(`UPDATE sends SET replan = 1 WHERE batch_id = ? AND state = 'planned'`, batchId)
}

/** Goes on, unless something else ended it too, or the contact is in another sequence by now. */
function comeBack(tx: Tx, id: number, now: number): void {
  const one = tx.get<{ cut: 0 | 1; state: Parameters<typeof isEnrollmentOver>[0]; busy: 0 | 1; started: 0 | 1 }>(
    `SELECT e.state, coalesce(e.reason LIKE ?, 0) AS cut,
       EXISTS (SELECT 1 FROM enrollments o WHERE o.contact_id = e.contact_id AND o.id <> e.id AND o.sandbox = 0
         AND e.sandbox = 0 AND o.state IN ('pending', 'active', 'paused')) AS busy,
       EXISTS (SELECT 1 FROM sends s WHERE s.enrollment_id = e.id AND s.state = 'sent') AS started
     FROM enrollments e JOIN contacts c ON c.id = e.contact_id WHERE e.id = ? AND c.deleted = 0`,
    cutByDate,
    id,
  )
  if (!one) return
  const over = isEnrollmentOver(one.state)
  if (over && !(one.state === 'stopped' && one.cut === 1 && one.busy === 0)) return
  if (over) applyToEnrollment(tx, id, { type: 'reopened', started: one.started === 1, stepsLeft: true, reason: null })
  for (const send of tx.all<{ id: number }>(
    `SELECT id FROM sends WHERE enrollment_id = ? AND state = 'withdrawn' AND reason LIKE ? ORDER BY step`,
    id,
    cutByDate,
  ))
    if (applyToSend(tx, send.id, { type: 'restore' }, now)) planAgain(tx, send.id)
}

/**
 * Row ids of those who end with a reply to this enrollment, and why: under way in the same sequence, in an engagement
 * that ends so, at the same company; and those whom another colleague's reply has ended before, so that they stay ended
 * when that one is taken back. A company is what companies are counted by: the domain, never a public mail provider's.
 */
export function colleaguesOf(reader: Reader, enrollmentId: number): { ids: number[]; reason: string } {
  const one = reader.get<{ domain: string; sequenceId: number; sandbox: 0 | 1; name: string }>(
    `SELECT c.domain, e.sequence_id AS sequenceId, e.sandbox,
       coalesce(nullif(trim(coalesce(c.first_name, '') || ' ' || coalesce(c.last_name, '')), ''), c.address) AS name
     FROM enrollments e JOIN contacts c ON c.id = e.contact_id WHERE e.id = ?`,
    enrollmentId,
  )
  if (!one || !isCompany(one.domain)) return { ids: [], reason: '' }
  const rows = reader.all<{ id: number }>(
    `SELECT e.id FROM contacts c INDEXED BY contacts_domain JOIN enrollments e INDEXED BY enrollments_contact
         ON e.contact_id = c.id JOIN batches b ON b.id = e.batch_id
     WHERE c.domain = ? AND e.sequence_id = ? AND e.sandbox = ? AND e.id <> ?
       AND (e.state IN ('pending', 'active', 'paused') OR (e.state = 'stopped' AND e.reason LIKE ?))
       AND b.ends ->> '$.company' = 1 ORDER BY e.id`,
    one.domain,
    one.sequenceId,
    one.sandbox,
    enrollmentId,
    colleagueReplied('%'),
  )
  return { ids: rows.map(({ id }) => id), reason: colleagueReplied(one.name) }
}

/**
 * Who has replied in a sequence, for those who are to be engaged in it: the name of another contact of the same company
 * (domain of the address, never a public mail provider's), or null.
 */
export function repliedAt(reader: Reader, sequenceId: number, sandbox: boolean) {
  const rows = reader.all<{ domain: string; contactId: number; name: string }>(
    `SELECT c.domain, c.id AS contactId,
       coalesce(nullif(trim(coalesce(c.first_name, '') || ' ' || coalesce(c.last_name, '')), ''), c.address) AS name
     FROM enrollments e JOIN contacts c ON c.id = e.contact_id
     WHERE e.sequence_id = ? AND e.sandbox = ? AND e.state = 'replied' AND c.deleted = 0 ORDER BY e.id`,
    sequenceId,
    sandbox ? 1 : 0,
  )
  const byDomain = Map.groupBy(
    rows.filter(({ domain }) => isCompany(domain)),
    ({ domain }) => domain,
  )
  return (domain: string, contactId: number): string | null =>
    byDomain.get(domain)?.find((row) => row.contactId !== contactId)?.name ?? null
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
