/** What people wrote down about contacts. */
import type { Mark } from './clockwork.ts'
import type { Reader, Tx } from './open.ts'

export interface ContactNoteRow {
  id: number
  publicId: string
  contactId: number
  seatId: number
  name: string
  address: string
  text: string
  createdAt: number
  changedAt: number
  version: number
}

const select = `SELECT n.id, n.public_id AS publicId, n.contact_id AS contactId, n.seat_id AS seatId, s.name, s.address, n.text,
    n.created_at AS createdAt, n.changed_at AS changedAt, n.version
  FROM contact_notes n JOIN seats s ON s.id = n.seat_id WHERE n.deleted = 0`

/** Newest first. */
export const contactNotes = (reader: Reader, contactId: number, limit: number): ContactNoteRow[] =>
  reader.all(`${select} AND n.contact_id = ? ORDER BY n.created_at DESC, n.id DESC LIMIT ?`, contactId, limit)

export const contactNoteByPublicId = (reader: Reader, publicId: string): ContactNoteRow | undefined =>
  reader.get(`${select} AND n.public_id = ?`, publicId)

export const insertContactNote = (
  tx: Tx,
  note: Pick<ContactNoteRow, 'publicId' | 'contactId' | 'seatId' | 'text' | 'createdAt'>,
  mark: Mark,
): void =>
  void tx.run(
    `INSERT INTO contact_notes (public_id, contact_id, seat_id, text, created_at, changed_at, author, device, hlc)
     VALUES (@publicId, @contactId, @seatId, @text, @createdAt, @createdAt, @author, @device, @hlc)`,
    { ...note, ...mark },
  )

export const updateContactNote = (tx: Tx, id: number, { text, now }: { text: string; now: number }, mark: Mark): void =>
  void tx.run(
    `UPDATE contact_notes SET text = @text, changed_at = @now, version = version + 1, author = @author, device = @device,
       hlc = @hlc WHERE id = @id`,
    { ...mark, id, text, now },
  )

/** What was removed is not kept; the row stays, for other computers. */
export const removeContactNote = (tx: Tx, id: number, mark: Mark): void =>
  void tx.run(
    `UPDATE contact_notes SET text = '', deleted = 1, version = version + 1, author = @author, device = @device, hlc = @hlc
     WHERE id = @id`,
    { ...mark, id },
  )
