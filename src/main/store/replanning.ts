/** Planned sends that can't leave as they were planned: they are moved, held back, or wait for the planner's next look. */
import type { Tx } from './open.ts'

/** Moves a planned send inside the slot it has: a limit filled meanwhile. */
export const moveWithinSlot = (tx: Tx, sendId: number, at: number): void =>
  void tx.run(`UPDATE sends SET at = ? WHERE id = ? AND state = 'planned'`, at, sendId)

/** Asks the planner for another time; the send stays planned meanwhile and can't leave. */
export function askReplan(tx: Tx, sendId: number, reason: string): void {
  tx.run(`UPDATE sends SET replan = 1, reason = ? WHERE id = ? AND state = 'planned'`, reason, sendId)
}

/** Same for everything that an account should have sent before `before`. */
export const askReplanOfAccount = (tx: Tx, accountId: number, before: number, reason: string): number =>
  tx.run(
    `UPDATE sends SET replan = 1, reason = ? WHERE account_id = ? AND state = 'planned' AND at < ?
       AND held = 0 AND paused = 0 AND replan = 0 AND kind <> 'task'`,
    reason,
    accountId,
    before,
  ).changes

/** Holds a planned send back until a person looks at it. */
export const hold = (tx: Tx, sendId: number, reason: string | null): void =>
  void tx.run(
    `UPDATE sends SET held = 1, reason = coalesce(?, reason) WHERE id = ? AND state = 'planned'`,
    reason,
    sendId,
  )

/** Asks the planner for another time for everything of an enrollment that is still planned. */
export const askReplanOfEnrollment = (tx: Tx, enrollmentId: number): number =>
  tx.run(`UPDATE sends SET replan = 1 WHERE enrollment_id = ? AND state = 'planned'`, enrollmentId).changes

/** Its next emails no longer wait for the contact's return. */
export const forgetAbsence = (tx: Tx, enrollmentId: number): void =>
  void tx.run('UPDATE enrollments SET away_until = NULL WHERE id = ? AND away_until IS NOT NULL', enrollmentId)

/** What stood in the way of an enrollment is gone: the planner is to look again at what it had left without a time. */
export const lookAgain = (tx: Tx, enrollmentId: number): number =>
  tx.run(`UPDATE sends SET replan = 1 WHERE enrollment_id = ? AND state = 'planned' AND replan = 2`, enrollmentId)
    .changes

/** The contact or its sequence is paused: the send stands still with it. */
export const standStill = (tx: Tx, sendId: number): void =>
  void tx.run(`UPDATE sends SET paused = 1 WHERE id = ? AND state = 'planned'`, sendId)
