/** Manual steps as people see them: rows of the ledger that a person settles, not the dispatcher. */
import type { EnrollmentState } from '../../shared/domain/enrollment.ts'
import type { RowState } from '../../shared/domain/send.ts'
import type { Mark } from './clockwork.ts'
import { isLive } from './engagements.ts'
import type { Reader, Tx } from './open.ts'

export interface TaskRow {
  id: number
  publicId: string
  state: RowState
  enrollmentId: number
  enrollmentPublicId: string
  enrollmentState: EnrollmentState
  step: number
  subject: string | null
  note: string | null
  sequence: string
  sequencePublicId: string
  contact: string
  contactPublicId: string | null
  firstName: string | null
  lastName: string | null
  company: string | null
  sender: string
  accountId: number
  accountPublicId: string
  batchId: number
  slot: number
  at: number
  settledAt: number | null
  by: string | null
  reason: string | null
  sandbox: 0 | 1
  /** Its time has come, and nothing before it is open. */
  ready: 0 | 1
}

const ready = `(s.state = 'planned' AND s.slot <= @now AND s.held = 0 AND s.paused = 0 AND s.replan <> 1
  AND e.state IN ('pending', 'active') AND NOT EXISTS (SELECT 1 FROM sends p WHERE p.enrollment_id = s.enrollment_id
    AND p.step < s.step AND p.state IN ('planned', 'sending', 'unsure')))`

/** @param index of the tasks as people go through them: of what is to do by its time, of what is over by when that was */
const joined = (
  index: string,
) => `FROM sends s ${index} JOIN enrollments e ON e.id = s.enrollment_id JOIN batches b ON b.id = s.batch_id
    JOIN sequences q ON q.id = b.sequence_id JOIN accounts a ON a.id = s.account_id`

const select = (index: string) => `SELECT s.id, s.public_id as publicId, s.state, s.enrollment_id as enrollmentId,
    e.public_id as enrollmentPublicId, e.state as enrollmentState, s.step,
    json_extract(v.steps, '$[' || (s.step - 1) || '].subject') as subject,
    json_extract(v.steps, '$[' || (s.step - 1) || '].note') as note, q.name as sequence,
    q.public_id as sequencePublicId, s.address as contact, c.public_id as contactPublicId, c.first_name as firstName,
    c.last_name as lastName, c.company, a.address as sender, s.account_id as accountId,
    a.public_id as accountPublicId, s.batch_id as batchId, s.slot, s.at, s.settled_at as settledAt,
    CASE WHEN s.state <> 'planned' THEN (SELECT t.name FROM seats t WHERE t.public_id = s.author) END as by, s.reason,
    s.sandbox, ${ready} as ready
  ${joined(index)} JOIN sequence_versions v ON v.id = b.version_id LEFT JOIN contacts c ON c.id = s.contact_id`

export interface TaskQuery {
  show: 'open' | 'coming' | 'over'
  sequenceId: number | null
  /** Only those of the mailboxes of this seat. */
  seatId: number | null
  now: number
  after: { at: number; id: number } | null
  limit: number
}

const of = `s.kind = 'task' AND ${isLive('s.batch_id')} AND (@sequenceId IS NULL OR b.sequence_id = @sequenceId)
  AND (@seatId IS NULL OR a.seat_id = @seatId)`

const going = `e.state IN ('pending', 'active', 'paused') AND s.state = 'planned'`
const shown = { open: ready, coming: `${going} AND NOT ${ready}`, over: `s.state IN ('done', 'withdrawn')` }

/** When it was over, as its index has it. */
const over = '(CASE WHEN s.settled_at IS NULL THEN s.at ELSE s.settled_at END)'

/** By time, the earliest first; of those that are over the latest. */
export function taskRows(reader: Reader, { show, after, ...query }: TaskQuery): TaskRow[] {
  const isOver = show === 'over'
  const place = isOver ? over : 's.at'
  const beyond = isOver ? '<' : '>'
  const order = isOver ? 'DESC' : 'ASC'
  return reader.all<TaskRow>(
    `${select(isOver ? 'INDEXED BY sends_done' : 'INDEXED BY sends_todo')} WHERE ${of} AND ${shown[show]} AND (@at IS NULL OR (${place}, s.id) ${beyond} (@at, @id))
     ORDER BY ${place} ${order}, s.id ${order} LIMIT @limit`,
    { ...query, at: after?.at ?? null, id: after?.id ?? 0 },
  )
}

/** How many can be done now. */
export const openTasks = (reader: Reader, query: Pick<TaskQuery, 'sequenceId' | 'seatId' | 'now'>): number =>
  reader.get<{ n: number }>(`SELECT count(*) AS n ${joined('INDEXED BY sends_todo')} WHERE ${of} AND ${ready}`, query)
    ?.n ?? 0

export const taskByPublicId = (reader: Reader, publicId: string, now: number): TaskRow | undefined =>
  reader.get<TaskRow>(`${select('')} WHERE s.kind = 'task' AND s.public_id = @publicId`, { publicId, now })

/** Who settled a task, and when by everybody's clock. */
export const signTask = (tx: Tx, id: number, { author, device, hlc }: Mark): void =>
  void tx.run('UPDATE sends SET author = ?, device = ?, hlc = ? WHERE id = ?', author, device, hlc, id)

/** Emails of an enrollment no longer say that they wait for this task. */
export const forgetWaiting = (tx: Tx, enrollmentId: number, words: string): void =>
  void tx.run(
    `UPDATE sends SET reason = NULL WHERE enrollment_id = ? AND state = 'planned' AND reason = ?`,
    enrollmentId,
    words,
  )

/** A task that is open again keeps the slot it had: it was due then. */
export const keepTime = (tx: Tx, id: number): void =>
  void tx.run(`UPDATE sends SET replan = 0, settled_at = NULL WHERE id = ? AND state = 'planned'`, id)

/** The number of a later step that has left, may have, or was done; undefined: none. */
export const laterOver = (reader: Reader, enrollmentId: number, step: number): number | undefined =>
  reader.get<{ step: number }>(
    `SELECT step FROM sends WHERE enrollment_id = ? AND step > ? AND state IN ('sending', 'sent', 'unsure', 'done')
     ORDER BY step LIMIT 1`,
    enrollmentId,
    step,
  )?.step
