/** Contacts as a file: CSV in pieces of text, or XLSX whole. */
import writeExcelFile from 'write-excel-file/node'
import { type TypedField, typedCell } from '../../shared/domain/contact-field.ts'
import { csvRow } from '../../shared/domain/csv-write.ts'
import { Refusal } from '../../shared/domain/failure.ts'
import { contactFieldRows } from '../store/contact-fields.ts'
import { ownVariables } from '../store/contact-variables.ts'
import { contactRows } from '../store/contacts.ts'
import type { Reader } from '../store/open.ts'
import { idsOf } from './contacts-bulk.ts'
import type { Several } from './contacts-filter.ts'
import { shownContacts } from './contacts-shown.ts'
import { os, type Room } from './context.ts'

type Shown = ReturnType<typeof shownContacts>[number]
interface Column {
  title: string
  of: (contact: Shown) => string
  field?: TypedField
}

const plain: Column[] = [
  { title: 'email', of: ({ address }) => address },
  { title: 'first_name', of: ({ first_name }) => first_name ?? '' },
  { title: 'last_name', of: ({ last_name }) => last_name ?? '' },
  { title: 'company', of: ({ company }) => company ?? '' },
  { title: 'owner', of: ({ owner }) => owner ?? '' },
  { title: 'zone', of: ({ zone }) => zone ?? '' },
  { title: 'tags', of: ({ tags }) => tags.join(', ') },
]
const told: Column[] = [
  { title: 'suppressed', of: ({ suppressed }) => suppressed?.reason ?? '' },
  { title: 'sequence', of: ({ enrollment }) => enrollment?.sequence ?? '' },
  { title: 'last_email', of: ({ last_sent }) => last_sent ?? '' },
  { title: 'added', of: ({ created_at }) => created_at },
]

/** Own fields: those with a label and a type first, then those that lists brought. */
function columnsOf(reader: Reader): Column[] {
  const typed = contactFieldRows(reader)
  const names = new Set([...typed.map(({ name }) => name), ...ownVariables(reader).map(({ name }) => name)])
  const own = [...names].map((name): Column => {
    const field = typed.find((each) => each.name === name)
    return { title: name, of: ({ fields }) => fields[name] ?? '', ...(field ? { field } : {}) }
  })
  return [...plain, ...own, ...told]
}

/** Spreadsheets take UTF-8 for something else without it. */
const byteOrderMark = '\ufeff'
/** Rows of one XLSX file, which is made in memory. */
const mostCells = 100_000
/** Bytes of one piece; a multiple of three, so that pieces of base64 put together are one. */
const pieceBytes = 3 * 2 ** 18

async function* csvOf(room: Room, several: Several) {
  const columns = columnsOf(room.store)
  yield { csv: byteOrderMark + csvRow(columns.map(({ title }) => title)) }
  for await (const { ids } of idsOf(room, several)) {
    const rows = shownContacts(room.store, contactRows(room.store, ids))
    yield { csv: rows.map((row) => csvRow(columns.map(({ of }) => of(row)))).join('') }
  }
}

type Cell = {
  value: string | number
  type: StringConstructor | NumberConstructor
  format?: string
  fontWeight?: 'bold'
}

/** Spreadsheets count days from 1899-12-30. */
const sheetEpoch = 25_569

function cellOf({ of, field }: Column, row: Shown): Cell | null {
  const text = of(row)
  if (text === '') return null
  const value = field ? typedCell(field, text) : text
  if (typeof value === 'number') return { value, type: Number }
  if (typeof value === 'string') return { value, type: String }
  return { value: value.day + sheetEpoch, type: Number, format: 'yyyy-mm-dd' }
}

async function* xlsxOf(room: Room, several: Several) {
  const columns = columnsOf(room.store)
  const data: (Cell | null)[][] = [
    columns.map(({ title }) => ({ value: title, type: String, fontWeight: 'bold' as const })),
  ]
  for await (const { ids } of idsOf(room, several)) {
    for (const row of shownContacts(room.store, contactRows(room.store, ids)))
      data.push(columns.map((column) => cellOf(column, row)))
    if (data.length > mostCells + 1)
      throw new Refusal(
        'bad_request',
        `An XLSX file holds ${mostCells.toLocaleString('en-GB')} contacts at most. Save them as CSV, or narrow the filter.`,
      )
  }
  const file = await writeExcelFile(data, { stickyRowsCount: 1 }).toBuffer()
  for (let at = 0; at < file.length; at += pieceBytes)
    yield { base64: file.subarray(at, at + pieceBytes).toString('base64') }
}

export const exportContacts = os.contacts.export.handler(({ input, context: { room } }) => {
  const { format, ...several } = input
  const chosen: Several = several.ids === undefined && several.filter === undefined ? { filter: {} } : several
  return format === 'csv' ? csvOf(room, chosen) : xlsxOf(room, chosen)
})
