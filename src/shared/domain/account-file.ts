/**
 * Sending accounts as a CSV file: the columns, and what a cell becomes. One row an account, found by its From address
 * without regard to case. An empty cell leaves what is there (a new account takes the default); a column that nobody knows
 * is refused, because a misspelt one would be without effect. No secret is ever written; `password` is only read.
 */
import { asWritten } from './csv-write.ts'

/** Given out and taken in, in this order. */
export const accountColumns = [
  'from_email',
  'name',
  'from_name',
  'reply_to_email',
  'seat',
  'smtp_host',
  'smtp_port',
  'smtp_protocol',
  'username',
  'imap_host',
  'imap_port',
  'imap_protocol',
  'imap_username',
  'imap_sent_folder',
  'imap_folders',
  'quotas',
  'ramp_up',
  'min_gap_seconds',
  'percentage',
  'group',
  'tracking_domain',
  'zone',
  'signature',
] as const
export type AccountColumn = (typeof accountColumns)[number]

/** Given out for people to read, and passed over when they come back. */
export const shownColumns = ['type', 'status'] as const
/** Taken in, never given out. */
export const secretColumns = ['password', 'imap_password'] as const

type Known = AccountColumn | (typeof shownColumns)[number] | (typeof secretColumns)[number]
const known: ReadonlySet<string> = new Set<Known>([...accountColumns, ...shownColumns, ...secretColumns])
const shown: ReadonlySet<string> = new Set(shownColumns)
const numbers: ReadonlySet<string> = new Set(['smtp_port', 'imap_port', 'min_gap_seconds', 'percentage'])

/** Several quotas or folders stand in one cell. A folder may have a semicolon in its name; it gets a backslash before. */
export const writeSeveral = (values: readonly string[]): string =>
  values.map((value) => value.replace(/[\\;]/g, '\\$&')).join('; ')

const readSeveral = (cell: string): string[] =>
  [...cell.matchAll(/(?:\\[\\;]|[^;])+/g)]
    .map(([value]) => value.replace(/\\([\\;])/g, '$1').trim())
    .filter((value) => value !== '')

/** "5+2": five a day at first, two more each day. */
export const writeRampUp = ({ start, step }: { start: number; step: number }): string => `${start}+${step}`

export type AccountRowInput = Record<string, string | number | string[] | { start: number; step: number }>

/** Reads the heading; `error` names what is unknown, missing or twice. */
export function accountHeading(cells: readonly string[]): { columns: string[] } | { error: string } {
  const columns = cells.map((cell) => cell.trim().toLowerCase())
  const strange = columns.find((column) => !known.has(column))
  if (strange !== undefined)
    return { error: `The file has a column "${strange}", which is none. There are: ${[...known].join(', ')}.` }
  const twice = columns.find((column, i) => columns.indexOf(column) !== i)
  if (twice !== undefined) return { error: `The file has the column "${twice}" twice.` }
  if (!columns.includes('from_email'))
    return { error: 'The file has no column "from_email", by which accounts are found.' }
  return { columns }
}

/** A row's cells by column; empty ones are left out. `error` says which number is none, or that there are too many cells. */
export function accountRow(
  columns: readonly string[],
  cells: readonly string[],
): { input: AccountRowInput } | { error: string } {
  if (cells.slice(columns.length).some((cell) => cell.trim() !== ''))
    return { error: `The row has more cells than the heading has columns (${columns.length}).` }
  const input: AccountRowInput = {}
  for (const [i, column] of columns.entries()) {
    // a password may begin with anything; nobody wrote an apostrophe before it
    const isSecret = column === 'password' || column === 'imap_password'
    const cell = isSecret ? (cells[i] ?? '') : asWritten(cells[i] ?? '').trim()
    if (cell === '' || shown.has(column)) continue
    const ramp = column === 'ramp_up' ? /^(\d{1,6})\s*\+\s*(\d{1,6})$/.exec(cell) : null
    if (ramp) input[column] = { start: Number(ramp[1]), step: Number(ramp[2]) }
    else if (column === 'ramp_up')
      return { error: `ramp_up: "${cell}" is no ramp-up. Write 5+2 for five a day at first, and two more each day.` }
    else if (column === 'quotas' || column === 'imap_folders') input[column] = readSeveral(cell)
    else if (!numbers.has(column)) input[column] = cell
    else if (/^\d+(\.\d+)?$/.test(cell)) input[column] = Number(cell)
    else return { error: `${column}: "${cell}" is no number.` }
  }
  if (input.from_email === undefined) return { error: 'from_email: the cell is empty.' }
  return { input }
}
