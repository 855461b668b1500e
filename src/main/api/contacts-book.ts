/** Contacts as a spreadsheet: its columns, and the whole of it. */
import writeExcelFile from 'write-excel-file/node'
import { type TypedField, typedCell } from '../../shared/domain/contact-field.ts'
import type { Several } from '../../shared/domain/contact-query.ts'
import { Refusal } from '../../shared/domain/failure.ts'
import { contactFieldRows } from '../store/contact-fields.ts'
import { ownNames } from '../store/contact-variables.ts'
import { contactRows } from '../store/contacts.ts'
import type { Reader, Store } from '../store/open.ts'
import { idsOf } from './contacts-bulk.ts'
import { shownContacts } from './contacts-shown.ts'

type Shown = ReturnType<typeof shownContacts>[number]
export interface Column {
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

/**
 * Own fields: those with a label and a type first, then whatever else any of these contacts has. All of them are gone
 * through for it: a column that is missing is a value lost.
 */
export async function columnsOf(reader: Reader, several: Several, now: number): Promise<Column[]> {
  const typed = contactFieldRows(reader)
  const others = new Set<string>()
  for await (const { ids } of idsOf(reader, several, now)) for (const name of ownNames(reader, ids)) others.add(name)
  const names = new Set([...typed.map(({ name }) => name), ...[...others].sort()])
  const own = [...names].map((name): Column => {
    const field = typed.find((each) => each.name === name)
    return { title: name, of: ({ fields }) => fields[name] ?? '', ...(field ? { field } : {}) }
  })
  return [...plain, ...own, ...told]
}

/** Rows of one XLSX file, which is made in memory. */
const mostCells = 100_000
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

/**
 * Contacts as an XLSX file, made in memory: by a thread of its own where there are many.
 *
 * @param now ms since the epoch
 * @throws Refusal `bad_request` where they are more than such a file holds
 */
export async function bookOf(store: Store, several: Several, now: number): Promise<Uint8Array> {
  const columns = await columnsOf(store, several, now)
  const data: (Cell | null)[][] = [
    columns.map(({ title }) => ({ value: title, type: String, fontWeight: 'bold' as const })),
  ]
  for await (const { ids } of idsOf(store, several, now)) {
    for (const row of shownContacts(store, contactRows(store, ids)))
      data.push(columns.map((column) => cellOf(column, row)))
    if (data.length > mostCells + 1)
      throw new Refusal(
        'bad_request',
        `An XLSX file holds ${mostCells.toLocaleString('en-GB')} contacts at most. Save them as CSV, or narrow the filter.`,
      )
  }
  return writeExcelFile(data, { stickyRowsCount: 1 }).toBuffer()
}
