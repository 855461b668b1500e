/** Manual steps: what a person has to do for a contact before its sequence goes on. */
import type { taskStates } from '../../shared/contract/tasks.ts'
import { isEnrollmentOver } from '../../shared/domain/enrollment.ts'
import { Refusal } from '../../shared/domain/failure.ts'
import { skippedByHand, waitsForTask } from '../../shared/domain/send-shown.ts'
import { stamp } from '../store/clockwork.ts'
import { applyToSend } from '../store/ledger.ts'
import type { Tx } from '../store/open.ts'
import { askReplanOfEnrollment } from '../store/replanning.ts'
import { applyToEnrollment, stepOver } from '../store/sending.ts'
import { enrollmentFacts, openStepBefore } from '../store/sends.ts'
import { findSequence } from '../store/sequences.ts'
import {
  forgetWaiting,
  keepTime,
  laterOver,
  openTasks,
  signTask,
  type TaskRow,
  taskByPublicId,
  taskRows,
} from '../store/tasks.ts'
import { type Context, iso, isoOrNull, os } from './context.ts'
import { checkMayChange } from './may-change.ts'

type TaskState = (typeof taskStates)[number]

function stateOf(row: TaskRow): TaskState {
  if (row.state === 'done') return 'done'
  if (row.state !== 'planned') return 'skipped'
  return row.ready ? 'open' : 'coming'
}

const firstLine = (text: string): string => {
  const [line = ''] = text.split('\n')
  return line.length > 120 ? `${line.slice(0, 119)}…` : line
}

function deedsOf(row: TaskRow): ('done' | 'skip' | 'undo')[] {
  const isOver = isEnrollmentOver(row.enrollmentState)
  if (row.state === 'planned') return isOver ? [] : row.ready ? ['done', 'skip'] : ['skip']
  const mine = row.state === 'done' || row.reason === skippedByHand
  return mine && (!isOver || row.enrollmentState === 'finished') ? ['undo'] : []
}

const shown = (row: TaskRow) => ({
  public_id: row.publicId,
  state: stateOf(row),
  title: row.subject?.trim() || firstLine(row.note ?? '') || `Task of step ${row.step}`,
  note: row.note,
  sequence: row.sequence,
  sequence_id: row.sequencePublicId,
  step: row.step,
  contact: row.contact,
  contact_id: row.contactPublicId,
  contact_name: [row.firstName, row.lastName].filter(Boolean).join(' ') || null,
  company: row.company,
  enrollment_id: row.enrollmentPublicId,
  sender: row.sender,
  account_id: row.accountPublicId,
  due: iso(row.at),
  settled_at: isoOrNull(row.settledAt),
  by: row.by,
  remark: row.state === 'planned' || row.reason === skippedByHand ? null : row.reason,
  sandbox: row.sandbox === 1,
  can: deedsOf(row),
})

function placeOf(text: string | undefined): { at: number; id: number } | null {
  if (text === undefined) return null
  const [at, id] = text.split('.').map(Number)
  if (!Number.isSafeInteger(at) || !Number.isSafeInteger(id))
    throw new Refusal('bad_request', `"${text}" is no place in the list. Ask with "next" of the page before.`)
  return { at: at as number, id: id as number }
}

const list = os.tasks.list.handler(({ input, context: { room, asker } }) =>
  room.store.read(() => {
    const { store } = room
    const sequence = input.sequence === undefined ? null : findSequence(store, input.sequence)
    if (sequence === undefined) throw new Refusal('not_found', `There is no sequence "${input.sequence}".`)
    const query = {
      sequenceId: sequence?.id ?? null,
      seatId: input.mine ? asker.seatId : null,
      now: room.ports.clock.now(),
    }
    const { show, limit } = input
    const rows = taskRows(store, { ...query, show, limit: limit + 1, after: placeOf(input.after) })
    const page = rows.slice(0, limit)
    const last = rows.length > limit ? page.at(-1) : undefined
    const at = last && (show === 'over' ? (last.settledAt ?? last.at) : last.at)
    return { rows: page.map(shown), next: last ? `${at}.${last.id}` : null, open: openTasks(store, query) }
  }),
)

/** Writes what a person says about a task; what follows gets another time. */
function settle({ room, asker }: Context, publicId: string, deed: (tx: Tx, row: TaskRow, now: number) => void) {
  const now = room.ports.clock.now()
  const row = room.store.write((tx) => {
    const found = taskByPublicId(tx, publicId, now)
    if (!found) throw new Refusal('not_found', `There is no task "${publicId}".`)
    checkMayChange(tx, asker, found)
    deed(tx, found, now)
    signTask(tx, found.id, stamp(tx, now, asker.seatId))
    forgetWaiting(tx, found.enrollmentId, waitsForTask(found.step))
    askReplanOfEnrollment(tx, found.enrollmentId)
    if (found.state !== 'planned') keepTime(tx, found.id)
    return taskByPublicId(tx, publicId, now) as TaskRow
  })
  room.changes.tell('sends', 'enrollments', 'sequences')
  return shown(row)
}

function checkOpen(row: TaskRow): void {
  if (row.state !== 'planned')
    throw new Refusal('state', `The task for ${row.contact} is ${stateOf(row)} already. Undo that first.`)
  if (isEnrollmentOver(row.enrollmentState))
    throw new Refusal('state', `"${row.sequence}" is over for ${row.contact}: ${row.enrollmentState}.`)
}

const done = os.tasks.done.handler(({ input, context }) =>
  settle(context, input.public_id, (tx, row, now) => {
    checkOpen(row)
    const before = openStepBefore(tx, row.enrollmentId, row.step)
    if (before)
      throw new Refusal(
        'state',
        `Step ${before.step} to ${row.contact} is not over yet, and this task follows it. Wait for it, or skip it.`,
      )
    applyToSend(tx, row.id, { type: 'confirm', reason: input.remark || null }, now)
    stepOver(tx, row.enrollmentId, row.step, false)
  }),
)

const skip = os.tasks.skip.handler(({ input, context }) =>
  settle(context, input.public_id, (tx, row, now) => {
    checkOpen(row)
    applyToSend(tx, row.id, { type: 'withdraw', reason: skippedByHand }, now)
    stepOver(tx, row.enrollmentId, row.step, false)
  }),
)

const undo = os.tasks.undo.handler(({ input, context }) =>
  settle(context, input.public_id, (tx, row, now) => {
    if (row.state === 'planned') throw new Refusal('state', `The task for ${row.contact} is open already.`)
    const later = laterOver(tx, row.enrollmentId, row.step)
    if (later !== undefined)
      throw new Refusal('state', `Step ${later} to ${row.contact} is over already, and it came after this task.`)
    const facts = enrollmentFacts(tx, row.enrollmentId)
    if (!deedsOf(row).includes('undo') || !facts)
      throw new Refusal('state', `"${row.sequence}" is over for ${row.contact}: ${row.enrollmentState}.`)
    if (facts.state === 'finished') {
      if (facts.busy)
        throw new Refusal('state', `${row.contact} is in another sequence by now. Wait until that is over.`)
      const reason = 'a task was opened again'
      applyToEnrollment(tx, row.enrollmentId, { type: 'reopened', started: facts.sent > 0, stepsLeft: true, reason })
    }
    applyToSend(tx, row.id, { type: row.state === 'done' ? 'reopen' : 'restore' }, now)
  }),
)

export const tasks = { list, done, skip, undo }
