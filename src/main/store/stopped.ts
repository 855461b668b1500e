/** Contacts whose sequence stopped because their mailbox was removed, and how they go on from another. */
import { mailboxRemoved } from '../../shared/domain/enrollment.ts'
import { doubtOfRemoved } from './elsewhere.ts'
import { applyToSend } from './ledger.ts'
import type { Reader, Tx } from './open.ts'
import { handTo } from './removal.ts'
import { reviewOne } from './reviews.ts'
import { applyToEnrollment } from './sending.ts'
import { planAgain } from './sends.ts'

export interface Stopped {
  id: number
  publicId: string
  batchId: number
  contactId: number
  sequenceId: number
  sequence: string
  sequencePublicId: string
  contact: string
  /** Of the removed mailbox. */
  accountId: number
  sender: string
  sandbox: 0 | 1
  /** Emails of it that left: it goes on behind them. */
  sent: number
}

/** Which of them; nothing given is all. Ids are row ids. */
export interface StoppedWish {
  tag?: string | undefined
  /** Public ids. */
  enrollments?: readonly string[] | undefined
  accountId?: number | undefined
  sequenceId?: number | undefined
  contactIds?: readonly number[] | undefined
}

/** In the order they were engaged. */
export function stoppedBy(reader: Reader, wish: StoppedWish): Stopped[] {
  const where = [`e.state = 'failed'`, 'e.reason = @reason', 'a.deleted = 1']
  if (wish.tag !== undefined) where.push('EXISTS (SELECT 1 FROM json_each(c.tags) WHERE value = @tag)')
  if (wish.enrollments !== undefined) where.push('e.public_id IN (SELECT value FROM json_each(@enrollments))')
  if (wish.accountId !== undefined) where.push('e.account_id = @accountId')
  if (wish.sequenceId !== undefined) where.push('e.sequence_id = @sequenceId')
  if (wish.contactIds !== undefined) where.push('e.contact_id IN (SELECT value FROM json_each(@contactIds))')
  return reader.all(
    `SELECT e.id, e.public_id AS publicId, e.batch_id AS batchId, e.contact_id AS contactId,
       e.sequence_id AS sequenceId, q.name AS sequence, q.public_id AS sequencePublicId, c.address AS contact, e.account_id AS accountId,
       a.address AS sender, e.sandbox,
       (SELECT count(*) FROM sends s WHERE s.enrollment_id = e.id AND s.state = 'sent') AS sent
     FROM accounts a CROSS JOIN enrollments e ON e.account_id = a.id JOIN contacts c ON c.id = e.contact_id
       JOIN sequences q ON q.id = e.sequence_id
     WHERE ${where.join(' AND ')} ORDER BY e.id`,
    {
      reason: mailboxRemoved,
      tag: wish.tag ?? null,
      enrollments: JSON.stringify(wish.enrollments ?? []),
      accountId: wish.accountId ?? null,
      sequenceId: wish.sequenceId ?? null,
      contactIds: JSON.stringify(wish.contactIds ?? []),
    },
  )
}

/** What stands against somebody going on, besides who asks. */
export interface StoppedFacts {
  /** Under way in another sequence. */
  busy: 0 | 1
  suppressed: 0 | 1
  gone: 0 | 1
  archived: 0 | 1
  /** Where its emails were to go, where that is no longer the contact's address. */
  former: string | null
}

export const stoppedFacts = (reader: Reader, id: number): StoppedFacts | undefined =>
  reader.get(
    `SELECT c.deleted AS gone, q.archived,
       EXISTS (SELECT 1 FROM enrollments o WHERE o.contact_id = e.contact_id AND o.id <> e.id AND o.sandbox = e.sandbox
         AND o.state IN ('pending', 'active', 'paused')) AS busy,
       EXISTS (SELECT 1 FROM suppressions x WHERE x.deleted = 0 AND ((x.kind = 'address' AND x.value = c.address_key)
         OR (x.kind = 'domain' AND x.value = c.domain))) AS suppressed,
       (SELECT s.address FROM sends s WHERE s.enrollment_id = e.id AND lower(s.address) <> lower(c.address) LIMIT 1)
         AS former
     FROM enrollments e JOIN contacts c ON c.id = e.contact_id JOIN sequences q ON q.id = e.sequence_id WHERE e.id = ?`,
    id,
  )

const removedElsewhere =
  'Another computer may have sent it before it heard that the mailbox was removed. Look whether it has left, and decide.'

/**
 * Lets one go on from another account at the step where it stopped: what was withdrawn with the mailbox is planned
 * again, what a person took out before stays out. What another computer may have sent waits for a person's look.
 *
 * @returns how many emails are planned again, and from which step on; null where none is
 */
export function goOn(tx: Tx, stopped: Pick<Stopped, 'id' | 'sent'>, accountId: number, reason: string, now: number) {
  const rows = tx.all<{ id: number; step: number }>(
    `SELECT id, step FROM sends WHERE enrollment_id = ? AND state = 'withdrawn' AND reason = ? ORDER BY step`,
    stopped.id,
    mailboxRemoved,
  )
  const again = rows.filter(({ id }) => applyToSend(tx, id, { type: 'restore' }, now))
  const event = { type: 'reopened' as const, started: stopped.sent > 0, stepsLeft: again.length > 0, reason }
  applyToEnrollment(tx, stopped.id, event)
  const doubt = doubtOfRemoved(tx, stopped.id)
  for (const { id } of again) {
    planAgain(tx, id)
    if (doubt !== null) reviewOne(tx, id, doubt, removedElsewhere)
  }
  handTo(tx, [stopped.id], accountId)
  return { emails: again.length, step: again[0]?.step ?? null }
}
