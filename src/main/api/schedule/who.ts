/** Who a wish names, who of them is written to and by whom, and why the others are left out. */
import { addressKey, domainOf } from '../../../shared/domain/address.ts'
import type { AskedFilter } from '../../../shared/domain/contact-query.ts'
import { type Exclusion, exclude } from '../../../shared/domain/exclusion.ts'
import { Refusal } from '../../../shared/domain/failure.ts'
import { policyOf } from '../../../shared/domain/policy.ts'
import { DAY } from '../../../shared/domain/time.ts'
import type { AccountRow } from '../../store/accounts.ts'
import {
  type AudienceRow,
  activeContacts,
  audience,
  audienceMember,
  audienceOf,
  beenIn,
  suppressedValues,
  writtenSince,
} from '../../store/audience.ts'
import { filteredAudience } from '../../store/audience-groups.ts'
import { repliedAt } from '../../store/colleagues.ts'
import { contactsWithin } from '../../store/engagement-joins.ts'
import type { writtenMembers } from '../../store/engagements.ts'
import { erasedAmong, erasedMessage, isErased } from '../../store/erased.ts'
import { letterDrafts } from '../../store/letter-drafts.ts'
import type { Reader } from '../../store/open.ts'
import { findSequence, type SequenceRow } from '../../store/sequences.ts'
import { workspaceRow } from '../../store/workspace.ts'
import { filterOf } from '../contacts-filter.ts'
import type { Asker } from '../context.ts'
import { type Wish as SenderWish, type Sending, sendingOf } from './senders.ts'
import { emptyFinder, missingOf, textsOf } from './texts.ts'

export interface PeopleWish extends SenderWish {
  sequence: string
  contacts: 'all' | string[]
  tag?: string | undefined
  filter?: AskedFilter | undefined
  /** Public ids or addresses that somebody took out by hand. */
  except?: string[] | undefined
  override: string[]
  /** Days kept between two sequences, instead of the workspace's; 0: none. */
  recontact_days?: number | undefined
  /** Row id of the engagement that they join: nobody is in it twice. */
  within?: number | undefined
  /** Of what else ends it: a colleague's reply. Whose colleague has replied already is left out. */
  ends?: { company?: boolean | undefined } | undefined
  /** Those whom a step would reach empty are among them: a review shows that, and theirs can be written by hand. */
  withEmpty?: boolean
  seed: number
}

export interface Member {
  contact: AudienceRow
  account: AccountRow
}

export interface People {
  sending: Sending
  /** How many the wish names. */
  named: number
  /** Those who are written to, with the account each gets, in list order. */
  members: Member[]
  excluded: Exclusion<AudienceRow>[]
}

/** @throws Refusal `not_found` */
export function sequenceOf(reader: Reader, name: string): SequenceRow {
  const sequence = findSequence(reader, name)
  if (!sequence) throw new Refusal('not_found', `There is no sequence "${name}".`)
  return sequence
}

/** @throws Refusal for senders that can't be used, and for a sequence whose text can't be read */
export function peopleOf(reader: Reader, asker: Asker, wish: PeopleWish, sequence: SequenceRow, now: number): People {
  const sending = sendingOf(reader, asker, wish)
  const list = whom(reader, wish, now)
  const { kept, excluded } = sift(reader, sequence, list.rows, sending, { asker, wish, now })
  const { members, barred } = share(sending, kept, wish.seed)
  return {
    sending,
    named: list.rows.length + list.unknown.length,
    members,
    excluded: [...list.unknown, ...excluded, ...barred],
  }
}

/** Whom an engagement that isn't live yet writes to, and from which account (row ids). */
export type WrittenMember = ReturnType<typeof writtenMembers>[number]

/**
 * True where every one of them would be written to now too, at that address and from that account.
 *
 * @throws Refusal for senders that can't be used any more
 */
export function stillReached(
  reader: Reader,
  asker: Asker,
  wish: PeopleWish,
  sequence: SequenceRow,
  members: readonly WrittenMember[],
): boolean {
  const sending = sendingOf(reader, asker, wish)
  const ids = members.map(({ contactId }) => contactId)
  const rows = audienceOf(reader, ids)
  // whoever was written to meanwhile is under way elsewhere; what a text of their own says is no matter of the steps
  const { kept } = sift(reader, sequence, rows, sending, { asker, wish: { ...wish, withEmpty: true }, now: null })
  if (kept.length !== members.length) return false
  const usable = new Set(sending.chosen.flatMap(({ account, against }) => (against === null ? [account.id] : [])))
  const owners = wish.assign === 'owners' ? sending.assign(rows, wish.seed) : null
  return members.every(({ contactId, accountId, address }, i) => {
    const row = rows[i]
    if (row?.id !== contactId || row.address !== address) return false
    const owner = owners?.[i]
    return owners ? typeof owner === 'object' && owner.id === accountId : usable.has(accountId)
  })
}

/** Deals the contacts out; those whose sender may not be used are excluded, each with why. */
function share(
  sending: Sending,
  kept: { candidate: AudienceRow; position: number }[],
  seed: number,
): { members: Member[]; barred: Exclusion<AudienceRow>[] } {
  const senders = sending.assign(
    kept.map(({ candidate }) => candidate),
    seed,
  )
  const members: Member[] = []
  const barred: Exclusion<AudienceRow>[] = []
  for (const [i, { candidate, position }] of kept.entries()) {
    const sender = senders[i]
    if (typeof sender === 'object') members.push({ contact: candidate, account: sender })
    else
      barred.push({
        candidate,
        position,
        code: 'no_sender',
        message: sender ?? 'Nobody is left to send to this contact.',
        overridable: false,
        variable: null,
      })
  }
  return { members, barred }
}

