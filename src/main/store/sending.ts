/** What the dispatcher reads right before a message leaves, and the consequences it writes afterwards. */
import { endedOn } from '../../shared/domain/engagement-ends.ts'
import {
  type EnrollmentEvent,
  type EnrollmentState,
  isEnrollmentOver,
  reduceEnrollment,
} from '../../shared/domain/enrollment.ts'
import type { RowState } from '../../shared/domain/send.ts'
import { aliasOfEmail } from './aliases.ts'
import { isErased } from './erased.ts'
import { missingPermission, type SendPermission } from './grants.ts'
import { keptBy } from './kept-by.ts'
import { applyToSend } from './ledger.ts'
import type { Reader, Tx } from './open.ts'
import { ownTextPath } from './own-text.ts'

/** The last look before a claim, in its transaction: everything that may have changed since the plan was made. */
export interface LastLook {
  stopped: 0 | 1
  paused: 0 | 1
  /** The account it is to leave from by now: it may have been handed to another. */
  accountId: number
  accountState: string
  accountPaused: 0 | 1
  accountVersion: number
  /** Another seat keeps its address. */
  accountKept: 0 | 1
  enrollmentState: EnrollmentState | null
  sequencePaused: 0 | 1
  previousState: RowState | null
  /** The step before is done by hand. */
  previousTask: 0 | 1 | null
  suppressed: 0 | 1
  contactGone: 0 | 1
  /** Whoever engaged the contact may not send from that mailbox any more; null: they may. */
  barred: SendPermission | null
}

export function lastLook(reader: Reader, sendId: number): LastLook | undefined {
  const look = reader.get<Own>(
    `SELECT c.address_key as addressKey, s.account_id as accountId, e.state as enrollmentState, e.sequence_id as sequenceId,
       (SELECT p.state FROM sends p WHERE p.enrollment_id = s.enrollment_id AND p.step = s.step - 1) as previousState,
       (SELECT p.kind = 'task' FROM sends p WHERE p.enrollment_id = s.enrollment_id AND p.step = s.step - 1) as previousTask,
       EXISTS (SELECT 1 FROM suppressions x WHERE x.deleted = 0 AND
         ((x.kind = 'address' AND x.value = c.address_key)
         OR (x.kind = 'domain' AND x.value = s.domain AND s.kind <> 'test'))) as suppressed,
       coalesce(c.deleted, 0) as contactGone
     FROM sends s LEFT JOIN enrollments e ON e.id = s.enrollment_id LEFT JOIN contacts c ON c.id = s.contact_id
     WHERE s.id = +?`,
    sendId,
  )
  if (!look) return undefined
  const { addressKey, sequenceId, ...rest } = look
  const isKnownErased = addressKey !== null && isErased(reader, addressKey)
  const suppressed = rest.suppressed || isKnownErased ? 1 : 0
  return {
    ...rest,
    ...settingsOf(reader, rest.accountId),
    sequencePaused: sequenceId === null ? 0 : pausedOf(reader, sequenceId),
    suppressed,
    barred: missingPermission(reader, sendId),
  }
}

type Settings = Pick<
  LastLook,
  'stopped' | 'paused' | 'accountState' | 'accountPaused' | 'accountVersion' | 'accountKept'
>
type Own = Omit<LastLook, 'barred' | 'sequencePaused' | keyof Settings> & {
  addressKey: string | null
  sequenceId: number | null
}

/** What people say of the account and of all sending. */
const settingsOf = (reader: Reader, accountId: number): Settings =>
  reader.known(
    `last look ${accountId}`,
    () =>
      reader.get<Settings>(
        `SELECT w.stopped, w.paused, a.state as accountState, a.paused as accountPaused, a.version as accountVersion,
           (${keptBy}) IS NOT NULL as accountKept FROM accounts a CROSS JOIN workspace w WHERE a.id = ?`,
        accountId,
      ) as Settings,
  )

const pausedOf = (reader: Reader, sequenceId: number): 0 | 1 =>
  reader.known(
    `paused ${sequenceId}`,
    () => reader.get<{ paused: 0 | 1 }>('SELECT paused FROM sequences WHERE id = ?', sequenceId)?.paused ?? 0,
  )

/**
 * True when nothing more may go to its contact, although it was taken up: between the claim and the moment that the server
 * wants the text, minutes may go by.
 */
