/**
 * Reads a contact list of any size: bytes → text → rows → contacts, a chunk at a time, so that a million rows need no
 * more memory than a thousand. The next chunk is asked for when the last batch was taken.
 */
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { addAbortSignal, type Readable } from 'node:stream'
import type { ContactInput } from '../../shared/domain/contact.ts'
import {
  isBlank,
  isRefusal,
  isUnreadable,
  longestCell,
  type RowReader,
  type RowRefusal,
  rowReader,
} from '../../shared/domain/csv.ts'
import {
  type Column,
  type ColumnMap,
  type ColumnPlan,
  ownHeadings,
  planColumns,
} from '../../shared/domain/csv-columns.ts'
import type { Encoding } from '../../shared/domain/csv-detect.ts'
import { asWritten } from '../../shared/domain/csv-write.ts'
import { Refusal } from '../../shared/domain/failure.ts'
import { isZone } from '../../shared/domain/time.ts'
import type { OpenSheet } from './context.ts'
import type { Decoder } from './csv-decode.ts'
import { readHead, sampleSize } from './csv-head.ts'
import { badQuote, lineEnds, longestRow, type Parsed, parseRows, quoteFaults, rowTooLong } from './csv-rows.ts'

/** Bytes asked for at a time, and characters given to the parser at a time. */
const chunkSize = 256 * 1024
const batchSize = 500

/** A refusal with the row as the file has it. */
export interface RefusedRow extends RowRefusal {
  cells: string[]
}

export interface ReadContactsOptions {
  /** Columns by heading or number → part; see `planColumns`. */
  map?: ColumnMap
  /** True for an address that must not come back; left out where there is none. */
  isErased?: (addressKey: string) => boolean
  /** Answers for IANA names; without it every zone the runtime knows is taken. */
  isZone?: (name: string) => boolean
  /** Up to 500 rows at a time, each row in exactly one of the two. The next ones wait for the promise. */
  onBatch: (contacts: ContactInput[], refused: RefusedRow[]) => Promise<void> | void
  /** Once the headings are known, before the first batch. */
  onColumns?: (columns: Column[]) => void
  /** After each chunk. `total` is null where the size isn't known before the end. */
  onProgress?: (progress: { bytes: number; total: number | null; rows: number }) => void
  signal?: AbortSignal
}

export interface ReadContactsResult {
  /** Rows that aren't blank, without the heading: always `accepted + refused`. */
  rows: number
  accepted: number
  refused: number
  bytes: number
  encoding: Encoding
  delimiter: string
  hasHeader: boolean
  columns: Column[]
}

/**
 * Reads a file by path, or a stream of bytes. Refusals of single rows go to `onBatch`; what spoils the whole file is
 * thrown: `not_found` (no such file), `bad_request` (empty, no text, no address column, a quotation mark that is never
 * closed, …, each with what to do), `cancelled`. What `onBatch` throws comes through unchanged. After a throw the
 * batches given so far are worth nothing: roll them back.
 */
export async function readContacts(
  source: string | Readable,
  options: ReadContactsOptions,
): Promise<ReadContactsResult> {
  const { signal } = options
  const total = typeof source === 'string' ? await sizeOf(source) : null
  const stream = typeof source === 'string' ? createReadStream(source, { highWaterMark: chunkSize }) : source
  if (signal) addAbortSignal(signal, stream)
  const reading = newReading(options)
  try {
    for await (const chunk of stream) {
      const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk)
      // Somebody else's stream may hand over everything at once.
      for (let at = 0; at < bytes.length; at += chunkSize) await take(reading, bytes.subarray(at, at + chunkSize))
      options.onProgress?.({ bytes: reading.bytes, total, rows: reading.accepted + reading.refused })
    }
    return await finish(reading)
  } catch (error) {
    if (signal?.aborted) throw new Refusal('cancelled', 'Reading the list was cancelled.')
    throw stream.errored === error && typeof source === 'string' ? unreadableFile(source, error) : error
  } finally {
    stream.destroy()
  }
}

export async function sizeOf(path: string): Promise<number> {
  try {
    const found = await stat(path)
    if (found.isDirectory()) throw new Refusal('bad_request', `${path} is a folder. Give the file itself.`)
    return found.size
  } catch (error) {
    throw error instanceof Refusal ? error : unreadableFile(path, error)
  }
}

export function unreadableFile(path: string, error: unknown): Refusal {
  const { code } = error as NodeJS.ErrnoException
  if (code === 'ENOENT') return new Refusal('not_found', `There is no file ${path}. Check its name and folder.`)
  return new Refusal('bad_request', `${path} can't be read (${code}). Check that you may open it.`)
}

interface Reading {
  options: ReadContactsOptions
  bytes: number
  /** Bytes not decoded yet: the beginning, until there is enough to judge by. */
  head: Buffer[]
  decode: Decoder | null
  /** Text not parsed yet: the row that the last chunk cut in two. */
  rest: string
  /** Line of the file on which `rest` begins. */
  line: number
  delimiter: string
  plan: ColumnPlan | null
  reader: RowReader | null
  contacts: ContactInput[]
  refusals: RefusedRow[]
  /** A file of refused rows that we gave out: formulas in it were made harmless. */
  ours: boolean
  accepted: number
  refused: number
}

function newReading(options: ReadContactsOptions): Reading {
  return {
    options,
    bytes: 0,
    head: [],
    decode: null,
    rest: '',
    line: 1,
    delimiter: '',
    plan: null,
    reader: null,
    contacts: [],
    refusals: [],
    ours: false,
    accepted: 0,
    refused: 0,
  }
}

