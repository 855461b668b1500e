/**
 * The ledger's small face to whoever sends: what is due, take it, write down what became of it. Small on purpose: a
 * queue engine can stand behind it one day. No status column is written here but through `reduceSend`.
 */
import { type RowState, reduceSend, type SendEvent, type SendState, type SendStatus } from '../../shared/domain/send.ts'
import { isLive } from './engagements.ts'
import type { Reader, Tx } from './open.ts'

/** A planned send whose time is next, with what decides whether it may leave. */
export interface Due {
  id: number
  publicId: string
  enrollmentId: number | null
  step: number
  accountId: number
  batchId: number | null
  contactId: number | null
  address: string
  domain: string
  slot: number
  at: number
  tries: number
  sandbox: 0 | 1
  messageId: string | null
  dateAt: number | null
}

export const dueColumns = `id, public_id as publicId, enrollment_id as enrollmentId, step, account_id as accountId,
  batch_id as batchId, contact_id as contactId, address, domain, slot, at, tries, sandbox,
  message_id as messageId, date_at as dateAt`

const nextPlanned = `SELECT ${dueColumns} FROM sends
  WHERE account_id = +? AND state = 'planned' AND held = 0 AND paused = 0 AND replan = 0 AND kind <> 'task'`

const nextPlannedFirst = `${nextPlanned} ORDER BY at LIMIT 1`

/** The next planned send of an account, due or not; undefined when none is left. */
export const nextDue = (reader: Reader, accountId: number): Due | undefined =>
  reader.get<Due>(nextPlannedFirst, accountId)

const ofLive = (column: string) => `(${column} IS NULL OR ${isLive(column)})`

const liveBatch = ofLive('batch_id')

/** The same while an engagement is being written or taken back: nothing of it, and nothing that is due after `until`. */
export const nextDueBeside = (reader: Reader, accountId: number, until: number): Due | undefined =>
  reader.get<Due>(`${nextPlanned} AND at <= ? AND ${ofLive('batch_id')} ORDER BY at LIMIT 1`, accountId, until)

/** Of those due by `until` the next that `device` sends: what was engaged on it (`held`), or all that no other one has. */
export const nextDueOf = (
  reader: Reader,
  accountId: number,
  by: { device: string; held: boolean; until: number },
): Due | undefined =>
  reader.get<Due>(
    `${nextPlanned} AND at <= ? AND ${ofLive('batch_id')} AND ${by.held ? '' : 'NOT'} EXISTS (SELECT 1 FROM enrollments e
       WHERE e.id = sends.enrollment_id AND e.sender_device ${by.held ? '=' : '<>'} ?) ORDER BY at LIMIT 1`,
    accountId,
    by.until,
    by.device,
  )

interface StatusRow {
  state: RowState
  dataStartedAt: number | null
  attempts: number
  reason: string | null
}

const statusOf = (reader: Reader, id: number): SendStatus | undefined =>
  reader.get<StatusRow>(
    'SELECT state, data_started_at as dataStartedAt, tries as attempts, reason FROM sends WHERE id = ?',
    id,
  )

const isSettled = ({ state }: SendStatus): boolean => state !== 'planned' && state !== 'sending'

/**
 * Writes the columns that changed and no others: each column named in an UPDATE costs a look at every index that holds it,
 * and there are many that hold `state`.
 */
function write(tx: Tx, id: number, before: SendStatus, after: SendStatus, at: number): void {
  if (after.state === before.state && after.attempts === before.attempts && after.reason === before.reason)
    tx.run('UPDATE sends SET data_started_at = ? WHERE id = ?', after.dataStartedAt, id)
  else if (isSettled(after))
    tx.run(
      'UPDATE sends SET state = ?, data_started_at = ?, tries = ?, reason = ?, settled_at = ? WHERE id = ?',
      after.state,
      after.dataStartedAt,
      after.attempts,
      after.reason,
      at,
      id,
    )
  else
    tx.run(
      'UPDATE sends SET state = ?, data_started_at = ?, tries = ?, reason = ? WHERE id = ?',
      after.state,
      after.dataStartedAt,
      after.attempts,
      after.reason,
      id,
    )
}

