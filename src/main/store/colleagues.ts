/** Who works at the same company as whoever has replied, where that ends their sequence. */
import { colleagueReplied } from '../../shared/domain/engagement-ends.ts'
import { isCompany } from './companies.ts'
import type { Reader } from './open.ts'
import { cutByDate } from './sending.ts'

/**
 * Row ids of those who end with a reply to this enrollment, and why: under way in the same sequence, in an engagement
 * that ends so, at the same company; and those whom another colleague's reply or the date has ended before, so that they stay ended
 * when that one is taken back, or the date moved. A company is what companies are counted by: the domain, never a public mail provider's.
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
       AND (e.state IN ('pending', 'active', 'paused') OR (e.state = 'stopped' AND (e.reason LIKE ? OR e.reason LIKE ?)))
       AND b.ends ->> '$.company' = 1 ORDER BY e.id`,
    one.domain,
    one.sequenceId,
    one.sandbox,
    enrollmentId,
    colleagueReplied('%'),
    cutByDate,
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
