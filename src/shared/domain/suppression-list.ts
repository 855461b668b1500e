/** A suppression list as a file has it: which column is what, and what one row puts on the list. */
import { addressKey, checkAddress } from './address.ts'
import { asWritten } from './csv-write.ts'

export interface SuppressionColumns {
  value: number
  /** -1: there is none. */
  reason: number
  kind: number
  hasHeader: boolean
  /** A list that was given out here: what a spreadsheet would calculate has an apostrophe before it. */
  isOurs: boolean
}

/** The columns of a list as it is given out. */
export const exportHeadings: readonly string[] = ['kind', 'value', 'reason', 'source', 'created_at']

/** Headings under which other programs write the address or the domain, without case. */
const values = /^(e-?mail|e-?mail[ _]address|address|adresse|value|domain|domains|emails?|recipient)$/i
const reasons = /^(reason|why|comment|note|grund|raison|motivo|motif)$/i

/** By the first row; one without a heading that is known is an entry already. */
export function suppressionColumns(first: readonly string[]): SuppressionColumns {
  const find = (pattern: RegExp) => first.findIndex((cell) => pattern.test(cell.trim()))
  const value = find(values)
  if (value < 0) return { value: 0, reason: first.length > 1 ? 1 : -1, kind: -1, hasHeader: false, isOurs: false }
  const isOurs = exportHeadings.every((heading, i) => first[i]?.trim() === heading)
  return { value, reason: find(reasons), kind: find(/^(kind|type)$/i), hasHeader: true, isOurs }
}

export interface SuppressionEntry {
  kind: 'address' | 'domain'
  value: string
}

/** `someone@example.com`, or a whole domain as `example.com` or `@example.com`; else why it is neither. */
export function suppressionEntry(text: string): SuppressionEntry | { error: string } {
  const value = text.trim()
  if (value === '') return { error: 'There is neither an address nor a domain in this row.' }
  const domain = value.startsWith('@') ? value.slice(1) : value
  const asDomain = !domain.includes('@')
  const checked = checkAddress(asDomain ? `x@${domain}` : value)
  if (!checked.ok) return { error: `${text}: ${checked.message}` }
  if (!asDomain) return { kind: 'address', value: addressKey(checked.address) }
  return checked.domain.includes('.')
    ? { kind: 'domain', value: checked.domain }
    : { error: `"${text}" is neither an address nor a domain such as example.com.` }
}

export const longestReason = 300

/** What a row puts on the list, or why it doesn't. `fallback` where the row says no reason. */
export function suppressionRow(
  cells: readonly string[],
  columns: SuppressionColumns,
  fallback: string,
): (SuppressionEntry & { reason: string }) | { error: string } {
  if (columns.kind >= 0 && cells[columns.kind]?.toLowerCase() === 'hash')
    return { error: 'A hash holds only in the workspace that made it.' }
  const cell = (i: number) => (columns.isOurs ? asWritten(cells[i] ?? '') : (cells[i] ?? ''))
  const entry = suppressionEntry(cell(columns.value))
  if ('error' in entry) return entry
  const reason = cell(columns.reason)
    .replace(/\p{Cc}+/gu, ' ')
    .trim()
  return { ...entry, reason: reason === '' ? fallback : reason.slice(0, longestReason) }
}
