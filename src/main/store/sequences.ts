import type { Mark } from './clockwork.ts'
import type { Reader, Tx } from './open.ts'
import type { StoredStep } from './stored-step.ts'

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
    (SELECT coalesce(sum(t.n), 0) FROM enrollment_tally t WHERE t.sequence_id = s.id) as enrolled,
    (SELECT coalesce(sum(t.n), 0) FROM enrollment_tally t WHERE t.sequence_id = s.id
       AND t.state IN ('pending', 'active', 'paused')) as active
  FROM sequences s JOIN sequence_versions v ON v.sequence_id = s.id AND v.version = s.version WHERE s.deleted = 0`
const parsed = (row: Raw): SequenceRow => ({ ...row, steps: JSON.parse(row.steps) as StoredStep[] })

/** Newest first. `search`: part of the name, without regard to case. */
export const listSequences = (reader: Reader, filter: { archived: boolean; search: string | null }): SequenceRow[] =>
  reader
    .all<Raw>(
      `${select} AND s.archived = @archived AND (@search IS NULL OR instr(lower(s.name), lower(@search)) > 0)
       ORDER BY s.id DESC`,
      { archived: filter.archived ? 1 : 0, search: filter.search },
    )
    .map(parsed)

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

/**
 * Writes the next version and makes it the present one; returns its row id. Versions that somebody was engaged under
 * stay: what was sent can still be read as it was sent.
 */
export function insertVersion(
  tx: Tx,
  sequence: Pick<SequenceRow, 'id' | 'version'>,
  next: { name: string; steps: StoredStep[]; now: number; mark: Mark },
): number {
  const { id } = tx.run(
    'INSERT INTO sequence_versions (sequence_id, version, steps, created_at) VALUES (?, ?, ?, ?)',
    sequence.id,
    sequence.version + 1,
    JSON.stringify(next.steps),
    next.now,
  )
  tx.run(
    'UPDATE sequences SET name = ?, version = version + 1, author = ?, device = ?, hlc = ? WHERE id = ?',
    next.name,
    next.mark.author,
    next.mark.device,
    next.mark.hlc,
    sequence.id,
  )
  return id
}

/** Removes the versions before the present one, for a sequence that nobody was ever engaged in, and their files. */
export function forgetUnusedVersions(tx: Tx, sequenceId: number): void {
  const { changes } = tx.run(
    `DELETE FROM sequence_versions WHERE sequence_id = @id
       AND version < (SELECT version FROM sequences WHERE id = @id)
       AND NOT EXISTS (SELECT 1 FROM batches WHERE sequence_id = @id)
       -- what others were told of may be in use there
       AND public_id NOT IN (SELECT public_id FROM shared_rows WHERE kind = 'sequence_version')`,
    { id: sequenceId },
  )
  if (changes === 0) return
  tx.run(`DELETE FROM attachments WHERE hash NOT IN
    (SELECT json_extract(a.value, '$.hash') FROM sequence_versions v, json_each(v.steps) s,
       json_each(s.value, '$.attachments') a
     UNION SELECT json_extract(a.value, '$.hash') FROM sequence_versions v, json_each(v.steps) s,
       json_each(s.value, '$.variants') w, json_each(w.value, '$.attachments') a)`)
}

export const setArchived = (tx: Tx, id: number, archived: boolean): void =>
  void tx.run('UPDATE sequences SET archived = ? WHERE id = ?', archived ? 1 : 0, id)

export const keepAttachment = (tx: Tx, hash: string, content: Buffer): void =>
  void tx.run('INSERT OR IGNORE INTO attachments (hash, content) VALUES (?, ?)', hash, content)

export const attachment = (reader: Reader, hash: string): Buffer | undefined =>
  reader.get<{ content: Buffer }>('SELECT content FROM attachments WHERE hash = ?', hash)?.content

/** Bytes of an attachment; undefined when it isn't here. */
export const attachmentSize = (reader: Reader, hash: string): number | undefined =>
  reader.get<{ n: number }>('SELECT length(content) as n FROM attachments WHERE hash = ?', hash)?.n
