/** Takes a person out of the database for good, and sees to it that nobody writes to them again. */
import { Refusal } from '../../shared/domain/failure.ts'
import { publicIdBytes, publicIdFrom } from '../../shared/domain/ids.ts'
import { stamp } from '../store/clockwork.ts'
import { aboutContact, eraseContact } from '../store/contact-erase.ts'
import { mergedInto } from '../store/contact-merge.ts'
import type { ContactRow } from '../store/contacts.ts'
import { otherDevices } from '../store/devices.ts'
import { finishErasures, mayTellErased } from '../store/erasures.ts'
import { deedOf, note } from '../store/journal.ts'
import type { Reader, Store } from '../store/open.ts'
import { reachedOfContacts } from '../store/suppressions.ts'
import { find } from './contacts-edit.ts'
import { type Asker, os, type Room } from './context.ts'
import { foreseen, withdraw } from './withdraw.ts'

function about(reader: Reader, row: ContactRow) {
  const { open, ...counted } = aboutContact(reader, row.id, row.addressKey)
  const { emails: planned } = foreseen(reachedOfContacts(reader, [row.id]))
  return { ...counted, planned, open, address: row.address, computers: otherDevices(reader).map(({ name }) => name) }
}

/** @throws Refusal `state` while an email is neither here nor there: what became of it could never be told any more */
function checkSettled(address: string, open: number): void {
  if (open === 0) return
  const what = open === 1 ? 'One email' : `${open} emails`
  throw new Refusal(
    'state',
    `${what} to ${address} ${open === 1 ? 'is' : 'are'} being sent or not certain. Decide about it under Outbox first, or wait a minute.`,
  )
}

/** @throws Refusal `forbidden` where the others of the team would keep them */
function checkMayTell(reader: Reader, { publicId, address }: ContactRow): void {
  if (mayTellErased(reader, publicId)) return
  throw new Refusal(
    'forbidden',
    `A colleague wrote ${address} down as well, and every computer of the team has them. Ask an admin to erase them.`,
  )
}

export const erasure = os.contacts.erasure.handler(({ input, context: { room } }) =>
  about(room.store, find(room.store, input.public_id)),
)

export const erase = os.contacts.erase.handler(async ({ input, context: { room, asker } }) => {
  const { store } = room
  const erased = await scrubbed(store, async () => {
    const had = store.write((tx) => eraseIn(room, asker, tx, input.public_id))
    // what other computers were told of them; a stop in between is made up for at the next start
    await finishErasures(store)
    return had
  })
  room.changes.tell('contacts', 'sends', 'enrollments', 'incoming', 'clicks')
  return erased
})

function eraseIn(room: Room, asker: Asker, tx: Parameters<Parameters<Store['write']>[0]>[0], publicId: string) {
  const row = find(tx, publicId)
  checkMayTell(tx, row)
  const had = about(tx, row)
  checkSettled(row.address, had.open)
  const now = room.ports.clock.now()
  withdraw(tx, reachedOfContacts(tx, [row.id]), 'the contact was erased', now)
  const entryId = publicIdFrom(room.ports.dice.bytes(publicIdBytes))
  const { id, addressKey: key } = row
  const mark = stamp(tx, now, asker.seatId)
  // the addresses of those that were merged into it are theirs as well
  for (const other of mergedInto(tx, publicId))
    eraseContact(tx, { ...other, entryId: publicIdFrom(room.ports.dice.bytes(publicIdBytes)), now, mark })
  eraseContact(tx, { id, publicId, key, entryId, now, mark })
  note(tx, now, 'erased', 'A contact was erased on request, with all that was kept about it.', {
    contact: publicId,
    ...deedOf(asker),
  })
  return had
}

/** What is overwritten is zeros on the disk too, and the log beside the database holds it no longer. */
async function scrubbed<T>({ sqlite }: Store, work: () => Promise<T>): Promise<T> {
  const usual = sqlite.pragma('secure_delete', { simple: true })
  sqlite.pragma('secure_delete = ON')
  try {
    return await work()
  } finally {
    sqlite.pragma(`secure_delete = ${usual}`)
    sqlite.pragma('wal_checkpoint(TRUNCATE)')
  }
}
