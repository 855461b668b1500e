import type { Mark } from './clockwork.ts'
import type { Reader, Tx } from './open.ts'
import type { StoredStep } from './schema-sending.ts'

export interface SequenceRow {
  id: number
  publicId: string
  name: string
  paused: 0 | 1
  archived: 0 | 1
  version: number
  versionId: number
  steps: StoredStep[]
  createdAt: number
  enrolled: number
  active: number
}

type Raw = Omit<SequenceRow, 'steps'> & { steps: string }
const select = `SELECT s.id, s.public_id as publicId, s.name, s.paused, s.archived, s.version, v.id as versionId, v.steps,
    s.created_at as createdAt,
    (SELECT count(*) FROM enrollments e WHERE e.sequence_id = s.id) as enrolled,
    (SELECT count(*) FROM enrollments e WHERE e.sequence_id = s.id AND e.state IN ('pending', 'active', 'paused')) as active
  FROM sequences s JOIN sequence_versions v ON v.sequence_id = s.id AND v.version = s.version WHERE s.deleted = 0`
const parsed = (row: Raw): SequenceRow => ({ ...row, steps: JSON.parse(row.steps) as StoredStep[] })

export const listSequences = (reader: Reader): SequenceRow[] =>
  reader.all<Raw>(`${select} ORDER BY s.id DESC`).map(parsed)

/** By public id, else by exact name: the newest of that name, one that isn't archived first. */
export function findSequence(reader: Reader, nameOrId: string): SequenceRow | undefined {
  const row =
    reader.get<Raw>(`${select} AND s.public_id = ?`, nameOrId) ??
    reader.get<Raw>(`${select} AND s.name = ? ORDER BY s.archived, s.id DESC LIMIT 1`, nameOrId)
  return row && parsed(row)
}

export interface NewSequence {
  publicId: string
  name: string
  steps: StoredStep[]
  now: number
  mark: Mark
}

export function insertSequence(tx: Tx, s: NewSequence): void {
  const { id } = tx.run(
    'INSERT INTO sequences (public_id, name, created_at, author, device, hlc) VALUES (?, ?, ?, ?, ?, ?)',
    s.publicId,
    s.name,
    s.now,
    s.mark.author,
    s.mark.device,
    s.mark.hlc,
  )
  tx.run(
    'INSERT INTO sequence_versions (sequence_id, version, steps, created_at) VALUES (?, 1, ?, ?)',
    id,
    JSON.stringify(s.steps),
    s.now,
  )
}

export const keepAttachment = (tx: Tx, hash: string, content: Buffer): void =>
  void tx.run('INSERT OR IGNORE INTO attachments (hash, content) VALUES (?, ?)', hash, content)

export const attachment = (reader: Reader, hash: string): Buffer | undefined =>
  reader.get<{ content: Buffer }>('SELECT content FROM attachments WHERE hash = ?', hash)?.content

/** Pauses or resumes a sequence with everything planned in it, in one go. */
export function setSequencePaused(tx: Tx, id: number, paused: boolean): void {
  tx.run('UPDATE sequences SET paused = ? WHERE id = ?', paused ? 1 : 0, id)
  tx.run(
    `UPDATE sends SET paused = ? WHERE state = 'planned' AND enrollment_id IN
       (SELECT id FROM enrollments WHERE sequence_id = ? AND state IN ('pending', 'active'))`,
    paused ? 1 : 0,
    id,
  )
}
