/** What was exchanged with which device, the folder that a team shares, and what merging told. */
import type { Reader, Tx } from './open.ts'

export interface PeerRow {
  publicId: string
  name: string
  seat: string
  address: string
  sealingKey: string
  signingKey: string
  state: 'active' | 'revoked'
  own: boolean
  /** Up to which chunk of each device it has said it holds. */
  holds: Record<string, number>
  sentAt: number | null
  heardAt: number | null
}

interface RawPeer extends Omit<PeerRow, 'own' | 'holds'> {
  own: number
  holds: string | null
}

/** Every device of the workspace that was not taken away, this one among them. */
export function peerRows(reader: Reader): PeerRow[] {
  const rows = reader.all<RawPeer>(
    `SELECT d.public_id AS publicId, d.name, s.name AS seat, s.address, d.sealing_key AS sealingKey,
       d.signing_key AS signingKey, d.state, d.public_id = (SELECT device FROM workspace) AS own,
       e.holds, e.sent_at AS sentAt, e.heard_at AS heardAt
     FROM devices d JOIN seats s ON s.id = d.seat_id LEFT JOIN exchanges e ON e.device = d.public_id
     WHERE d.deleted = 0 ORDER BY d.id`,
  )
  return rows.map((row) => ({
    ...row,
    own: row.own === 1,
    holds: JSON.parse(row.holds ?? '{}') as Record<string, number>,
  }))
}

/** How many chunks lie behind `heads`, and how many changes are in them. */
export function behind(reader: Reader, heads: Record<string, number>): { chunks: number; changes: number } {
  const row = reader.get<{ chunks: number; changes: number }>(
    `SELECT count(*) AS chunks, coalesce(sum(c.changes), 0) AS changes FROM chunks c
     LEFT JOIN json_each(?) h ON h.key = c.device WHERE c.number > coalesce(h.value, 0)`,
    JSON.stringify(heads),
  )
  return row ?? { chunks: 0, changes: 0 }
}

interface Listed {
  device: string
  number: number
  changes: number
}

/**
 * Chunks behind `heads` in the order in which they were sealed: none is before one that its writer had known. With them the
 * proof, for each computer that told two things: its own chunks are the ones that nobody else would give it.
 */
export const chunksBehind = (reader: Reader, heads: Record<string, number>): Listed[] =>
  reader.all<Listed>(
    `SELECT c.device, c.number, c.changes FROM chunks c LEFT JOIN json_each(@heads) h ON h.key = c.device
     WHERE c.number > coalesce(h.value, 0)
       OR EXISTS (SELECT 1 FROM json_each(@proofs) p WHERE p.value ->> 'device' = c.device AND p.value ->> 'number' = c.number)
     ORDER BY c.at, c.device, c.number`,
    { heads: JSON.stringify(heads), proofs: JSON.stringify(contradicting(reader)) },
  )

/**
 * Of each other computer whose word was refused here as its second one, the first chunk held here that it contradicts: once it
 * hears that, it stops until somebody has looked. Nothing, once what was refused is what is held.
 */
export const contradicting = (reader: Reader): { device: string; number: number }[] =>
  reader.all(
    // chunks are long: of each note two are looked up, and none are walked through
    `SELECT c.device, min(c.number) AS number FROM (
       SELECT device, data, CAST(substr(about, length('forked ' || device || ' ') + 1) AS INTEGER) AS number
       FROM merge_notes WHERE what = 'forked' AND about LIKE 'forked %') n
     CROSS JOIN chunks c ON c.device = n.device AND c.number IN (n.number - 1, n.number)
     WHERE c.device IS NOT (SELECT device FROM workspace)
       AND (c.number = n.number AND c.hash IS NOT n.data ->> 'hash'
         OR c.number = n.number - 1 AND c.hash <> n.data ->> 'previous')
     GROUP BY c.device`,
  )

/**
 * What a device said that it holds, by the latest of its files, whichever of them is read last: it may hold less than before,
 * where its data was put back. Too little told here costs a few chunks sent twice; too much would leave it without them for
 * good. Of files of the same moment the one counts that says more, unless it has forgotten what it told itself.
 *
 * @param at when it wrote the file, ms since the epoch, and not after now
 */
export function heardFrom(tx: Tx, device: string, holds: Record<string, number>, at: number): void {
  const known = tx.get<{ holds: string; heardAt: number | null }>(
    'SELECT holds, heard_at AS heardAt FROM exchanges WHERE device = ?',
    device,
  )
  const heardAt = known?.heardAt ?? Number.NEGATIVE_INFINITY
  if (at < heardAt) return
  const before = JSON.parse(known?.holds ?? '{}') as Record<string, number>
  const isPutBack = (holds[device] ?? 0) < (before[device] ?? 0)
  const joined = at > heardAt || isPutBack ? {} : { ...before }
  for (const [of, number] of Object.entries(holds)) joined[of] = Math.max(number, joined[of] ?? 0)
  tx.run(
    `INSERT INTO exchanges (device, holds, heard_at) VALUES (?, ?, ?)
     ON CONFLICT (device) DO UPDATE SET holds = excluded.holds, heard_at = excluded.heard_at`,
    device,
    JSON.stringify(joined),
    at,
  )
}

