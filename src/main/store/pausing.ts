/** A sequence's pause: what stands still with it, whose it is, and whose engagements it holds back. */
import type { Reader, Tx } from './open.ts'

/**
 * Pauses or resumes a sequence with everything planned in it, in one go.
 *
 * @param by public id of the seat that pauses it; null when it goes on
 */
export function setSequencePaused(tx: Tx, id: number, paused: boolean, by: string | null): void {
  tx.run('UPDATE sequences SET paused = ?, paused_by = ? WHERE id = ?', Number(paused), by, id)
  tx.run(
    `UPDATE sends SET paused = ? WHERE state = 'planned' AND enrollment_id IN
       (SELECT id FROM enrollments WHERE sequence_id = ? AND state IN ('pending', 'active'))`,
    Number(paused),
    id,
  )
}

export interface Pauser {
  id: number
  name: string
  address: string
}

/** Who paused it; undefined when it isn't paused, or was before that was kept. */
export const pauserOf = (reader: Reader, sequenceId: number): Pauser | undefined =>
  reader.get(
    `SELECT s.id, s.name, s.address FROM sequences q JOIN seats s ON s.public_id = q.paused_by
     WHERE q.id = ? AND q.paused = 1`,
    sequenceId,
  )

/** Row ids of the seats that engaged those who are under way in it. */
export const engagersOf = (reader: Reader, sequenceId: number): number[] =>
  reader
    .all<{ seat: number }>(
      `SELECT DISTINCT b.seat_id AS seat FROM batches b WHERE b.sequence_id = ? AND EXISTS
         (SELECT 1 FROM enrollments e WHERE e.batch_id = b.id AND e.state IN ('pending', 'active', 'paused'))`,
      sequenceId,
    )
    .map(({ seat }) => seat)
