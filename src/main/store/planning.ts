/** What the planner reads and what it writes back. Reads are whole-table on purpose: one plan covers everything. */
import type { EngagementEnds } from '../../shared/domain/engagement-ends.ts'
import type { EnrollmentState } from '../../shared/domain/enrollment.ts'
import type { WindowBlock } from '../../shared/domain/plan-shape.ts'
import type { RowState } from '../../shared/domain/send.ts'
import { isLive } from './engagements.ts'
import type { Reader, Tx } from './open.ts'
import type { StoredStep } from './stored-step.ts'

export interface BatchRow {
  id: number
  publicId: string
  sequenceId: number
  versionId: number
  start: number
  perDay: number | null
  perHour: number | null
  zone: string
  windows: WindowBlock[]
  holidays: string | null
  daysOff: string[]
  useContactZone: boolean
  seed: number
  sandbox: boolean
  /** What ends it for a contact beside the rules for all; null: nothing. */
  ends: EngagementEnds | null
  /** Row id of the engagement whose pace it keeps with it; null: it stands by itself. */
  joins: number | null
  steps: StoredStep[]
}

type RawBatch = Omit<BatchRow, 'windows' | 'daysOff' | 'steps' | 'useContactZone' | 'sandbox' | 'ends'> & {
  windows: string
  daysOff: string
  steps: string
  ends: string | null
  useContactZone: 0 | 1
  sandbox: 0 | 1
}

const batchColumns = `b.id, b.public_id as publicId, b.sequence_id as sequenceId, b.version_id as versionId, b.start,
  b.per_day as perDay, b.per_hour as perHour, b.zone, b.windows, b.holidays, b.days_off as daysOff,
  b.use_contact_zone as useContactZone, b.seed, b.sandbox, b.ends, b.joins, v.steps`

const toBatch = (row: RawBatch): BatchRow => ({
  ...row,
  windows: JSON.parse(row.windows) as WindowBlock[],
  daysOff: JSON.parse(row.daysOff) as string[],
  steps: JSON.parse(row.steps) as StoredStep[],
  ends: row.ends === null ? null : (JSON.parse(row.ends) as EngagementEnds),
  useContactZone: row.useContactZone === 1,
  sandbox: row.sandbox === 1,
})

/** Live engagements with anything still to send or counted lately. */
export const openBatches = (reader: Reader, since: number): BatchRow[] =>
  reader
    .all<RawBatch>(
      `SELECT ${batchColumns} FROM batches b JOIN sequence_versions v ON v.id = b.version_id
       WHERE b.state = 'live' AND (
          EXISTS (SELECT 1 FROM sends s WHERE s.batch_id = b.id AND s.state IN ('planned', 'sending', 'unsure'))
          OR EXISTS (SELECT 1 FROM sends s WHERE s.batch_id = b.id AND s.claimed_at >= ?)) ORDER BY b.id`,
      since,
    )
    .map(toBatch)

export const batchById = (reader: Reader, id: number): BatchRow | undefined => {
  const row = reader.get<RawBatch>(
    `SELECT ${batchColumns} FROM batches b JOIN sequence_versions v ON v.id = b.version_id WHERE b.id = ?`,
    id,
  )
  return row && toBatch(row)
}

export interface LedgerRow {
  id: number
  /** `task`: done by hand, never by the dispatcher. */
  kind: 'sequence' | 'task'
  enrollmentId: number
  step: number
  accountId: number
  batchId: number
  domain: string
  state: RowState
  due: number
  slot: number
  at: number
  byHand: number | null
  retryAt: number | null
  replan: 0 | 1 | 2
  /** A plan has given it a time; before that its time is only where the search begins. */
  timed: 0 | 1
  held: 0 | 1
  paused: 0 | 1
  claimedAt: number | null
  settledAt: number | null
  /** Of its enrollment: the contact is away until that day. */
  awayUntil: number | null
}

