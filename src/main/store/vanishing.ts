/**
 * Rows that nothing counts of any more: whoever told of them was shut out before. Other computers may never have heard of them.
 * So what this computer's own words lean on becomes its own word, told under the same name; all else goes.
 */
import { type SharedKind, sharedKinds } from '../../shared/domain/shared-change.ts'
import { keepHeld } from './holds.ts'
import { attempt, materialise } from './materialise.ts'
import type { Tx } from './open.ts'
import { notTaken } from './refused.ts'
import { reviewOne } from './reviews.ts'
import type { Written } from './shared-codecs/codec.ts'
import { type Codec, codecs } from './shared-codecs/index.ts'
import { lookFirst, untold } from './shared-codecs/owing.ts'
import { forgetDirty, markDirty, type SharedRow, sharedRow } from './shared-rows.ts'
import { part, staying } from './twins.ts'

/** Of kinds that anybody may tell: whether somebody leans on the row (`@id`). */
const leaning: Partial<Record<SharedKind, string>> = {
  // who asked for no more mail is believed, whoever wrote it down
  suppression: 'SELECT 1',
  // what was written on this very computer stays with whoever wrote it, though nobody else may hear of it
  contact: 'SELECT 1 FROM contacts WHERE id = @id AND device = (SELECT device FROM workspace)',
  sequence: 'SELECT 1 FROM batches WHERE sequence_id = @id AND deleted = 0',
  sequence_version: 'SELECT 1 FROM batches WHERE version_id = @id AND deleted = 0',
}

/** Lets go of rows of which nothing is left in the fold. Those that lean on others go first. */
export function vanish(tx: Tx, rows: readonly Vanishing[], now: number): void {
  for (const kind of sharedKinds.toReversed())
    for (const row of rows.filter((each) => each.kind === kind)) vanishOne(tx, row, now)
}

/** `why`: in words, where it is known why it doesn't count. */
export type Vanishing = Pick<SharedRow, 'kind' | 'id'> & { why?: string }

function vanishOne(tx: Tx, { kind, id: publicId, why }: Vanishing, now: number): void {
  const codec = codecs[kind]
  const rowId = codec?.rowOf(tx, publicId)
  if (!codec || rowId === undefined || sharedRow(tx, kind, publicId)) return
  const isItsName = staying(tx, kind, publicId) === publicId
  if (isItsName && isLeantOn(tx, codec, rowId)) {
    markDirty(tx, kind, rowId)
    return
  }
  const left = part(tx, codec, publicId)
  if (left !== null) {
    materialise(tx, kind, left, now)
    answersTo(tx, kind, rowId, true, now)
    return
  }
  answersTo(tx, kind, rowId, false, now)
  if (kind === 'send' && planAnew(tx, rowId)) {
    forgetDirty(tx, kind, rowId)
    return
  }
  const gone = attempt(() => remove(tx, codec, { publicId, rowId }, now))
  if (kind === 'enrollment' && why !== undefined) tellWhy(tx, rowId, notTaken(why))
  // only an engagement that has gone itself still names it: it says nothing of its own, and nobody would know its sequence
  const isInert = kind === 'sequence_version'
  if (gone === 'waits' && leaning[kind] && !isInert) markDirty(tx, kind, rowId)
  else forgetDirty(tx, kind, rowId)
}

/**
 * What came back to it is as the others have it, who need never have heard of what it answers. Where that has another name, whoever
 * wrote of the answer last tells that.
 */
function answersTo(tx: Tx, kind: SharedKind, rowId: number, hasName: boolean, now: number): void {
  if (kind !== 'send' && kind !== 'enrollment') return
  const column = `${kind}_id`
  const rows = tx.all<{ id: number; name: string; own: 0 | 1 }>(
    `SELECT id, public_id AS name, device = (SELECT device FROM workspace) AS own FROM incoming WHERE ${column} = ?`,
    rowId,
  )
  if (!hasName) tx.run(`UPDATE incoming SET ${column} = NULL WHERE ${column} = ?`, rowId)
  for (const { id, name, own } of rows) {
    if (hasName && own) markDirty(tx, 'incoming', id)
    materialise(tx, 'incoming', name, now)
  }
}

/**
 * What became of an email isn't known any more, so it is planned as if nobody had told; where it was said to have left, somebody
 * looks first. A row that is merely gone would keep its place from whoever tells what became of it. False: it was no plan.
 */
function planAnew(tx: Tx, rowId: number): boolean {
  const before = tx.get<{ state: string; enrollmentId: number }>(
    `SELECT state, enrollment_id AS enrollmentId FROM sends WHERE id = ? AND enrollment_id IS NOT NULL AND state IN ('sent', 'refused', 'withdrawn', 'done')
       AND NOT EXISTS (SELECT 1 FROM attempts t WHERE t.send_id = sends.id)`,
    rowId,
  )
  if (!before) return false
  tx.run(
    `UPDATE sends SET state = 'planned', replan = 1, deleted = 0, held = 0, review = NULL, reason = NULL, tries = 0, message_id = NULL,
       server_message_id = NULL, claimed_at = NULL, data_started_at = NULL, date_at = NULL, settled_at = NULL, reply = NULL
     WHERE id = ?`,
    rowId,
  )
  keepHeld(tx, before.enrollmentId)
  const why = before.state === 'sent' ? lookFirst : untold
  if (why === lookFirst) reviewOne(tx, rowId, 'take_over', why)
  // what is told of its contact may go on yet: then it is owed again
  tx.run(
    `UPDATE sends SET state = 'withdrawn', held = 0, review = NULL, replan = 0, reason = ? FROM enrollments e
     WHERE sends.id = ? AND e.id = sends.enrollment_id AND e.state NOT IN ('pending', 'active', 'paused')`,
    why,
    rowId,
  )
  return true
}

/** What can't be removed, because others refer to it, is marked as gone. */
function remove(tx: Tx, codec: Codec, row: { publicId: string; rowId: number }, now: number): Written {
  if (codec.kind === 'contact') {
    // that a contact goes would mean that they are erased
    tx.run('DELETE FROM contacts WHERE id = ?', row.rowId)
    return 'done'
  }
  const read = codec.read(tx, row.rowId)
  if (!read) return 'done'
  return codec.write(tx, { id: row.publicId, fields: read.fields, gone: true, clock: read.hlc, by: read.by }, now)
}

/** Whoever engaged them, and nobody else, sees it as ended: with what it ended for. */
function tellWhy(tx: Tx, rowId: number, reason: string): void {
  const before = tx.get<{ reason: string | null }>('SELECT reason FROM enrollments WHERE id = ?', rowId)?.reason
  tx.run('UPDATE enrollments SET reason = ? WHERE id = ?', reason, rowId)
  tx.run(
    `UPDATE sends SET reason = ? WHERE enrollment_id = ? AND state = 'withdrawn' AND reason = ?`,
    reason,
    rowId,
    before ?? null,
  )
}

const isLeantOn = (tx: Tx, { kind }: Codec, rowId: number): boolean =>
  leaning[kind] !== undefined && tx.get(`${leaning[kind]} LIMIT 1`, { id: rowId }) !== undefined
