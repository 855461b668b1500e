/** What may have come between the plan and the moment of sending. Looked at in the transaction that would claim. */
import { endedOn } from '../../../shared/domain/engagement-ends.ts'
import { isEnrollmentOver } from '../../../shared/domain/enrollment.ts'
import type { Review } from '../../../shared/domain/home.ts'
import { waitsForTask } from '../../../shared/domain/send-shown.ts'
import { barWords } from '../../../shared/domain/sender.ts'
import type { AccountRow } from '../../store/accounts.ts'
import { endOfSend } from '../../store/engagement-ends.ts'
import { isPlain, mayLeaveHere, namesFor } from '../../store/homes.ts'
import { note } from '../../store/journal.ts'
import { applyToSend, type Due } from '../../store/ledger.ts'
import type { Reader, Tx } from '../../store/open.ts'
import { askReplan, hold, standStill } from '../../store/replanning.ts'
import { reviewOne } from '../../store/reviews.ts'
import { applyToEnrollment, type LastLook, withdrawIfOver, withdrawPlanned } from '../../store/sending.ts'

export type Obstacle =
  /** Nothing of this email's own: look again. */
  | { do: 'look' }
  /** Its contact or sequence is paused. */
  | { do: 'stand' }
  | { do: 'replan' | 'hold'; reason: string }
  /** Another computer may have sent it: a person has to look. */
  | { do: 'review'; why: Review; reason: string }
  /** Nothing more goes to this contact in this sequence. */
  | { do: 'end'; reason: string }
  | { do: 'over' }

/** States of the step before after which the next may leave. */
const isOver: ReadonlySet<string> = new Set(['sent', 'withdrawn', 'done'])

/** Null: it may leave. `account` as it was read when the email was made. Pure. */
export function obstacleOf(look: LastLook | undefined, account: AccountRow, due: Due): Obstacle | null {
  if (!look || look.stopped || look.paused || look.accountPaused) return { do: 'look' }
  if (look.accountId !== account.id) return { do: 'look' }
  if (look.accountState !== 'active' || look.accountVersion !== account.version) return { do: 'look' }
  if (look.accountKept) return { do: 'look' }
  const { enrollmentState, previousState } = look
  if (enrollmentState !== null && isEnrollmentOver(enrollmentState)) return { do: 'over' }
  if (look.suppressed || look.contactGone) return { do: 'end', reason: 'the contact must not be written to' }
  // What was engaged to try Cadenza out must never reach people.
  if (due.sandbox && account.smtp !== null)
    return { do: 'end', reason: 'it was engaged in the sandbox, and its account has a real server now' }
  // And what is for people must never end in the sandbox, where it would count as sent.
  if (!due.sandbox && account.kind === 'managed' && account.smtp === null)
    return { do: 'hold', reason: 'the managed account has no server any more; give it one, then release this email' }
  if (enrollmentState === 'paused' || look.sequencePaused) return { do: 'stand' }
  // Its owner's word counts at the moment of sending, whatever was planned under an earlier one.
  if (look.barred)
    return {
      do: 'hold',
      reason: `${look.barred.engager} may not send for ${look.barred.owner} at present: no permission is in force`,
    }
  if (previousState === 'planned' && look.previousTask) return { do: 'replan', reason: waitsForTask(due.step - 1) }
  if (previousState !== null && !isOver.has(previousState))
    return { do: 'replan', reason: 'the step before has not been sent yet' }
  return null
}

/** The same for the date on which its engagement ends: it was due before, and would leave late. */
export function pastItsEnd(tx: Reader, sendId: number, now: number): Obstacle | null {
  const end = endOfSend(tx, sendId)
  return end !== null && now >= end.at ? { do: 'replan', reason: endedOn(end.until) } : null
}

/** The same for who sends: null = this computer may send it now. */
export function notFromHere(tx: Reader, sendId: number, now: number): Obstacle | null {
  const bar = isPlain(tx) ? null : mayLeaveHere(tx, sendId, now)
  if (bar === null) return null
  if (bar !== 'review' && bar !== 'lease' && bar !== 'behind') return { do: 'look' }
  return { do: 'review', why: bar === 'lease' ? 'lease' : 'take_over', reason: barWords(bar, namesFor(tx, sendId)) }
}

/** Writes down why a send doesn't leave now. Always null, for the caller who wanted an attempt. */
export function setAside(tx: Tx, due: Due, obstacle: Obstacle, now: number): null {
  const id = due.enrollmentId
  if (obstacle.do === 'stand') standStill(tx, due.id)
  else if (obstacle.do === 'replan') askReplan(tx, due.id, obstacle.reason)
  else if (obstacle.do === 'review') reviewOne(tx, due.id, obstacle.why, obstacle.reason)
  else if (obstacle.do === 'hold') {
    hold(tx, due.id, obstacle.reason)
    note(tx, now, 'held', `The email to ${due.address} is held back: ${obstacle.reason}`, { send: due.publicId })
  } else if (obstacle.do === 'over' && id !== null) withdrawIfOver(tx, id, now)
  else if (obstacle.do === 'end') end(tx, due, obstacle.reason, now)
  return null
}

function end(tx: Tx, due: Due, reason: string, now: number): void {
  if (due.enrollmentId === null) applyToSend(tx, due.id, { type: 'withdraw', reason }, now)
  else {
    applyToEnrollment(tx, due.enrollmentId, { type: 'stopped', reason })
    withdrawPlanned(tx, due.enrollmentId, reason, now)
  }
}
