/**
 * Whom a review pages through. Who would be written to is a question about all contacts at once, so it takes as long as
 * there are many; between two pages the answer is kept, as row ids. What is shown of a contact is read anew for every page,
 * and engaging asks anew for everybody.
 */
import { hash } from 'node:crypto'
import { canonical } from '../../../shared/domain/shared-change.ts'
import type { Table } from '../../changes.ts'
import { type AccountRow, accountEver } from '../../store/accounts.ts'
import { audienceOf } from '../../store/audience.ts'
import { liveEngagements } from '../../store/engagements.ts'
import type { Reader } from '../../store/open.ts'
import type { SequenceRow } from '../../store/sequences.ts'
import { apart } from '../apart.ts'
import type { Asker, Room, WhomFound, WhomWish } from '../context.ts'
import { isMuch, seedOf } from './much.ts'
import { whomFound } from './review-found.ts'
import { type Chosen, sendingOf } from './senders.ts'
import type { Member, PeopleWish } from './who.ts'

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
  /** While it is being found out, a second page waits for the same: chance deals out once. */
  whom: Promise<Whom>
}
interface KeptIn {
  /** What is told takes away what is being found out too: whoever waits for it has it for that page alone. */
  all: Kept[]
}
const rooms = new WeakMap<Room, KeptIn>()

function keptIn(room: Room): KeptIn {
  const known = rooms.get(room)
  if (known) return known
  const kept: KeptIn = { all: [] }
  rooms.set(room, kept)
  room.changes.listen((table) => {
    if (upsetting.has(table)) kept.all = []
  })
  return kept
}

function asWhom(reader: Reader, { contacts, senders, accounts }: WhomFound, chosen: readonly Chosen[]): Whom {
  const placeOf = new Map<number, number>()
  contacts.forEach((id, place) => void placeOf.set(id, place))
  const rows = accounts.map((id) => accountEver(reader, id))
  return {
    contacts,
    accountAt: (place) => rows[senders[place] as number] as AccountRow,
    placeOf,
    chosen,
    bases: new Map(),
  }
}

type Asked = Omit<WhomWish, 'seed'> & { seed?: number | undefined }
interface Standing {
  wish: Omit<PeopleWish, 'seed'>
  sequence: SequenceRow
}

/**
 * Who would be written to, kept from the page before where nothing was told that changes it. Without a seed chance gives
 * one, which holds for the pages after it too.
 *
 * @throws Refusal as `peopleOf` does
 */
export async function whomOf(room: Room, asker: Asker, asked: Asked, { wish, sequence }: Standing): Promise<Whom> {
  const now = room.ports.clock.now()
  const all = canonical([wish, asked.seed ?? null, asker, sequence.id, sequence.version, liveEngagements(room.store)])
  const key = hash('sha256', all)
  const kept = keptIn(room)
  const known = kept.all.find((one) => one.key === key && one.until > now)
  if (known) return known.whom
  const finding: Kept = { key, until: now + lifetime, whom: found(room, asker, asked, wish) }
  const others = kept.all.filter((one) => one.key !== key && one.until > now).slice(-(atOnce - 1))
  kept.all = [...others, finding]
  try {
    return await finding.whom
  } catch (error) {
    kept.all = kept.all.filter((one) => one !== finding)
    throw error
  }
}

async function found(room: Room, asker: Asker, asked: Asked, wish: Standing['wish']): Promise<Whom> {
  const now = room.ports.clock.now()
  const asking = { ...asked, seed: asked.seed ?? seedOf(room) }
  const elsewhere = room.heavy?.whom && isMuch(room, wish.contacts) && room.heavy.whom(asking, asker, now)
  const whom = await apart(room, 'looking for whom to review', elsewhere, () =>
    whomFound(room.store, asker, asking, now),
  )
  return room.store.read(() => asWhom(room.store, whom, sendingOf(room.store, asker, wish).chosen))
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