/** The status it has after an event; undefined: there is no such send. Written only where the event means something. */
function move(tx: Tx, id: number, event: SendEvent, at: number): { before: SendStatus; after: SendStatus } | undefined {
  const before = statusOf(tx, id)
  if (!before) return undefined
  const after = reduceSend(before, event)
  if (after !== before) write(tx, id, before, after, at)
  return { before, after }
}

/** Applies an event; false when it means nothing in the present state, and then nothing was written. */
export function applyToSend(tx: Tx, id: number, event: SendEvent, at: number): boolean {
  const moved = move(tx, id, event, at)
  return moved !== undefined && moved.after !== moved.before
}

export interface Claim {
  sendId: number
  /** The instant it was read with. */
  plannedAt: number
  now: number
  raw: Buffer
  hash: string
  messageId: string
  subject: string
  dateAt: number
  /** The bytes of an earlier try. */
  again?: true
}

const claimable = `SELECT state, data_started_at as dataStartedAt, tries as attempts, reason FROM sends
  WHERE id = ? AND at = ? AND held = 0 AND paused = 0 AND replan = 0 AND kind <> 'task' AND ${liveBatch}`

/**
 * Intent on disk, before the first byte goes to a server: state, exact bytes, Message-ID, Date and a live attempt.
 * Returns the attempt's id; null when it is no longer planned for `plannedAt` (somebody withdrew, held or moved it), or
 * its engagement isn't live.
 */
export function claim(tx: Tx, c: Claim): number | null {
  const before = tx.get<StatusRow>(claimable, c.sendId, c.plannedAt)
  const after = before && reduceSend(before, { type: 'claim' })
  if (!after || after === before) return null
  tx.run(
    // bytes that are repeated still bear the name they had
    `UPDATE sends SET state = ?, data_started_at = ?, tries = ?, reason = ?, claimed_at = ?, message_id = ?, subject = ?,
       date_at = ?, epoch = (SELECT nullif(a.epoch, 1) FROM accounts a WHERE a.id = sends.account_id), alias_id = CASE WHEN ?
       THEN alias_id ELSE (SELECT e.alias_id FROM enrollments e WHERE e.id = sends.enrollment_id) END WHERE id = ?`,
    after.state,
    after.dataStartedAt,
    after.attempts,
    after.reason,
    c.now,
    c.messageId,
    c.subject,
    c.dateAt,
    c.again ? 1 : 0,
    c.sendId,
  )
  tx.run('INSERT OR REPLACE INTO outgoing (send_id, raw, hash) VALUES (?, ?, ?)', c.sendId, c.raw, c.hash)
  return tx.run('INSERT INTO attempts (send_id, started_at) VALUES (?, ?)', c.sendId, c.now).id
}

/** The server has answered 354; committed before the first byte of the text leaves. */
export function dataStarted(tx: Tx, sendId: number, attemptId: number, at: number): void {
  if (!applyToSend(tx, sendId, { type: 'data_started', at }, at)) throw new Error(`send ${sendId} is not being sent`)
  tx.run('UPDATE attempts SET data_started_at = ? WHERE id = ?', at, attemptId)
}

export interface Settlement {
  sendId: number
  /** Null: no try of it is under way. */
  attemptId: number | null
  at: number
  event: SendEvent
  outcome: string
  code: number | null
  /** The server's reply, word for word. */
  reply: string | null
  /** For a send that goes back to planned: not before this instant; `inSlot`: it still fits the slot it has. */
  retry?: { at: number; inSlot: boolean } | null
}

