import { readContacts } from '../../api/csv-stream.ts'
import type { Io } from './io.ts'
import { createProgress } from './progress.ts'

export interface ListedContact {
  address: string
  zone: string | null
  /** As the list names it, null when it names none. */
  owner: string | null
}

export interface Excluded {
  contact: string
  reason: string
  message: string
}

export interface ContactList {
  contacts: ListedContact[]
  /** Rows that can't be written to, each with its reason. */
  excluded: Excluded[]
  /** Headings of the file; null when the contacts were only counted. */
  columns: { title: string; part: string }[] | null
}

/** `contact1@example.com`, `contact2@example.com`, …: enough to plan with. */
export function countedContacts(count: number): ContactList {
  const contacts = Array.from({ length: count }, (_, i) => ({
    address: `contact${i + 1}@example.com`,
    zone: null,
    owner: null,
  }))
  return { contacts, excluded: [], columns: null }
}

/** Reads a CSV file, or standard input for "-". Throws what `readContacts` throws. */
export async function readContactList(io: Io, file: string): Promise<ContactList> {
  const list: ContactList = { contacts: [], excluded: [], columns: null }
  const bar = createProgress(io, 'Reading contacts')
  try {
    await readContacts(file === '-' ? io.stdin : file, {
      onColumns: (columns) => {
        list.columns = columns
      },
      onBatch: (contacts, refused) => {
        for (const { address, zone, owner } of contacts) list.contacts.push({ address, zone, owner })
        for (const row of refused) {
          // The row names its contact only where the fault is in the address itself.
          const named = row.value !== '' && (row.reason === 'invalid_address' || row.reason === 'duplicate')
          list.excluded.push({
            contact: named ? row.value : `line ${row.line}`,
            reason: row.reason,
            message: `Line ${row.line}${row.column === null ? '' : `, ${row.column}`}: ${row.message}`,
          })
        }
      },
      onProgress: ({ bytes, total, rows }) => bar.show(bytes, total ?? 0, `${rows.toLocaleString('en-GB')} rows`),
    })
  } finally {
    bar.end()
  }
  return list
}
