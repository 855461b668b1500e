/** The ledger as people read it. Pages go by (at, id), so that no page gets slower than the first. */
import type { SendState } from '../../shared/domain/send.ts'
import type { Reader, Tx } from './open.ts'

export interface SendRow {
  id: number
  publicId: string
  enrollmentId: number | null
  accountId: number
  batchId: number | null
  step: number
  contact: string
  sender: string
  sequence: string | null
  state: SendState
  due: number
  slot: number
  at: number
  sentAt: number | null
  dataStartedAt: number | null
  claimedAt: number | null
  held: 0 | 1
  paused: 0 | 1
  tries: number
  subject: string | null
  messageId: string | null
  reason: string | null
  reply: string | null
  why: string | null
  sandbox: 0 | 1
}

const select = `SELECT s.id, s.public_id as publicId, s.enrollment_id as enrollmentId, s.account_id as accountId,
    s.batch_id as batchId, s.step, s.address as contact, a.address as sender, q.name as sequence, s.state, s.due, s.slot,
    s.at, CASE WHEN s.state = 'sent' THEN s.settled_at END as sentAt, s.data_started_at as dataStartedAt,
    s.claimed_at as claimedAt, s.held, s.paused, s.tries, s.subject, s.message_id as messageId, s.reason, s.reply, s.why,
    s.sandbox
  FROM sends s JOIN accounts a ON a.id = s.account_id LEFT JOIN batches b ON b.id = s.batch_id
    LEFT JOIN sequences q ON q.id = b.sequence_id`

export interface SendFilter {
  state?: SendState | undefined
  sequence?: string | undefined
  sender?: string | undefined
  contact?: string | undefined
}

/** @param after `at` and row id of the last row of the page before, null for the first */
export function sendPage(
  reader: Reader,
  filter: SendFilter,
  after: { at: number; id: number } | null,
  limit: number,
): SendRow[] {
  const where: string[] = []
  const values: unknown[] = []
  const add = (text: string, ...given: unknown[]) => {
    where.push(text)
    values.push(...given)
  }
  if (after) add('(s.at > ? OR (s.at = ? AND s.id > ?))', after.at, after.at, after.id)
  if (filter.state) add('s.state = ?', filter.state)
  if (filter.sequence) add('(q.public_id = ? OR q.name = ?)', filter.sequence, filter.sequence)
  if (filter.sender) add('(a.public_id = ? OR a.address_key = lower(?))', filter.sender, filter.sender)
  if (filter.contact) add('lower(s.address) = lower(?)', filter.contact)
  const condition = where.length > 0 ? `WHERE ${where.join(' AND ')}` : ''
  return reader.all<SendRow>(`${select} ${condition} ORDER BY s.at, s.id LIMIT ?`, ...values, limit)
}

export const sendByPublicId = (reader: Reader, publicId: string): SendRow | undefined =>
  reader.get<SendRow>(`${select} WHERE s.public_id = ?`, publicId)

export const unsureSends = (reader: Reader): SendRow[] =>
  reader.all<SendRow>(`${select} WHERE s.state = 'unsure' ORDER BY s.claimed_at, s.id`)

export interface AttemptRow {
  startedAt: number
  dataStartedAt: number | null
  endedAt: number | null
  outcome: string | null
  code: number | null
  reply: string | null
}

export const attemptsOf = (reader: Reader, sendId: number): AttemptRow[] =>
  reader.all(
    `SELECT started_at as startedAt, data_started_at as dataStartedAt, ended_at as endedAt, outcome, code, reply
     FROM attempts WHERE send_id = ? ORDER BY id`,
    sendId,
  )

/** A person's wish for a slot: first in line there. The planner gives the instant. */
export const wishSlot = (tx: Tx, sendId: number, slot: number): void =>
  void tx.run(
    `UPDATE sends SET by_hand = ?, retry_at = NULL, replan = 1 WHERE id = ? AND state = 'planned'`,
    slot,
    sendId,
  )

export const setHeld = (tx: Tx, sendId: number, held: boolean): void =>
  void tx.run(`UPDATE sends SET held = ? WHERE id = ? AND state = 'planned'`, held ? 1 : 0, sendId)

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