/** Something was written that these devices can open. Whether it arrives, they will say. */
export function writtenFor(tx: Tx, devices: readonly string[], now: number): void {
  for (const device of devices)
    tx.run(
      `INSERT INTO exchanges (device, holds, sent_at) VALUES (?, '{}', ?)
       ON CONFLICT (device) DO UPDATE SET sent_at = excluded.sent_at`,
      device,
      now,
    )
}

export interface FolderRow {
  path: string
  number: number
  wrote: Record<string, number>
  recipients: string
  wroteAt: number | null
  lookedAt: number | null
  trouble: string | null
  seen: Record<string, { size: number; at: number; words?: string }>
}

export function folderRow(reader: Reader): FolderRow | null {
  const raw = reader.get<Omit<FolderRow, 'wrote' | 'seen'> & { wrote: string; seen: string }>(
    `SELECT path, number, wrote, recipients, wrote_at AS wroteAt, looked_at AS lookedAt, trouble, seen
     FROM shared_folder WHERE id = 1`,
  )
  return raw ? { ...raw, wrote: JSON.parse(raw.wrote), seen: JSON.parse(raw.seen) } : null
}

/** Null takes it away. Another folder begins anew: what was read or written in the one before says nothing about it. */
export function setFolder(tx: Tx, path: string | null): void {
  if (path !== null && folderRow(tx)?.path === path) return
  const number = folderRow(tx)?.number ?? 0
  tx.run('DELETE FROM shared_folder')
  if (path !== null)
    tx.run(`INSERT INTO shared_folder (id, path, number, wrote, seen) VALUES (1, ?, ?, '{}', '{}')`, path, number)
}

export function updateFolder(tx: Tx, change: Partial<Omit<FolderRow, 'path'>>): void {
  const row = folderRow(tx)
  if (!row) return
  const next = { ...row, ...change }
  tx.run(
    `UPDATE shared_folder SET number = ?, wrote = ?, recipients = ?, wrote_at = ?, looked_at = ?, trouble = ?, seen = ?`,
    next.number,
    JSON.stringify(next.wrote),
    next.recipients,
    next.wroteAt,
    next.lookedAt,
    next.trouble,
    JSON.stringify(next.seen),
  )
}

/** The last note there is: 0 for none. */
export const lastNote = (reader: Reader): number =>
  reader.get<{ n: number | null }>('SELECT max(id) AS n FROM merge_notes')?.n ?? 0

export interface NoteRow {
  id: number
  at: number
  what: 'refused' | 'conflict' | 'altered' | 'forked'
  device: string
  deviceName: string | null
  author: string | null
  kind: string | null
  subject: string | null
  words: string
  /** What it is about, as people know it; null: nothing that has a name, or is gone. */
  about: string | null
}

const named = (table: string, column: string): string =>
  `(SELECT ${column} FROM ${table} WHERE public_id = n.subject AND deleted = 0)`

/** The name of what a note is about: looked up when it is read, so that nothing of an erased person stays in a note. */
const aboutOf = `CASE n.kind WHEN 'contact' THEN ${named('contacts', 'address')} WHEN 'sequence' THEN ${named('sequences', 'name')}
    WHEN 'account' THEN ${named('accounts', 'address')} WHEN 'alias' THEN ${named('aliases', 'address')}
    WHEN 'group' THEN ${named('groups', 'name')} WHEN 'seat' THEN ${named('seats', 'name')}
    WHEN 'snippet' THEN ${named('snippets', 'name')} WHEN 'suppression' THEN ${named('suppressions', 'value')}
    WHEN 'enrollment' THEN (SELECT c.address FROM enrollments e JOIN contacts c ON c.id = e.contact_id
      WHERE e.public_id = n.subject AND c.deleted = 0) END`

/** Newest first, before row `before` and after row `after`. */
export const notePage = (reader: Reader, before: number | null, limit: number, after = 0): NoteRow[] =>
  reader.all<NoteRow>(
    `SELECT n.id, n.at, n.what, n.device, d.name AS deviceName, s.name AS author, n.kind, n.subject, n.words,
       ${aboutOf} AS about
     FROM merge_notes n LEFT JOIN devices d ON d.public_id = n.device LEFT JOIN seats s ON s.public_id = n.author
     WHERE n.id < ? AND n.id > ? ORDER BY n.id DESC LIMIT ?`,
    before ?? Number.MAX_SAFE_INTEGER,
    after,
    limit,
  )

export const noteCount = (reader: Reader, after = 0): number =>
  reader.get<{ n: number }>('SELECT count(*) AS n FROM merge_notes WHERE id > ?', after)?.n ?? 0
