/** The ledger as people read it, email by email; `sends-list.ts` finds which. */
import type { EnrollmentState } from '../../shared/domain/enrollment.ts'
import type { Review } from '../../shared/domain/home.ts'
import type { SendState } from '../../shared/domain/send.ts'
import { aliasOfEmail } from './aliases.ts'
import { holdPath } from './holds.ts'
import type { Reader, Tx } from './open.ts'
import { ownTextPath } from './own-text.ts'
import type { AccountState } from './schema.ts'
import type { OwnText } from './stored-step.ts'

export interface SendRow {
  id: number
  publicId: string
  kind: 'sequence' | 'letter' | 'test'
  enrollmentId: number | null
  enrollmentPublicId: string | null
  accountId: number
  accountPublicId: string
  accountState: AccountState
  accountReason: string | null
  accountPaused: 0 | 1
  batchId: number | null
  versionId: number | null
  contactId: number | null
  contactPublicId: string | null
  firstName: string | null
  lastName: string | null
  company: string | null
  step: number
  contact: string
  /** The address it leaves from: the account's, or an alias of it. */
  sender: string
  senderName: string | null
  /** The account's own address. */
  account: string
  sequence: string | null
  sequencePublicId: string | null
  state: SendState
  due: number
  slot: number
  at: number
  byHand: number | null
  sentAt: number | null
  dataStartedAt: number | null
  claimedAt: number | null
  held: 0 | 1
  paused: 0 | 1
  replan: 0 | 1 | 2
  tries: number
  subject: string | null
  messageId: string | null
  reason: string | null
  reply: string | null
  why: string | null
  sandbox: 0 | 1
  /** Why a person has to look whether it has left already; null: nobody has to. */
  review: Review | null
  /** Which way of writing its step it has; null: there is one way only. */
  variant: string | null
  /** Of a text that is its contact's own, all four; null: its step's counts. */
  ownHow: OwnText['how'] | null
  ownSubject: string | null
  ownAt: number | null
  /** It may have left already: its bytes are kept, to be repeated as they were. */
  repeats: 0 | 1
  /** Name of who wrote or approved it; null: nobody who is known here. */
  ownBy: string | null
  /** Since when a person holds it, ms since the epoch; null: nobody does. */
  heldAt: number | null
  /** Name of who does; null: nobody who is known here. */
  heldBy: string | null
  /** Name of who engaged it in the name of its mailbox's owner; null: the owner did, or the mailbox is nobody's. */
  engagedBy: string | null
}

const select = `SELECT s.id, s.public_id as publicId, s.kind, s.enrollment_id as enrollmentId, e.public_id as enrollmentPublicId,
    s.account_id as accountId, a.public_id as accountPublicId, a.state as accountState, a.state_reason as accountReason,
    a.paused as accountPaused, s.batch_id as batchId, b.version_id as versionId, s.contact_id as contactId,
    c.public_id as contactPublicId, c.first_name as firstName, c.last_name as lastName, c.company, s.step,
    s.address as contact, coalesce(l.address, a.address) as sender, coalesce(l.name, a.name) as senderName,
    a.address as account, q.name as sequence,
    q.public_id as sequencePublicId, s.state, s.due, s.slot, s.at, s.by_hand as byHand,
    CASE WHEN s.state = 'sent' THEN s.settled_at END as sentAt, s.data_started_at as dataStartedAt,
    s.claimed_at as claimedAt, s.held, s.paused, s.replan, s.tries, s.subject, s.message_id as messageId, s.reason,
    s.reply, s.why, s.sandbox, s.review, s.variant,
    EXISTS (SELECT 1 FROM outgoing o WHERE o.send_id = s.id) as repeats,
    e.texts -> ${ownTextPath} ->> 'how' as ownHow, e.texts -> ${ownTextPath} ->> 'subject' as ownSubject,
    e.texts -> ${ownTextPath} ->> 'at' as ownAt,
    (SELECT p.name FROM seats p WHERE p.public_id = e.texts -> ${ownTextPath} ->> 'by') as ownBy,
    e.holds -> ${holdPath} ->> 'at' as heldAt,
    (SELECT p.name FROM seats p WHERE p.public_id = e.holds -> ${holdPath} ->> 'by') as heldBy,
    (SELECT p.name FROM seats p WHERE p.id = b.seat_id AND p.id <> a.seat_id) as engagedBy
  FROM sends s JOIN accounts a ON a.id = s.account_id LEFT JOIN batches b ON b.id = s.batch_id
    LEFT JOIN sequences q ON q.id = b.sequence_id LEFT JOIN contacts c ON c.id = s.contact_id
    LEFT JOIN enrollments e ON e.id = s.enrollment_id ${aliasOfEmail}`