async function take(reading: Reading, bytes: Buffer): Promise<void> {
  reading.bytes += bytes.length
  if (reading.decode) return parse(reading, reading.decode.write(bytes), false)
  reading.head.push(bytes)
  if (reading.bytes >= sampleSize) await begin(reading, false)
}

async function begin(reading: Reading, last: boolean): Promise<void> {
  const head = Buffer.concat(reading.head)
  reading.head = []
  const { decode, text, delimiter, firstLine } = readHead(head, last)
  reading.decode = decode
  reading.delimiter = delimiter
  reading.line = firstLine
  await parse(reading, text, last)
}

async function finish(reading: Reading): Promise<ReadContactsResult> {
  if (!reading.decode) await begin(reading, true)
  else await parse(reading, reading.decode.end(), true)
  await flush(reading)
  if (!reading.plan || !reading.decode) throw new Refusal('bad_request', 'The file is empty.')
  const { accepted, refused, bytes, delimiter, plan } = reading
  const encoding = reading.decode.encoding()
  const { hasHeader, columns } = plan
  return { rows: accepted + refused, accepted, refused, bytes, encoding, delimiter, hasHeader, columns }
}

async function parse(reading: Reading, text: string, last: boolean): Promise<void> {
  const input = reading.rest + text
  const suspect = isUnreadable(input)
  const parsed: Parsed = parseRows(input, reading.delimiter, last)
  const badQuotes = last || parsed.errors.length > 0 ? quoteFaults(input, reading.line, parsed) : null
  reading.rest = last ? '' : input.slice(parsed.meta.cursor)
  if (reading.rest.length > longestRow) throw rowTooLong(input, reading.line, reading.delimiter, parsed)
  const quoted = input.includes('"')
  for (let i = 0; i < parsed.data.length; i++) {
    const cells = parsed.data[i] ?? []
    const line = reading.line
    reading.line += 1 + (quoted ? lineEnds(cells) : 0)
    if (isBlank(cells)) continue
    if (!reading.plan && plan(reading, cells, parsed.data.slice(i + 1, i + 101)).hasHeader) continue
    add(reading, cells, line, suspect, badQuotes?.get(i))
    if (reading.contacts.length + reading.refusals.length >= batchSize) await flush(reading)
  }
}

/** The same for a sheet of a workbook: its n-th row stands on line n. */
export async function readRows(sheet: OpenSheet, options: ReadContactsOptions): Promise<ReadContactsResult> {
  const reading = newReading(options)
  const { bytes } = sheet
  for (let from = 0; from < sheet.rows; ) {
    const rows = await sheet.page(from)
    if (rows.length === 0) break
    for (const [i, cells] of rows.entries()) {
      if (isBlank(cells)) continue
      if (!reading.plan && plan(reading, cells, (await sheet.page(from + i + 1)).slice(0, 100)).hasHeader) continue
      add(reading, cells, from + i + 1, cells.some(isUnreadable), undefined)
      if (reading.contacts.length + reading.refusals.length >= batchSize) await flush(reading)
    }
    from += rows.length
    await flush(reading)
    const share = Math.floor((bytes * from) / sheet.rows)
    options.onProgress?.({ bytes: share, total: bytes, rows: reading.accepted + reading.refused })
  }
  if (!reading.plan) throw new Refusal('bad_request', 'The sheet is empty.')
  const { accepted, refused, plan: planned } = reading
  const { hasHeader, columns } = planned
  return { rows: accepted + refused, accepted, refused, bytes, encoding: 'utf-8', delimiter: '', hasHeader, columns }
}

function plan(reading: Reading, first: string[], sample: readonly string[][]): ColumnPlan {
  const result = planColumns(
    first,
    sample.filter((row) => !isBlank(row)),
    reading.options.map,
  )
  if (!result.ok) throw new Refusal('bad_request', result.message)
  reading.plan = result.plan
  reading.ours = result.plan.columns.some((column) => ownHeadings.includes(column.title))
  reading.reader = rowReader(result.plan, reading.options.isZone ?? isZone)
  reading.options.onColumns?.(result.plan.columns)
  return result.plan
}

function add(reading: Reading, cells: string[], line: number, suspect: boolean, openedOn: number | undefined): void {
  if (reading.ours) for (const [i, cell] of cells.entries()) cells[i] = asWritten(cell)
  const row =
    openedOn === undefined
      ? reading.reader?.read(cells, line, suspect)
      : badQuote(cells, line, openedOn, reading.line - 1)
  if (row === undefined) return
  if (!isRefusal(row) && reading.options.isErased?.(row.key)) {
    const { address } = row
    refuse(reading, { line, column: null, address, value: address, reason: 'erased', message: erasedRow }, cells)
  } else if (isRefusal(row)) refuse(reading, row, cells)
  else {
    reading.contacts.push(row)
    reading.accepted++
  }
}

const erasedRow = 'This person was erased from the workspace and asked not to be written to again.'

function refuse(reading: Reading, row: RowRefusal, cells: string[]): void {
  reading.refusals.push({ ...row, cells: cells.map((cell) => cell.slice(0, longestCell)) })
  reading.refused++
}

async function flush(reading: Reading): Promise<void> {
  const { contacts, refusals, options } = reading
  if (options.signal?.aborted) throw new Refusal('cancelled', 'Reading the list was cancelled.')
  if (contacts.length + refusals.length === 0) return
  reading.contacts = []
  reading.refusals = []
  await options.onBatch(contacts, refusals)
}
