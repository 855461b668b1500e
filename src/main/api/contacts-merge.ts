/** Makes several contacts one, and says beforehand what that would do. */
import { columnsOf, type Mergeable, type Merged, mergedOf } from '../../shared/domain/contact-merge.ts'
import { Refusal } from '../../shared/domain/failure.ts'
import { publicIdBytes, publicIdFrom } from '../../shared/domain/ids.ts'
import { stamp } from '../store/clockwork.ts'
import { absorb, belongings, engagedBy, type Running, running } from '../store/contact-merge.ts'
import { shownOf, type TwinGroup, twins } from '../store/contact-twins.ts'
import { updateContact, writeTags } from '../store/contact-writes.ts'
import { type ContactRow, contactCount, contactRows, coveringEntries } from '../store/contacts.ts'
import { breathe } from '../store/import-finish.ts'
import { deedOf, note } from '../store/journal.ts'
import type { Reader, Tx } from '../store/open.ts'
import { suppress } from '../store/suppressions.ts'
import { find, place } from './contacts-edit.ts'
import { type Asker, os, type Room } from './context.ts'
import { withdraw } from './withdraw.ts'

interface Wish {
  keep: string
  merge: string[]
  take?: Record<string, string> | undefined
}

interface Plan {
  keep: ContactRow
  gone: ContactRow[]
  merged: Merged
  /** Goes on in the kept one's name. */
  moved: Running | null
  stopped: Running[]
  /** What puts the kept one on the suppression list. */
  entry: { reason: string; source: string; address: string } | null
}

const mergeable = (row: ContactRow): Mergeable => ({
  ...row,
  fields: JSON.parse(row.fields) as Record<string, string>,
  tags: JSON.parse(row.tags) as string[],
})

const nameOf = ({ firstName, lastName }: ContactRow): string | null =>
  [firstName, lastName].filter(Boolean).join(' ') || null

const twin = (row: ContactRow) => ({
  public_id: row.publicId,
  address: row.address,
  name: nameOf(row),
  company: row.company,
})

/** Somebody who wants no mail at one address wants none at the other. */
function entryOf(reader: Reader, keep: ContactRow, gone: readonly ContactRow[]): Plan['entry'] {
  const entries = coveringEntries(
    reader,
    [keep, ...gone].map(({ id }) => id),
  )
  if (entries.has(keep.id)) return null
  for (const row of gone) {
    const entry = entries.get(row.id)
    if (entry) return { reason: entry.reason, source: entry.source, address: row.address }
  }
  return null
}

/** @throws Refusal `bad_request`, `not_found`, and `state` while an email to one of them is neither here nor there */
function planOf(reader: Reader, { keep: kept, merge, take }: Wish): Plan {
  const names = [...new Set(merge)]
  if (names.includes(kept)) throw new Refusal('bad_request', 'A contact can’t be merged into itself. Name another one.')
  const keep = find(reader, kept)
  const gone = names.map((name) => find(reader, name))
  const merged = mergedOf([keep, ...gone].map(mergeable), take)
  if (!merged) throw new Refusal('bad_request', '"take" names a field that whoever it names does not have.')
  const { open } = belongings(
    reader,
    gone.map(({ id }) => id),
  )
  if (open > 0)
    throw new Refusal(
      'state',
      `${open === 1 ? 'An email' : `${open} emails`} to them ${open === 1 ? 'is' : 'are'} being sent or not certain. Decide about it under Outbox first, or wait a minute.`,
    )
  const entry = entryOf(reader, keep, gone)
  const now = running(
    reader,
    [keep, ...gone].map(({ id }) => id),
  )
  if (entry !== null) return { keep, gone, merged, moved: null, stopped: now, entry }
  const own = now.find(({ contactId }) => contactId === keep.id)
  const moved = own ? null : (now[0] ?? null)
  return { keep, gone, merged, moved, stopped: now.filter((each) => each !== own && each !== moved), entry }
}

