/**
 * Mail that the sender wrote by hand in a thread of ours, found in their Sent folder: whoever takes a conversation over
 * doesn't want the sequence to go on beside it.
 */
import { policyOf } from '../../shared/domain/policy.ts'
import { MINUTE } from '../../shared/domain/time.ts'
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
  /** Of the email that was answered. */
  step: number
  messageId: string | null
  serverMessageId: string | null
}

/** Emails of enrollments under way that bear one of these ids. */
const answered = (reader: Reader, accountId: number, ids: readonly string[]): Answered[] =>
  ids.length === 0
    ? []
    : reader.all(
        `SELECT e.id AS enrollmentId, q.name AS sequence, c.address AS contact, e.public_id AS publicId, s.step,
           s.message_id AS messageId, s.server_message_id AS serverMessageId
         FROM (SELECT id FROM sends WHERE message_id IN (SELECT value FROM json_each(@ids)) AND message_id IS NOT NULL
           UNION SELECT id FROM sends WHERE server_message_id IN (SELECT value FROM json_each(@ids))
             AND server_message_id IS NOT NULL) f
         JOIN sends s ON s.id = f.id JOIN enrollments e ON e.id = s.enrollment_id
         JOIN sequences q ON q.id = e.sequence_id JOIN contacts c ON c.id = e.contact_id
         WHERE s.account_id = @accountId AND s.sandbox = 0 AND e.state IN ('pending', 'active', 'paused')
         ORDER BY s.id`,
        { accountId, ids: JSON.stringify(ids) },
      )

/** A copy is filed within minutes, and clocks of servers differ. */
const slack = 10 * MINUTE

/**
 * How many of our own steps left after `step` at about that time. A server that gives emails an id of its own and drops our
 * mark files copies which nobody can tell by their heads: each of them answers the step before it, at the time of its own.
 */
const stepsAbout = (reader: Reader, { enrollmentId, step }: Answered, at: number): number =>
  reader.get<{ n: number }>(
    `SELECT count(*) AS n FROM sends WHERE enrollment_id = @enrollmentId AND step > @step
       AND state IN ('sending', 'sent', 'unsure') AND claimed_at - @slack <= @at
       AND coalesce(settled_at, claimed_at) + @slack >= @at`,
    { enrollmentId, step, at, slack },
  )?.n ?? 0

/** The enrollments that these mails answer, but where our own next step may be what was found. */
function takenOver(reader: Reader, accountId: number, mails: readonly OwnMail[]): Answered[] {
  const byId = new Map<string, Answered>()
  for (const each of answered(reader, accountId, [...new Set(mails.flatMap(idsOf))]))
    for (const id of [each.messageId, each.serverMessageId]) if (id !== null) byId.set(id, each)
  const found = new Map<number, Answered>()
  const mayBeOurs = new Map<string, number>()
  for (const mail of mails) {
    // whoever answers by hand answers the last email that is there
    const last = idsOf(mail)
      .flatMap((id) => byId.get(id) ?? [])
      .reduce<Answered | null>((best, each) => (best === null || each.step > best.step ? each : best), null)
    if (last === null) continue
    const key = `${last.enrollmentId} ${last.step}`
    const before = mayBeOurs.get(key) ?? 0
    if (stepsAbout(reader, last, mail.at) > before) mayBeOurs.set(key, before + 1)
    else found.set(last.enrollmentId, last)
  }
  return [...found.values()]
}

const idsOf = ({ inReplyTo, references }: OwnMail): string[] => [...inReplyTo, ...references]

/**
 * Stops the sequences of whoever these mails were written to, where the policy `stop_on_own_mail` says so (by default it
 * does). How many enrollments it stopped; then the caller tells 'enrollments' and 'sends'.
 */
export function ownMail(tx: Tx, accountId: number, mails: readonly OwnMail[], now: number): number {
  if (mails.length === 0 || !policyOf(workspaceRow(tx).policy).stop_on_own_mail) return 0
  const reason = 'its sender wrote by hand in this thread'
  let stopped = 0
  for (const each of takenOver(tx, accountId, mails)) {
    if (applyToEnrollment(tx, each.enrollmentId, { type: 'stopped', reason }) === null) continue
    withdrawPlanned(tx, each.enrollmentId, reason, now)
    note(tx, now, 'own_mail', `"${each.sequence}" stopped for ${each.contact}: ${reason}.`, {
      enrollment: each.publicId,
    })
    stopped++
  }
  return stopped
}
