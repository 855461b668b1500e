/** A contact list looked at before anything is decided: how it is written, its first rows, what each column could be. */
import { open } from 'node:fs/promises'
import { isBlank } from '../../shared/domain/csv.ts'
import { columnKeys, mostColumns, proposeColumns } from '../../shared/domain/csv-columns.ts'
import { Refusal } from '../../shared/domain/failure.ts'
import type { OpenSheet, Room } from './context.ts'
import { readHead } from './csv-head.ts'
import { parseRows } from './csv-rows.ts'
import { sizeOf, unreadableFile } from './csv-stream.ts'
import { openSheet } from './sheet.ts'
import { isWorkbook } from './xlsx-rows.ts'

/** A file up to this size is looked at whole, and its rows are counted. */
const lookedAt = 1024 * 1024
const rowsShown = 20
/** Characters of a cell that are shown. */
const cellShown = 200

async function headOf(path: string): Promise<Buffer> {
  const file = await open(path).catch((error) => {
    throw unreadableFile(path, error)
  })
  try {
    const { bytesRead, buffer } = await file.read({ buffer: Buffer.alloc(lookedAt), position: 0 })
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}

/**
 * @param wanted sheet of a workbook; undefined: the first
 * @throws Refusal `not_found`, `bad_request` when the file can't be read as a list at all, `too_large` for a workbook
 */
export async function inspectFile(room: Pick<Room, 'heavy'>, path: string, wanted?: string, signal?: AbortSignal) {
  const bytes = await sizeOf(path)
  if (await isWorkbook(path)) {
    const sheet = await openSheet(room, path, wanted, signal)
    try {
      const { name, sheets, filled } = sheet
      if (filled === 0) throw new Refusal('bad_request', `The sheet "${name}" is empty.`)
      return { encoding: 'xlsx', delimiter: '', ...looked(await firstOf(sheet), filled), bytes, sheet: name, sheets }
    } finally {
      await sheet.close()
    }
  }
  const head = await headOf(path)
  const whole = head.length >= bytes
  const { decode, text, delimiter } = readHead(head, whole)
  const rows = parseRows(text, delimiter, whole).data.filter((row) => !isBlank(row))
  return {
    encoding: decode.encoding(),
    delimiter,
    ...looked(rows, whole ? rows.length : null),
    bytes,
    sheet: null,
    sheets: [],
  }
}

/** Rows by which columns are told, and the first one. */
const told = 101

/** The first rows that have something in them. */
async function firstOf(sheet: OpenSheet): Promise<string[][]> {
  const found: string[][] = []
  for (let from = 0; from < sheet.rows && found.length < told; ) {
    const rows = await sheet.page(from)
    if (rows.length === 0) break
    found.push(...rows.filter((row) => !isBlank(row)))
    from += rows.length
  }
  return found
}

/** @param count of all rows of the file that have something in them; null: not known */
function looked(rows: string[][], count: number | null) {
  const [first] = rows
  if (!first) throw new Refusal('bad_request', 'The first row is longer than a contact list has any. Is this one?')
  if (first.length > mostColumns)
    throw new Refusal('bad_request', `The first row has ${first.length} columns; at most ${mostColumns} are allowed.`)
  const { hasHeader, columns, problem } = proposeColumns(first, rows.slice(1, told))
  const listed = hasHeader ? rows.slice(1) : rows
  const keys = columnKeys(columns.map((column) => column.title))
  return {
    header: hasHeader,
    columns: columns.map(({ title, part, name }, i) => ({
      key: keys[i] ?? title,
      title,
      target: part === 'ignored' ? '-' : name,
    })),
    rows: listed.slice(0, rowsShown).map((row) => columns.map((_, i) => brief(row[i]?.trim() ?? ''))),
    count: count === null ? null : count - (hasHeader ? 1 : 0),
    problem,
  }
}

const brief = (cell: string): string => (cell.length > cellShown ? `${cell.slice(0, cellShown - 1)}…` : cell)
