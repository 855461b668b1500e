/** The words of accounts in CSV files. */
import { many, word } from './format.ts'

export const accountCsv = {
  export: 'Export',
  exporting: 'Exporting…',
  fileName: 'mailboxes.csv',
  exported: (n: number) => `${many(n, 'mailbox', 'mailboxes')} exported, without any password`,
  exportFailed: 'The export',
  import: 'Import…',
  title: 'Import mailboxes',
  lead: 'A CSV file as the export writes it: one row a mailbox, found by its address in the column from_email. An empty cell leaves what is there.',
  secrets:
    'A column “password” may bring passwords: they are kept safely on this computer. Delete such a file when the import is over.',
  choose: 'Choose a CSV file…',
  another: 'Another file…',
  checking: 'Looking at the file…',
  tooLong: 'The file is too long: 900 kB at most. Divide it.',
  notText: 'The file is no text in UTF-8. Save it as “CSV UTF-8”.',
  dry: (name: string) => `What ${name} would do. Nothing is changed yet.`,
  done: (name: string) => `What ${name} did.`,
  counts: (created: number, updated: number, unchanged: number, refused: number) =>
    [
      [created, 'new'],
      [updated, 'changed'],
      [unchanged, 'as they are'],
      [refused, 'refused'],
    ] as const,
  table: 'Rows',
  columns: { line: 'Line', address: 'Address', deed: 'What', why: 'Reason, or columns' },
  deeds: { created: 'New', updated: 'Change', unchanged: 'As it is', refused: 'Refused' },
  did: { created: 'Added', updated: 'Changed', unchanged: 'As it was', refused: 'Refused' },
  fields: (names: readonly string[]) => names.join(', '),
  verb: (n: number) => `Import ${many(n, 'row')}`,
  nothing: 'Nothing to import',
  working: (done: number, all: number) => `${done} of ${many(all, 'row')}`,
  stop: 'Stop',
  stopped: (left: number) =>
    `Stopped. ${many(left, 'row')} ${word(left, 'was', 'were')} not imported; import the file again to go on.`,
  pending: 'New mailboxes are pending until their connection is tested: open each and activate it.',
  saveRefused: 'Save the refused rows',
  refusedFile: 'refused mailboxes.csv',
  refusedMore: 'With line, address and reason; no password is in it.',
  saved: 'The refused rows are saved',
  close: 'Close',
} as const
