/** The words of importing a contact list. */
import { count, many, size, word } from './format.ts'

const delimiters: Record<string, string> = { ',': 'commas', ';': 'semicolons', '\t': 'tabs', '|': 'bars' }
const encodings: Record<string, string> = {
  'utf-8': 'UTF-8',
  'utf-16le': 'UTF-16',
  'utf-16be': 'UTF-16',
  'windows-1252': 'Windows-1252',
}

export const contactImport = {
  title: 'Import contacts',
  lead: 'Nothing is written before you have seen what will happen, and nothing is sent to anybody by it.',
  back: 'Contacts',
  file: {
    title: 'The file',
    drop: 'Drop a CSV file or an Excel workbook here, or',
    choose: 'Choose a file…',
    other: 'Another file…',
    kinds: 'CSV or text, up to a million rows, or XLSX. Delimiter, encoding and columns are recognised.',
    reading: 'Reading the file…',
    facts: (rows: number | null, bytes: number, encoding: string, delimiter: string) =>
      [
        rows === null ? size(bytes) : many(rows, 'row'),
        ...(encoding === 'xlsx'
          ? ['Excel workbook']
          : [encodings[encoding] ?? encoding, `divided by ${delimiters[delimiter] ?? delimiter}`]),
      ].join(', '),
    sheet: 'Sheet',
    noHeader: 'The first row is a contact already: the file has no headings.',
  },
  columns: {
    title: 'What each column is',
    more: 'Own fields can be used in emails as variables. What is left out is not kept.',
    column: 'Column',
    samples: 'In the first rows',
    becomes: 'Becomes',
    of: (column: string) => `${column} becomes`,
    targets: {
      email: 'Email address',
      first_name: 'First name',
      last_name: 'Last name',
      company: 'Company',
      owner: 'Owner',
      zone: 'Time zone',
      tags: 'Tags',
      '-': 'Left out',
    } as Record<string, string>,
    own: (name: string) => `Own field: ${name}`,
    empty: 'empty',
    noEmail: 'Say which column holds the email addresses.',
    next: 'See what will happen',
    remembered: (when: string) => `Taken as the last file with these headings (${when}).`,
    proposal: 'Take Cadenza’s proposal instead',
    asLast: 'As last time',
    change: 'Change the columns',
    told: (kept: number, left: number) =>
      left === 0 ? `${many(kept, 'column')} kept` : `${many(kept, 'column')} kept, ${count(left)} left out`,
  },
  check: {
    title: 'What will happen',
    looking: 'Reading the whole file…',
    rows: (n: string) => n,
    sentence: (fresh: number) =>
      fresh === 0 ? 'Nobody in this list is new.' : `${many(fresh, 'new contact')} ${word(fresh, 'comes', 'come')} in.`,
    figures: { imported: 'New', updated: 'Updated', unchanged: 'Known, unchanged', refused: 'Refused' },
    updated:
      'What the list says replaces what is known; what it doesn’t say stays. Nobody is taken off the suppression list.',
    refused: (n: number) => `${many(n, 'row')} ${word(n, 'is', 'are')} refused`,
    refusedMore: (shown: number, all: number) =>
      shown < all ? `The first ${count(shown)} of ${count(all)}. All of them are in a file afterwards.` : '',
    line: 'Line',
    column: 'Column',
    value: 'Value',
    why: 'Why',
    verb: (n: number) => `Import ${many(n, 'contact')}`,
    nothing: 'There is nothing to import.',
    known: 'Contacts that are there already',
    wishes: { update: 'Update what the list says', fill: 'Fill in only what is empty', leave: 'Leave as they are' },
    suppressed: (n: number) =>
      `${many(n, 'row')} ${word(n, 'is', 'are')} on the suppression list: imported, but never written to.`,
    erased: (n: number) => `${many(n, 'row')} ${word(n, 'is', 'are')} of people who were erased: refused.`,
    examples: 'What changes, for example',
    from: 'Now',
    to: 'Afterwards',
    contact: 'Contact',
    none: 'empty',
    cancel: 'Cancel',
    cancelled: 'Cancelled. Nothing of the file was kept.',
  },
  running: 'Importing…',
  progress: (share: number) => `${Math.round(share * 100)} % read`,
  done: {
    part: 'What happened',
    title: (n: number) => `${many(n, 'contact')} imported`,
    more: (updated: number, unchanged: number) =>
      [
        updated > 0 ? `${count(updated)} updated.` : '',
        unchanged > 0
          ? `${count(unchanged)} ${word(unchanged, 'was', 'were')} known and stayed as ${word(unchanged, 'it was', 'they were')}.`
          : '',
      ]
        .filter(Boolean)
        .join(' '),
    refused: (n: number) => `${many(n, 'row')} ${word(n, 'was', 'were')} refused.`,
    refusedMore: (n: number) =>
      `Save ${word(n, 'it', 'them')} as your list had ${word(n, 'it', 'them')}, with ${word(n, 'its line', 'each line')} and what is wrong; put ${word(n, 'it', 'them')} right, and import that file.`,
    save: 'Save the refused rows…',
    saved: 'Refused rows saved',
    formats: { csv: 'As CSV', xlsx: 'As a spreadsheet (XLSX)' },
    fileName: (name: string, format: 'csv' | 'xlsx') => `${name.replace(/\.[^.]*$/, '')} - refused.${format}`,
    open: 'Show the contacts',
    another: 'Import another list',
  },
  past: {
    title: 'Earlier lists',
    file: 'List',
    when: 'When',
    who: 'By',
    fresh: 'New',
    updated: 'Updated',
    refused: 'Refused',
    act: 'Take back',
    back: 'Take back…',
    backOf: (file: string) => `Take back… ${file}`,
    undone: (when: string) => `Taken back ${when}`,
    save: (n: number) => `Save ${many(n, 'refused row')}`,
    ask: (file: string) => `Take ${file} back`,
    body: (removed: number, restored: number, held: number) =>
      [
        removed > 0 ? `${many(removed, 'contact')} it brought ${word(removed, 'is', 'are')} removed.` : '',
        restored > 0 ? `${many(restored, 'contact')} ${word(restored, 'gets', 'get')} the values of before.` : '',
        held > 0
          ? `${many(held, 'contact')} ${word(held, 'stays', 'stay')}: in a sequence, answered, or with a note.`
          : '',
        'What was changed since stays.',
      ]
        .filter(Boolean)
        .join(' '),
    verb: 'Take back',
    did: (file: string) => `${file} taken back`,
    more: 'Earlier…',
  },
} as const