const all = (reader: Reader, { tag, filter }: PeopleWish, now: number): AudienceRow[] =>
  filter
    ? filteredAudience(reader, filterOf(reader, { ...filter, ...(tag === undefined ? {} : { tag }) }, now))
    : audience(reader, tag ?? null)

/** The list the wish names; contacts that don't exist are said, not skipped. */
function whom(
  reader: Reader,
  wish: PeopleWish,
  now: number,
): { rows: AudienceRow[]; unknown: Exclusion<AudienceRow>[] } {
  const out = new Set(wish.except)
  const wanted = (row: AudienceRow) => out.size === 0 || !(out.has(row.publicId) || out.has(row.address))
  if (wish.contacts === 'all') return { rows: all(reader, wish, now).filter(wanted), unknown: [] }
  if (wish.filter) throw new Refusal('bad_request', 'Name the contacts one by one, or by a filter, not both.')
  const rows: AudienceRow[] = []
  const unknown: Exclusion<AudienceRow>[] = []
  for (const [position, name] of wish.contacts.entries()) {
    const key = addressKey(name)
    const row = audienceMember(reader, key) ?? audienceMember(reader, name)
    if (row) {
      if (wanted(row)) rows.push(row)
    } else if (!out.has(name)) {
      const isGone = isErased(reader, key)
      unknown.push({
        candidate: { ...nobody, address: name },
        position,
        code: isGone ? 'suppressed' : 'invalid_address',
        message: isGone ? erasedMessage(name) : `${name} is no contact of this workspace. Import it first.`,
        overridable: false,
        variable: null,
      })
    }
  }
  return { rows, unknown }
}

const nobody: AudienceRow = {
  id: 0,
  publicId: '',
  address: '',
  addressKey: '',
  domain: '',
  firstName: null,
  lastName: null,
  company: null,
  owner: null,
  zone: null,
  fields: '{}',
}

interface Sifting {
  asker: Asker
  wish: PeopleWish
  /** Null: who was written to lately was looked at before. */
  now: number | null
}

/** Who was written to within the interval that is kept between sequences, by row id. */
function recentOf(reader: Reader, { wish, now }: Omit<Sifting, 'asker'>, sandbox: boolean) {
  const interval = wish.recontact_days ?? policyOf(workspaceRow(reader).policy).recontact_days ?? 0
  if (now === null || interval === 0 || sandbox) return () => null
  const last = writtenSince(reader, now - interval * DAY)
  return (id: number) => {
    const found = last.get(id)
    return found ? { sequence: found.sequence, daysAgo: Math.floor((now - found.at) / DAY), interval } : null
  }
}

/** Whose email of a step was written by hand before anybody is engaged: it leaves as it was written. */
function byHand(reader: Reader, { seatId }: Asker, { id: sequenceId }: SequenceRow) {
  const drafts = letterDrafts(reader, { seatId, sequenceId }).filter(({ how }) => how === 'edited')
  const written = new Set(drafts.map(({ contactId, step }) => `${contactId} ${step}`))
  return (contactId: number, step: number) => written.has(`${contactId} ${step}`)
}

function sift(
  reader: Reader,
  sequence: SequenceRow,
  rows: AudienceRow[],
  sending: Sending,
  { asker, wish, now }: Sifting,
) {
  const { override } = wish
  const addresses = suppressedValues(reader, 'address')
  const domains = suppressedValues(reader, 'domain')
  const erased = erasedAmong(reader)
  const active = activeContacts(reader, sending.sandbox)
  const before = sending.sandbox ? new Set<number>() : beenIn(reader, sequence.id)
  const recent = recentOf(reader, { wish, now }, sending.sandbox)
  const inIt = wish.within === undefined ? new Set<number>() : contactsWithin(reader, wish.within)
  const colleague = wish.ends?.company ? repliedAt(reader, sequence.id, sending.sandbox) : () => null
  const texts = textsOf(sequence)
  const byKey = new Map(rows.map((row) => [row.addressKey, row.id]))
  const idOf = (key: string): number => byKey.get(key) ?? 0
  return exclude(rows, {
    isSuppressedAddress: (key) => addresses.has(key) || erased?.(key) === true,
    isSuppressedDomain: (domain) => domains.has(domain),
    activeIn: (key) => {
      const found = active.get(idOf(key))
      return found ? { sequence: found.sequence, here: found.sequenceId === sequence.id } : null
    },
    joinedAlready: (key) => inIt.has(idOf(key)),
    beenHere: (key) => before.has(idOf(key)),
    allowRepeat: override.includes('been_in_this_sequence'),
    repliedColleague: (key) => colleague(domainOf(key), idOf(key)),
    lastEmail: (key) => recent(idOf(key)),
    allowRecent: override.includes('contacted_recently'),
    missingVariable: (contact) => missingOf(texts, contact),
    emptyEmail: wish.withEmpty ? () => null : emptyFinder(texts, byHand(reader, asker, sequence)),
    senderTrouble: sending.trouble,
  })
}
