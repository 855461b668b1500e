import { Refusal } from '../../shared/domain/failure.ts'
import { publicIdBytes, publicIdFrom } from '../../shared/domain/ids.ts'
import { stamp } from '../store/clockwork.ts'
import { keepView, removeView, type ViewRow, viewByPublicId, viewRows } from '../store/views.ts'
import { iso, os } from './context.ts'

/** A menu longer than this helps nobody, and a program that saves in a loop must come to an end. */
const mostViews = 100
/** Bytes of a query as JSON. */
const longestQuery = 10_240

const shown = (row: ViewRow) => ({
  public_id: row.publicId,
  screen: row.screen,
  name: row.name,
  query: JSON.parse(row.query) as Record<string, unknown>,
  created_at: iso(row.createdAt),
})

const list = os.views.list.handler(({ input, context: { room, asker } }) =>
  viewRows(room.store, asker.seatId, input.screen).map(shown),
)

const save = os.views.save.handler(({ input, context: { room, asker } }) => {
  const { screen, name } = input
  const query = JSON.stringify(input.query)
  if (Buffer.byteLength(query) > longestQuery) throw new Refusal('too_large', 'A view holds 10 kB at most.')
  const now = room.ports.clock.now()
  const row = room.store.write((tx) => {
    const there = viewRows(tx, asker.seatId, screen)
    if (there.length >= mostViews && !there.some((view) => view.name === name))
      throw new Refusal('state', `There are ${mostViews} saved views here. Remove one first.`)
    const publicId = publicIdFrom(room.ports.dice.bytes(publicIdBytes))
    const view = { publicId, seatId: asker.seatId, screen, name, query, createdAt: now }
    return viewByPublicId(tx, keepView(tx, view, stamp(tx, now, asker.seatId)))
  })
  if (!row) throw new Error('the saved view is missing')
  room.changes.tell('views')
  return shown(row)
})

/** Gives back what was removed: saving it again undoes this. */
const remove = os.views.remove.handler(({ input, context: { room, asker } }) => {
  const row = viewByPublicId(room.store, input.public_id)
  // somebody else's is none for the asker
  if (!row || row.seatId !== asker.seatId) throw new Refusal('not_found', `You have no view "${input.public_id}".`)
  const now = room.ports.clock.now()
  room.store.write((tx) => removeView(tx, row.id, stamp(tx, now, asker.seatId)))
  room.changes.tell('views')
  return shown(row)
})

export const views = { list, save, remove }
