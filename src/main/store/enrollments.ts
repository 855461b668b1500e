import type { EnrollmentState } from '../../shared/domain/enrollment.ts'
import { aliasOfEnrollment } from './aliases.ts'
import type { Mark } from './clockwork.ts'
import { nextEmail } from './enrollment-list.ts'
import { keptBy } from './kept-by.ts'
import type { Reader, Tx } from './open.ts'

export interface EnrollmentRow {
  id: number
  publicId: string
  batchId: number
  accountId: number
  sequenceId: number
  contactId: number
  contact: string
  /** Null: the contact was erased. */
  contactPublicId: string | null
  firstName: string | null
  lastName: string | null
  company: string | null
  /** JSON. */
  tags: string
  sequence: string
  sequencePublicId: string
  sequencePaused: 0 | 1
  sender: string
  accountPublicId: string
  engagedBy: string
  state: EnrollmentState
  reason: string | null
  sandbox: 0 | 1
  emails: number
  sent: number
  unsure: number
  /** Being handed over just now. */
  sending: number
  nextId: number | null
  nextStep: number | null
  nextAt: number | null
  nextHeld: 0 | 1 | null
  nextReplan: 0 | 1 | 2 | null
  nextKind: string | null
  lastAt: number | null
  enrolledAt: number
}

const inState = (state: string) =>
  `(SELECT count(*) FROM sends s WHERE s.enrollment_id = e.id AND s.state = '${state}')`

const select = `SELECT e.id, e.public_id as publicId, e.batch_id as batchId, e.account_id as accountId,
    e.sequence_id as sequenceId, e.contact_id as contactId, c.address as contact,
    CASE c.deleted WHEN 0 THEN c.public_id END as contactPublicId, c.first_name as firstName, c.last_name as lastName,
    c.company, c.tags, q.name as sequence, q.public_id as sequencePublicId, q.paused as sequencePaused,
    coalesce(l.address, a.address) as sender, a.public_id as accountPublicId, t.name as engagedBy, e.state, e.reason,
    e.sandbox, e.emails, ${inState('sent')} as sent, ${inState('unsure')} as unsure, ${inState('sending')} as sending,
    n.id as nextId, n.step as nextStep, n.at as nextAt, n.held as nextHeld, n.replan as nextReplan, n.kind as nextKind,
    (SELECT max(s.claimed_at) FROM sends s WHERE s.enrollment_id = e.id AND s.state = 'sent') as lastAt,
    e.enrolled_at as enrolledAt`
const joins = `JOIN contacts c ON c.id = e.contact_id JOIN sequences q ON q.id = e.sequence_id
    JOIN accounts a ON a.id = e.account_id JOIN batches b ON b.id = e.batch_id JOIN seats t ON t.id = b.seat_id
    ${aliasOfEnrollment} LEFT JOIN sends n ON ${nextEmail}`

/** Those with these row ids, in the order given. */
export const enrollmentsById = (reader: Reader, ids: readonly number[]): EnrollmentRow[] =>
  reader.all<EnrollmentRow>(
    `${select} FROM json_each(?) given CROSS JOIN enrollments e ON e.id = given.value ${joins} ORDER BY given.key`,
    JSON.stringify(ids),
  )

export const enrollmentByPublicId = (reader: Reader, publicId: string): EnrollmentRow | undefined =>
  reader.get<EnrollmentRow>(`${select} FROM enrollments e ${joins} WHERE e.public_id = ?`, publicId)

/** Row ids by public id, of those that are there. */
export const enrollmentIdsOf = (reader: Reader, publicIds: readonly string[]): Map<string, number> =>
  new Map(
    reader
      .all<{ id: number; publicId: string }>(
        'SELECT id, public_id AS publicId FROM enrollments WHERE public_id IN (SELECT value FROM json_each(?))',
        JSON.stringify(publicIds),
      )
      .map(({ id, publicId }) => [publicId, id]),
  )

