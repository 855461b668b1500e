/** The rows an import refused as a workbook, and what a file of them is made of. */
import writeExcelFile from 'write-excel-file/node'
import { ownHeadings } from '../../shared/domain/csv-columns.ts'
import { Refusal } from '../../shared/domain/failure.ts'
import { breathe } from '../store/import-finish.ts'
import { decidedImport, refusalPage } from '../store/import-refusals.ts'
import type { Store } from '../store/open.ts'

/** Rows given out at a time. */
export const errorsAtOnce = 1000

/** Characters that a cell of a spreadsheet holds. */
const longestInSheet = 32_767

/** @throws Refusal `not_found` */
export function importOf(store: Store, publicId: string) {
  const found = decidedImport(store, publicId)
  if (!found) throw new Refusal('not_found', `There is no import "${publicId}".`)
  return { found, titles: JSON.parse(found.columns ?? '[]') as string[] }
}

/** Rows of one XLSX file, which is made in memory. */
const mostInWorkbook = 100_000
/** Every cell is text as it was in the list, so that nothing becomes a number or a formula. @throws Refusal `not_found`, `too_large` */
export async function refusedBookOf(store: Store, publicId: string): Promise<Uint8Array> {
  const { found, titles } = importOf(store, publicId)
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
    const rows = refusalPage(store, found.id, after, errorsAtOnce)
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
  return writeExcelFile(data, { stickyRowsCount: 1 }).toBuffer()
}

interface Refused {
  line: number
  column: string | null
  message: string
  cells: string
}

/** Its cells, its line, and what is wrong. */
export function errorRow(row: Refused, width: number): (string | number)[] {
  const cells = JSON.parse(row.cells) as string[]
  const fitting = Array.from({ length: Math.max(width, cells.length) }, (_, i) => cells[i] ?? '')
  // what stood behind the last column is part of what is wrong; it must not push the explanation out of its column
  const [inside, behind] = [fitting.slice(0, width), fitting.slice(width).filter(Boolean)]
  const where = row.column === null ? row.message : `${row.column}: ${row.message}`
  return [...inside, row.line, behind.length === 0 ? where : `${where} (${behind.join(' | ')})`]
}
