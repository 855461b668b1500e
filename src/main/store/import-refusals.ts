/** Rows of a list that were not taken, kept so that they can be given back. */
import type { Reader, Tx } from './open.ts'

export interface RefusalRow {
  id: number
  line: number
  column: string | null
  reason: string
  message: string
  /** JSON: the row as the file had it. */
  cells: string
}

/** Refusals are other people's data: only the latest imports keep theirs. */
const importsThatKeep = 10
/** Removed at a time: the next import goes on with the rest. */
const atOnce = 100_000

export function keepRefusals(tx: Tx, importId: number, rows: readonly Omit<RefusalRow, 'id'>[]): void {
  for (const row of rows)
    tx.run(
      'INSERT INTO import_refusals (import_id, line, "column", reason, message, cells) VALUES (?, ?, ?, ?, ?, ?)',
      importId,
      row.line,
      row.column,
      row.reason,
      row.message,
      row.cells,
    )
}

export const forgetOldRefusals = (tx: Tx): void =>
  void tx.run(
    `DELETE FROM import_refusals WHERE id IN (SELECT id FROM import_refusals WHERE import_id <=
       (SELECT id FROM imports WHERE refused > 0 ORDER BY id DESC LIMIT 1 OFFSET ?) LIMIT ?)`,
    importsThatKeep - 1,
    atOnce,
  )

/** Removes some of an import's; false when none was left. */
export const removeRefusals = (tx: Tx, importId: number, limit: number): boolean =>
  tx.run(
    'DELETE FROM import_refusals WHERE id IN (SELECT id FROM import_refusals WHERE import_id = ? LIMIT ?)',
    importId,
    limit,
  ).changes > 0

/** In the order of the file; `after` is the id of the last row before, 0 for the first page. */
export const refusalPage = (reader: Reader, importId: number, after: number, limit: number): RefusalRow[] =>
  reader.all(
    `SELECT id, line, "column", reason, message, cells FROM import_refusals WHERE import_id = ? AND id > ?
     ORDER BY id LIMIT ?`,
    importId,
    after,
    limit,
  )

/** An import that was decided, with the headings of its file. */
export const decidedImport = (
  reader: Reader,
  publicId: string,
): { id: number; columns: string | null; refused: number } | undefined =>
  reader.get(`SELECT id, columns, refused FROM imports WHERE public_id = ? AND state IN ('applying', 'done')`, publicId)
