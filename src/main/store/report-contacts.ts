/** Who is in a sequence and how far, page by page in the order they were engaged. */
import type { EnrollmentState } from '../../shared/domain/enrollment.ts'
import { aliasOfEnrollment } from './aliases.ts'
import type { Reader } from './open.ts'
import { type ReportFilter, reportIds } from './report-walk.ts'

export interface ReportContactRow {
  id: number
  publicId: string
  contactId: string
  address: string
  firstName: string | null
  lastName: string | null
  company: string | null
  sender: string
  account: string
  state: EnrollmentState
  reason: string | null
  emails: number
  enrolledAt: number
  sent: number
  unsure: number
  lastAt: number | null
  nextSend: string | null
  /** Row id of that email. */
  nextId: number | null
  nextStep: number | null
  nextAt: number | null
  nextHeld: 0 | 1 | null
  nextReplan: 0 | 1 | 2 | null
}

export const everybody = { state: null, accountId: null, email: null, variant: null, last: null } as const

/** A page of them, and where to go on: it may be short, even empty, and the list go on. `after`: 0 for the first page. */
export function reportContacts(
  reader: Reader,
  filter: ReportFilter,
  after: number,
  limit: number,
): { rows: ReportContactRow[]; next: number | null } {
  const { ids, next } = reportIds(reader, filter, { after, limit })
  return { rows: rowsOf(reader, ids), next }
}

const rowsOf = (reader: Reader, ids: readonly number[]): ReportContactRow[] =>
  reader.all(
    `SELECT e.id, e.public_id as publicId, c.public_id as contactId, c.address, c.first_name as firstName,
       c.last_name as lastName, c.company, coalesce(l.address, a.address) as sender, a.public_id as account, e.state, e.reason, e.emails,
       e.enrolled_at as enrolledAt,
       (SELECT count(*) FROM sends s WHERE s.enrollment_id = e.id AND s.state = 'sent') as sent,
       (SELECT count(*) FROM sends s WHERE s.enrollment_id = e.id AND s.state = 'unsure') as unsure,
       (SELECT max(s.claimed_at) FROM sends s WHERE s.enrollment_id = e.id AND s.state = 'sent') as lastAt,
       n.public_id as nextSend, n.id as nextId, n.step as nextStep, n.at as nextAt, n.held as nextHeld, n.replan as nextReplan
     FROM json_each(?) w CROSS JOIN enrollments e ON e.id = w.value JOIN contacts c ON c.id = e.contact_id
       JOIN accounts a ON a.id = e.account_id ${aliasOfEnrollment}
       LEFT JOIN sends n ON n.enrollment_id = e.id AND n.state = 'planned' AND n.step =
         (SELECT min(p.step) FROM sends p WHERE p.enrollment_id = e.id AND p.state = 'planned')
     ORDER BY e.id`,
    JSON.stringify(ids),
  )
