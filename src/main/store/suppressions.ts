import type { Mark } from './clockwork.ts'
import type { Reader, Tx } from './open.ts'

export interface SuppressionRow {
  publicId: string
  kind: 'address' | 'domain'
  /** Address in comparable form, or domain in lower case. */
  value: string
  reason: string
  source: string
  createdAt: number
}

const columns = 'public_id AS publicId, kind, value, reason, source, created_at AS createdAt'

/** Newest first; `after` is the public id of the last row of the page before, null for the first page. */
export const suppressionPage = (reader: Reader, after: string | null, limit: number): SuppressionRow[] =>
  reader.all(
    `SELECT ${columns} FROM suppressions WHERE deleted = 0
       AND (@after IS NULL OR id < (SELECT id FROM suppressions WHERE public_id = @after)) ORDER BY id DESC LIMIT @limit`,
    { after, limit },
  )

export const suppressionOf = (
  reader: Reader,
  kind: SuppressionRow['kind'],
  value: string,
): SuppressionRow | undefined =>
  reader.get(`SELECT ${columns} FROM suppressions WHERE deleted = 0 AND kind = ? AND value = ?`, kind, value)

/** The list only grows: what is in it keeps its first reason. False when it was there already. */
export const suppress = (tx: Tx, row: SuppressionRow, mark: Mark): boolean =>
  tx.run(
    `INSERT INTO suppressions (public_id, kind, value, reason, source, created_at, author, device, hlc)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
    row.publicId,
    row.kind,
    row.value,
    row.reason,
    row.source,
    row.createdAt,
    mark.author,
    mark.device,
    mark.hlc,
  ).changes === 1