export function isCalledBack(reader: Reader, sendId: number): boolean {
  const look = reader.get<{ key: string | null; stopped: 0 | 1 | null }>(
    `SELECT c.address_key AS key, (e.state NOT IN ('pending', 'active', 'paused') OR c.deleted = 1
       OR EXISTS (SELECT 1 FROM suppressions x WHERE x.deleted = 0 AND x.kind = 'address' AND x.value = c.address_key)
       OR EXISTS (SELECT 1 FROM suppressions x WHERE x.deleted = 0 AND x.kind = 'domain' AND x.value = s.domain
         AND s.kind <> 'test')) AS stopped
     FROM sends s LEFT JOIN enrollments e ON e.id = s.enrollment_id LEFT JOIN contacts c ON c.id = s.contact_id
     WHERE s.id = +?`,
    sendId,
  )
  return look?.stopped === 1 || (typeof look?.key === 'string' && isErased(reader, look.key))
}

/** What a message is made of. */
export interface LetterFacts {
  step: number
  steps: string
  versionId: number
  sendPublicId: string
  enrollmentId: number
  enrollmentPublicId: string
  /** Where it goes by the ledger; `address` is the contact's now. */
  to: string
  /** Which way of writing its step it has; null: there is one way only. */
  variant: string | null
  /** Its `Date`, once it was tried; ms since the epoch. */
  dateAt: number | null
  address: string
  firstName: string | null
  lastName: string | null
  company: string | null
  domain: string
  owner: string | null
  zone: string | null
  fields: string
  accountId: number
  /** The address it is written from, where that is not its account's own. */
  aliasAddress: string | null
  aliasName: string | null
  /** JSON of an `OwnText`: what a person wrote or approved for this contact alone; null: its step's text. */
  own: string | null
}

const factsOfLetter = `SELECT s.step, b.version_id as versionId, s.account_id as accountId, s.public_id as sendPublicId, e.id as enrollmentId,
  e.public_id as enrollmentPublicId, s.address as "to", s.variant, s.date_at as dateAt, c.address,
  c.first_name as firstName, c.last_name as lastName, c.company, c.domain, c.owner, c.zone, c.fields,
  e.texts -> ${ownTextPath} as own, l.address as aliasAddress, l.name as aliasName
  FROM sends s JOIN enrollments e ON e.id = s.enrollment_id JOIN batches b ON b.id = s.batch_id
  JOIN contacts c ON c.id = s.contact_id ${aliasOfEmail} WHERE s.id = +?`

export function letterFacts(reader: Reader, sendId: number): LetterFacts | undefined {
  const facts = reader.get<Omit<LetterFacts, 'steps'>>(factsOfLetter, sendId)
  const steps = facts && stepsOf(reader, facts.versionId)
  return facts && steps !== undefined ? { ...facts, steps } : undefined
}

/** A version's texts may be long, and are the same for all its emails. */
const stepsOf = (reader: Reader, versionId: number): string | undefined =>
  reader.known(
    `steps ${versionId}`,
    () => reader.get<{ steps: string }>('SELECT steps FROM sequence_versions WHERE id = ?', versionId)?.steps,
  )

export interface ThreadStep {
  step: number
  /** As the server really used it; null: it has not left. */
  messageId: string | null
  /** As it left; null: it has not. */
  subject: string | null
  variant: string | null
  /** Of a text that is its contact's own; null: it has none. */
  ownSubject: string | null
}

/**
 * Emails before one to the same contact that it answers, oldest first: those that left, and those still to leave.
 *
 * @param from the step that began their conversation
 */
export const thread = (reader: Reader, enrollmentId: number, step: number, from = 1): ThreadStep[] =>
  // nothing was written before the first
  from >= step ? [] : before(reader, enrollmentId, step, from)

const before = (reader: Reader, enrollmentId: number, step: number, from: number): ThreadStep[] =>
  reader.all(
    `SELECT step, variant, CASE WHEN state = 'sent' THEN coalesce(server_message_id, message_id) END as messageId,
       CASE WHEN state = 'sent' THEN subject END as subject,
       (SELECT e.texts -> ${ownTextPath} ->> 'subject' FROM enrollments e WHERE e.id = s.enrollment_id) as ownSubject
     FROM sends s WHERE enrollment_id = ? AND step < ? AND step >= ? AND kind <> 'task'
       AND (state IN ('planned', 'sending') OR (state = 'sent' AND message_id IS NOT NULL)) ORDER BY step`,
    enrollmentId,
    step,
    from,
  )

export const setServerMessageId = (tx: Tx, sendId: number, id: string): void =>
  void tx.run('UPDATE sends SET server_message_id = ? WHERE id = ?', id, sendId)

