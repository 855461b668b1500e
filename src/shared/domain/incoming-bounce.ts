/** Notices of mail servers about mail that we sent: bounced, late, delivered. */
import { complaintOf } from './incoming-complaint.ts'
import { partsOf } from './incoming-read.ts'
import type { Evidence, IncomingMessage, IncomingRecipient, IncomingVerdict } from './incoming-shape.ts'
import { type StatusGroup, statusGroups } from './incoming-status.ts'

export type BounceVerdict = Pick<IncomingVerdict, 'hard' | 'recipients'> & {
  kind: 'bounce' | 'delay' | 'delivered' | 'complaint' | 'opt_out' | 'other'
  evidence: Evidence[]
}

/** Null: no mail server wrote this, as far as can be told. */
export function bounceOf(message: IncomingMessage): BounceVerdict | null {
  const complaint = complaintOf(message)
  if (complaint) return { hard: false, ...complaint }
  const groups = partsOf(message, 'message/delivery-status', 'message/global-delivery-status').flatMap(statusGroups)
  if (groups.length === 0) return null
  const kind = kindOf(groups)
  const recipients = groups.map(recipientOf)
  return {
    kind,
    recipients,
    hard: kind === 'bounce' && recipients.some(({ hard }) => hard),
    evidence: groups.map((group) => ({
      rule: 'Delivery status, RFC 3464',
      found: `${group.address}: ${group.diagnostic}`,
    })),
  }
}

function kindOf(groups: readonly StatusGroup[]): 'bounce' | 'delay' | 'delivered' {
  if (groups.some(({ action }) => action === 'failed' || action === null)) return 'bounce'
  return groups.some(({ action }) => action === 'delayed') ? 'delay' : 'delivered'
}

function recipientOf({ address, status, diagnostic }: StatusGroup): IncomingRecipient {
  const code = /\b([245]\d\d)\b/.exec(diagnostic)?.[1]
  return { address, status, code: code ? Number(code) : null, hard: status !== null && /^5\.1\.[1-3]$/.test(status) }
}
