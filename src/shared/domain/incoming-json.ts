/** What sending services write as JSON instead of mail's own forms: Amazon SES through SNS. */
import { codeIn, type Failure } from './incoming-bounce-cause.ts'
import type { Evidence } from './incoming-shape.ts'
import { statusIn } from './incoming-status.ts'

export interface ServiceNotice {
  kind: 'bounce' | 'delay' | 'delivered' | 'complaint'
  recipients: (Failure & { address: string })[]
  /** Of a complaint: what it was sorted as; null: not said. */
  feedback: string | null
  evidence: Evidence
}

const kinds = { Bounce: 'bounce', DeliveryDelay: 'delay', Delivery: 'delivered', Complaint: 'complaint' } as const
/** Where each kind keeps what it says, and under which name its recipients. */
const places = {
  Bounce: ['bounce', 'bouncedRecipients'],
  DeliveryDelay: ['deliveryDelay', 'delayedRecipients'],
  Delivery: ['delivery', 'recipients'],
  Complaint: ['complaint', 'complainedRecipients'],
} as const

/** Null: the text is no such notice. */
export function serviceNotice(notice: string): ServiceNotice | null {
  const start = notice.indexOf('{')
  if (start < 0 || notice.slice(0, start).trim() !== '') return null
  const end = notice.lastIndexOf('}')
  const told = objectIn(notice.slice(start, end + 1))
  const type = told?.notificationType ?? told?.eventType
  if (told === null || typeof type !== 'string' || !Object.hasOwn(kinds, type)) return null
  const [place, list] = places[type as keyof typeof places]
  const body = asObject(told[place])
  const found = body?.[list]
  const each = Array.isArray(found) ? found : []
  return {
    kind: kinds[type as keyof typeof kinds],
    recipients: each
      .map((one) => recipientOf(one, String(body?.smtpResponse ?? '')))
      .filter(({ address }) => address !== ''),
    feedback: text(body?.complaintFeedbackType).toLowerCase() || null,
    evidence: {
      rule: 'Notification of Amazon SES',
      found: `${type} ${text(body?.bounceType) || text(body?.complaintFeedbackType)}`.trim(),
    },
  }
}

function recipientOf(one: unknown, response: string): Failure & { address: string } {
  const fields = typeof one === 'string' ? { emailAddress: one } : (asObject(one) ?? {})
  const said = text(fields.diagnosticCode) || response
  return {
    address: text(fields.emailAddress).toLowerCase(),
    status: statusIn(text(fields.status)) ?? statusIn(said),
    code: codeIn(said),
    said,
    around: said,
  }
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '')

function objectIn(json: string): Record<string, unknown> | null {
  try {
    return asObject(JSON.parse(json))
  } catch {
    return null
  }
}

const asObject = (value: unknown): Record<string, unknown> | null =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : null