const ledgerColumns = `s.id, s.kind, s.enrollment_id as enrollmentId, s.step, s.account_id as accountId, s.batch_id as batchId,
  s.domain, s.state, s.due, s.slot, s.at, s.by_hand as byHand, s.retry_at as retryAt, s.replan, s.why IS NOT NULL AS timed, s.held, s.paused,
  s.claimed_at as claimedAt, s.settled_at as settledAt, e.away_until as awayUntil`

/** Every row of enrollments that still go on, by enrollment and step. Here and below: of live engagements. */
export const openLedger = (reader: Reader): LedgerRow[] =>
  reader.all(
    `SELECT ${ledgerColumns} FROM enrollments e JOIN sends s ON s.enrollment_id = e.id
     WHERE e.state IN ('pending', 'active', 'paused') AND s.kind IN ('sequence', 'task')
       AND ${isLive('e.batch_id')}
     ORDER BY s.enrollment_id, s.step`,
  )

/** The same rows of one enrollment. */
export const ledgerOf = (reader: Reader, enrollmentId: number): LedgerRow[] =>
  reader.all(
    `SELECT ${ledgerColumns} FROM sends s JOIN enrollments e ON e.id = s.enrollment_id
     WHERE s.enrollment_id = ? AND s.kind IN ('sequence', 'task') ORDER BY s.step`,
    enrollmentId,
  )

export interface CountedRow {
  accountId: number
  at: number
  batchId: number | null
  slot: number
  step: number
  domain: string
}

/** Sends of over enrollments, letters and tests that still count in limits since `from`. */
export const countedElsewhere = (reader: Reader, from: number): CountedRow[] =>
  reader.all(
    `SELECT s.account_id as accountId, s.claimed_at as at, s.batch_id as batchId, s.slot, s.step, s.domain
     FROM sends s LEFT JOIN enrollments e ON e.id = s.enrollment_id
     WHERE s.state IN ('sending', 'sent', 'unsure') AND s.claimed_at >= ?
       AND (e.id IS NULL OR e.state NOT IN ('pending', 'active', 'paused'))`,
    from,
  )

export interface OpenEnrollment {
  id: number
  batchId: number
  accountId: number
  state: EnrollmentState
  position: number
  enrolledAt: number
  zone: string | null
  domain: string
  address: string
  /** The authorised device that sends it; null: the account's home does. */
  senderDevice: string | null
}

export const openEnrollments = (reader: Reader): OpenEnrollment[] =>
  reader.all(
    `SELECT e.id, e.batch_id as batchId, e.account_id as accountId, e.state, e.position, e.enrolled_at as enrolledAt,
       coalesce(c.zone, nullif(c.zone_guess, '')) as zone, c.domain, c.address, e.sender_device as senderDevice
     FROM enrollments e JOIN contacts c ON c.id = e.contact_id
     WHERE e.state IN ('pending', 'active', 'paused') AND ${isLive('e.batch_id')} ORDER BY e.id`,
  )

export interface Placement {
  id: number
  due: number
  slot: number
  at: number
  why: string | null
}

/** So many rows a statement: a trigger makes SQLite keep a copy of every page that a statement touches. */
const together = 200

/** Gives planned sends their new times; whatever is no longer planned stays untouched. */
export function place(tx: Tx, placements: Placement[]): void {
  for (let from = 0; from < placements.length; from += together)
    tx.run(
      `UPDATE sends SET due = p.due, slot = p.slot, at = p.at, why = p.why, replan = 0
       FROM (SELECT value ->> 0 AS id, value ->> 1 AS due, value ->> 2 AS slot, value ->> 3 AS at, value ->> 4 AS why
         FROM json_each(?)) p WHERE sends.id = p.id AND sends.state = 'planned'`,
      JSON.stringify(placements.slice(from, from + together).map((p) => [p.id, p.due, p.slot, p.at, p.why])),
    )
}

export const replanWanted = (reader: Reader): boolean =>
  reader.get(`SELECT 1 FROM sends WHERE state = 'planned' AND replan = 1 LIMIT 1`) !== undefined
