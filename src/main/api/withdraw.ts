/** Takes contacts out of their sequences at once, because they must not be written to. */
import type { Tx } from '../store/open.ts'
import { applyToEnrollment, withdrawPlanned } from '../store/sending.ts'
import type { Reached } from '../store/suppressions.ts'

export interface Withdrawn {
  emails: number
  contacts: number
  /** Being handed over just now: they can't be called back. */
  sending: number
}

/** What withdrawing would take. */
export const foreseen = (reached: readonly Reached[]): Withdrawn => ({
  emails: reached.reduce((sum, each) => sum + each.planned, 0),
  contacts: reached.length,
  sending: reached.reduce((sum, each) => sum + each.sending, 0),
})

/** Ends these enrollments and withdraws what is planned in them. `reason` in words for people. */
export function withdraw(tx: Tx, reached: readonly Reached[], reason: string, now: number): Withdrawn {
  let emails = 0
  for (const { enrollmentId } of reached) {
    applyToEnrollment(tx, enrollmentId, { type: 'stopped', reason })
    emails += withdrawPlanned(tx, enrollmentId, reason, now)
  }
  return { ...foreseen(reached), emails }
}

export const because = (reason: string): string => `the address is on the suppression list: ${reason}`
