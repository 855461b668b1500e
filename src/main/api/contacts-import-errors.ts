/** The rows an import refused, given back under the headings of its file. */
import { ownHeadings } from '../../shared/domain/csv-columns.ts'
import { csvRow } from '../../shared/domain/csv-write.ts'
import { breathe } from '../store/import-finish.ts'
import { refusalPage } from '../store/import-refusals.ts'
import { bookApart } from './apart.ts'
import { errorRow, errorsAtOnce, importOf, refusedBookOf } from './contacts-refused-book.ts'
import { os, type Room } from './context.ts'

/** Spreadsheets take UTF-8 for something else without it. */
const byteOrderMark = '\ufeff'

/** The refused rows of an import as CSV, under the headings of its file, each with its line and what is wrong. */
async function* csvOf(room: Room, publicId: string): AsyncGenerator<{ csv: string }> {
  const { found, titles } = importOf(room.store, publicId)
  yield { csv: byteOrderMark + csvRow([...titles, ...ownHeadings]) }
  let after = 0
  for (;;) {
    const rows = refusalPage(room.store, found.id, after, errorsAtOnce)
    const last = rows.at(-1)
    if (!last) return
    after = last.id
    yield { csv: rows.map((row) => csvRow(errorRow(row, titles.length))).join('') }
    await breathe()
  }
}

/** Bytes of one piece; a multiple of three, so that pieces of base64 put together are one. */
const pieceBytes = 3 * 2 ** 18

async function* xlsxOf(room: Room, list: string, signal: AbortSignal | undefined): AsyncGenerator<{ base64: string }> {
  const { store, heavy } = room
  const bytes = await bookApart(room, heavy?.refusedBook?.(list, signal), () => refusedBookOf(store, list))
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  for (let at = 0; at < file.length; at += pieceBytes)
    yield { base64: file.subarray(at, at + pieceBytes).toString('base64') }
}

export const importErrors = os.contacts.import_errors.handler(({ input, context: { room }, signal }) =>
  input.format === 'xlsx' ? xlsxOf(room, input.public_id, signal) : csvOf(room, input.public_id),
)
