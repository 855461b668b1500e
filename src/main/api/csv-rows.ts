/** Text → rows of cells, and what is wrong with their quotation marks, told by the lines of the file. */
import Papa from 'papaparse'
import type { RowRefusal } from '../../shared/domain/csv.ts'
import { Refusal } from '../../shared/domain/failure.ts'

export type Parsed = Pick<Papa.ParseResult<string[]>, 'data' | 'errors' | 'meta'>

/** Characters in one row. A row that is longer is an open quotation mark, or no list at all. */
export const longestRow = 1_000_000

/** Rows of cells. Unless it is the `last` text, what follows the last line end is left for later (`meta.cursor`). */
export function parseRows(text: string, delimiter: string, last: boolean): Parsed {
  return new Papa.Parser({ delimiter, newline: '\n' }).parse(text, 0, !last) as Parsed
}

/**
 * Row of this parse → line on which its badly closed quotation mark opened. `line`: where `text` begins. A mark that is
 * never closed is thrown: nobody can tell where its row was meant to end.
 */
export function quoteFaults(text: string, firstLine: number, parsed: Parsed): Map<number, number> {
  const faults = new Map<number, number>()
  let line = firstLine
  let counted = 0
  for (const { code, row = 0, index = 0 } of parsed.errors) {
    if (code !== 'MissingQuotes' && code !== 'InvalidQuotes') continue
    // Faults come in the order of the text; counting each from the start would take forever on a broken file.
    line += lineEndsIn(text.slice(counted, index))
    counted = index
    if (code === 'MissingQuotes') throw neverClosed(line)
    if (row < parsed.data.length && !faults.has(row)) faults.set(row, line)
  }
  return faults
}

/** What to say of a row that went on and on. */
export function rowTooLong(text: string, firstLine: number, delimiter: string, parsed: Parsed): Refusal {
  const rest = text.slice(parsed.meta.cursor)
  const line = firstLine + lineEndsIn(text.slice(0, parsed.meta.cursor))
  const open = parseRows(rest, delimiter, true).errors.find((error) => error.code === 'MissingQuotes')
  if (open) return neverClosed(line + lineEndsIn(rest.slice(0, open.index ?? 0)))
  const message = `The row on line ${line} is longer than ${longestRow} characters. Is this a contact list?`
  return new Refusal('bad_request', message, { line })
}

function neverClosed(line: number): Refusal {
  const message = `The quotation mark that opens on line ${line} is never closed. Close it, or write it twice where it is meant as a character.`
  return new Refusal('bad_request', message, { line })
}

/** The refusal of a row whose quotation mark, opened on line `openedOn`, has text behind its end. */
export function badQuote(cells: string[], line: number, openedOn: number, lastLine: number): RowRefusal {
  const span = lastLine > line ? `Lines ${line} to ${lastLine} were read as one row. ` : ''
  const message = `The quotation mark that opens on line ${openedOn} is not closed properly. ${span}Write quotation marks inside a cell twice.`
  return { line, column: null, address: '', value: cells.join(' ').slice(0, 200), reason: 'bad_quotes', message }
}

/** Line ends inside the cells of one row. */
export function lineEnds(cells: string[]): number {
  let count = 0
  for (const cell of cells) if (cell.includes('\n')) count += lineEndsIn(cell)
  return count
}

function lineEndsIn(text: string): number {
  let count = 0
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++
  return count
}
