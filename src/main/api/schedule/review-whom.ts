/**
 * Whom a review pages through. Who would be written to is a question about all contacts at once, so it takes as long as
 * there are many; between two pages the answer is kept, as row ids. What is shown of a contact is read anew for every page,
 * and engaging asks anew for everybody.
 */
import { hash } from 'node:crypto'
import { canonical } from '../../../shared/domain/shared-change.ts'
import type { Table } from '../../changes.ts'
import type { AccountRow } from '../../store/accounts.ts'
import { audienceOf } from '../../store/audience.ts'
import { liveEngagements } from '../../store/engagements.ts'
import type { Reader } from '../../store/open.ts'
import type { SequenceRow } from '../../store/sequences.ts'
import type { Asker, Room } from '../context.ts'
import { seedOf } from './much.ts'
import type { Chosen } from './senders.ts'
import { type Member, type PeopleWish, peopleOf } from './who.ts'

export interface Whom {
  /** Row ids of the contacts, in the order they would be engaged in. */
  contacts: Float64Array
  /** The account that writes to each. */
  accountAt: (place: number) => AccountRow
  /** Place of a contact (row id); undefined: would not be written to. */
  placeOf: ReadonlyMap<number, number>
  chosen: readonly Chosen[]
  /** Hash of what a step gives a contact, by contact and step, as far as it was asked for. */
  bases: Map<string, string>
}

/** So long what nobody told of may pass unseen: somebody's sequence ending, or days between two sequences being over. */
const lifetime = 60_000
/** Reviews at once: each is a few numbers a contact. */
const atOnce = 4
/** What is told of these may change who is written to, by whom, or what they get. */
const upsetting: ReadonlySet<Table> = new Set([
  'workspace',
  'seats',
  'accounts',
  'contacts',
  'sequences',
  'delegations',
])

interface Kept {
  key: string
  until: number
  whom: Whom
}
const rooms = new WeakMap<Room, Kept[]>()

function keptIn(room: Room): Kept[] {
  const known = rooms.get(room)
  if (known) return known
  const kept: Kept[] = []
  rooms.set(room, kept)
  room.changes.listen((table) => {
    if (upsetting.has(table)) kept.length = 0
  })
  return kept
}

function found(reader: Reader, asker: Asker, wish: PeopleWish, sequence: SequenceRow, now: number): Whom {
  const { members, sending } = peopleOf(reader, asker, { ...wish, withEmpty: true }, sequence, now)
  const accounts = [...new Map(members.map(({ account }) => [account.id, account])).values()]
  const numbers = new Map(accounts.map(({ id }, i) => [id, i]))
  const senders = Uint32Array.from(members, ({ account }) => numbers.get(account.id) as number)
  const contacts = Float64Array.from(members, ({ contact }) => contact.id)
  return {
    contacts,
    accountAt: (place) => accounts[senders[place] as number] as AccountRow,
    placeOf: new Map(Array.from(contacts, (id, place) => [id, place])),
    chosen: sending.chosen,
    bases: new Map(),
  }
}

/**
 * Who would be written to, kept from the page before where nothing was told that changes it. Without a seed chance gives
 * one, which holds for the pages after it too.
 *
 * @throws Refusal as `peopleOf` does
 */
export function whomOf(
  room: Room,
  asker: Asker,
  wish: Omit<PeopleWish, 'seed'> & { seed?: number | undefined },
  sequence: SequenceRow,
): Whom {
  const now = room.ports.clock.now()
  const asked = canonical([wish, asker, sequence.id, sequence.version, liveEngagements(room.store)])
  const key = hash('sha256', asked)
  const kept = keptIn(room)
  const known = kept.find((one) => one.key === key && one.until > now)
  if (known) return known.whom
  const whom = found(room.store, asker, { ...wish, seed: wish.seed ?? seedOf(room) }, sequence, now)
  const others = kept.filter((one) => one.key !== key && one.until > now).slice(-(atOnce - 1))
  kept.splice(0, kept.length, ...others, { key, until: now + lifetime, whom })
  return whom
}

/** Those at some places as they are now; whoever was taken away meanwhile is missing. */
export function membersAt(reader: Reader, whom: Whom, places: readonly number[]): (Member & { place: number })[] {
  const rows = audienceOf(
    reader,
    places.map((place) => whom.contacts[place] as number),
  )
  return rows.map((contact) => {
    const place = whom.placeOf.get(contact.id) as number
    return { contact, account: whom.accountAt(place), place }
  })
}
