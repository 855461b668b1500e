/**
 * Emails that left from this computer for somebody whom a computer engaged that was shut out before it told of that. For the
 * others there is no such engagement, so they can't be told what became of its mail: here it stays written down and counts, and it
 * is told once the engagement counts after all.
 */
import type { Reader, Tx } from './open.ts'
import { markDirty } from './shared-rows.ts'

/** Of an email `s`: this computer took it up. What others told of it, they tell again themselves. */
const takenUpHere = `EXISTS (SELECT 1 FROM attempts t WHERE t.send_id = s.id)`

/** The email (public id) is one of them. */
export const isLeftAlone = (reader: Reader, send: string): boolean =>
  reader.get(
    `SELECT 1 FROM sends s JOIN enrollments e ON e.id = s.enrollment_id
     WHERE s.public_id = ? AND e.deleted = 1 AND ${takenUpHere}
       AND NOT EXISTS (SELECT 1 FROM shared_rows r WHERE r.kind = 'enrollment' AND r.public_id = e.public_id)`,
    send,
  ) !== undefined

/** The contact's place in the sequence (public id) counts: what left is to be told, or it would be planned elsewhere once more. */
export function tellLeftAlone(tx: Tx, enrollment: string): void {
  const rows = tx.all<{ id: number }>(
    `SELECT s.id FROM sends s JOIN enrollments e ON e.id = s.enrollment_id
     WHERE e.public_id = ? AND s.deleted = 1 AND ${takenUpHere}`,
    enrollment,
  )
  for (const { id } of rows) {
    tx.run('UPDATE sends SET deleted = 0 WHERE id = ?', id)
    markDirty(tx, 'send', id)
  }
}
