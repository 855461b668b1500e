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
    drop: 'Drop a CSV file here, or',
    choose: 'Choose a file…',
    other: 'Another file…',
    kinds: 'CSV or text, up to a million rows. Delimiter, encoding and columns are recognised.',
    reading: 'Reading the file…',
    facts: (rows: number | null, bytes: number, encoding: string, delimiter: string) =>
      [
        rows === null ? size(bytes) : many(rows, 'row'),
        encodings[encoding] ?? encoding,
        `divided by ${delimiters[delimiter] ?? delimiter}`,
      ].join(', '),
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
    next: 'Look what will happen',
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
    refusedMore:
      'Save them as your list had them, each with its line and what is wrong; put them right, and import that file.',
    save: 'Save the refused rows…',
    saved: 'Refused rows saved',
    fileName: (name: string) => `${name.replace(/\.[^.]*$/, '')} - refused.csv`,
    open: 'Show the contacts',
    another: 'Import another list',
  },
} as const
