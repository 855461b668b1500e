/** A CSV file of any size as plain rows of cells, some hundreds at a time, without a thought about what they mean. */
import { createReadStream } from 'node:fs'
import { isBlank } from '../../shared/domain/csv.ts'
import { Refusal } from '../../shared/domain/failure.ts'
import type { Decoder } from './csv-decode.ts'
import { readHead, sampleSize } from './csv-head.ts'
import { badQuote, lineEnds, longestRow, parseRows, quoteFaults, rowTooLong } from './csv-rows.ts'
import { sizeOf, unreadableFile } from './csv-stream.ts'

export interface TableRow {
  /** Without the spaces around them. */
  cells: string[]
  /** Line of the file on which it begins, from 1. */
  line: number
  /** What is wrong with its quotation marks; null: nothing. */
  fault: string | null
}

export interface TableOptions {
  /** Rows that aren't blank; the next ones wait for the promise. */
  onRows: (rows: TableRow[]) => Promise<void> | void
  onProgress?: (bytes: number, total: number) => void
  signal?: AbortSignal | undefined
}

const atOnce = 500

interface Reading extends TableOptions {
  decode: Decoder | null
  head: Buffer[]
  rest: string
  line: number
  delimiter: string
}

/** @throws Refusal `not_found`, `bad_request`, `cancelled`: as for a contact list */
export async function readTable(path: string, options: TableOptions): Promise<void> {
  const total = await sizeOf(path)
  const stream = createReadStream(path, { highWaterMark: 256 * 1024 })
  const reading: Reading = { ...options, decode: null, head: [], rest: '', line: 1, delimiter: '' }
  let bytes = 0
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      if (options.signal?.aborted) throw new Refusal('cancelled', 'Reading the list was cancelled.')
      bytes += chunk.length
      if (reading.decode) await take(reading, reading.decode.write(chunk), false)
      else {
        reading.head.push(chunk)
        if (bytes >= sampleSize) await begin(reading, false)
      }
      options.onProgress?.(bytes, total)
    }
    if (reading.decode) await take(reading, reading.decode.end(), true)
    else await begin(reading, true)
  } catch (error) {
    throw stream.errored === error ? unreadableFile(path, error) : error
  } finally {
    stream.destroy()
  }
}

async function begin(reading: Reading, last: boolean): Promise<void> {
  const { decode, text, delimiter, firstLine } = readHead(Buffer.concat(reading.head), last)
  Object.assign(reading, { decode, delimiter, line: firstLine, head: [] })
  await take(reading, text, last)
}

async function take(reading: Reading, text: string, last: boolean): Promise<void> {
  const input = reading.rest + text
  const parsed = parseRows(input, reading.delimiter, last)
  const faults = last || parsed.errors.length > 0 ? quoteFaults(input, reading.line, parsed) : null
  reading.rest = last ? '' : input.slice(parsed.meta.cursor)
  if (reading.rest.length > longestRow) throw rowTooLong(input, reading.line, reading.delimiter, parsed)
  let rows: TableRow[] = []
  for (const [i, cells] of parsed.data.entries()) {
    const line = reading.line
    reading.line += 1 + lineEnds(cells)
    if (isBlank(cells)) continue
    const openedOn = faults?.get(i)
    const fault = openedOn === undefined ? null : badQuote(cells, line, openedOn, reading.line - 1).message
    rows.push({ cells: cells.map((cell) => cell.trim()), line, fault })
    if (rows.length < atOnce) continue
    await reading.onRows(rows)
    rows = []
  }
  if (rows.length > 0) await reading.onRows(rows)
}
