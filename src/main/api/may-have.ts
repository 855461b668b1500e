/** Which mailboxes a seat may have: asked wherever one is requested, made, moved, or set up as an alias. */
import { allowed } from '../../shared/domain/access.ts'
import { Refusal } from '../../shared/domain/failure.ts'
import {
  type Finding,
  findingsOf,
  type MailboxFacts,
  type Permit,
  unpermitted,
} from '../../shared/domain/mailbox-check.ts'
import { policyOf } from '../../shared/domain/policy.ts'
import { stamp } from '../store/clockwork.ts'
import {
  askedForSeat,
  hasMailbox,
  holderOfMailbox,
  mailboxesOf,
  moveMailboxRequest,
  openMailboxRequest,
} from '../store/mailbox-requests.ts'
import type { Reader, Tx } from '../store/open.ts'
import { type SeatRow, seatByAddress, seatById } from '../store/seats.ts'
import { workspaceRow } from '../store/workspace.ts'
import type { Asker } from './context.ts'

/** Who has the address now; a person's own address counts as theirs, whether or not it is connected. */
function holderFor(reader: Reader, address: string, seat: SeatRow): MailboxFacts['holder'] {
  const held = holderOfMailbox(reader, address)
  if (held)
    return {
      as: held.as,
      own: held.seatId === seat.id,
      seat: held.seatId === null ? null : (seatById(reader, held.seatId) ?? null),
    }
  const person = seatByAddress(reader, address)
  return person && person.id !== seat.id ? { as: 'address', own: false, seat: person } : null
}

/**
 * Everything the rules ask about an address for a seat.
 *
 * @param deciding the request that is decided on, or carried out, doesn't stand in its own way
 */
export function mailboxFacts(reader: Reader, address: string, seat: SeatRow, deciding = false): MailboxFacts {
  const open = deciding ? undefined : openMailboxRequest(reader, address)
  const asked = open && { seat: seatById(reader, open.seatId) ?? seat, own: open.seatId === seat.id, state: open.state }
  return {
    address,
    seat,
    held: mailboxesOf(reader, seat.id) + askedForSeat(reader, seat.id, address),
    limit: seat.mailboxLimit ?? policyOf(workspaceRow(reader).policy).mailboxes_per_seat,
    holder: holderFor(reader, address, seat),
    asked: asked ? { ...asked, state: asked.state === 'approved' ? 'approved' : 'requested' } : null,
  }
}

/** @throws Refusal with the finding's own sentence, and what would help as data */
export function refuseFinding(finding: Finding | undefined): void {
  if (!finding) return
  const data = { finding: finding.kind, remedy: finding.remedy }
  if (finding.remedy === 'refused') throw new Refusal('conflict', finding.message, data)
  if (finding.remedy === 'permit')
    throw new Refusal('forbidden', finding.message, {
      ...data,
      permits: finding.kind === 'limit' ? 'more' : finding.kind,
    })
  throw new Refusal('conflict', finding.message, { ...data, confirm: `confirm_${finding.kind}` })
}

/** What an admin permitted with a request: none where there is no request. */
export function permitsOf(request: { permitsRole: boolean; permitsMore: boolean } | undefined): Permit[] {
  const permits: Permit[] = []
  if (request?.permitsRole) permits.push('role')
  if (request?.permitsMore) permits.push('more')
  return permits
}

/** What was permitted when that address was approved for that seat; nobody is asked for it again. */
export function approvedFor(reader: Reader, address: string, seat: SeatRow): Permit[] {
  const request = openMailboxRequest(reader, address)
  return permitsOf(request?.state === 'approved' && request.seatId === seat.id ? request : undefined)
}

export interface Wanted {
  address: string
  /** Row id of its seat; null: a team account, which belongs to nobody and needs no permission of this kind. */
  seatId: number | null
  permits?: readonly Permit[] | undefined
  /** It is that account already, and only goes to another seat. */
  moves?: boolean
}

/**
 * Before a mailbox, or an alias, is made or given to a seat. An admin needs nothing but their express permission where a
 * rule says so. A member makes what was approved for them, and the mailbox of their seat's own address.
 *
 * @throws Refusal with the first rule's own sentence
 */
export function checkMayHave(reader: Reader, asker: Asker, { address, seatId, permits = [], moves }: Wanted): void {
  const seat = seatId === null ? undefined : seatById(reader, seatId)
  if (moves && hasMailbox(reader, address, seatId))
    throw new Refusal('conflict', `${address} is a mailbox of ${seat ? seat.name : 'the whole team'} already.`)
  if (!seat) {
    checkFree(reader, address, moves)
    return
  }
  const request = openMailboxRequest(reader, address)
  const isApproved = request?.state === 'approved' && request.seatId === seat.id
  const isOwn = address.toLowerCase() === seat.address.toLowerCase()
  const isAdmin = allowed('account.add', asker)
  const facts = mailboxFacts(reader, address, seat, isApproved || isAdmin)
  const found = findingsOf(moves ? { ...facts, holder: null } : facts)
  refuseFinding(found.find(({ remedy }) => remedy === 'refused'))
  if (!isAdmin && !isApproved && !isOwn)
    throw new Refusal(
      'forbidden',
      `${address} isn't your seat's own address (${seat.address}). Request it first: an admin approves it, then you connect it.`,
      { request: true },
    )
  const given: Permit[] = isAdmin ? [...permits] : []
  refuseFinding(unpermitted(found, [...given, ...approvedFor(reader, address, seat)])[0])
}

/** A team account needs no permission, but one address is one mailbox all the same. */
function checkFree(reader: Reader, address: string, moves: boolean | undefined): void {
  const held = moves ? undefined : holderOfMailbox(reader, address)
  if (!held) return
  const owner = held.seatId === null ? undefined : seatById(reader, held.seatId)
  const whose = owner
    ? `of ${owner.name} (${owner.address})${owner.state === 'locked' ? ', whose seat is locked' : ''}`
    : 'of the whole team'
  const what = held.as === 'alias' ? 'an alias' : 'a sending account'
  throw new Refusal('conflict', `${address} is ${what} ${whose} already.`, { public_id: held.account })
}

/**
 * A mailbox or alias of that address was made for that seat: what was asked for it is answered. In the same transaction
 * as the making.
 */
export function settleRequest(
  tx: Tx,
  now: number,
  made: { address: string; seatId: number | null; accountId: number },
): void {
  const request = openMailboxRequest(tx, made.address)
  if (!request || request.seatId !== made.seatId) return
  moveMailboxRequest(
    tx,
    request,
    { type: 'configured' },
    { by: null, at: now, accountId: made.accountId },
    stamp(tx, now),
  )
}
