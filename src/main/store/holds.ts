/**
 * Emails that a person holds back. The ledger's row stands still wherever it is planned, and with its enrollment stands, by
 * step, who said so and when: that travels, so that whoever planned it sees it, and whoever sends it next goes on holding it.
 */
import type { Reader, Tx } from './open.ts'
import { askReplanOfEnrollment, lookAgain } from './replanning.ts'
import type { Hold } from './stored-step.ts'

type Holds = Readonly<Record<string, Hold>>

/** Where an email's hold stands among its enrollment's (`s`: the row of `sends`). */
export const holdPath = `('$."' || s.step || '"')`

/** By step, those of one enrollment; none of one that isn't here. */
export const holdsOf = (reader: Reader, enrollmentId: number | undefined): Holds =>
  JSON.parse(
    reader.get<{ holds: string | null }>('SELECT holds FROM enrollments WHERE id = ?', enrollmentId ?? 0)?.holds ??
      '{}',
  )

/** Holds a planned email (row id) back, or lets it go: `null`. */
export function holdByHand(tx: Tx, sendId: number, hold: Hold | null): void {
  const { changes } = tx.run(
    `UPDATE sends SET held = ? WHERE id = ? AND state = 'planned'`,
    hold === null ? 0 : 1,
    sendId,
  )
  if (changes > 0) noteHold(tx, sendId, hold)
}

function noteHold(tx: Tx, sendId: number, hold: Hold | null): void {
  const row = tx.get<{ id: number; step: number }>(
    'SELECT e.id, s.step FROM sends s JOIN enrollments e ON e.id = s.enrollment_id WHERE s.id = ?',
    sendId,
  )
  if (!row) return
  const { [row.step]: known, ...others } = holdsOf(tx, row.id)
  // whoever held it first goes on holding it
  if ((known === undefined) === (hold === null)) return
  const holds = hold === null ? others : { ...others, [row.step]: hold }
  const isNone = Object.keys(holds).length === 0
  tx.run('UPDATE enrollments SET holds = ? WHERE id = ?', isNone ? null : JSON.stringify(holds), row.id)
}

/** The ledger stands still where a person holds an email, whatever else put it back into the plan. */
export function keepHeld(tx: Tx, enrollmentId: number): void {
  tx.run(
    `UPDATE sends AS s SET held = 1 WHERE s.enrollment_id = ? AND s.state = 'planned' AND s.held = 0
       AND (SELECT e.holds -> ${holdPath} FROM enrollments e WHERE e.id = s.enrollment_id) IS NOT NULL`,
    enrollmentId,
  )
}

/**
 * The ledger follows what was told of holds. What this computer holds back for a reason of its own stays so.
 *
 * @param before as they were known here
 */
export function followHolds(tx: Tx, enrollmentId: number | undefined, before: Holds, now: number): void {
  if (enrollmentId === undefined) return
  keepHeld(tx, enrollmentId)
  const after = holdsOf(tx, enrollmentId)
  for (const step of Object.keys(before).filter((each) => !Object.hasOwn(after, each))) {
    const { changes } = tx.run(
      `UPDATE sends SET held = 0 WHERE enrollment_id = ? AND step = ? AND state = 'planned' AND held = 1 AND review IS NULL`,
      enrollmentId,
      Number(step),
    )
    if (changes === 0) continue
    lookAgain(tx, enrollmentId)
    const late = tx.get(
      `SELECT 1 FROM sends WHERE enrollment_id = ? AND step = ? AND state = 'planned' AND at < ?`,
      enrollmentId,
      Number(step),
      now,
    )
    if (late !== undefined) askReplanOfEnrollment(tx, enrollmentId)
  }
}
