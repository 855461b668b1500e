/**
 * May this seat have this mailbox? Each rule is one finding with a sentence of its own, made from facts that somebody
 * else gathered: the check while a person types, the request, its approval and the mailbox itself all ask here.
 */
import { resembles, roleWord } from './role-address.ts'

export interface MailboxSeat {
  name: string
  address: string
  state: 'active' | 'locked'
}

export interface MailboxFacts {
  /** As `checkAddress` accepted it. */
  address: string
  /** For whom. */
  seat: MailboxSeat
  /** Its mailboxes and their aliases, and what is requested for it already. */
  held: number
  limit: number
  /** Who has the address now, as what; null: nobody. Another person's own address counts as theirs. */
  holder: { seat: MailboxSeat | null; as: 'mailbox' | 'alias' | 'address'; own: boolean } | null
  /** An open request for the same address. */
  asked: { seat: MailboxSeat; own: boolean; state: 'requested' | 'approved' } | null
}

/**
 * What can be done about a finding: nothing here (`refused`), the person it is for confirms something (`confirm`), or
 * an admin expressly permits it (`permit`).
 */
export type FindingRemedy = 'refused' | 'confirm' | 'permit'
export const findingKinds = ['locked', 'taken', 'asked', 'role', 'limit', 'theirs', 'unlike'] as const
export type FindingKind = (typeof findingKinds)[number]

export interface Finding {
  kind: FindingKind
  remedy: FindingRemedy
  message: string
}

const named = (seat: MailboxSeat): string => `${seat.name} (${seat.address})`
const lockedToo = (seat: MailboxSeat): string => (seat.state === 'locked' ? ', whose seat is locked' : '')

function taken({ address, seat, holder }: MailboxFacts): string | null {
  if (!holder) return null
  if (holder.own) return `${address} is ${holder.as === 'alias' ? 'an alias' : 'a mailbox'} of ${seat.name} already.`
  const what = holder.as === 'alias' ? 'an alias of' : ''
  if (holder.seat === null)
    return `${[address, 'is', what, 'an account of the whole team'].filter(Boolean).join(' ')}. An admin can release it there first.`
  const who = `${named(holder.seat)}${lockedToo(holder.seat)}`
  if (holder.as === 'address')
    return `${address} is the address of another seat, ${who}. A mailbox belongs to one person only.`
  return `${address} is ${holder.as === 'alias' ? 'an alias' : 'a mailbox'} of ${who}. An admin can release it there first.`
}

function asked({ address, asked: request }: MailboxFacts): string | null {
  if (!request) return null
  const whom = request.own ? 'this seat' : named(request.seat)
  return request.state === 'approved'
    ? `${address} is approved for ${whom} already. It waits to be connected.`
    : `${address} is requested for ${whom} already. An admin decides.`
}

/** All that stands against it, in the order in which a person would be told. */
export function findingsOf(facts: MailboxFacts): Finding[] {
  const { address, seat, held, limit } = facts
  const found: Finding[] = []
  const add = (kind: FindingKind, remedy: FindingRemedy, message: string | null) => {
    if (message !== null) found.push({ kind, remedy, message })
  }
  const own = address.toLowerCase() === seat.address.toLowerCase()
  if (seat.state === 'locked')
    add('locked', 'refused', `The seat of ${named(seat)} is locked: it gets no new mailbox. Unlock it first.`)
  add('taken', 'refused', taken(facts))
  add('asked', 'refused', asked(facts))
  const word = own ? null : roleWord(address)
  if (word !== null)
    add(
      'role',
      'permit',
      `${address} looks like a shared address ("${word}"). A seat's mailbox must be personal; an admin can expressly permit this one.`,
    )
  if (held >= limit)
    add(
      'limit',
      'permit',
      `${seat.name} has ${held} of ${limit} ${limit === 1 ? 'mailbox' : 'mailboxes'} already, with those asked for. An admin can expressly permit one more.`,
    )
  add('theirs', 'confirm', `Confirm that ${address} belongs to ${seat.name} personally, and not to a colleague.`)
  if (word === null && !resembles(address, seat))
    add('unlike', 'confirm', `${address} doesn't look like ${seat.name}'s name. ${again}`)
  return found
}

const again = 'Confirm once more that it is theirs.'

/** As whoever decides reads them: what was to be confirmed was confirmed when it was asked for. */
export const findingsToDecide = (found: readonly Finding[]): Finding[] =>
  found
    .filter(({ kind }) => kind !== 'theirs')
    .map((each) => ({ ...each, message: each.message.replace(again, 'It was confirmed that it is theirs.') }))

/** The refused ones, and the confirmations that were not given: what keeps a request from being made. */
export const standingAgainst = (
  found: readonly Finding[],
  given: { theirs?: boolean | undefined; unlike?: boolean | undefined },
): Finding[] =>
  found.filter(
    ({ kind, remedy }) =>
      remedy === 'refused' || (remedy === 'confirm' && given[kind === 'unlike' ? 'unlike' : 'theirs'] !== true),
  )

export type Permit = 'role' | 'more'

/** What an admin would have to permit expressly, and has not. */
export const unpermitted = (found: readonly Finding[], permits: readonly Permit[]): Finding[] =>
  found.filter(({ kind, remedy }) => remedy === 'permit' && !permits.includes(kind === 'limit' ? 'more' : 'role'))

/** What still stands against it once that is permitted. */
export const lessPermitted = (found: readonly Finding[], permits: readonly Permit[]): Finding[] => {
  const open = unpermitted(found, permits)
  return found.filter((each) => each.remedy !== 'permit' || open.includes(each))
}
