/** What people wrote down about contacts. Everybody reads them; only who wrote one changes it. */
import { Refusal } from '../../shared/domain/failure.ts'
import { stamp } from '../store/clockwork.ts'
import {
  type ContactNoteRow,
  contactNoteByPublicId,
  contactNotes,
  insertContactNote,
  removeContactNote,
  updateContactNote,
} from '../store/contact-notes.ts'
import { contactByPublicId } from '../store/contacts.ts'
import { newName } from '../store/maker-name.ts'
import type { Reader } from '../store/open.ts'
import { type Asker, iso, os } from './context.ts'

const mostShown = 500
const mostKept = 5_000

const shown = (row: ContactNoteRow, asker: Asker) => ({
  public_id: row.publicId,
  text: row.text,
  by: { name: row.name, address: row.address },
  mine: row.seatId === asker.seatId,
  created_at: iso(row.createdAt),
  changed_at: iso(row.changedAt),
  version: row.version,
})

function contactIdOf(reader: Reader, publicId: string): number {
  const row = contactByPublicId(reader, publicId)
  if (!row) throw new Refusal('not_found', `There is no contact "${publicId}".`)
  return row.id
}

function found(reader: Reader, publicId: string): ContactNoteRow {
  const row = contactNoteByPublicId(reader, publicId)
  if (!row) throw new Refusal('not_found', 'That note is not there any more.')
  return row
}

/** @throws Refusal `forbidden` for somebody else's, `stale_version` */
function own(
  reader: Reader,
  { public_id, version }: { public_id: string; version?: number | undefined },
  asker: Asker,
) {
  const row = found(reader, public_id)
  if (row.seatId !== asker.seatId)
    throw new Refusal('forbidden', `${row.name} wrote that note: only they change it. Write one of your own beside it.`)
  if (version !== undefined && version !== row.version)
    throw new Refusal('stale_version', 'That note has been changed meanwhile.', { version: row.version })
  return row
}

const list = os.contact_notes.list.handler(({ input, context: { room, asker } }) =>
  contactNotes(room.store, contactIdOf(room.store, input.contact), mostShown).map((row) => shown(row, asker)),
)

const add = os.contact_notes.add.handler(({ input, context: { room, asker } }) => {
  const createdAt = room.ports.clock.now()
  const publicId = newName(room.store, room.ports.dice)
  room.store.write((tx) => {
    const contactId = contactIdOf(tx, input.contact)
    if (contactNotes(tx, contactId, mostKept).length >= mostKept)
      throw new Refusal('state', `There are ${mostKept} notes about this contact. Remove one first.`)
    const note = { publicId, contactId, seatId: asker.seatId, text: input.text, createdAt }
    insertContactNote(tx, note, stamp(tx, createdAt, asker.seatId))
  })
  room.changes.tell('contacts')
  return shown(found(room.store, publicId), asker)
})

const change = os.contact_notes.change.handler(({ input, context: { room, asker } }) => {
  const now = room.ports.clock.now()
  room.store.write((tx) =>
    updateContactNote(tx, own(tx, input, asker).id, { text: input.text, now }, stamp(tx, now, asker.seatId)),
  )
  room.changes.tell('contacts')
  return shown(found(room.store, input.public_id), asker)
})

const remove = os.contact_notes.remove.handler(({ input, context: { room, asker } }) => {
  const now = room.ports.clock.now()
  room.store.write((tx) => removeContactNote(tx, own(tx, input, asker).id, stamp(tx, now, asker.seatId)))
  room.changes.tell('contacts')
  return {}
})

export const contact_notes = { list, add, change, remove }