function shown(reader: Reader, { keep, gone, merged, moved, stopped, entry }: Plan) {
  const { open: _, ...counted } = belongings(
    reader,
    gone.map(({ id }) => id),
  )
  const told = ({ sequence, planned }: Running) => ({ sequence, planned })
  return {
    keep: twin(keep),
    merge: gone.map(twin),
    ...merged,
    ...counted,
    stopped: stopped.map(told),
    moved: moved && told(moved),
    suppressed: entry?.reason ?? null,
  }
}

export const merging = os.contacts.merging.handler(({ input, context: { room } }) =>
  room.store.read(() => shown(room.store, planOf(room.store, input))),
)

/**
 * Other computers take in from nobody that somebody else's sequence was stopped, and would go on writing to whoever is one
 * contact now: an admin does it, whom they believe.
 */
function checkStops(tx: Reader, { stopped }: Plan, { role, seatId }: Asker): void {
  if (role === 'admin' || !tx.get('SELECT 1 FROM workspace WHERE shared_since IS NOT NULL')) return
  const other = stopped.find(({ enrollmentId }) => engagedBy(tx, enrollmentId) !== seatId)
  if (!other) return
  const words = `They are in the sequence "${other.sequence}" of somebody else, which would be stopped. Ask an admin to merge them, or wait until it has ended.`
  throw new Refusal('state', words)
}

function mergeIn(room: Room, asker: Asker, tx: Tx, wish: Wish) {
  const now = room.ports.clock.now()
  const plan = planOf(tx, wish)
  checkStops(tx, plan, asker)
  const told = shown(tx, plan)
  const { keep, gone, merged, stopped, entry } = plan
  const mark = stamp(tx, now, asker.seatId)
  const reason = entry ? `the address is on the suppression list: ${entry.reason}` : `merged with ${keep.address}`
  withdraw(
    tx,
    stopped.map((each) => ({ ...each, sending: 0 })),
    reason,
    now,
  )
  for (const row of gone) absorb(tx, row, keep, mark)
  const { address, addressKey: key, domain } = keep
  const values = { address, key, domain, ...columnsOf(merged) }
  updateContact(tx, keep.id, values, mark)
  place(tx, keep.id, values)
  writeTags(tx, [{ id: keep.id, publicId: keep.publicId, tags: merged.tags, added: [], removed: [] }], mark)
  if (entry) {
    const publicId = publicIdFrom(room.ports.dice.bytes(publicIdBytes))
    const words = `${entry.reason} (as ${entry.address})`
    suppress(tx, { publicId, kind: 'address', value: key, reason: words, source: entry.source, createdAt: now }, mark)
  }
  const into = `${gone.map((row) => row.address).join(', ')} went into ${keep.address}: they are one contact now.`
  note(tx, now, 'merged', into, { contact: keep.publicId, ...deedOf(asker) })
  return told
}

export const merge = os.contacts.merge.handler(({ input, context: { room, asker } }) => {
  const told = room.store.write((tx) => mergeIn(room, asker, tx, input))
  room.changes.tell('contacts', 'enrollments', 'sends', 'incoming')
  return told
})

/** Groups that are named; whoever merges these finds the next ones then. */
const mostGroups = 200

async function* lookForTwins({ store }: Room) {
  const total = Math.max(1, contactCount(store)) * 2
  const groups = new Map<string, TwinGroup>()
  let done = 0
  let more = false
  for (const step of twins(store)) {
    done += step.looked
    for (const group of step.groups) {
      const ids = shownOf(store, group.ids)
      const key = ids.join()
      if (ids.length < 2 || groups.has(key)) continue
      if (groups.size === mostGroups) more = true
      else groups.set(key, { ...group, ids })
      if (more) break
    }
    // more than can be named: looking on would change nothing
    if (more) break
    yield { done: Math.min(done, total), total }
    await breathe()
  }
  return {
    groups: [...groups.values()].map(({ reason, ids }) => ({ reason, contacts: contactRows(store, ids).map(twin) })),
    more,
    looked: contactCount(store),
  }
}

export const duplicates = os.contacts.duplicates.handler(({ context: { room } }) => lookForTwins(room))
