/** Writes an engagement: its batch, its enrollments, and one row of the ledger for each of their emails. */
import type { EngagementState } from '../../shared/domain/engagement.ts'
import type { Mark } from './clockwork.ts'
import { senderOf } from './homes.ts'
import type { Tx } from './open.ts'
import type { BatchRow } from './planning.ts'

export interface NewBatch extends Omit<BatchRow, 'id' | 'steps'> {
  seatId: number
  assign: 'mine' | 'owners' | 'selected' | 'group'
  groupId: number | null
  state: Exclude<EngagementState, 'undoing'>
  now: number
  mark: Mark
}

export const insertBatch = (tx: Tx, b: NewBatch): number =>
  tx.run(
    `INSERT INTO batches (public_id, sequence_id, version_id, seat_id, assign, group_id, start, per_day, per_hour, zone, windows,
       holidays, days_off, use_contact_zone, seed, sandbox, ends, joins, state, created_at, author, device, hlc)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    b.publicId,
    b.sequenceId,
    b.versionId,
    b.seatId,
    b.assign,
    b.groupId,
    b.start,
    b.perDay,
    b.perHour,
    b.zone,
    JSON.stringify(b.windows),
    b.holidays,
    JSON.stringify(b.daysOff),
    b.useContactZone ? 1 : 0,
    b.seed,
    b.sandbox ? 1 : 0,
    b.ends && JSON.stringify(b.ends),
    b.joins,
    b.state,
    b.now,
    b.mark.author,
    b.mark.device,
    b.mark.hlc,
  ).id

export interface NewEnrollment {
  publicId: string
  batchId: number
  sequenceId: number
  contactId: number
  accountId: number
  /** The address of it that writes; null: its own. */
  aliasId: number | null
  position: number
  /** How many emails are owed. */
  emails: number
  sandbox: boolean
  enrolledAt: number
  mark: Mark
}

/** So many rows a statement: a trigger makes SQLite keep a copy of every page that a statement touches. */
const together = 50

/** Inserts rows of equal length; returns the row ids, in order. Those of one statement follow each other. */
function insertRows(tx: Tx, into: string, rows: readonly unknown[][]): number[] {
  const ids: number[] = []
  const one = `(${rows[0]?.map(() => '?').join(', ')})`
  const insert = (some: readonly unknown[][]) => {
    const last = tx.run(`INSERT INTO ${into} VALUES ${some.map(() => one).join(', ')}`, ...some.flat()).id
    for (let i = some.length - 1; i >= 0; i--) ids.push(last - i)
  }
  let from = 0
  for (; from + together <= rows.length; from += together) insert(rows.slice(from, from + together))
  for (; from < rows.length; from++) insert(rows.slice(from, from + 1))
  return ids
}

/** Returns the row ids, in order. */
export function insertEnrollments(tx: Tx, enrollments: readonly NewEnrollment[]): number[] {
  const known = new Map<number, [home: string | null, device: string | null]>()
  const sender = ({ accountId, enrolledAt }: NewEnrollment) => {
    const found = known.get(accountId) ?? senderOf(tx, accountId, enrolledAt)
    known.set(accountId, found)
    return found
  }
  return insertRows(
    tx,
    `enrollments (public_id, batch_id, sequence_id, contact_id, account_id, alias_id, position, emails, state, sandbox,
       enrolled_at, home, sender_device, author, device, hlc)`,
    enrollments.map((e) => [
      e.publicId,
      e.batchId,
      e.sequenceId,
      e.contactId,
      e.accountId,
      e.aliasId,
      e.position,
      e.emails,
      'pending',
      e.sandbox ? 1 : 0,
      e.enrolledAt,
      ...sender(e),
      e.mark.author,
      e.mark.device,
      e.mark.hlc,
    ]),
  )
}

export interface NewSend {
  publicId: string
  enrollmentId: number
  step: number
  /** A task is done by hand. */
  kind?: 'sequence' | 'task'
  /** Which way of writing its step; null: there is one way only. */
  variant?: string | null
  accountId: number
  batchId: number
  contactId: number
  address: string
  domain: string
  due: number
  slot: number
  at: number
  why: string | null
  sandbox: boolean
  /** Its sequence is paused. */
  paused: boolean
  /** It has no time yet: the planner is to find it one. */
  replan: boolean
  mark: Mark
}

export const insertSends = (tx: Tx, sends: readonly NewSend[]): void =>
  void insertRows(
    tx,
    `sends (public_id, kind, enrollment_id, step, account_id, batch_id, contact_id, address, domain, state, due, slot, at,
       why, sandbox, paused, replan, variant, author, device, hlc)`,
    sends.map((s) => [
      s.publicId,
      s.kind ?? 'sequence',
      s.enrollmentId,
      s.step,
      s.accountId,
      s.batchId,
      s.contactId,
      s.address,
      s.domain,
      'planned',
      s.due,
      s.slot,
      s.at,
      s.why,
      s.sandbox ? 1 : 0,
      s.paused ? 1 : 0,
      s.replan ? 1 : 0,
      s.variant ?? null,
      s.mark.author,
      s.mark.device,
      s.mark.hlc,
    ]),
  )
