/** What a device may say of who may do what: of seats, devices, invitations, accounts, permissions and the workspace itself. */
import { addressKey, checkAddress } from './address.ts'
import type { Authority, FactRule, Standing } from './authority-shape.ts'
import { type GrantCourse, type GrantSide, mayWriteGrant } from './delegation.ts'
import type { SharedKind } from './shared-change.ts'
import type { Fact, Place } from './shared-order.ts'
import { speaksFor } from './speaking.ts'
import { deviceIn, handedTo, homeOf, isOne, lostBy, ownsAccount } from './whose-mailbox.ts'

/** Kinds on which it depends who may say what. They are few, and judged together. */
export const factKinds = [
  'workspace',
  'seat',
  'device',
  'invitation',
  'account',
  'grant',
] as const satisfies SharedKind[]
export const isFactKind = (kind: SharedKind): boolean => (factKinds as readonly SharedKind[]).includes(kind)

export const onlyAdmins = 'Only an admin may change that.'
export const notYours = 'It belongs to somebody else.'
export const notHome = 'That mailbox is not sent from that computer.'

/** The writer knew of a computer of that seat that nobody has shut out. */
const hasComputer = (authority: Authority, chunk: Place, seat: string): boolean =>
  authority
    .ids('device')
    .some(
      (id) =>
        isOne(authority, authority.view(chunk, 'device', id, 'seat')?.value, seat) &&
        authority.view(chunk, 'device', id, 'state')?.value !== 'revoked',
    )

/**
 * May the device behind a chunk say something in the name of that seat? By what its writer knew: an admin who makes out not
 * to have heard of a computer of theirs could have admitted one as well.
 */
export function speaks(authority: Authority, chunk: Place, standing: Standing, seat: unknown): boolean {
  if (isOne(authority, standing.seat, seat)) return true
  if (typeof seat !== 'string' || !standing.admin) return false
  const isActive = (state: unknown) => state === 'active'
  if (!authority.holds(chunk, { kind: 'seat', id: seat, field: 'state' }, isActive)) return false
  if (authority.isRemoved(seat) || hasComputer(authority, chunk, seat)) return false
  const homes = authority
    .ids('account')
    .filter((id) => ownsAccount(authority, chunk, id, seat))
    .flatMap((id) => homeOf(authority, chunk, id) ?? [])
  return speaksFor(standing, { seat, hasComputer: false, homes })
}

function accountFault(authority: Authority, fact: Fact, standing: Standing): string | null {
  const { id, set = {}, gone } = fact.change
  const known = authority.view(fact, 'account', id, 'kind') !== undefined
  const mine = known ? ownsAccount(authority, fact, id, standing.seat) : isOne(authority, set.seat, standing.seat)
  const homes = Object.entries(set).filter(([field]) => field.startsWith('homes.'))
  if (homes.some(([, value]) => deviceIn(value) !== standing.device))
    return 'A computer can make itself alone the home of a mailbox.'
  if (standing.admin) return null
  if (known && 'seat' in set && !ownsAccount(authority, fact, id, set.seat as string | null)) return onlyAdmins
  if (mine) return null
  // it left from there, by whoever didn't know yet that it was theirs no more: the mailbox is at home there no more for that
  if (!gone && homes.length === Object.keys(set).length && lostBy(authority, fact, id, standing)) return null
  if (!known || gone) return notYours
  const handed = handedTo(authority, fact, id) === standing.device
  const team = ownsAccount(authority, fact, id, null)
  const home = homeOf(authority, fact, id) === standing.device
  const hands = (field: string) => (field === 'handingTo' || field === 'handingEpoch') && (home || handed)
  const free = Object.keys(set).every((field) => hands(field) || (field.startsWith('homes.') && handed && team))
  return free ? null : notYours
}

/** When a clock says it was, ms. */
export const millisIn = (hlc: string): number => Number(hlc.slice(0, 15))

function grantFault(authority: Authority, fact: Fact, standing: Standing): string | null {
  const { id, set = {}, gone, hlc } = fact.change
  if (gone) return 'A permission ends, and stays to be read.'
  const held = (field: string) => authority.view(fact, 'grant', id, field)?.value
  const of = (field: string) => held(field) ?? set[field]
  const course = (of: (field: string) => unknown): GrantCourse =>
    ({ origin: of('origin'), state: of('state'), expiresAt: of('expiresAt') }) as GrantCourse
  const before = held('state') === undefined ? null : course(held)
  const after = course((field) => set[field] ?? held(field))
  const speaksAs = (field: string) => speaks(authority, fact, standing, of(field))
  const side: GrantSide = speaksAs('owner')
    ? 'owner'
    : speaksAs('delegate')
      ? 'delegate'
      : standing.admin
        ? 'admin'
        : 'stranger'
  if (['owner', 'delegate'].some((field) => before && field in set && !isOne(authority, set[field], held(field))))
    return notYours
  return mayWriteGrant(before, after, { side, at: millisIn(hlc) }) ? null : 'It was not their move.'
}

function deviceFault(authority: Authority, fact: Fact, standing: Standing): string | null {
  const { id, set = {}, gone } = fact.change
  if (gone) return 'A computer is shut out, and stays to be read.'
  const key = set.signingKey
  const taken = (other: string) => other !== id && authority.signingKey(other) === key
  if (typeof key === 'string' && authority.ids('device').some(taken)) return 'Its key is the key of another computer.'
  const known = authority.said('device', id, 'seat').length > 0
  if (standing.admin) return null
  const own = known && isOne(authority, authority.said('device', id, 'seat')[0]?.value, standing.seat)
  return own && Object.keys(set).every((field) => field === 'name') ? null : onlyAdmins
}

/** Of somebody's own seat before anybody invited them: it may be called after whoever is signed in to the computer. */
const isOneLine = (address: string): boolean => address.length <= 254 && !/[\p{C}<>,;]/u.test(address)

/** What people are found by, written to and told apart by: theirs stays, and nobody gets another's. */
function seatFault(authority: Authority, fact: Fact, standing: Standing): string | null {
  if (!standing.admin) return onlyAdmins
  const { id, set = {} } = fact.change
  const { address } = set
  if (address === undefined) return null
  const first = authority.said('seat', id, 'address')[0]?.value
  if (first !== undefined) return first === address ? null : 'A seat keeps the address that it was added with.'
  if (typeof address !== 'string') return noAddress
  if (!checkAddress(address).ok && !(isOne(authority, id, standing.seat) && isOneLine(address))) return noAddress
  const hasIt = (other: string): boolean => {
    const theirs = authority.view(fact, 'seat', other, 'address')?.value
    return other !== id && typeof theirs === 'string' && addressKey(theirs) === addressKey(address)
  }
  return authority.ids('seat').some((other) => hasIt(other) && authority.said('seat', other, '~gone').length === 0)
    ? 'Another seat has that address.'
    : null
}

const noAddress = 'That is no address that can be written to.'

/** What may be said of who may do what. @param workspace public id */
export const factRule =
  (workspace: string): FactRule =>
  (authority, fact, standing) => {
    switch (fact.change.kind) {
      case 'account':
        return accountFault(authority, fact, standing)
      case 'grant':
        return grantFault(authority, fact, standing)
      case 'seat':
        return seatFault(authority, fact, standing)
      case 'device':
        return deviceFault(authority, fact, standing)
      case 'workspace':
        if (fact.change.id !== workspace || fact.change.gone) return 'It is about another workspace.'
        return standing.admin ? null : onlyAdmins
      default:
        return standing.admin ? null : onlyAdmins
    }
  }
