import type { Mark } from './clockwork.ts'
import type { Reader, Tx } from './open.ts'

export interface SnippetRow {
  id: number
  publicId: string
  name: string
  html: string
  /** Null: everybody's. */
  seatId: number | null
  version: number
  createdAt: number
}

const select = `SELECT id, public_id AS publicId, name, html, seat_id AS seatId, version, created_at AS createdAt
  FROM snippets WHERE deleted = 0`

/** Names compare without case, as those of groups do. */
const keyOf = (name: string): string => name.trim().toLowerCase()

/** A seat's own and everybody's, by name. */
export const snippetRows = (reader: Reader, seatId: number): SnippetRow[] =>
  reader.all(`${select} AND (seat_id IS NULL OR seat_id = ?) ORDER BY name_key, id`, seatId)

export const snippetByPublicId = (reader: Reader, publicId: string): SnippetRow | undefined =>
  reader.get(`${select} AND public_id = ?`, publicId)

/** @param seatId whose; null: among everybody's */
export const snippetByName = (reader: Reader, name: string, seatId: number | null): SnippetRow | undefined =>
  reader.get(`${select} AND name_key = ? AND seat_id IS ?`, keyOf(name), seatId)

export const insertSnippet = (tx: Tx, row: Omit<SnippetRow, 'id' | 'version'>, mark: Mark): void =>
  void tx.run(
    `INSERT INTO snippets (public_id, name, name_key, html, seat_id, created_at, author, device, hlc)
     VALUES (@publicId, @name, @key, @html, @seatId, @createdAt, @author, @device, @hlc)`,
    { ...row, key: keyOf(row.name), author: mark.author, device: mark.device, hlc: mark.hlc },
  )

export const changeSnippet = (
  tx: Tx,
  id: number,
  { name, html, seatId }: Pick<SnippetRow, 'name' | 'html' | 'seatId'>,
  { author, device, hlc }: Mark,
): void =>
  void tx.run(
    `UPDATE snippets SET name = @name, name_key = @key, html = @html, seat_id = @seatId, version = version + 1,
       author = @author, device = @device, hlc = @hlc WHERE id = @id`,
    { id, name, key: keyOf(name), html, seatId, author, device, hlc },
  )

/** The row stays, marked: other devices have to hear that it is gone. */
export const removeSnippet = (tx: Tx, id: number, { author, device, hlc }: Mark): void =>
  void tx.run('UPDATE snippets SET deleted = 1, author = @author, device = @device, hlc = @hlc WHERE id = @id', {
    id,
    author,
    device,
    hlc,
  })
