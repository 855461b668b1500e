import { Refusal } from '../../shared/domain/failure.ts'
import {
  type EnrollmentRow,
  enrollmentByPublicId,
  enrollmentPage,
  firstPlanned,
  pauseSends,
} from '../store/enrollments.ts'
import type { Tx } from '../store/open.ts'
import { applyToEnrollment, withdrawPlanned } from '../store/sending.ts'
import { accountOf } from '../store/sends-search.ts'
import { type Context, iso, isoOrNull, os } from './context.ts'
import { reassigning as reassign } from './enrollments-reassign.ts'
import { checkMayChange } from './may-change.ts'
import { resumeSends } from './resume.ts'

const shown = (row: EnrollmentRow) => ({
  public_id: row.publicId,
  contact: row.contact,
  sequence: row.sequence,
  sender: row.sender,
  state: row.state,
  reason: row.reason,
  step: row.sent,
  next_at: isoOrNull(row.nextAt),
  enrolled_at: iso(row.enrolledAt),
})

const list = os.enrollments.list.handler(({ input, context: { room } }) => {
  const after = Number(input.after ?? 0)
  if (!Number.isSafeInteger(after) || after < 0)
    throw new Refusal('bad_request', `"${input.after}" is not a place in this list. Use the "next" of a page.`)
  const accountId = input.sender === undefined ? null : accountOf(room.store, input.sender)
  const rows = enrollmentPage(room.store, { ...input, accountId }, after, input.limit + 1)
  const page = rows.slice(0, input.limit)
  return { rows: page.map(shown), next: rows.length > input.limit ? String(page.at(-1)?.id) : null }
})

function change(
  { room, asker }: Context,
  publicId: string,
  work: (tx: Tx, row: EnrollmentRow) => boolean,
  refusal: string,
) {
  const row = enrollmentByPublicId(room.store, publicId)
  if (!row) throw new Refusal('not_found', `There is no enrollment "${publicId}".`)
  checkMayChange(room.store, asker, row)
  const done = room.store.write((tx) => work(tx, row))
  if (!done) throw new Refusal('state', `${row.contact} is ${row.state} in "${row.sequence}": ${refusal}`)
  room.changes.tell('enrollments', 'sends')
  return shown(enrollmentByPublicId(room.store, publicId) ?? row)
}

const pause = os.enrollments.pause.handler(({ input, context }) =>
  change(
    context,
    input.public_id,
    (tx, row) => {
      if (applyToEnrollment(tx, row.id, { type: 'paused', reason: 'paused by hand' }) === null) return false
      pauseSends(tx, row.id, true)
      return true
    },
    'only one that is under way can be paused.',
  ),
)

const resume = os.enrollments.resume.handler(({ input, context }) =>
  change(
    context,
    input.public_id,
    (tx, row) => {
      if (applyToEnrollment(tx, row.id, { type: 'resumed', started: row.sent > 0 }) === null) return false
      pauseSends(tx, row.id, false)
      const first = firstPlanned(tx, row.id)
      if (first) resumeSends(tx, [first], context.room.ports.clock.now())
      return true
    },
    'only a paused one can go on.',
  ),
)

const stop = os.enrollments.stop.handler(({ input, context }) =>
  change(
    context,
    input.public_id,
    (tx, row) => {
      if (applyToEnrollment(tx, row.id, { type: 'stopped', reason: 'stopped by hand' }) === null) return false
      withdrawPlanned(tx, row.id, 'the sequence was stopped for this contact', context.room.ports.clock.now())
      return true
    },
    'it is over already.',
  ),
)

export const enrollments = { list, pause, resume, stop, reassign }