/** In the order of `ids`. */
export function sendsById(reader: Reader, ids: readonly number[]): SendRow[] {
  const found = reader.all<SendRow>(`${select} WHERE s.id IN (SELECT value FROM json_each(?))`, JSON.stringify(ids))
  const byId = new Map(found.map((row) => [row.id, row]))
  return ids.flatMap((id) => byId.get(id) ?? [])
}

/** Row ids by public id, of those that are there. */
export const sendIdsOf = (reader: Reader, publicIds: readonly string[]): Map<string, number> =>
  new Map(
    reader
      .all<{ id: number; publicId: string }>(
        'SELECT id, public_id AS publicId FROM sends WHERE public_id IN (SELECT value FROM json_each(?))',
        JSON.stringify(publicIds),
      )
      .map(({ id, publicId }) => [publicId, id]),
  )

export const sendByPublicId = (reader: Reader, publicId: string): SendRow | undefined =>
  reader.get<SendRow>(`${select} WHERE s.public_id = ? AND s.kind <> 'task'`, publicId)

/** The same by its row id: a name gives way to the one that others know. */
export const sendByRow = (reader: Reader, id: number): SendRow | undefined =>
  reader.get<SendRow>(`${select} WHERE s.id = ? AND s.kind <> 'task'`, id)

export const unsureSends = (reader: Reader): SendRow[] =>
  reader.all<SendRow>(`${select} WHERE s.state || '' = 'unsure' ORDER BY s.claimed_at, s.id`)

/** Subject and number of steps of a version, by step; texts are left where they are. */
export interface StepSubjects {
  steps: number
  subjects: (string | null)[]
}

/** Templates, not what a contact gets. */
export function subjectsOf(reader: Reader, versionIds: readonly number[]): Map<number, StepSubjects> {
  const rows = reader.all<{ id: number; subjects: string }>(
    `SELECT v.id, (SELECT json_group_array(json_extract(j.value, '$.subject')) FROM json_each(v.steps) j) as subjects
     FROM sequence_versions v WHERE v.id IN (SELECT value FROM json_each(?))`,
    JSON.stringify([...new Set(versionIds)]),
  )
  return new Map(
    rows.map(({ id, subjects }) => {
      const found = JSON.parse(subjects) as (string | null)[]
      return [id, { steps: found.length, subjects: found }]
    }),
  )
}

export interface AttemptRow {
  startedAt: number
  dataStartedAt: number | null
  endedAt: number | null
  outcome: string | null
  code: number | null
  reply: string | null
  queuedAs: string | null
  host: string | null
}

export const attemptsOf = (reader: Reader, sendId: number): AttemptRow[] =>
  reader.all(
    `SELECT started_at as startedAt, data_started_at as dataStartedAt, ended_at as endedAt, outcome, code, reply,
       queued_as AS queuedAs, host
     FROM attempts WHERE send_id = ? ORDER BY id`,
    sendId,
  )

/** The message as the built-in sandbox took it; undefined when it holds none. */
export const sandboxCopy = (reader: Reader, sendPublicId: string): Buffer | undefined =>
  reader.get<{ raw: Buffer }>(
    'SELECT raw FROM sandbox_messages WHERE send_id = ? ORDER BY id DESC LIMIT 1',
    sendPublicId,
  )?.raw

/** A person's wish for a slot: first in line there. The planner gives the instant. */
export const wishSlot = (tx: Tx, sendId: number, slot: number): void =>
  void tx.run(
    `UPDATE sends SET by_hand = ?, retry_at = NULL, replan = 1 WHERE id = ? AND state = 'planned'`,
    slot,
    sendId,
  )

/** A person has looked whether it has left before this copy of the data was opened: it has not. */
export const forgetReview = (tx: Tx, sendId: number): void =>
  void tx.run(`UPDATE sends SET review = NULL, reason = NULL WHERE id = ? AND state = 'planned'`, sendId)

