/** Contacts as a file: CSV in pieces of text, or XLSX whole. */

import type { Several } from '../../shared/domain/contact-query.ts'
import { csvRow } from '../../shared/domain/csv-write.ts'
import { contactRows } from '../store/contacts.ts'
import { bookApart } from './apart.ts'
import { bookOf, columnsOf } from './contacts-book.ts'
import { idsOf } from './contacts-bulk.ts'
import { shownContacts } from './contacts-shown.ts'
import { os, type Room } from './context.ts'

/** Spreadsheets take UTF-8 for something else without it. */
const byteOrderMark = '\ufeff'
/** Bytes of one piece; a multiple of three, so that pieces of base64 put together are one. */
const pieceBytes = 3 * 2 ** 18

async function* csvOf(room: Room, several: Several) {
  const now = room.ports.clock.now()
  const columns = await columnsOf(room.store, several, now)
  yield { csv: byteOrderMark + csvRow(columns.map(({ title }) => title)) }
  for await (const { ids } of idsOf(room.store, several, now)) {
    const rows = shownContacts(room.store, contactRows(room.store, ids))
    yield { csv: rows.map((row) => csvRow(columns.map(({ of }) => of(row)))).join('') }
  }
}

async function* xlsxOf(room: Room, several: Several, signal: AbortSignal | undefined) {
  const { store, ports, heavy } = room
  const now = ports.clock.now()
  const bytes = await bookApart(room, heavy?.book?.(several, now, signal), () => bookOf(store, several, now))
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  for (let at = 0; at < file.length; at += pieceBytes)
    yield { base64: file.subarray(at, at + pieceBytes).toString('base64') }
}

export const exportContacts = os.contacts.export.handler(({ input, context: { room }, signal }) => {
  const { format, ...several } = input
  const chosen: Several = several.ids === undefined && several.filter === undefined ? { filter: {} } : several
  return format === 'csv' ? csvOf(room, chosen) : xlsxOf(room, chosen, signal)
})
