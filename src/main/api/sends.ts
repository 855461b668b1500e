import { Refusal } from '../../shared/domain/failure.ts'
import { checkTypedPick } from '../../shared/domain/plan-agenda.ts'
import { daysOff } from '../days-off.ts'
import { applyToSend, askReplanOfEnrollment, lookAgain } from '../store/ledger.ts'
import type { Tx } from '../store/open.ts'
import { planBatch } from '../store/plan-state.ts'
import { batchById } from '../store/planning.ts'
import { contactZone, stepOver } from '../store/sending.ts'
import { openStepBefore, type SendRow, sendByPublicId, sendPage, setHeld, wishSlot } from '../store/sends.ts'
import { workspaceRow } from '../store/workspace.ts'
import { type Context, os, type Room } from './context.ts'
import { checkMayChange } from './may-change.ts'
import { shownSend } from './sends-view.ts'

const cursor = (row: SendRow): string => `${row.at}.${row.id}`

function parseCursor(text: string | undefined): { at: number; id: number } | null {
  if (text === undefined) return null
  const match = /^(\d{1,16})\.(\d{1,16})$/.exec(text)
  if (!match) throw new Refusal('bad_request', `"${text}" is not a place in this list. Use the "next" of a page.`)
  return { at: Number(match[1]), id: Number(match[2]) }
}

const list = os.sends.list.handler(({ input, context: { room } }) => {
  const rows = sendPage(room.store, input, parseCursor(input.after), input.limit + 1)
  const page = rows.slice(0, input.limit)
  const last = page.at(-1)
  return { rows: page.map(shownSend), next: rows.length > input.limit && last ? cursor(last) : null }
})

const find = (room: Room, publicId: string): SendRow => {
  const row = sendByPublicId(room.store, publicId)
  if (!row) throw new Refusal('not_found', `There is no email "${publicId}".`)
  return row
}

const get = os.sends.get.handler(({ input, context: { room } }) => shownSend(find(room, input.public_id)))

/** Runs a change on a send that is still planned; anything else is told its state. */
function change(
  { room, asker }: Context,
  publicId: string,
  what: string,
  work: (tx: Tx, row: SendRow, now: number) => void,
) {
  const row = find(room, publicId)
  checkMayChange(room.store, asker, row)
  if (row.state !== 'planned')
    throw new Refusal('state', `The email to ${row.contact} is ${row.state}: only a planned one can be ${what}.`)
  room.store.write((tx) => work(tx, row, room.ports.clock.now()))
  room.changes.tell('sends', 'enrollments')
  return shownSend(find(room, publicId))
}

const cancel = os.sends.cancel.handler(({ input, context }) =>
  change(context, input.public_id, 'cancelled', (tx, row, now) => {
    applyToSend(tx, row.id, { type: 'withdraw', reason: 'cancelled by hand' }, now)
    if (row.enrollmentId === null) return
    stepOver(tx, row.enrollmentId, row.step, false)
    askReplanOfEnrollment(tx, row.enrollmentId)
  }),
)

const hold = os.sends.hold.handler(({ input, context }) =>
  change(context, input.public_id, 'held', (tx, row) => setHeld(tx, row.id, true)),
)

const release = os.sends.release.handler(({ input, context }) =>
  change(context, input.public_id, 'released', (tx, row, now) => {
    setHeld(tx, row.id, false)
    if (row.enrollmentId === null) return
    // The planner may have looked while it was held, at it and at the steps behind it.
    lookAgain(tx, row.enrollmentId)
    if (row.at < now) askReplanOfEnrollment(tx, row.enrollmentId)
  }),
)

const reschedule = os.sends.reschedule.handler(({ input, context }) =>
  change(context, input.public_id, 'moved', (tx, row, now) => {
    const batch = row.batchId === null ? undefined : batchById(tx, row.batchId)
    if (!batch) throw new Refusal('state', 'This email belongs to no engagement and has no slots.')
    const open = row.enrollmentId === null ? undefined : openStepBefore(tx, row.enrollmentId, row.step)
    if (open)
      throw new Refusal(
        'state',
        open.state === 'unsure'
          ? `It is not certain whether step ${open.step} reached ${row.contact}. Decide that first.`
          : `Step ${open.step} to ${row.contact} has not left yet, and step ${row.step} follows it. Move step ${open.step}, or wait.`,
      )
    const zone = contactZone(tx, row.id, batch.useContactZone) ?? workspaceRow(tx).zone
    const pick = checkTypedPick(planBatch(batch, daysOff).calendar, zone, input.slot, now)
    if (!pick.ok) throw new Refusal('invalid_slot', pick.message, { before: pick.before, after: pick.after })
    wishSlot(tx, row.id, pick.at)
    if (row.enrollmentId !== null) askReplanOfEnrollment(tx, row.enrollmentId)
  }),
)

export const sends = { list, get, cancel, hold, release, reschedule }
