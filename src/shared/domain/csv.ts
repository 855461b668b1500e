/**
 * One row of a contact list → a contact, or the reason why not.
 *
 * Cells lose the spaces around them. A row with fewer cells than the heading has the rest empty (spreadsheets leave
 * them out); one with more filled cells is refused, because a delimiter inside a cell has shifted what follows. Of equal
 * addresses the first one counts and the later ones are refused. One row gives one refusal: the first fault found.
 */

import { addressKey, checkAddress } from './address.ts'
import { addressSet } from './address-set.ts'
import type { ContactInput } from './contact.ts'
import type { Column, ColumnPlan } from './csv-columns.ts'

export const rowRefusals = [
  'bad_quotes',
  'too_many_cells',
  'too_long',
  'unreadable',
  'missing_address',
  'invalid_address',
  'duplicate',
  'unknown_zone',
  'erased',
] as const
export type RowRefusalReason = (typeof rowRefusals)[number]

export interface RowRefusal {
  /** Line of the file on which the row begins, from 1. */
  line: number
  /** Heading of the column at fault, null when it is the row as a whole. */
  column: string | null
  /** What the address column holds, at most 200 characters of it; empty when it is not known. */
  address: string
  /** The cell at fault, at most 200 characters of it. */
  value: string
  reason: RowRefusalReason
  /** For the person, says what to do. */
  message: string
}

/** Characters a cell may have; nothing that belongs into an email is longer. */
export const longestCell = 10_000

export interface RowReader {
  /**
   * Cells of one row that isn't blank, and the line it begins on. `suspect`: the text around it holds characters that
   * no text has, so each cell must be looked at.
   */
  read: (cells: string[], line: number, suspect: boolean) => ContactInput | RowRefusal
}

/** True for a refusal, false for a contact. */
export function isRefusal(row: ContactInput | RowRefusal): row is RowRefusal {
  return 'reason' in row
}

/** Nothing but spaces in it. */
export function isBlank(cells: readonly string[]): boolean {
  for (const cell of cells) if (cell !== '' && trimmed(cell) !== '') return false
  return true
}

