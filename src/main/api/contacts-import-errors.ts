/** The rows an import refused, given back under the headings of its file. */
import { ownHeadings } from '../../shared/domain/csv-columns.ts'
import { csvRow } from '../../shared/domain/csv-write.ts'
import { Refusal } from '../../shared/domain/failure.ts'
import { breathe } from '../store/import-finish.ts'
import { decidedImport, refusalPage } from '../store/import-refusals.ts'
import { os, type Room } from './context.ts'

/** Rows given out at a time. */
const errorsAtOnce = 1000

/** Spreadsheets take UTF-8 for something else without it. */
const byteOrderMark = '\ufeff'

/** The refused rows of an import as CSV, under the headings of its file, each with its line and what is wrong. */
async function* errorsOf(room: Room, publicId: string): AsyncGenerator<{ csv: string }> {
  const found = decidedImport(room.store, publicId)
  if (!found) throw new Refusal('not_found', `There is no import "${publicId}".`)
  const titles = JSON.parse(found.columns ?? '[]') as string[]
  yield { csv: byteOrderMark + csvRow([...titles, ...ownHeadings]) }
  let after = 0
  for (;;) {
    const rows = refusalPage(room.store, found.id, after, errorsAtOnce)
    const last = rows.at(-1)
    if (!last) return
    after = last.id
    yield { csv: rows.map((row) => errorRow(row, titles.length)).join('') }
    await breathe()
  }
}

function errorRow(row: { line: number; column: string | null; message: string; cells: string }, width: number): string {
  const cells = JSON.parse(row.cells) as string[]
  const fitting = Array.from({ length: Math.max(width, cells.length) }, (_, i) => cells[i] ?? '')
  // what stood behind the last column is part of what is wrong; it must not push the explanation out of its column
  const [inside, behind] = [fitting.slice(0, width), fitting.slice(width).filter(Boolean)]
  const where = row.column === null ? row.message : `${row.column}: ${row.message}`
  return csvRow([...inside, row.line, behind.length === 0 ? where : `${where} (${behind.join(' | ')})`])
}

export const importErrors = os.contacts.import_errors.handler(({ input, context: { room } }) =>
  errorsOf(room, input.public_id),
)
