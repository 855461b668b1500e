/** Who is in a sequence and how far, page by page in the order they were engaged. */
import type { EnrollmentState } from '../../shared/domain/enrollment.ts'
import type { SendState } from '../../shared/domain/send.ts'
import { aliasOfEnrollment } from './aliases.ts'
import type { Reader } from './open.ts'
import { lastLeft, type Scope } from './reports.ts'

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

export interface ReportFilter extends Scope {
  state: EnrollmentState | null
  /** Row id of a sending account. */
  accountId: number | null
  /** With the email of this step in one of these states; null: any. */
  email: { step: number; states: readonly SendState[] } | null
  /** Of the email of that step, or of the last that left: the variant; null: any. */
  variant: string | null
  /** The last email that left to them: its step (0: none left) and the row id of its account; null: any. */
  last: { step: number | null; accountId: number | null } | null
}

export const everybody = { state: null, accountId: null, email: null, variant: null, last: null } as const

/** Conditions beside those of every page, and whether they ask about the last email that left. */
function narrowed({ state, accountId, email, variant, last }: ReportFilter): { where: string[]; isLast: boolean } {
  const where: string[] = []
  if (state !== null) where.push('e.state = @state')
  if (accountId !== null) where.push('e.account_id = @accountId')
  if (email !== null)
    where.push(`EXISTS (SELECT 1 FROM sends k WHERE k.enrollment_id = e.id AND k.step = @emailStep
      AND k.state IN (SELECT value FROM json_each(@emailStates)) ${variant === null ? '' : 'AND k.variant = @variant'})`)
  else if (variant !== null) where.push('final.variant = @variant')
  if (last !== null && last.step !== null) where.push('coalesce(final.step, 0) = @lastStep')
  if (last !== null && last.accountId !== null) where.push('final.account_id = @lastAccount')
  return { where, isLast: last !== null || (variant !== null && email === null) }
}

/** `after`: row id of the last one before, 0 for the first page. */
export function reportContacts(reader: Reader, filter: ReportFilter, after: number, limit: number): ReportContactRow[] {
  const { where: more, isLast } = narrowed(filter)
  const where = ['e.sequence_id = @sequenceId', 'e.sandbox = @sandbox', 'e.id > @after', ...more]
  return reader.all(
    `SELECT e.id, e.public_id as publicId, c.public_id as contactId, c.address, c.first_name as firstName,
       c.last_name as lastName, c.company, coalesce(l.address, a.address) as sender, a.public_id as account, e.state, e.reason, e.emails,
       e.enrolled_at as enrolledAt,
       (SELECT count(*) FROM sends s WHERE s.enrollment_id = e.id AND s.state = 'sent') as sent,
       (SELECT count(*) FROM sends s WHERE s.enrollment_id = e.id AND s.state = 'unsure') as unsure,
       (SELECT max(s.claimed_at) FROM sends s WHERE s.enrollment_id = e.id AND s.state = 'sent') as lastAt,
       n.public_id as nextSend, n.id as nextId, n.step as nextStep, n.at as nextAt, n.held as nextHeld, n.replan as nextReplan
     FROM enrollments e JOIN contacts c ON c.id = e.contact_id JOIN accounts a ON a.id = e.account_id ${aliasOfEnrollment} ${isLast ? lastLeft : ''}
       LEFT JOIN sends n ON n.enrollment_id = e.id AND n.state = 'planned' AND n.step =
         (SELECT min(p.step) FROM sends p WHERE p.enrollment_id = e.id AND p.state = 'planned')
     WHERE ${where.join(' AND ')} ORDER BY e.id LIMIT @limit`,
    {
      sequenceId: filter.sequenceId,
      sandbox: filter.sandbox,
      state: filter.state,
      accountId: filter.accountId,
      variant: filter.variant,
      emailStep: filter.email?.step ?? null,
      emailStates: JSON.stringify(filter.email?.states ?? []),
      lastStep: filter.last?.step ?? null,
      lastAccount: filter.last?.accountId ?? null,
      after,
      limit,
    },
  )
}