/** `trim()`, without the call where both ends are plain letters: that is nearly always, six million times a file. */
function trimmed(cell: string): string {
  const first = cell.charCodeAt(0)
  const last = cell.charCodeAt(cell.length - 1)
  return first > 32 && first < 127 && last > 32 && last < 127 ? cell : cell.trim()
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const control = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g

/** True when this is no text, or text in another encoding: control characters, or half a surrogate pair. */
export function isUnreadable(text: string): boolean {
  return text.search(control) >= 0 || !text.isWellFormed()
}

// What copying from web pages and chats leaves at the edges of an address, invisibly.
const invisible = /[\u00ad\u200b-\u200f\u2060\ufeff]/g

/** A reader that remembers the addresses it has seen. `isZone` answers for IANA names. */
export function rowReader(plan: ColumnPlan, isZone: (name: string) => boolean): RowReader {
  const { columns, email } = plan
  const zoneColumn = columns.findIndex((column) => column.part === 'zone')
  const knownZone = remembering(isZone)
  const fill = filler(plan)
  const seen = addressSet()

  function read(cells: string[], line: number, suspect: boolean): ContactInput | RowRefusal {
    const fault = clean(plan, cells, line, suspect)
    if (fault) return fault
    const zone = zoneColumn < 0 ? '' : (cells[zoneColumn] ?? '')
    if (zone !== '' && !knownZone(zone)) return refuse(plan, cells, line, zoneColumn, zone, 'unknown_zone', zoneMessage)
    const cell = cells[email] ?? ''
    const written = checkAddress(cell)
    const check = written.ok ? written : checkAddress(bareAddress(cell))
    if (!check.ok && check.code === 'empty')
      return refuse(plan, cells, line, email, '', 'missing_address', 'There is no address in this row.')
    if (!check.ok) return refuse(plan, cells, line, email, cell, 'invalid_address', check.message)
    const key = addressKey(check.address)
    const before = seen.add(key, line)
    if (before === 0) return fill(check.address, check.domain, key, cells)
    return refuse(
      plan,
      cells,
      line,
      email,
      cell,
      'duplicate',
      `The address is on line ${before} already; that row counts.`,
    )
  }

  return { read }
}

const zoneMessage = 'The time zone is not known. Use an IANA name such as Europe/Paris, or leave it empty.'

/** Trims the cells in place; the first fault, or null. */
function clean(plan: ColumnPlan, cells: string[], line: number, suspect: boolean): RowRefusal | null {
  const width = plan.columns.length
  for (let i = 0; i < cells.length; i++) {
    const written = cells[i]
    if (written === undefined || written === '') continue
    const cell = trimmed(written)
    if (cell !== written) cells[i] = cell
    if (cell === '') continue
    if (i >= width) {
      const message = `The row has more cells than the ${width} columns. Put cells that hold a delimiter in quotation marks.`
      return refuse(plan, cells, line, i, cell, 'too_many_cells', message)
    }
    if (cell.length > longestCell) {
      const message = `The cell has ${cell.length} characters; at most ${longestCell} are allowed.`
      return refuse(plan, cells, line, i, cell, 'too_long', message)
    }
    if (suspect && isUnreadable(cell)) {
      const message = 'The cell holds characters that are no text. Save the file as UTF-8 and try again.'
      return refuse(plan, cells, line, i, cell.toWellFormed().replace(control, '\ufffd'), 'unreadable', message)
    }
  }
  return null
}

function refuse(
  plan: ColumnPlan,
  cells: string[],
  line: number,
  column: number,
  cell: string,
  reason: RowRefusalReason,
  message: string,
): RowRefusal {
  const title = plan.columns[column]?.title ?? `column ${column + 1}`
  return { line, column: title, address: brief(cells[plan.email]?.trim() ?? ''), value: brief(cell), reason, message }
}

function brief(cell: string): string {
  return cell.length > 200 ? `${cell.slice(0, 199)}…` : cell
}

function bareAddress(cell: string): string {
  return cell
    .replace(invisible, '')
    .trim()
    .replace(/^mailto:/i, '')
}

function remembering(isZone: (name: string) => boolean): (name: string) => boolean {
  const answers = new Map<string, boolean>()
  return (name) => {
    let known = answers.get(name)
    if (known === undefined) {
      known = isZone(name)
      // A file of a million different wrong names must not fill the memory.
      if (answers.size < 5_000) answers.set(name, known)
    }
    return known
  }
}

type Fill = (address: string, domain: string, key: string, cells: string[]) => ContactInput

/** What makes a contact of cells: where each part stands is looked up once, not for every row. */
function filler(plan: ColumnPlan): Fill {
  const place = (part: Column['part']) => plan.columns.findIndex((column) => column.part === part)
  const [first, last, company] = [place('first_name'), place('last_name'), place('company')]
  const [owner, zone, tags] = [place('owner'), place('zone'), place('tags')]
  const fields = plan.columns.flatMap(({ part, name }, i) => (part === 'field' ? [{ name, i }] : []))
  return (address, domain, key, cells) => {
    const contact: ContactInput = {
      address,
      key,
      domain,
      firstName: at(cells, first),
      lastName: at(cells, last),
      company: at(cells, company),
      owner: at(cells, owner),
      zone: at(cells, zone),
      tags: tags < 0 ? [] : splitTags(cells[tags]),
      fields: {},
    }
    for (const { name, i } of fields) {
      const cell = cells[i]
      if (cell) contact.fields[name] = cell
    }
    return contact
  }
}

/** The cell, null when it is empty or there is no such column. Asking an array for -1 would be slow. */
function at(cells: string[], place: number): string | null {
  return place < 0 ? null : cells[place] || null
}

/** `vip, paris; vip` → `vip`, `paris`. */
function splitTags(cell: string | undefined): string[] {
  if (!cell) return []
  const tags = new Set<string>()
  for (const tag of cell.split(/[,;|\n]/)) if (tag.trim() !== '') tags.add(tag.trim().slice(0, 100))
  return [...tags]
}
