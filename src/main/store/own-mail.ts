/**
 * Mail that the sender wrote by hand in a thread of ours, found in their Sent folder: whoever takes a conversation over
 * doesn't want the sequence to go on beside it.
 */
import { policyOf } from '../../shared/domain/policy.ts'
import { note } from './journal.ts'
import type { Reader, Tx } from './open.ts'
import { applyToEnrollment, withdrawPlanned } from './sending.ts'
import { workspaceRow } from './workspace.ts'

/** A message of the Sent folder that is not ours, by what it answers. Ids with their angle brackets. */
export interface OwnMail {
  /** When the server took it in, ms. */
  at: number
  messageId: string | null
  inReplyTo: string[]
  references: string[]
}

interface Answered {
  enrollmentId: number
  sequence: string
  contact: string
  publicId: string
}

/** Enrollments under way of which an email was answered by one of these ids, before that answer was written. */
const answered = (reader: Reader, accountId: number, ids: readonly string[]): Answered[] =>
  ids.length === 0
    ? []
    : reader.all(
        `SELECT DISTINCT e.id AS enrollmentId, q.name AS sequence, c.address AS contact, e.public_id AS publicId
         FROM (SELECT id FROM sends WHERE message_id IN (SELECT value FROM json_each(@ids)) AND message_id IS NOT NULL
           UNION SELECT id FROM sends WHERE server_message_id IN (SELECT value FROM json_each(@ids))
             AND server_message_id IS NOT NULL) f
         JOIN sends s ON s.id = f.id JOIN enrollments e ON e.id = s.enrollment_id
         JOIN sequences q ON q.id = e.sequence_id JOIN contacts c ON c.id = e.contact_id
         WHERE s.account_id = @accountId AND s.sandbox = 0 AND e.state IN ('pending', 'active', 'paused')`,
        { accountId, ids: JSON.stringify(ids) },
      )

/**
 * Stops the sequences of whoever these mails were written to, where the policy `stop_on_own_mail` says so (by default it
 * does). How many enrollments it stopped; then the caller tells 'enrollments' and 'sends'.
 */
export function ownMail(tx: Tx, accountId: number, mails: readonly OwnMail[], now: number): number {
  if (mails.length === 0 || !policyOf(workspaceRow(tx).policy).stop_on_own_mail) return 0
  const ids = [...new Set(mails.flatMap(({ inReplyTo, references }) => [...inReplyTo, ...references]))]
  const reason = 'its sender wrote by hand in this thread'
  let stopped = 0
  for (const each of answered(tx, accountId, ids)) {
    if (applyToEnrollment(tx, each.enrollmentId, { type: 'stopped', reason }) === null) continue
    withdrawPlanned(tx, each.enrollmentId, reason, now)
    note(tx, now, 'own_mail', `"${each.sequence}" stopped for ${each.contact}: ${reason}.`, {
      enrollment: each.publicId,
    })
    stopped++
  }
  return stopped
}
