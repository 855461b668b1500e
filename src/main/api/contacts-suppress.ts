/** Puts many contacts on the suppression list, or says beforehand what that would withdraw. */

import type { Several } from '../../shared/domain/contact-query.ts'
import { publicIdBytes, publicIdFrom } from '../../shared/domain/ids.ts'
import { type Mark, stamp } from '../store/clockwork.ts'
import { type ContactRow, contactRows, coveringEntries } from '../store/contacts.ts'
import type { Reader, Tx } from '../store/open.ts'
import { type Reached, reachedOfContacts, suppress, suppressionOf } from '../store/suppressions.ts'
import { idsOf } from './contacts-bulk.ts'
import type { Asker, Room } from './context.ts'
import { because, foreseen, type Withdrawn, withdraw } from './withdraw.ts'

/** More new entries than this can't be taken off again with one click. */
const undoable = 100

interface Wish extends Several {
  reason: string
  dry_run?: boolean | undefined
}

interface Tally {
  contacts: number
  already: number
  emails: number
  sending: number
  sequences: Map<string, number>
  added: string[]
}

/** Who of these is not on the list yet, and who is in a sequence. */
function look(reader: Reader, ids: number[]): { fresh: ContactRow[]; reached: Reached[] } {
  const covered = coveringEntries(reader, ids)
  const fresh = contactRows(
    reader,
    ids.filter((id) => !covered.has(id)),
  )
  return { fresh, reached: reachedOfContacts(reader, ids) }
}

function count(tally: Tally, ids: number[], fresh: number, reached: Reached[], gone: Withdrawn): void {
  tally.contacts += fresh
  tally.already += ids.length - fresh
  tally.emails += gone.emails
  tally.sending += gone.sending
  for (const { sequence } of reached) tally.sequences.set(sequence, (tally.sequences.get(sequence) ?? 0) + 1)
}

function write(
  tx: Tx,
  room: Room,
  rows: ContactRow[],
  { reason, mark, now }: { reason: string; mark: Mark; now: number },
) {
  return rows.map(({ addressKey }) => {
    const publicId = publicIdFrom(room.ports.dice.bytes(publicIdBytes))
    const entry = { publicId, kind: 'address' as const, value: addressKey, reason, source: 'hand', createdAt: now }
    suppress(tx, entry, mark)
    return addressKey
  })
}

/** Entries and withdrawals of each chunk are one transaction: nobody is on the list with mail still planned. */
export async function* suppressMany(room: Room, asker: Asker, wish: Wish) {
  const tally: Tally = { contacts: 0, already: 0, emails: 0, sending: 0, sequences: new Map(), added: [] }
  try {
    for await (const { ids, total } of idsOf(room.store, wish, room.ports.clock.now())) {
      if (wish.dry_run) {
        const { fresh, reached } = look(room.store, ids)
        count(tally, ids, fresh.length, reached, foreseen(reached))
      } else
        room.store.write((tx) => {
          const now = room.ports.clock.now()
          const { fresh, reached } = look(tx, ids)
          const keys = write(tx, room, fresh, { reason: wish.reason, mark: stamp(tx, now, asker.seatId), now })
          if (tally.added.length <= undoable) tally.added.push(...keys)
          count(tally, ids, fresh.length, reached, withdraw(tx, reached, because(wish.reason), now))
        })
      const done = tally.contacts + tally.already
      yield { done, total: Math.max(total, done) }
    }
  } finally {
    if (!wish.dry_run && tally.contacts + tally.emails > 0) room.changes.tell('contacts', 'sends', 'enrollments')
  }
  return result(room.store, tally)
}

function result(reader: Reader, { sequences, added, ...counted }: Tally) {
  return {
    ...counted,
    sequences: [...sequences].map(([sequence, contacts]) => ({ sequence, contacts })),
    // one that had been taken off before comes back under the name it had
    added:
      added.length > undoable ? null : added.flatMap((key) => suppressionOf(reader, 'address', key)?.publicId ?? []),
  }
}
