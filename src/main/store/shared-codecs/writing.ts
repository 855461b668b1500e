/** What is written to people: sequences and their versions. */
import type { Reader, Tx } from '../open.ts'
import { setSequencePaused } from '../pausing.ts'
import type { Codec } from './codec.ts'
import { step } from './inside.ts'
import { faultIn, flag, int, list, orNone, ref, rowNamed, tableCodec, text } from './table.ts'

const plain = tableCodec({
  kind: 'sequence',
  table: 'sequences',
  fields: { name: text(), paused: flag, pausedBy: orNone(text()), archived: flag, createdAt: int },
  // its number is that of its present text, which comes with the versions
  versioned: false,
})

/** A pause stands in the planned emails too. */
export const sequenceCodec: Codec = {
  ...plain,
  write(tx, row, now) {
    const was = tx.get<{ id: number; paused: number }>('SELECT id, paused FROM sequences WHERE public_id = ?', row.id)
    const done = plain.write(tx, row, now)
    const paused = row.fields.paused === true
    if (was && (was.paused === 1) !== paused)
      setSequencePaused(tx, was.id, paused, row.fields.pausedBy as string | null)
    return done
  },
}

/** Names are no keys here: two computers may have given one name twice. */
export const snippetCodec = tableCodec({
  kind: 'snippet',
  table: 'snippets',
  fields: { name: text(), html: text(), seat: orNone(ref('seats', 'seat_id')), createdAt: int },
  also: ({ name }) => (typeof name === 'string' ? { name_key: name.trim().toLowerCase() } : {}),
})

const fields = { sequence: ref('sequences', 'sequence_id'), steps: list(step), createdAt: int }

/**
 * Texts of a sequence never change, so they carry no stamp. Their numbers follow from when they were written: two computers
 * that wrote a second text each find both, in the same order.
 */
export const sequenceVersionCodec: Codec = {
  kind: 'sequence_version',
  table: 'sequence_versions',
  fault: (given) => faultIn(fields, given),
  read(reader, rowId) {
    const row = reader.get<{ id: string; sequence: string; steps: string; createdAt: number }>(
      `SELECT v.public_id AS id, s.public_id AS sequence, v.steps, v.created_at AS createdAt
       FROM sequence_versions v JOIN sequences s ON s.id = v.sequence_id WHERE v.id = ?`,
      rowId,
    )
    if (!row) return null
    const { id, sequence, steps, createdAt } = row
    return { id, by: null, hlc: '', gone: false, fields: { sequence, steps: JSON.parse(steps), createdAt } }
  },
  rowOf: (reader, publicId) => rowNamed(reader, 'sequence_versions', publicId),
  write(tx, row) {
    if (row.gone) return takeOut(tx, row.id)
    if (rowNamed(tx, 'sequence_versions', row.id) !== undefined) return 'done'
    const sequenceId = rowNamed(tx, 'sequences', row.fields.sequence as string)
    if (sequenceId === undefined) return 'waits'
    const last = tx.get<{ n: number }>(
      'SELECT coalesce(max(version), 0) AS n FROM sequence_versions WHERE sequence_id = ?',
      sequenceId,
    )
    tx.run(
      'INSERT INTO sequence_versions (sequence_id, version, public_id, steps, created_at) VALUES (?, ?, ?, ?, ?)',
      sequenceId,
      (last?.n ?? 0) + 1,
      row.id,
      JSON.stringify(row.fields.steps),
      row.fields.createdAt,
    )
    number(tx, sequenceId)
    return 'done'
  },
}

/** Nobody can say so; of a version that turned out to have been written by whoever was shut out. Fails where it is used. */
function takeOut(tx: Tx, publicId: string): 'done' {
  const row = tx.get<{ id: number; sequenceId: number }>(
    'SELECT id, sequence_id AS sequenceId FROM sequence_versions WHERE public_id = ?',
    publicId,
  )
  if (!row) return 'done'
  tx.run('DELETE FROM sequence_versions WHERE id = ?', row.id)
  number(tx, row.sequenceId)
  return 'done'
}

/** Numbers a sequence's versions by when they were written. In two passes, so that no number is ever held twice. */
function number(tx: Tx, sequenceId: number): void {
  const ordered = inOrder(tx, sequenceId)
  for (const [i, { id, version }] of ordered.entries())
    if (version !== i + 1) tx.run('UPDATE sequence_versions SET version = ? WHERE id = ?', -(i + 1), id)
  tx.run('UPDATE sequence_versions SET version = -version WHERE sequence_id = ? AND version < 0', sequenceId)
  tx.run('UPDATE sequences SET version = ? WHERE id = ?', ordered.length, sequenceId)
}

const inOrder = (reader: Reader, sequenceId: number): { id: number; version: number }[] =>
  reader.all(
    'SELECT id, version FROM sequence_versions WHERE sequence_id = ? ORDER BY created_at, public_id',
    sequenceId,
  )
