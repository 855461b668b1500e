/** Imports of the past, and how the columns of their files were taken. */
import { createHash } from 'node:crypto'
import type { Reader, Tx } from './open.ts'

export interface ImportRow {
  id: number
  publicId: string
  file: string
  state: 'applying' | 'done' | 'undoing' | 'undone'
  rows: number
  imported: number
  updated: number
  refused: number
  createdAt: number
  undoneAt: number | null
  afterContact: number
  /** Who imported it; null: nobody remembers. */
  seat: string | null
  /** Refused rows are kept still; so is what stood in the place of what it changed. */
  keepsRefused: 0 | 1
  keepsBefore: 0 | 1
}

const columns = `i.id, i.public_id AS publicId, i.file, i.state, i.rows, i.imported, i.updated, i.refused,
  i.created_at AS createdAt, i.undone_at AS undoneAt, i.after_contact AS afterContact, s.name AS seat,
  EXISTS (SELECT 1 FROM import_refusals r WHERE r.import_id = i.id) AS keepsRefused,
  EXISTS (SELECT 1 FROM contact_updates u WHERE u.import_id = i.id AND u.before IS NOT NULL) AS keepsBefore`
const decided = `i.state IN ('applying', 'done', 'undoing', 'undone')`

/** The decided ones, newest first; `after` is the id of the last one before, null for the first page. */
export const importRows = (reader: Reader, after: number | null, limit: number): ImportRow[] =>
  reader.all(
    `SELECT ${columns} FROM imports i LEFT JOIN seats s ON s.id = i.seat_id
     WHERE ${decided} AND i.id < coalesce(?, i.id + 1) ORDER BY i.id DESC LIMIT ?`,
    after,
    limit,
  )

export const importByPublicId = (reader: Reader, publicId: string): ImportRow | undefined =>
  reader.get(
    `SELECT ${columns} FROM imports i LEFT JOIN seats s ON s.id = i.seat_id WHERE i.public_id = ? AND ${decided}`,
    publicId,
  )

const hashOf = (titles: readonly string[]): string => createHash('sha256').update(JSON.stringify(titles)).digest('hex')

export interface KnownMapping {
  map: Record<string, string>
  usedAt: number
}

/** How a file with these headings was taken the last time. */
export function mappingOf(reader: Reader, titles: readonly string[]): KnownMapping | undefined {
  const row = reader.get<{ mapping: string; usedAt: number }>(
    'SELECT mapping, used_at AS usedAt FROM import_mappings WHERE headings = ?',
    hashOf(titles),
  )
  return row && { map: JSON.parse(row.mapping), usedAt: row.usedAt }
}

/** Kinds of files remembered; the one not used for longest goes. */
const mostMappings = 200

export function keepMapping(tx: Tx, titles: readonly string[], map: Record<string, string>, now: number): void {
  tx.run(
    `INSERT INTO import_mappings (headings, mapping, used_at) VALUES (?, ?, ?)
     ON CONFLICT (headings) DO UPDATE SET mapping = excluded.mapping, used_at = excluded.used_at`,
    hashOf(titles),
    JSON.stringify(map),
    now,
  )
  tx.run(
    `DELETE FROM import_mappings WHERE headings IN
       (SELECT headings FROM import_mappings ORDER BY used_at DESC LIMIT -1 OFFSET ${mostMappings})`,
  )
}
