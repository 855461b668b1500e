/** Where a permission stands, in words. */
import { delegation } from '../../../words/delegation.ts'
import { otherOf, type Permission, stateAt } from './types.ts'

const { story, day } = delegation

interface Given {
  zone: string
  now: number | null
}

/** Began by the one who looks: it is the other side that answers. */
export const isMine = ({ origin, side }: Permission): boolean => (origin === 'grant') === (side === 'owner')

function pending(one: Permission, { zone, now }: Given): string {
  const { name } = otherOf(one)
  const at = delegation.at(one.created_at, zone, now)
  const until = one.expires_at === null ? '' : day(one.expires_at, zone, now)
  if (one.side === 'admin' || isMine(one))
    return (one.origin === 'request' ? story.asked : story.invited)(
      one.side === 'admin' ? (one.origin === 'request' ? one.owner : one.delegate).name : name,
      at,
      until,
    )
  return (one.origin === 'request' ? story.asksYou : story.offersYou)(name, at, until)
}

/** Which computers send, of all mailboxes of the owner. */
function whoSends({ accounts, owner, side }: Permission): string {
  if (accounts.length === 0) return side === 'owner' ? story.noMailboxOwn : story.noMailbox(owner.name)
  const elsewhere = [...new Set(accounts.flatMap(({ home }) => (home === null ? [] : [home])))]
  const isHere = accounts.some(({ home }) => home === null)
  return [isHere && story.here, elsewhere.length > 0 && story.sends(elsewhere)].filter(Boolean).join(' ')
}

function active(one: Permission, { zone, now }: Given): string {
  const since = story.since(day(one.decided_at ?? one.created_at, zone, now))
  const planned = one.side === 'owner' ? story.inYourName(one.planned) : story.planned(one.planned)
  const held = one.side === 'delegate' && one.held > 0 && story.held(one.held, one.owner.name)
  return [since, whoSends(one), one.side === 'delegate' && one.accounts.length > 0 && story.copies, planned, held]
    .filter(Boolean)
    .join(' ')
}

function over(one: Permission, { zone, now }: Given): string {
  const { origin, reason } = one
  const state = stateAt(one, now)
  const at = day(one.decided_at ?? one.expires_at ?? one.created_at, zone, now)
  if (state === 'expired') return story.ranOut(at, origin)
  const said = state === 'declined' || state === 'cancelled' || state === 'revoked' ? story.ended[state](at) : ''
  return reason === null ? `${said}.` : `${said}: “${reason}”`
}

export function storyOf(one: Permission, given: Given): string {
  const state = stateAt(one, given.now)
  if (state === 'pending') return pending(one, given)
  return state === 'active' ? active(one, given) : over(one, given)
}

/** Its state as one word or three, where it depends on who looks. */
export function stateWords(one: Permission, now: number | null): string {
  const state = stateAt(one, now)
  const { side, live, owner, delegate } = one
  const { state: words } = delegation
  if (state === 'pending') return isMine(one) || side === 'admin' ? words.pending : words.asksYou
  if (state !== 'active') return words[state]
  if (!live) return words.stands
  if (side === 'admin') return words.between(delegate.name, owner.name)
  return side === 'owner' ? words.may(delegate.name) : words.can(owner.name)
}
