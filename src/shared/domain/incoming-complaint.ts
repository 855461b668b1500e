/** Feedback reports of providers (ARF, RFC 5965): mostly complaints of their readers. */
import { addressesIn, fieldsOf, headerOf, partsOf } from './incoming-read.ts'
import type { Evidence, IncomingMessage, IncomingRecipient } from './incoming-shape.ts'

export interface ComplaintVerdict {
  kind: 'complaint'
  /** Its type in lower case; null: it names none. */
  feedback: string | null
  recipients: IncomingRecipient[]
  evidence: Evidence[]
}

/** Null: this is no feedback report. */
export function complaintOf(message: IncomingMessage): ComplaintVerdict | null {
  const [report] = partsOf(message, 'message/feedback-report')
  if (report === undefined) return plainComplaint(message)
  const fields = fieldsOf(report)
  const valuesOf = (...names: string[]) => fields.filter(({ name }) => names.includes(name)).map(({ value }) => value)
  const type = /^[\w-]{1,40}/.exec(valuesOf('feedback-type')[0] ?? '')?.[0].toLowerCase() ?? null
  const addresses = new Set(valuesOf('original-rcpt-to', 'removal-recipient').flatMap(addressesIn))
  if (addresses.size === 0) for (const each of writtenTo(message)) addresses.add(each)
  return {
    kind: 'complaint',
    feedback: type,
    recipients: [...addresses].map((address) => ({ address, status: null, code: null, hard: false })),
    evidence: [{ rule: 'Feedback report, RFC 5965', found: `Feedback-Type: ${type ?? 'none'}` }],
  }
}

/** Outlook.com's junk mail reports: the message itself, under a subject of their own. */
function plainComplaint(message: IncomingMessage): ComplaintVerdict | null {
  const subject = headerOf(message, 'subject')
  if (!/^complaint about message from /i.test(subject) || writtenTo(message).length === 0) return null
  return {
    kind: 'complaint',
    feedback: null,
    recipients: writtenTo(message).map((address) => ({ address, status: null, code: null, hard: false })),
    evidence: [{ rule: 'Junk mail report', found: `Subject: ${subject}` }],
  }
}

/** To whom the returned message was written. */
export function writtenTo(message: IncomingMessage): string[] {
  for (const text of partsOf(
    message,
    'message/rfc822',
    'text/rfc822-headers',
    'message/global',
    'message/global-headers',
  )) {
    const headers = fieldsOf(text)
    const found = addressesIn(headersTo.map((name) => headerOf({ headers }, name)).find((value) => value !== '') ?? '')
    if (found.length > 0) return [...new Set(found)]
  }
  return []
}

const headersTo = ['x-hmxmroriginalrecipient', 'x-original-to', 'to', 'cc']
