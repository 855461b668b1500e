/** Which column of a contact list plays which part. */
import { checkAddress } from './address.ts'
import { reservedNames } from './contact.ts'
import { type Role, rankOf, roleOf, roles, sameHeading, toSnake } from './csv-names.ts'

export interface Column {
  /** As the file says it; "column 3" where there is no heading. */
  title: string
  part: Role | 'field' | 'ignored'
  /** The variable; empty when the column is ignored. */
  name: string
}

export interface ColumnPlan {
  columns: Column[]
  /** Place of the address column. */
  email: number
  /** False: the first row is a contact already. */
  hasHeader: boolean
}

/** More is no contact list, and every one costs time on every row. */
export const mostColumns = 1_000

/** Columns of a file of refused rows that say why; left out when it is imported again. */
export const ownHeadings: readonly string[] = ['Cadenza: line', 'Cadenza: problem']

export type ColumnResult = { ok: true; plan: ColumnPlan } | { ok: false; message: string }

/** Columns by heading (or number, from 1) → `email`, `first_name`, …, a variable of your own, or `-` to leave it out. */
export type ColumnMap = Readonly<Record<string, string>>

/** Reads `Work mail=email`. The last `=` divides, so that a heading may hold one. */
export function parseColumnMap(
  entries: readonly string[],
): { ok: true; map: ColumnMap } | { ok: false; message: string } {
  const map: Record<string, string> = Object.create(null)
  for (const entry of entries) {
    const at = entry.lastIndexOf('=')
    const heading = entry.slice(0, at).trim()
    if (at < 1 || heading === '' || entry.slice(at + 1).trim() === '')
      return { ok: false, message: `"${entry}" must look like "Work mail=email" or "Notes=-".` }
    if (heading in map) return { ok: false, message: `The column "${heading}" is mapped twice.` }
    map[heading] = entry.slice(at + 1).trim()
  }
  return { ok: true, map }
}

/**
 * Gives every column its part: by the map first, then by the usual names in many languages; where no heading names the
 * addresses, by the column of the first rows that holds most of them. A first row that shows an address is no heading.
 * Two columns never share a name: the second `Note` becomes `note_2`.
 */
export function planColumns(first: readonly string[], sample: readonly string[][], map: ColumnMap = {}): ColumnResult {
  const { hasHeader, titles } = titlesOf(first, sample)
  if (titles.length > mostColumns)
    return {
      ok: false,
      message: `The first row has ${titles.length} columns; at most ${mostColumns} are allowed. Is this a contact list?`,
    }
  const asked = applyMap(titles, map)
  if (!asked.ok) return asked
  const columns = recognise({ first, sample, hasHeader, titles, parts: asked.parts })
  const email = columns.findIndex((column) => column.part === 'email')
  if (email < 0) return { ok: false, message: noAddresses(titles, hasHeader) }
  return { ok: true, plan: { columns, email, hasHeader } }
}

/** The same without a map, for a person who is to decide: also where no column holds addresses (`problem`). */
export function proposeColumns(
  first: readonly string[],
  sample: readonly string[][],
): { hasHeader: boolean; columns: Column[]; problem: string | null } {
  const { hasHeader, titles } = titlesOf(first, sample)
  const columns = recognise({ first, sample, hasHeader, titles, parts: titles.map(() => undefined) })
  const found = columns.some((column) => column.part === 'email')
  return { hasHeader, columns, problem: found ? null : noAddresses(titles, hasHeader) }
}

/** What a map calls each column: its heading, or its number where another has the same one. */
export const columnKeys = (titles: readonly string[]): string[] =>
  titles.map((title, i) => (findColumn(titles, title) === i ? title : String(i + 1)))

function titlesOf(first: readonly string[], sample: readonly string[][]): { hasHeader: boolean; titles: string[] } {
  const hasHeader = !first.some((cell) => cell.includes('@')) || first.some((cell) => roleOf(cell) === 'email')
  const width = hasHeader ? first.length : Math.max(first.length, ...sample.map((row) => row.length))
  const titles = Array.from({ length: width }, (_, i) => (hasHeader && first[i]?.trim()) || `column ${i + 1}`)
  return { hasHeader, titles }
}

interface Recognising {
  first: readonly string[]
  sample: readonly string[][]
  hasHeader: boolean
  titles: string[]
  parts: Parts
}

