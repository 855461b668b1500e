/** Rows of this computer that may hold what nobody was told yet: those marked, and those in stretches not looked at. */
import type { SharedKind } from '../../shared/domain/shared-change.ts'
import type { Reader } from './open.ts'

/** How many rows that may be, at most. */
export function dirtyCount(reader: Reader): number {
  const marked = reader.get<{ n: number }>('SELECT count(*) AS n FROM shared_dirty')?.n ?? 0
  // row ids of a stretch are nearly without gaps; counting a million rows for every line of progress would take longer
  return ranges(reader).reduce((sum, { after, upto }) => sum + upto - after, marked)
}

/** Rows by their ids, from after one up to another. */
export interface Range {
  id: number
  kind: SharedKind
  after: number
  upto: number
}

export const ranges = (reader: Reader, kind?: SharedKind): Range[] =>
  reader.all(`SELECT id, kind, "after", upto FROM shared_ranges WHERE @kind IS NULL OR kind = @kind ORDER BY id`, {
    kind: kind ?? null,
  })

/** Is there any? */
export const anythingUntold = (reader: Reader): boolean =>
  reader.get('SELECT 1 FROM shared_dirty LIMIT 1') !== undefined ||
  reader.get('SELECT 1 FROM shared_ranges LIMIT 1') !== undefined

/** May that row say what nobody was told yet? */
export const mayBeUntold = (reader: Reader, kind: SharedKind, rowId: number): boolean =>
  reader.get(
    `SELECT 1 FROM shared_dirty WHERE kind = @kind AND row_id = @rowId
     UNION ALL SELECT 1 FROM shared_ranges WHERE kind = @kind AND "after" < @rowId AND upto >= @rowId LIMIT 1`,
    { kind, rowId },
  ) !== undefined
