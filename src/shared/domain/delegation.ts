/**
 * Permission to send for somebody, from asking to its end.
 *
 * Somebody *grants* it for their own mailboxes (they are its owner), or *requests* it (they would be its delegate). A
 * grant to somebody of the same domain is active at once. Every other is pending until the other side accepts it, and a
 * request is always pending until its owner does, whatever the domain: nobody gets a permission by asking alone, and
 * nobody is made to answer for mail they never agreed to send. Before it is accepted, whoever began it may cancel it, and
 * after 7 days it expires. An active one ends by being revoked, by either side or by an admin: giving a permission back
 * needs nobody's consent. Admins only ever take away: one who could accept for an owner could send as them.
 *
 * | state     | accepted | declined | cancelled | expired | revoked |
 * |-----------|----------|----------|-----------|---------|---------|
 * | pending   | active   | declined | cancelled | expired | –       |
 * | active    | –        | –        | –         | –       | revoked |
 * | declined  | –        | –        | –         | –       | –       |
 * | cancelled | –        | –        | –         | –       | –       |
 * | expired   | –        | –        | –         | –       | –       |
 * | revoked   | –        | –        | –         | –       | –       |
 *
 * | move      | whoever began it | the other side | an admin | anybody |
 * |-----------|------------------|----------------|----------|---------|
 * | accepted  | –                | may            | –        | –       |
 * | declined  | –                | may            | –        | –       |
 * | cancelled | may              | –              | may      | –       |
 * | expired   | may              | may            | may      | may¹    |
 * | revoked   | may              | may            | may      | –       |
 *
 * ¹ the clock says it, not the person: whoever writes it down first is believed only after the time is over
 */
import { DAY } from './time.ts'

export const grantStates = ['pending', 'active', 'declined', 'cancelled', 'expired', 'revoked'] as const
export type GrantState = (typeof grantStates)[number]

/** How it began: the owner granted it, or the delegate asked for it. */
export const grantOrigins = ['grant', 'request'] as const
export type GrantOrigin = (typeof grantOrigins)[number]

/** How long a pending one can be accepted, and a letter about it be used. */
export const grantPatience = 7 * DAY

/** The status columns of a grant. Nothing but `reduceGrant` may change them. */
export interface GrantStatus {
  readonly state: GrantState
  /** Why it was declined or revoked, in their words; else null. */
  readonly reason: string | null
}

export const grantEvents = ['accepted', 'declined', 'cancelled', 'expired', 'revoked'] as const
export type GrantEvent =
  | { type: 'accepted' | 'cancelled' | 'expired' }
  | { type: 'declined' | 'revoked'; reason: string | null }
export type GrantMove = GrantEvent['type']

const next: Record<GrantMove, { from: GrantState; to: GrantState }> = {
  accepted: { from: 'pending', to: 'active' },
  declined: { from: 'pending', to: 'declined' },
  cancelled: { from: 'pending', to: 'cancelled' },
  expired: { from: 'pending', to: 'expired' },
  revoked: { from: 'active', to: 'revoked' },
}

/** How a grant begins. @param near the two addresses are of one organisation: `sameOrganisation` of public-mail.ts */
export const newGrant = (origin: GrantOrigin, near: boolean): GrantStatus => ({
  state: origin === 'grant' && near ? 'active' : 'pending',
  reason: null,
})

/** It still waits, or mail may be sent under it. */
export const isGrantOpen = (state: GrantState): boolean => state === 'pending' || state === 'active'

/** The next status; the very same object when the event means nothing in this state (ask with `===`). */
export function reduceGrant(grant: GrantStatus, event: GrantEvent): GrantStatus {
  if (next[event.type].from !== grant.state) return grant
  return { state: next[event.type].to, reason: 'reason' in event ? event.reason : null }
}

/** How somebody stands to a grant. Who is neither of the two, and no admin, is a stranger to it. */
export type GrantSide = 'owner' | 'delegate' | 'admin' | 'stranger'

/** Whose idea it was. */
export const grantBegunBy = { grant: 'owner', request: 'delegate' } as const satisfies Record<GrantOrigin, GrantSide>
/** Whose answer it waits for. */
export const grantAskedOf = { grant: 'delegate', request: 'owner' } as const satisfies Record<GrantOrigin, GrantSide>

/** Whose move it is, once for every door and for what comes from other computers. An owner or delegate who is an admin too counts as that side. */
export function mayMoveGrant(origin: GrantOrigin, move: GrantMove, side: GrantSide): boolean {
  if (move === 'accepted' || move === 'declined') return side === grantAskedOf[origin]
  if (move === 'cancelled') return side === grantBegunBy[origin] || side === 'admin'
  return move === 'expired' || side !== 'stranger'
}

/** What a row of a grant says of itself, as far as its course goes. */
export interface GrantCourse {
  origin: GrantOrigin
  state: GrantState
  expiresAt: number
}

/**
 * May `side` write a grant as `after`, where it stood as `before` (null: there was none)? For what comes from other
 * computers. What must never be is that anybody sends as an owner who didn't agree: so the owner's own word counts, also
 * for an answer of the delegate that came to them by letter, and nobody else's makes a permission active. Several moves
 * made before anybody was told are judged as the last of them.
 *
 * @param by when it was written (ms) and by which side
 */
export function mayWriteGrant(
  before: GrantCourse | null,
  after: GrantCourse,
  by: { side: GrantSide; at: number },
): boolean {
  if (!before) return mayBeginGrant(after, by.side)
  if (before.origin !== after.origin || before.expiresAt !== after.expiresAt) return false
  if (before.state === after.state) return true
  const move = grantEvents.find((each) => next[each].from === before.state && next[each].to === after.state)
  if (!move) return before.state === 'pending' && after.state === 'revoked' && by.side === 'owner'
  if (move === 'expired') return by.at >= before.expiresAt && by.side !== 'stranger'
  if (move === 'accepted')
    return (by.side === 'owner' || by.side === grantAskedOf[before.origin]) && by.at < before.expiresAt
  return mayMoveGrant(before.origin, move, by.side) || by.side === 'owner'
}

/** A row nobody knew: the delegate may bring their own request, and its end; the owner whatever is theirs to give. */
function mayBeginGrant(after: GrantCourse, side: GrantSide): boolean {
  if (side === 'owner') return true
  if (side !== 'delegate') return false
  return after.origin === 'request' && after.state !== 'active' && after.state !== 'revoked'
}

/** One of the two people, as far as a permission depends on them. */
export interface GrantSeat {
  name: string
  state: 'active' | 'locked'
  /** An admin lets this seat give and take permissions to send. */
  delegates: boolean
}

/** Why a seat takes no part in delegation now, in words; null = it may. */
export function seatHindrance(seat: GrantSeat): string | null {
  if (seat.state === 'locked') return `${seat.name}'s seat is locked.`
  if (!seat.delegates)
    return `${seat.name} has no access to delegated sending. An admin gives it under Settings › Team; what was given on another computer comes with the next exchange.`
  return null
}

/** The same as whoever has that seat reads it. */
export function ownHindrance(seat: GrantSeat): string | null {
  if (seat.state === 'locked') return 'Your seat is locked.'
  if (!seat.delegates)
    return 'You have no access to delegated sending. An admin gives it under Settings › Team; what was given on another computer comes with the next exchange.'
  return null
}

/** Why nothing may be sent under an active grant now, in words; null = it is live. */
export const grantHindrance = (owner: GrantSeat, delegate: GrantSeat): string | null =>
  seatHindrance(owner) ?? seatHindrance(delegate)