/** The nearest step before that is not over: its successor's time hangs on it. */
export const openStepBefore = (
  reader: Reader,
  enrollmentId: number,
  step: number,
): { step: number; state: SendState } | undefined =>
  reader.get(
    `SELECT step, state FROM sends WHERE enrollment_id = ? AND step < ? AND state IN ('planned', 'sending', 'unsure')
     ORDER BY step DESC LIMIT 1`,
    enrollmentId,
    step,
  )

/** True when a step after it has left, or may have: an earlier one can't go out any more. */
export const isOvertaken = (reader: Reader, enrollmentId: number, step: number): boolean =>
  reader.get(
    `SELECT 1 FROM sends WHERE enrollment_id = ? AND step > ? AND state IN ('sending', 'sent', 'unsure') LIMIT 1`,
    enrollmentId,
    step,
  ) !== undefined

/** Steps of an enrollment that are still to come, or open, by step. */
export const openSteps = (reader: Reader, enrollmentId: number): { id: number; step: number; slot: number }[] =>
  reader.all(
    `SELECT id, step, slot FROM sends WHERE enrollment_id = ? AND state IN ('planned', 'sending', 'unsure') ORDER BY step`,
    enrollmentId,
  )

/** Puts a planned email at an instant of a slot that has begun; the planner leaves it there. */
export const placeNow = (tx: Tx, sendId: number, at: number, slot: number, why: readonly string[]): void =>
  void tx.run(
    `UPDATE sends SET at = ?, slot = ?, due = ?, by_hand = ?, retry_at = NULL, replan = 0, why = ?
     WHERE id = ? AND state = 'planned'`,
    at,
    slot,
    at,
    slot,
    JSON.stringify(why),
    sendId,
  )

/** First emails of an engagement that left, or are to, from one instant up to another; by the slot they belong to. */
export const firstsBetween = (reader: Reader, pace: number, from: number, to: number): number =>
  reader.get<{ n: number }>(
    `SELECT count(*) AS n FROM sends s WHERE s.batch_id IN (SELECT id FROM batches WHERE id = ? OR joins = ?) AND s.step = 1 AND s.slot >= ? AND s.slot < ?
       AND s.state IN ('planned', 'sending', 'sent', 'unsure')`,
    pace,
    pace,
    from,
    to,
  )?.n ?? 0

/** The same of all mail, or (with a domain) of what goes there; sandbox mail apart. */
export const allBetween = (reader: Reader, domain: string | null, from: number, to: number): number =>
  reader.get<{ n: number }>(
    `SELECT count(*) AS n FROM sends INDEXED BY sends_at WHERE at >= ? AND at < ?
       AND kind <> 'task' AND (? IS NULL OR domain = ?) AND state IN ('planned', 'sending', 'sent', 'unsure')`,
    from,
    to,
    domain,
    domain,
  )?.n ?? 0

/** The state an enrollment is in, its contact's address now, and whether it is busy elsewhere: then it can't be taken up again. */
export const enrollmentFacts = (
  reader: Reader,
  enrollmentId: number,
): { state: EnrollmentState; sent: number; busy: 0 | 1; address: string | null; archived: 0 | 1 } | undefined =>
  reader.get(
    `SELECT e.state, (SELECT c.address FROM contacts c WHERE c.id = e.contact_id) as address,
       (SELECT q.archived FROM sequences q WHERE q.id = e.sequence_id) as archived,
       (SELECT count(*) FROM sends s WHERE s.enrollment_id = e.id AND s.state = 'sent') as sent,
       EXISTS (SELECT 1 FROM enrollments o WHERE o.contact_id = e.contact_id AND o.id <> e.id AND o.sandbox = e.sandbox
         AND o.state IN ('pending', 'active', 'paused')) as busy
     FROM enrollments e WHERE e.id = ?`,
    enrollmentId,
  )

/** A send that was withdrawn by hand and is planned again: it asks for a time, and stands still if its owners do. */
export const planAgain = (tx: Tx, sendId: number): void =>
  void tx.run(
    `UPDATE sends SET replan = 1, settled_at = NULL, paused = coalesce((SELECT e.state = 'paused' OR q.paused
       FROM enrollments e JOIN sequences q ON q.id = e.sequence_id WHERE e.id = sends.enrollment_id), 0)
     WHERE id = ? AND state = 'planned'`,
    sendId,
  )
