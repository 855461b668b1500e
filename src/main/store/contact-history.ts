/** Everything that happened, or is planned, around one contact. */
import type { EnrollmentState } from '../../shared/domain/enrollment.ts'
import type { SendState } from '../../shared/domain/send.ts'
import { aliasOfEmail, aliasOfEnrollment } from './aliases.ts'
import type { Reader } from './open.ts'

export interface HistoryEmail {
  id: number
  publicId: string
  state: SendState
  at: number
  claimedAt: number | null
  settledAt: number | null
  step: number
  subject: string | null
  reason: string | null
  why: string | null
  reply: string | null
  sequence: string | null
  sequencePublicId: string | null
  sender: string
  held: 0 | 1
  sandbox: 0 | 1
}

/** The latest by their time, `limit` of them. */
export const historyEmails = (reader: Reader, contactId: number, limit: number): HistoryEmail[] =>
  reader.all(
    `SELECT s.id, s.public_id as publicId, s.state, s.at, s.claimed_at as claimedAt, s.settled_at as settledAt, s.step,
       s.subject, s.reason, s.why, s.reply, q.name as sequence, q.public_id as sequencePublicId,
       coalesce(l.address, a.address) as sender, s.held, s.sandbox
     FROM sends s JOIN accounts a ON a.id = s.account_id LEFT JOIN batches b ON b.id = s.batch_id
       LEFT JOIN sequences q ON q.id = b.sequence_id LEFT JOIN enrollments e ON e.id = s.enrollment_id ${aliasOfEmail}
     WHERE s.contact_id = ? ORDER BY s.at DESC LIMIT ?`,
    contactId,
    limit,
  )

export interface HistoryEnrollment {
  publicId: string
  state: EnrollmentState
  reason: string | null
  enrolledAt: number
  sequence: string
  sequencePublicId: string
  sender: string
  sandbox: 0 | 1
}

export const historyEnrollments = (reader: Reader, contactId: number, limit: number): HistoryEnrollment[] =>
  reader.all(
    `SELECT e.public_id as publicId, e.state, e.reason, e.enrolled_at as enrolledAt, q.name as sequence,
       q.public_id as sequencePublicId, coalesce(l.address, a.address) as sender, e.sandbox
     FROM enrollments e JOIN sequences q ON q.id = e.sequence_id JOIN accounts a ON a.id = e.account_id
       ${aliasOfEnrollment}
     WHERE e.contact_id = ? ORDER BY e.id DESC LIMIT ?`,
    contactId,
    limit,
  )

export interface HistoryEntry {
  kind: 'address' | 'domain'
  value: string
  reason: string
  createdAt: number
}

export const historySuppressions = (reader: Reader, addressKey: string, domain: string): HistoryEntry[] =>
  reader.all(
    `SELECT kind, value, reason, created_at as createdAt FROM suppressions
     WHERE deleted = 0 AND ((kind = 'address' AND value = ?) OR (kind = 'domain' AND value = ?))`,
    addressKey,
    domain,
  )

/** Public id of the seat on whose computer it was written down first; of one that nobody changed since, its author. */
const firstAuthor = `coalesce((SELECT f.public_id FROM shared_rows r, json_each(r.fields -> '$."~began"') b
    JOIN devices d ON d.public_id = b.key JOIN seats f ON f.id = d.seat_id
  WHERE r.kind = 'contact' AND r.public_id = c.public_id LIMIT 1), CASE WHEN c.version = 1 THEN c.author END)`

/** What brought the contact, and who: a list, null when it was none; the name of a seat, null where that is not known or whose computer this is. */
export const originOf = (reader: Reader, contactId: number): { list: string | null; by: string | null } =>
  reader.get<{ list: string | null; by: string | null }>(
    `SELECT i.file AS list, coalesce(nullif(trim(s.name), ''), s.address) AS "by" FROM contacts c
       LEFT JOIN imports i ON i.id = c.import_id
       LEFT JOIN seats s ON s.public_id = coalesce((SELECT h.public_id FROM seats h WHERE h.id = i.seat_id), ${firstAuthor})
       AND s.id <> (SELECT min(id) FROM seats)
     WHERE c.id = ?`,
    contactId,
  ) ?? { list: null, by: null }
