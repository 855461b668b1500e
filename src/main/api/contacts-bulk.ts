/**
 * What is done to many contacts at once: in small transactions, with progress, so that nothing else waits for it.
 * Leaving the loop stops it; what was changed by then stays changed, and the result that never came is no promise.
 */

import type { Several } from '../../shared/domain/contact-query.ts'
import { Refusal } from '../../shared/domain/failure.ts'
import { stamp } from '../store/clockwork.ts'
import { countOf } from '../store/contact-count.ts'
import { contactIds, type IdPage } from '../store/contact-pages.ts'
import { ownedByOthers, tagChanges, writeOwner, writeTags } from '../store/contact-writes.ts'
import { breathe } from '../store/import-finish.ts'
import type { Reader, Tx } from '../store/open.ts'
import { seatByAddress } from '../store/seats.ts'
import { checkSeveral } from './contacts-filter.ts'
import type { Asker, Room } from './context.ts'

/** Contacts changed in one transaction. */
const chunk = 500
/** A change of more than this can't be taken back with one click. */
const undoable = 10_000

/** Their row ids, some at a time. What the caller changes meanwhile doesn't matter: they come by the order of ids. */
export async function* idsOf(
  reader: Reader,
  several: Several,
  now: number,
): AsyncGenerator<{ ids: number[]; total: number }> {
  const wanted = checkSeveral(reader, several, now)
  if ('ids' in wanted) {
    for (let at = 0; at < wanted.ids.length; at += chunk) {
      yield { ids: wanted.ids.slice(at, at + chunk), total: wanted.ids.length }
      await breathe()
    }
    return
  }
  const { contacts: total } = countOf(reader, wanted.filter)
  let after: number | null = null
  do {
    const page: IdPage = contactIds(reader, wanted.filter, { sort: 'added', desc: false, after, limit: chunk })
    after = page.next
    if (page.ids.length > 0) yield { ids: page.ids, total }
    await breathe()
  } while (after !== null)
}

type Undo = { ids: string[]; add?: string[]; remove?: string[]; owner?: string | null }

/** Collects which call takes back which contacts' change; gives up when they are too many. */
function undoing() {
  const byCall = new Map<string, Undo>()
  let size = 0
  return {
    note(call: Omit<Undo, 'ids'>, publicId: string) {
      if (++size > undoable) return
      const name = JSON.stringify(call)
      const known = byCall.get(name) ?? { ...call, ids: [] }
      known.ids.push(publicId)
      byCall.set(name, known)
    },
    calls: () => (size > undoable ? null : [...byCall.values()]),
  }
}

/** One change of many: `work` changes a chunk in its transaction and says how many it changed. */
async function* changeMany(room: Room, several: Several, work: (tx: Tx, ids: number[]) => number) {
  const counted = { changed: 0, unchanged: 0 }
  try {
    for await (const { ids, total } of idsOf(room.store, several, room.ports.clock.now())) {
      const changed = room.store.write((tx) => work(tx, ids))
      counted.changed += changed
      counted.unchanged += ids.length - changed
      const done = counted.changed + counted.unchanged
      yield { done, total: Math.max(total, done) }
    }
    return counted
  } finally {
    if (counted.changed > 0) room.changes.tell('contacts')
  }
}

export async function* tagMany(room: Room, asker: Asker, input: Several & { add: string[]; remove: string[] }) {
  const { add, remove } = input
  if (add.length + remove.length === 0) throw new Refusal('bad_request', 'Name at least one tag to add or to remove.')
  const both = add.find((tag) => remove.includes(tag))
  if (both !== undefined) throw new Refusal('bad_request', `"${both}" can't be added and removed at once.`)
  const undo = undoing()
  const counted = yield* changeMany(room, input, (tx, ids) => {
    const changes = tagChanges(tx, ids, { add, remove })
    if (changes.length === 0) return 0
    writeTags(tx, changes, stamp(tx, room.ports.clock.now(), asker.seatId))
    for (const { publicId, added, removed } of changes) undo.note({ add: removed, remove: added }, publicId)
    return changes.length
  })
  return { ...counted, undo: undo.calls() }
}

/** As the seat of that address writes it; lists may name owners who have no seat, and keep them. */
export function ownerAs(reader: Reader, owner: string | null): string | null {
  if (owner === null || owner.trim() === '') return null
  return seatByAddress(reader, owner.trim())?.address ?? owner.trim()
}

export async function* assignMany(room: Room, asker: Asker, input: Several & { owner: string | null }) {
  const owner = ownerAs(room.store, input.owner)
  const undo = undoing()
  const counted = yield* changeMany(room, input, (tx, ids) => {
    const others = ownedByOthers(tx, ids, owner)
    if (others.length === 0) return 0
    const mark = stamp(tx, room.ports.clock.now(), asker.seatId)
    const changed = others.map((each) => each.id)
    writeOwner(tx, changed, owner, mark)
    for (const each of others) undo.note({ owner: each.owner }, each.publicId)
    return others.length
  })
  return { ...counted, undo: undo.calls() }
}