/** Row ids of the sequences with this public id or name. */
export const sequencesNamed = (reader: Reader, name: string): number[] =>
  reader.all<{ id: number }>('SELECT id FROM sequences WHERE public_id = ? OR name = ?', name, name).map(({ id }) => id)

/** Planned sends of an enrollment stand still, or go on with it unless their sequence is paused too. */
export const pauseSends = (tx: Tx, enrollmentId: number, paused: boolean): void =>
  void tx.run(
    `UPDATE sends SET paused = CASE WHEN ? THEN 1 ELSE (SELECT q.paused FROM enrollments e
       JOIN sequences q ON q.id = e.sequence_id WHERE e.id = sends.enrollment_id) END
     WHERE enrollment_id = ? AND state = 'planned'`,
    paused ? 1 : 0,
    enrollmentId,
  )

/** Emails and tasks of it that are planned. */
export const plannedEmails = (reader: Reader, enrollmentId: number): number =>
  reader.get<{ n: number }>(
    `SELECT count(*) AS n FROM sends WHERE enrollment_id = ? AND state = 'planned'`,
    enrollmentId,
  )?.n ?? 0

/** A planned email of it may be out there already: it was being handed over when the line broke, and is repeated as it was. */
export const mayHaveLeft = (reader: Reader, enrollmentId: number): boolean =>
  reader.get(
    `SELECT 1 FROM sends s JOIN attempts t ON t.send_id = s.id WHERE s.enrollment_id = ? AND s.state = 'planned'
       AND t.data_started_at IS NOT NULL AND t.outcome IN ('broken', 'interrupted') LIMIT 1`,
    enrollmentId,
  ) !== undefined

/** Which home and device of their account send them from now on, as it is for whoever is engaged at present. */
export const setSender = (
  tx: Tx,
  ids: readonly number[],
  [home, device]: readonly [home: string | null, device: string | null],
  mark: Mark,
): void =>
  void tx.run(
    `UPDATE enrollments SET home = @home, sender_device = @sender, author = @author, device = @device, hlc = @hlc
     WHERE id IN (SELECT value FROM json_each(@ids))`,
    { ...mark, home, sender: device, ids: JSON.stringify(ids) },
  )

/** The first planned send of an enrollment that resumes; the others follow it. */
export interface PausedSend {
  id: number
  enrollmentId: number
  batchId: number
  slot: number
  at: number
}

const pausedColumns = 's.id, s.enrollment_id as enrollmentId, s.batch_id as batchId, s.slot, s.at'
const isFirst = `s.step = (SELECT min(p.step) FROM sends p WHERE p.enrollment_id = s.enrollment_id AND p.state = 'planned')`

/** Undefined also where its sequence is paused: resuming that is what moves it on. */
export const firstPlanned = (reader: Reader, enrollmentId: number): PausedSend | undefined =>
  reader.get(
    `SELECT ${pausedColumns} FROM sends s WHERE s.enrollment_id = ? AND s.state = 'planned' AND s.paused = 0 AND ${isFirst}`,
    enrollmentId,
  )

export const firstPlannedOfSequence = (reader: Reader, sequenceId: number): PausedSend[] =>
  reader.all(
    `SELECT ${pausedColumns} FROM enrollments e JOIN sends s ON s.enrollment_id = e.id
     WHERE e.sequence_id = ? AND e.state IN ('pending', 'active') AND s.state = 'planned' AND ${isFirst}`,
    sequenceId,
  )

/** Those whose time has gone by at `now`, of one account or (null) of all that can send: nothing else holds them back. */
export const firstPlannedMissed = (reader: Reader, now: number, accountId: number | null): PausedSend[] =>
  reader.all(
    `SELECT ${pausedColumns} FROM accounts a JOIN sends s ON s.account_id = a.id
     WHERE a.state = 'active' AND a.paused = 0 AND (${keptBy}) IS NULL AND (@account IS NULL OR a.id = @account)
       AND s.state = 'planned' AND s.held = 0 AND s.paused = 0 AND s.replan = 0 AND s.at <= @now AND ${isFirst}`,
    { now, account: accountId },
  )
