/** What kind of text file this is: its encoding and its delimiter, told from its beginning. */
import { checkAddress } from './address.ts'
import { roleOf } from './csv-names.ts'

export const encodings = ['utf-8', 'utf-16le', 'utf-16be', 'windows-1252'] as const
export type Encoding = (typeof encodings)[number]

export interface EncodingGuess {
  /** Null: nothing but ASCII so far, so UTF-8 and Windows-1252 are still both possible. */
  encoding: Encoding | null
  /** Bytes of the byte order mark, to be left out. */
  bom: number
}

/**
 * The encoding by the byte order mark, else by the zero bytes that UTF-16 leaves in Latin text, else UTF-8 if it is
 * valid UTF-8, else Windows-1252 (of which ISO 8859-1 text is a part). A character cut off at the end is no error.
 */
export function detectEncoding(bytes: Uint8Array): EncodingGuess {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return { encoding: 'utf-8', bom: 3 }
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return { encoding: 'utf-16le', bom: 2 }
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return { encoding: 'utf-16be', bom: 2 }
  return { encoding: utf16ByZeros(bytes) ?? utf8OrWestern(bytes), bom: 0 }
}

/** Addresses are ASCII whatever the language, so in UTF-16 at least a tenth of all bytes on one side are zero. */
function utf16ByZeros(bytes: Uint8Array): Encoding | null {
  let even = 0
  let odd = 0
  for (let i = 0; i < bytes.length; i++) {
    if (bytes[i] !== 0) continue
    if (i % 2 === 0) even++
    else odd++
  }
  const enough = bytes.length / 20
  if (odd > enough && odd > 4 * even) return 'utf-16le'
  if (even > enough && even > 4 * odd) return 'utf-16be'
  return null
}

/** UTF-8 or Windows-1252; null when there is only ASCII, or ASCII and one character cut off at the end. */
export function utf8OrWestern(bytes: Uint8Array): Encoding | null {
  let good = 0
  let bad = 0
  for (let i = 0; i < bytes.length; ) {
    const lead = bytes[i] ?? 0
    if (lead < 0x80) {
      i++
      continue
    }
    const length =
      lead >= 0xc2 && lead < 0xe0 ? 2 : lead >= 0xe0 && lead < 0xf0 ? 3 : lead >= 0xf0 && lead < 0xf5 ? 4 : 0
    let n = 1
    while (n < length && i + n < bytes.length && ((bytes[i + n] ?? 0) & 0xc0) === 0x80) n++
    if (length > 0 && n === length) good++
    else if (length > 0 && i + n === bytes.length) return good > bad ? 'utf-8' : bad > 0 ? 'windows-1252' : null
    else bad++
    i += n
  }
  if (good === 0 && bad === 0) return null
  // A few damaged characters don't make a UTF-8 file a Western one, where two such letters seldom meet by chance.
  return good >= 10 * bad ? 'utf-8' : 'windows-1252'
}

export const delimiters = [',', ';', '\t', '|'] as const

/**
 * The delimiter that makes the most sense of the first rows: first the one under which the most rows show a cell that
 * is an address (or a heading for one), then the one that gives the most rows the same width, then the wider one.
 * A file of one column is read with commas. `text` has `\n` line ends; `whole` false: its last row may be cut off.
 */
export function detectDelimiter(text: string, whole: boolean): string {
  let best: { delimiter: string; score: number[] } = { delimiter: ',', score: [-1] }
  for (const delimiter of delimiters) {
    const rows = firstRows(text, delimiter, 60)
    if (!whole && rows.length > 1) rows.pop()
    const score = judge(rows)
    if (isBetter(score, best.score)) best = { delimiter, score }
  }
  return best.delimiter
}

interface SampleRow {
  cells: string[]
  /** A closing quote had text behind it, so this is not how the file was meant. */
  broken: boolean
}

function judge(rows: SampleRow[]): number[] {
  if (rows.length === 0) return [-1]
  const widths = new Map<number, number>()
  let withAddress = 0
  for (const { cells, broken } of rows) {
    if (broken) continue
    widths.set(cells.length, (widths.get(cells.length) ?? 0) + 1)
    if (cells.some(isAboutAddresses)) withAddress++
  }
  const [width, count] = [...widths].reduce((a, b) => (b[1] > a[1] || (b[1] === a[1] && b[0] > a[0]) ? b : a), [0, 0])
  return [withAddress, width > 1 ? 1 : 0, count, width]
}

function isAboutAddresses(cell: string): boolean {
  return cell.includes('@') ? checkAddress(cell.trim()).ok : roleOf(cell) === 'email'
}

function isBetter(a: number[], b: number[]): boolean {
  for (let i = 0; i < a.length; i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? -1)
    if (difference !== 0) return difference > 0
  }
  return false
}

/** The first rows of CSV text, quotes understood, blank rows left out. */
function firstRows(text: string, delimiter: string, limit: number): SampleRow[] {
  const rows: SampleRow[] = []
  let row: SampleRow = { cells: [], broken: false }
  for (let i = 0; i <= text.length && rows.length < limit; ) {
    const { cell, end } = text[i] === '"' ? quotedCell(text, i) : plainCell(text, i, delimiter)
    const behind = plainCell(text, end, delimiter)
    row.cells.push(cell)
    if (behind.cell.trim() !== '') row.broken = true
    i = behind.end + 1
    if (text[behind.end] === delimiter) continue
    if (row.cells.some((c) => c.trim() !== '')) rows.push(row)
    row = { cells: [], broken: false }
  }
  return rows
}

function plainCell(text: string, start: number, delimiter: string): { cell: string; end: number } {
  let end = start
  while (end < text.length && text[end] !== delimiter && text[end] !== '\n') end++
  return { cell: text.slice(start, end), end }
}

function quotedCell(text: string, start: number): { cell: string; end: number } {
  let end = start + 1
  for (;;) {
    end = text.indexOf('"', end)
    if (end < 0) return { cell: text.slice(start + 1), end: text.length }
    if (text[end + 1] !== '"') return { cell: text.slice(start + 1, end).replaceAll('""', '"'), end: end + 1 }
    end += 2
  }
}
