/** Takes back what followed from a message, or says what it really was. */
import { Refusal } from '../../shared/domain/failure.ts'
import { publicIdBytes, publicIdFrom } from '../../shared/domain/ids.ts'
import { firstPlanned } from '../store/enrollments.ts'
import { type IncomingRow, incomingByPublicId } from '../store/incoming.ts'
import { correctTo } from '../store/incoming-correct.ts'
import type { Deciding } from '../store/incoming-effects.ts'
import { effectsOf } from '../store/incoming-kept.ts'
import { linesOf } from '../store/incoming-story.ts'
import { decidedElsewhere, takeBack } from '../store/incoming-undo.ts'
import { note } from '../store/journal.ts'
import type { Reader, Tx } from '../store/open.ts'
import { seatById } from '../store/seats.ts'
import { os, type Room } from './context.ts'
import { checkMayDecide, isUndoable, theMessage } from './incoming-rights.ts'
import { shownIncoming } from './incoming-shown.ts'
import { checkMayChange } from './may-change.ts'
import { resumeSends } from './resume.ts'

function found(room: Room, publicId: string): IncomingRow {
  const row = incomingByPublicId(room.store, publicId)
  if (!row) throw new Refusal('not_found', `There is no message "${publicId}".`)
  return row
}

/** @throws Refusal */
function checkUndoable(reader: Reader, row: IncomingRow): void {
  if (row.state === 'undone')
    throw new Refusal('state', `What followed from ${theMessage(row)} was taken back before. There is nothing to do.`)
  const elsewhere = row.state === 'done' ? decidedElsewhere(reader, row.id) : null
  if (elsewhere !== null)
    throw new Refusal('state', `${elsewhere} decided about ${theMessage(row)}. Take it back there.`)
  if (row.state === 'none' || !isUndoable(effectsOf(row.effects)))
    throw new Refusal('state', `Nothing followed from ${theMessage(row)} that could be taken back.`)
}

const decidingOf = ({ ports }: Room): Deciding => ({
  now: ports.clock.now(),
  newId: () => publicIdFrom(ports.dice.bytes(publicIdBytes)),
})

/** What goes on again gets its next time: the old one while it is ahead, else the next open slot at that hour. */
function back(tx: Tx, row: IncomingRow, seatId: number, deciding: Deciding): void {
  const { enrollmentIds } = takeBack(tx, row.id, seatId, deciding)
  const first = enrollmentIds.flatMap((id) => firstPlanned(tx, id) ?? [])
  resumeSends(tx, first, deciding.now)
}

const tables = ['incoming', 'enrollments', 'sends', 'contacts'] as const

export const undo = os.incoming.undo.handler(({ input, context: { room, asker } }) => {
  const row = found(room, input.public_id)
  checkUndoable(room.store, row)
  checkMayDecide(room.store, asker, row)
  const deciding = decidingOf(room)
  room.store.write((tx) => {
    const lines = linesOf(tx, row)
    back(tx, row, asker.seatId, deciding)
    const by = seatById(tx, asker.seatId)?.name ?? 'Somebody'
    const text = `${by} took back what followed from ${theMessage(row)}: ${lines.join(' ')}`
    note(tx, deciding.now, 'incoming_undone', text, { incoming: row.publicId, kind: row.kind })
  })
  room.changes.tell(...tables)
  return shownIncoming(room.store, asker, found(room, input.public_id))
})

export const correct = os.incoming.correct.handler(({ input, context: { room, asker } }) => {
  const row = found(room, input.public_id)
  const { kind, hard = false, return_date: returnDate = null } = input
  if (row.contactId === null || row.accountId === null)
    throw new Refusal(
      'state',
      `It is not known whose email ${theMessage(row)} is about, so nothing can follow from it.`,
    )
  checkMayDecide(room.store, asker, row)
  if (row.enrollmentId !== null && row.batchId !== null)
    checkMayChange(room.store, asker, { accountId: row.accountId, batchId: row.batchId })
  const deciding = decidingOf(room)
  room.store.write((tx) => {
    if (row.state === 'done') back(tx, row, asker.seatId, deciding)
    const by = seatById(tx, asker.seatId)?.name ?? 'Somebody'
    correctTo(tx, row.id, { kind, hard, returnDate, by, seatId: asker.seatId }, deciding)
  })
  room.changes.tell(...tables)
  return shownIncoming(room.store, asker, found(room, input.public_id))
})
