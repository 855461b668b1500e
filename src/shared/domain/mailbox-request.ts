/**
 * The life of one request for a mailbox.
 *
 * Somebody asks (*requested*) for an address for a seat. An admin *approves* it, perhaps with an express permission, or
 * *declines* it with a reason. What is approved waits until its owner connects it, or until it is set up as an alias of
 * a mailbox they have: then it is *configured*. Before that it can be *withdrawn*, by whoever it is for, whoever asked,
 * or an admin. An admin who simply makes the mailbox has answered the request by that: hence configured from requested.
 *
 * The last three states are ends. Whoever was declined asks anew, so that each answer keeps its reason.
 *
 * | state      | approved | declined | withdrawn | configured |
 * |------------|----------|----------|-----------|------------|
 * | requested  | approved | declined | withdrawn | configured |
 * | approved   | –        | declined¹| withdrawn | configured |
 * | declined   | –        | –        | –         | –          |
 * | withdrawn  | –        | –        | –         | –          |
 * | configured | –        | –        | –         | –          |
 *
 * ¹ an admin thinks again before anything was connected
 */

export const mailboxRequestStates = ['requested', 'approved', 'declined', 'withdrawn', 'configured'] as const
export type MailboxRequestState = (typeof mailboxRequestStates)[number]

/** The status columns of a request. Nothing but `reduceMailboxRequest` may change them. */
export interface MailboxRequestStatus {
  readonly state: MailboxRequestState
  /** Why it was declined, in the admin's words; else null. */
  readonly reason: string | null
}

export type MailboxRequestEvent =
  | { type: 'approved' }
  | { type: 'declined'; reason: string }
  | { type: 'withdrawn' }
  /** The account, or the alias, of that address was made for that seat. */
  | { type: 'configured' }

/** How a request begins. */
export const newMailboxRequest: MailboxRequestStatus = { state: 'requested', reason: null }

/** It still waits for somebody: an admin, or its owner. */
export const isRequestOpen = (state: MailboxRequestState): boolean => state === 'requested' || state === 'approved'

/** The next status; the very same object when the event means nothing in this state (ask with `===`). */
export function reduceMailboxRequest(request: MailboxRequestStatus, event: MailboxRequestEvent): MailboxRequestStatus {
  if (!isRequestOpen(request.state)) return request
  if (event.type === 'approved' && request.state !== 'requested') return request
  return { state: event.type, reason: event.type === 'declined' ? event.reason : null }
}