function recognise({ first, sample, hasHeader, titles, parts }: Recognising): Column[] {
  for (const [i, title] of titles.entries())
    if (parts[i] === undefined && hasHeader && ownHeadings.includes(title)) parts[i] = 'ignored'
  if (hasHeader) recogniseHeadings(titles, parts)
  if (!parts.includes('email')) {
    const richest = addressColumn(hasHeader ? sample : [first, ...sample], parts)
    if (richest >= 0) parts[richest] = 'email'
  }
  return nameColumns(titles, parts)
}

/** Undefined: nobody has said anything about this column yet. A string that is no role is a variable's name. */
type Parts = (Role | 'ignored' | { name: string } | undefined)[]

function applyMap(titles: string[], map: ColumnMap): { ok: true; parts: Parts } | { ok: false; message: string } {
  const parts: Parts = titles.map(() => undefined)
  for (const [heading, target] of Object.entries(map)) {
    const index = findColumn(titles, heading)
    if (index < 0) return { ok: false, message: `There is no column "${heading}". ${listed(titles)}` }
    const part = partNamed(target)
    if (part === null) return { ok: false, message: `"${target}" can't be the name of a variable; use letters.` }
    if (parts[index] !== undefined) return { ok: false, message: `The column "${titles[index]}" is mapped twice.` }
    if (part !== 'ignored' && parts.some((p) => labelOf(p) === labelOf(part)))
      return { ok: false, message: `Two columns are mapped to "${labelOf(part)}"; keep one.` }
    parts[index] = part
  }
  return { ok: true, parts }
}

function labelOf(part: Parts[number]): string {
  return typeof part === 'object' ? part.name : (part ?? '')
}

function partNamed(target: string): Exclude<Parts[number], undefined> | null {
  if (target === '-' || target === '') return 'ignored'
  const snake = toSnake(target)
  const role = (roles as readonly string[]).includes(snake) ? (snake as Role) : null
  if (role) return role
  return snake === '' ? null : { name: snake }
}

function findColumn(titles: readonly string[], heading: string): number {
  const exact = titles.indexOf(heading.trim())
  if (exact >= 0) return exact
  const alike = titles.findIndex((title) => sameHeading(title, heading))
  if (alike >= 0) return alike
  return /^[1-9]\d{0,4}$/.test(heading) && Number(heading) <= titles.length ? Number(heading) - 1 : -1
}

/** For each role still free, the heading that fits best; of equals the one further left. */
function recogniseHeadings(titles: string[], parts: Parts): void {
  for (const role of roles) {
    if (parts.includes(role)) continue
    let best = -1
    for (const [i, title] of titles.entries()) {
      if (parts[i] !== undefined || roleOf(title) !== role) continue
      if (best < 0 || rankOf(title) < rankOf(titles[best] ?? '')) best = i
    }
    if (best >= 0) parts[best] = role
  }
}

/** The column that shows the most addresses, -1 when none shows any. */
function addressColumn(rows: readonly (readonly string[])[], parts: Parts): number {
  let best = -1
  let most = 0
  for (let i = 0; i < parts.length; i++) {
    if (parts[i] !== undefined) continue
    const count = rows.filter((row) => checkAddress(row[i]?.trim() ?? '').ok).length
    if (count > most) {
      best = i
      most = count
    }
  }
  return best
}

function nameColumns(titles: string[], parts: Parts): Column[] {
  // Names that somebody asked for come first, so that no other column takes them away.
  const taken = new Set<string>(parts.map(labelOf))
  return titles.map((title, i) => {
    const part = parts[i]
    if (part === 'ignored') return { title, part, name: '' }
    if (typeof part === 'string') return { title, part, name: part }
    if (part) return { title, part: 'field', name: reservedNames.has(part.name) ? free(part.name, taken) : part.name }
    return { title, part: 'field', name: free(toSnake(title) || `column_${i + 1}`, taken) }
  })
}

function free(wanted: string, taken: Set<string>): string {
  let name = wanted
  for (let n = 2; taken.has(name) || reservedNames.has(name); n++) name = `${wanted}_${n}`
  taken.add(name)
  return name
}

function noAddresses(titles: string[], hasHeader: boolean): string {
  return hasHeader
    ? `No column holds email addresses. ${listed(titles)} Name the right one "email", or import it with --map "${titles[0]}=email".`
    : 'The first row shows no complete email address. Add a row with headings, one of them "email".'
}

function listed(titles: string[]): string {
  const shown = titles.slice(0, 12).map((title) => `"${title.length > 40 ? `${title.slice(0, 39)}…` : title}"`)
  const more = titles.length > 12 ? `, and ${titles.length - 12} more` : ''
  return `The columns are ${shown.join(', ')}${more}.`
}
