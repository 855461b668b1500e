/**
 * The life of one contact in one sequence.
 *
 * Engaged, it is *pending* until its first email has left, then *active*, and *finished* when no step is left. It can
 * be *paused* and resumed on the way. It ends early when the contact answers (*replied*), the address doesn't exist
 * (*bounced*), the contact wants no more or complains (*unsubscribed*), a person takes it out (*stopped*), or it can't
 * go on (*failed*: a step was refused, its mailbox was removed).
 *
 * What comes back from outside may arrive late, after the sequence is over: it then replaces the end we gave ourselves,
 * so that the report says what became of the contact. "No more" is the strongest fact and replaces every other.
 * `taken_back` gives the end back that such a fact had replaced, when a person says that it was none. `reopened` takes an end back: a verdict of ours that a person undid, or a new mailbox after the old one was removed.
 *
 * | state        | step_over                  | paused | resumed          | replied, bounced | unsubscribed | stopped, failed | reopened                    |
 * |--------------|----------------------------|--------|------------------|------------------|--------------|-----------------|-----------------------------|
 * | pending      | active (sent), finished¹   | paused | –                | yes              | yes          | yes             | –                           |
 * | active       | finished¹                  | paused | –                | yes              | yes          | yes             | –                           |
 * | paused       | finished¹                  | –      | pending / active | yes              | yes          | yes             | –                           |
 * | finished     | –                          | –      | –                | yes              | yes          | –               | pending / active²           |
 * | stopped      | –                          | –      | –                | yes              | yes          | –               | pending / active / finished |
 * | failed       | –                          | –      | –                | yes              | yes          | –               | pending / active / finished |
 * | replied      | –                          | –      | –                | –                | yes          | –               | pending / active / finished |
 * | bounced      | –                          | –      | –                | –                | yes          | –               | pending / active / finished |
 * | unsubscribed | –                          | –      | –                | –                | –            | –               | pending / active / finished |
 *
 * ¹ when no step is left · ² when a step was added to the sequence
 */

export const enrollmentStates = [
  'pending',
  'active',
  'paused',
  'replied',
  'bounced',
  'unsubscribed',
  'stopped',
  'finished',
  'failed',
] as const
export type EnrollmentState = (typeof enrollmentStates)[number]

/** The status columns of an enrollment. Nothing but `reduceEnrollment` may change them. */
export interface EnrollmentStatus {
  readonly state: EnrollmentState
  /** Why it is where it is, in words for people; null when there is nothing to say. */
  readonly reason: string | null
}

export type EnrollmentEvent =
  /** One step is over: sent, or skipped by a person. `last`: no step is left. */
  | { type: 'step_over'; sent: boolean; last: boolean }
  | { type: 'paused'; reason: string }
  /** `started`: at least one step was sent (the ledger knows). */
  | { type: 'resumed'; started: boolean }
  | { type: 'replied'; reason: string }
  /** Hard bounces only; a soft one is the dispatcher's to retry. */
  | { type: 'bounced'; reason: string }
  /** Opt-outs and complaints. */
  | { type: 'unsubscribed'; reason: string }
  | { type: 'stopped'; reason: string }
  | { type: 'failed'; reason: string }
  | { type: 'reopened'; started: boolean; stepsLeft: boolean; reason: string | null }
  /** A verdict of ours on something that came back late was wrong: the end that it had replaced. */
  | { type: 'taken_back'; to: EnrollmentStatus }

/** The reason of whoever failed with their mailbox, and of their emails: by it they are found when another takes over. */
export const mailboxRemoved = 'its mailbox was removed'

/** How an enrollment begins. */
export const pendingEnrollment: EnrollmentStatus = { state: 'pending', reason: null }

/** 0 = going on, 1 = an end we gave it, 2 = what the contact's side did, 3 = "no more". A higher one replaces a lower. */
export const enrollmentStrength: Record<EnrollmentState, 0 | 1 | 2 | 3> = {
  pending: 0,
  active: 0,
  paused: 0,
  finished: 1,
  stopped: 1,
  failed: 1,
  replied: 2,
  bounced: 2,
  unsubscribed: 3,
}

/** The next status; the very same object when the event means nothing in this state (ask with `===`). */
export function reduceEnrollment(enrollment: EnrollmentStatus, event: EnrollmentEvent): EnrollmentStatus {
  const { state } = enrollment
  switch (event.type) {
    case 'step_over':
      if (isEnrollmentOver(state)) return enrollment
      if (event.last) return { state: 'finished', reason: null }
      return state === 'pending' && event.sent ? { state: 'active', reason: null } : enrollment
    case 'paused':
      return state === 'pending' || state === 'active' ? { state: 'paused', reason: event.reason } : enrollment
    case 'resumed':
      return state === 'paused' ? { state: event.started ? 'active' : 'pending', reason: null } : enrollment
    case 'reopened':
      return reopen(enrollment, event)
    case 'taken_back':
      return enrollmentStrength[state] > 1 && isEnrollmentOver(event.to.state) ? event.to : enrollment
    default:
      return enrollmentStrength[event.type] > enrollmentStrength[state]
        ? { state: event.type, reason: event.reason }
        : enrollment
  }
}

function reopen(enrollment: EnrollmentStatus, event: Extract<EnrollmentEvent, { type: 'reopened' }>): EnrollmentStatus {
  if (!isEnrollmentOver(enrollment.state)) return enrollment
  if (event.stepsLeft) return { state: event.started ? 'active' : 'pending', reason: event.reason }
  return enrollment.state === 'finished' ? enrollment : { state: 'finished', reason: event.reason }
}

/** No further step goes out, unless somebody reopens it. */
export function isEnrollmentOver(state: EnrollmentState): boolean {
  return enrollmentStrength[state] > 0
}
