import type { Mark } from './clockwork.ts'
import type { Reader, Tx } from './open.ts'

export interface ViewRow {
  id: number
  publicId: string
  seatId: number
  screen: string
  name: string
  /** JSON. */
  query: string
  createdAt: number
}

const columns = 'id, public_id AS publicId, seat_id AS seatId, screen, name, query, created_at AS createdAt'

/** A seat's views of one screen, by name. */
export const viewRows = (reader: Reader, seatId: number, screen: string): ViewRow[] =>
  reader.all(
    `SELECT ${columns} FROM views WHERE deleted = 0 AND seat_id = ? AND screen = ? ORDER BY name COLLATE NOCASE, id`,
    seatId,
    screen,
  )

export const viewByPublicId = (reader: Reader, publicId: string): ViewRow | undefined =>
  reader.get(`SELECT ${columns} FROM views WHERE deleted = 0 AND public_id = ?`, publicId)

/** Writes it under its name, in the place of the one of that name. Returns the public id it has now. */
export function keepView(tx: Tx, view: Omit<ViewRow, 'id'>, mark: Mark): string {
  const { seatId, screen, name, query } = view
  const known = viewRows(tx, seatId, screen).find((row) => row.name === name)
  if (known) {
    tx.run(
      'UPDATE views SET query = ?, author = ?, device = ?, hlc = ? WHERE id = ?',
      query,
      mark.author,
      mark.device,
      mark.hlc,
      known.id,
    )
    return known.publicId
  }
  tx.run(
    `INSERT INTO views (public_id, seat_id, screen, name, query, created_at, author, device, hlc)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    view.publicId,
    seatId,
    screen,
    name,
    query,
    view.createdAt,
    mark.author,
    mark.device,
    mark.hlc,
  )
  return view.publicId
}

/** The row stays, marked: another device has to hear that it is gone. */
export const removeView = (tx: Tx, id: number, mark: Mark): void =>
  void tx.run(
    'UPDATE views SET deleted = 1, author = ?, device = ?, hlc = ? WHERE id = ?',
    mark.author,
    mark.device,
    mark.hlc,
    id,
  )