/** Ends an attempt and moves its send. The exact bytes stay only while a copy of them may be out there. */
export function settle(tx: Tx, s: Settlement): SendState {
  tx.run(
    'UPDATE attempts SET ended_at = ?, outcome = ?, code = ?, reply = ? WHERE id = ?',
    s.at,
    s.outcome,
    s.code,
    s.reply,
    s.attemptId,
  )
  const state = (move(tx, s.sendId, s.event, s.at)?.after.state ?? 'withdrawn') as SendState
  if (s.reply !== null) tx.run('UPDATE sends SET reply = ? WHERE id = ?', s.reply, s.sendId)
  if (state === 'planned') giveBack(tx, s.sendId, s.retry ?? null)
  else if (state !== 'unsure') forgetOutgoing(tx, s.sendId)
  return state
}

/**
 * Back to planned: it no longer counts in limits; a retry outside its slot waits for the planner's next look. A later
 * try is a message of its day, or it would be sorted under last week's mail; unless a copy may be out there already,
 * which it must then repeat byte for byte.
 */
function giveBack(tx: Tx, sendId: number, retry: { at: number; inSlot: boolean } | null): void {
  const copy = tx.get(
    `SELECT 1 FROM attempts WHERE send_id = ? AND data_started_at IS NOT NULL
     AND outcome IN ('broken', 'interrupted') LIMIT 1`,
    sendId,
  )
  if (!copy) forgetOutgoing(tx, sendId)
  tx.run(
    'UPDATE sends SET claimed_at = NULL, date_at = CASE WHEN ? THEN date_at END WHERE id = ?',
    copy ? 1 : 0,
    sendId,
  )
  pauseLikeItsOwners(tx, sendId)
  if (retry)
    tx.run(
      'UPDATE sends SET retry_at = ?, at = ?, replan = ? WHERE id = ?',
      retry.at,
      retry.at,
      retry.inSlot ? 0 : 1,
      sendId,
    )
}

/** A send that becomes planned again stands still if its contact or sequence was paused meanwhile. */
function pauseLikeItsOwners(tx: Tx, sendId: number): void {
  tx.run(
    `UPDATE sends SET paused = coalesce((SELECT e.state = 'paused' OR q.paused FROM enrollments e
       JOIN sequences q ON q.id = e.sequence_id WHERE e.id = sends.enrollment_id), 0) WHERE id = ?`,
    sendId,
  )
}

/**
 * Writes and takes back as much as a message needs, in one transaction. A change in place would fit on a disk that is
 * full, and say nothing.
 */
export function tryTheDisk(tx: Tx): void {
  const { id } = tx.run(`INSERT INTO journal (at, kind, text, data) VALUES (0, 'trial', ?, '{}')`, 'x'.repeat(262_144))
  tx.run('DELETE FROM journal WHERE id = ?', id)
}

export interface Interrupted {
  sendId: number
  publicId: string
  attemptId: number | null
  enrollmentId: number | null
  step: number
  sandbox: 0 | 1
}

/** Sends found in flight when the engine starts: the process or the computer had stopped. What sender hosts have goes on there. */
export const interrupted = (reader: Reader): Interrupted[] =>
  reader.all(
    `SELECT s.id as sendId, s.public_id as publicId, a.id as attemptId, s.enrollment_id as enrollmentId, s.step, s.sandbox
     FROM sends s LEFT JOIN attempts a ON a.send_id = s.id AND a.ended_at IS NULL WHERE s.state = 'sending'
     AND NOT EXISTS (SELECT 1 FROM handed_in h WHERE h.attempt_id = a.id)`,
  )

/** A send that a person wants again: its next claim is a new one, and it keeps its exact bytes. */
export function forgetClaim(tx: Tx, sendId: number): void {
  tx.run(`UPDATE sends SET claimed_at = NULL, replan = 1 WHERE id = ? AND state = 'planned'`, sendId)
  pauseLikeItsOwners(tx, sendId)
}

/** The exact bytes of a settled send are not kept. */
export const forgetOutgoing = (tx: Tx, sendId: number): void =>
  void tx.run('DELETE FROM outgoing WHERE send_id = ?', sendId)
