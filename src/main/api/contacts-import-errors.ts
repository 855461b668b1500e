/** The rows an import refused, given back under the headings of its file. */
import writeExcelFile from 'write-excel-file/node'
import { ownHeadings } from '../../shared/domain/csv-columns.ts'
import { csvRow } from '../../shared/domain/csv-write.ts'
import { Refusal } from '../../shared/domain/failure.ts'
import { breathe } from '../store/import-finish.ts'
import { decidedImport, refusalPage } from '../store/import-refusals.ts'
import { os, type Room } from './context.ts'

/** Rows given out at a time. */
const errorsAtOnce = 1000

/** Characters that a cell of a spreadsheet holds. */
const longestInSheet = 32_767

/** Spreadsheets take UTF-8 for something else without it. */
const byteOrderMark = '\ufeff'

/** The refused rows of an import as CSV, under the headings of its file, each with its line and what is wrong. */
async function* csvOf(room: Room, publicId: string): AsyncGenerator<{ csv: string }> {
  const { found, titles } = importOf(room, publicId)
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

function importOf(room: Room, publicId: string) {
  const found = decidedImport(room.store, publicId)
  if (!found) throw new Refusal('not_found', `There is no import "${publicId}".`)
  return { found, titles: JSON.parse(found.columns ?? '[]') as string[] }
}

/** Rows of one XLSX file, which is made in memory. */
const mostInWorkbook = 100_000
/** Bytes of one piece; a multiple of three, so that pieces of base64 put together are one. */
const pieceBytes = 3 * 2 ** 18

/** The same as a workbook: every cell is text as it was in the list, so that nothing becomes a number or a formula. */
async function* xlsxOf(room: Room, publicId: string): AsyncGenerator<{ base64: string }> {
  const { found, titles } = importOf(room, publicId)
  if (found.refused > mostInWorkbook)
    throw new Refusal(
      'too_large',
      `An XLSX file holds ${mostInWorkbook.toLocaleString('en-GB')} rows at most. Save the refused rows as CSV.`,
    )
  const bold = { type: String, fontWeight: 'bold' as const }
  const data: ({ type: StringConstructor; value: string } | { type: NumberConstructor; value: number } | null)[][] = [
    [...titles, ...ownHeadings].map((value) => ({ ...bold, value })),
  ]
  for (let after = 0; ; ) {
    const rows = refusalPage(room.store, found.id, after, errorsAtOnce)
    for (const row of rows)
      data.push(
        errorRow(row, titles.length).map((value) => {
          if (typeof value === 'number') return { type: Number, value }
          return value === '' ? null : { type: String, value: value.slice(0, longestInSheet) }
        }),
      )
    const last = rows.at(-1)
    if (!last) break
    after = last.id
    await breathe()
  }
  const file = await writeExcelFile(data, { stickyRowsCount: 1 }).toBuffer()
  for (let at = 0; at < file.length; at += pieceBytes)
    yield { base64: file.subarray(at, at + pieceBytes).toString('base64') }
}

interface Refused {
  line: number
  column: string | null
  message: string
  cells: string
}

function errorRow(row: Refused, width: number): (string | number)[] {
  const cells = JSON.parse(row.cells) as string[]
  const fitting = Array.from({ length: Math.max(width, cells.length) }, (_, i) => cells[i] ?? '')
  // what stood behind the last column is part of what is wrong; it must not push the explanation out of its column
  const [inside, behind] = [fitting.slice(0, width), fitting.slice(width).filter(Boolean)]
  const where = row.column === null ? row.message : `${row.column}: ${row.message}`
  return [...inside, row.line, behind.length === 0 ? where : `${where} (${behind.join(' | ')})`]
}

export const importErrors = os.contacts.import_errors.handler(({ input, context: { room } }) =>
  input.format === 'xlsx' ? xlsxOf(room, input.public_id) : csvOf(room, input.public_id),
)