/** Applies an event to an enrollment; the new state, or null when nothing changed. */
export function applyToEnrollment(tx: Tx, id: number, event: EnrollmentEvent): EnrollmentState | null {
  const before = tx.get<{ state: EnrollmentState; reason: string | null }>(
    'SELECT state, reason FROM enrollments WHERE id = ?',
    id,
  )
  if (!before) return null
  const after = reduceEnrollment(before, event)
  if (after === before) return null
  tx.run('UPDATE enrollments SET state = ?, reason = ? WHERE id = ?', after.state, after.reason, id)
  return after.state
}

/** Withdraws everything of an enrollment that is still planned; how many. */
export function withdrawPlanned(tx: Tx, enrollmentId: number, reason: string, now: number): number {
  const rows = tx.all<{ id: number }>(
    `SELECT id FROM sends WHERE enrollment_id = ? AND state = 'planned'`,
    enrollmentId,
  )
  for (const row of rows) applyToSend(tx, row.id, { type: 'withdraw', reason }, now)
  return rows.length
}

/** The reason of what was in flight when its sequence ended, and came back. */
export const overForContact = 'the sequence is over for this contact'

/** Withdraws what has come back to planned of an enrollment that is over; true when it is. */
export function withdrawIfOver(tx: Tx, enrollmentId: number, now: number): boolean {
  const row = tx.get<{ state: EnrollmentState }>('SELECT state FROM enrollments WHERE id = ?', enrollmentId)
  if (row === undefined || !isEnrollmentOver(row.state)) return false
  withdrawPlanned(tx, enrollmentId, overForContact, now)
  return true
}

/** True when no step of the enrollment is still to come or open. */
export const isLastStep = (reader: Reader, enrollmentId: number, step: number): boolean =>
  reader.get(
    `SELECT 1 FROM sends WHERE enrollment_id = ? AND step <> ? AND state IN ('planned', 'sending', 'unsure') LIMIT 1`,
    enrollmentId,
    step,
  ) === undefined

/** For LIKE: the reasons of what the date of an engagement cut off, whatever the date. */
export const cutByDate = endedOn('____-__-__')

/** Why steps of an enrollment were cut off at the end of its engagement; null: none were. */
const cutOff = (reader: Reader, enrollmentId: number): string | null =>
  reader.get<{ reason: string }>(
    `SELECT reason FROM sends WHERE enrollment_id = ? AND state = 'withdrawn' AND reason LIKE '${cutByDate}' LIMIT 1`,
    enrollmentId,
  )?.reason ?? null

/** A step of an enrollment is behind it: sent, or skipped by a person. Where a date cut off the rest, that ends it. */
export function stepOver(tx: Tx, enrollmentId: number, step: number, sent: boolean): EnrollmentState | null {
  const last = isLastStep(tx, enrollmentId, step)
  const reason = last ? cutOff(tx, enrollmentId) : null
  return applyToEnrollment(
    tx,
    enrollmentId,
    reason === null ? { type: 'step_over', sent, last } : { type: 'stopped', reason },
  )
}

/** A message that may have arrived already, exactly as it left: sending again repeats it. */
export const outgoingOf = (
  reader: Reader,
  sendId: number,
): { raw: Buffer; hash: string; messageId: string; subject: string } | undefined =>
  reader.get(
    `SELECT o.raw, o.hash, s.message_id as messageId, s.subject FROM outgoing o JOIN sends s ON s.id = o.send_id
     WHERE o.send_id = +?`,
    sendId,
  )

/** True when the built-in sandbox holds the message of that send: proof that it arrived. */
export const inSandbox = (reader: Reader, sendPublicId: string): boolean =>
  reader.get('SELECT 1 FROM sandbox_messages WHERE send_id = ? LIMIT 1', sendPublicId) !== undefined

/** The zone that counts for a send's contact: its own, or the one that is known surely enough, where the engagement says so, else its sender's; null = the workspace's. */
export function contactZone(reader: Reader, sendId: number, useContactZone: boolean): string | null {
  const row = reader.get<{ contact: string | null; account: string | null }>(
    `SELECT coalesce(c.zone, nullif(c.zone_guess, '')) as contact, a.zone as account FROM sends s JOIN accounts a ON a.id = s.account_id
     LEFT JOIN contacts c ON c.id = s.contact_id WHERE s.id = ?`,
    sendId,
  )
  return (useContactZone ? row?.contact : null) ?? row?.account ?? null
}
