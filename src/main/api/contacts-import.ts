/** Imports a contact list of any size: streamed, with progress, cancelled at any moment, whole or not at all. */
import { basename, join } from 'node:path'
import type { ContactInput } from '../../shared/domain/contact.ts'
import type { RowRefusal } from '../../shared/domain/csv.ts'
import { type Column, ownHeadings } from '../../shared/domain/csv-columns.ts'
import { csvRow } from '../../shared/domain/csv-write.ts'
import { Refusal } from '../../shared/domain/failure.ts'
import { publicIdBytes, publicIdFrom, publicIdSeries } from '../../shared/domain/ids.ts'
import { type Mark, stamp } from '../store/clockwork.ts'
import { erasedAmong, erasedMeanwhile } from '../store/erased.ts'
import { decidedImport, forgetOldRefusals, keepRefusals, refusalPage } from '../store/import-refusals.ts'
import {
  applyUpdates,
  beginImport,
  breathe,
  cancelImport,
  decideImport,
  finishImports,
  foreseeBatch,
  type Imported,
  importBatch,
  removeRows,
  widen,
} from '../store/imports.ts'
import type { Store } from '../store/open.ts'
import { type Asker, os, type Room } from './context.ts'
import { inspectFile } from './csv-inspect.ts'
import { type RefusedRow, readContacts } from './csv-stream.ts'
import { ticking } from './ticking.ts'

/**
 * Rows written in one transaction at most: where mail is sent the ledger must not wait for an import, elsewhere every
 * commit that is spared spares writing the same index pages again.
 */
const chunkOf = ({ running }: Pick<Room, 'running'>): number => (running ? 500 : 100_000)
/** Refused rows kept in memory at most. */
const mostRefusals = 5_000

interface Tally {
  imported: number
  updated: number
  unchanged: number
  refusedCount: number
  /** The first of them, as many as were asked for. */
  refused: RowRefusal[]
  columns: Column[]
}

/** Where the rows go: into the database, or (dry run) nowhere. */
interface Sink {
  importId: string | null
  take: (contacts: ContactInput[], refused: RefusedRow[]) => void
  /** From here on the whole import holds, whatever happens. */
  decide: (rows: number, refused: number) => void
  apply: () => Promise<void>
  undo: () => Promise<void>
  /** Whatever became of it; the last call. */
  close: () => void
}

function add(tally: Tally, { imported, updated, unchanged }: Imported): void {
  tally.imported += imported
  tally.updated += updated
  tally.unchanged += unchanged
}

function counting(room: Room, tally: Tally): Sink {
  return {
    importId: null,
    take(contacts) {
      add(tally, foreseeBatch(room.store, contacts))
    },
    decide: () => {},
    apply: async () => {},
    undo: async () => {},
    close: () => {},
  }
}

/** Databases being imported into. Of two imports at a time, one could update what the other takes back. */
const busy = new WeakSet<Store>()

/** @throws Refusal `state` while another import runs */
async function writing(room: Room, asker: Asker, file: string, tally: Tally): Promise<Sink> {
  const { store, ports } = room
  if (busy.has(store))
    throw new Refusal('state', 'Another contact list is being imported just now. Wait for its end, or cancel it.')
  busy.add(store)
  const usual = room.running ? () => {} : widen(store)
  const close = () => {
    usual()
    busy.delete(store)
  }
  try {
    const now = ports.clock.now()
    // One that a full disk stopped half way, say.
    await finishImports(store, now, chunkOf(room))
    const importId = publicIdFrom(ports.dice.bytes(publicIdBytes))
    const { row, mark } = store.write((tx): { row: number; mark: Mark } => {
      forgetOldRefusals(tx)
      return { row: beginImport(tx, importId, basename(file), now), mark: stamp(tx, now, asker.seatId) }
    })
    return { importId, ...rowsInto(room, { row, mark, now, tally }), close }
  } catch (error) {
    close()
    throw error
  }
}

function rowsInto(
  { store, ports, changes, running }: Room,
  { row, mark, now, tally }: { row: number; mark: Mark; now: number; tally: Tally },
): Omit<Sink, 'importId' | 'close'> {
  const chunk = chunkOf({ running })
  const nextId = publicIdSeries(ports.dice.bytes(publicIdBytes))
  let waiting: ContactInput[] = []
  let refusals: RefusedRow[] = []
  const erased = erasedMeanwhile(store)
  const flush = () => {
    const [rows, refused] = [waiting, refusals]
    waiting = []
    refusals = []
    const counted = store.write((tx) => {
      keepRefusals(tx, row, refused.map(kept))
      // a row may have been read before its person was erased
      const isErased = erased()
      const contacts = isErased ? rows.filter(({ key }) => !isErased(key)) : rows
      const counted = importBatch(tx, { importId: row, contacts, nextId, now, mark })
      return { ...counted, unchanged: counted.unchanged + rows.length - contacts.length }
    })
    add(tally, counted)
  }
  return {
    take(contacts, refused) {
      for (const contact of contacts) waiting.push(contact)
      for (const each of refused) refusals.push(each)
      if (waiting.length >= chunk || refusals.length >= mostRefusals) flush()
    },
    decide(rows, refused) {
      flush()
      const columns = tally.columns.map((column) => column.title)
      store.write((tx) => decideImport(tx, row, { rows, refused, columns }))
    },
    async apply() {
      while (store.write((tx) => applyUpdates(tx, row, chunk, mark))) await breathe()
      changes.tell('contacts')
    },
    async undo() {
      store.write((tx) => cancelImport(tx, row))
      while (removeRows(store, row, chunk)) await breathe()
    },
  }
}

const kept = ({ line, column, reason, message, cells }: RefusedRow) => ({
  line,
  column,
  reason,
  message,
  cells: JSON.stringify(cells),
})

const uploadName = /^[A-Za-z0-9_-]{1,200}$/

function fileOf(room: Room, input: { file?: string | undefined; upload?: string | undefined }): string {
  if (input.file !== undefined) return input.file
  if (input.upload === undefined) throw new Refusal('bad_request', 'Name the file to import.')
  if (!uploadName.test(input.upload)) throw new Refusal('bad_request', 'That is not the name of an upload.')
  return join(room.ports.folders.data, 'uploads', input.upload)
}

interface ImportInput {
  file?: string | undefined
  upload?: string | undefined
  name?: string | undefined
  map?: Record<string, string> | undefined
  dry_run?: boolean | undefined
  refused_limit?: number | undefined
}

/** Progress while it reads, then the result. Leaving the loop cancels, and nothing of the file is kept. */
export async function* runImport(room: Room, asker: Asker, input: ImportInput, outer?: AbortSignal) {
  const file = fileOf(room, input)
  const tally: Tally = { imported: 0, updated: 0, unchanged: 0, refusedCount: 0, refused: [], columns: [] }
  const named = input.refused_limit ?? Number.POSITIVE_INFINITY
  const stop = new AbortController()
  const signal = outer ? AbortSignal.any([outer, stop.signal]) : stop.signal
  const sink = input.dry_run ? counting(room, tally) : await writing(room, asker, input.name ?? file, tally)
  const progress = { done: 0, total: 1, rows: 0 }
  let decided = false
  const isErased = erasedAmong(room.store)
  const work = readContacts(file, {
    ...(input.map ? { map: input.map } : {}),
    ...(isErased ? { isErased } : {}),
    signal,
    onColumns: (columns) => {
      tally.columns = columns
    },
    async onBatch(contacts, refused) {
      sink.take(contacts, refused)
      tally.refusedCount += refused.length
      for (const row of refused) if (tally.refused.length < named) tally.refused.push(row)
      await breathe()
    },
    onProgress: ({ bytes, total, rows }) => Object.assign(progress, { done: bytes, total: total ?? bytes, rows }),
  })
  try {
    for await (const _ of ticking(work))
      yield { done: progress.done, total: progress.total, note: `${progress.rows} rows` }
    const read = await work
    sink.decide(read.rows, read.refused)
    decided = true
    await sink.apply()
    return result(read.rows, tally, sink.importId)
  } finally {
    try {
      if (!decided) {
        stop.abort()
        await work.catch(() => {})
        await sink.undo()
      }
    } finally {
      sink.close()
    }
  }
}

function result(rows: number, tally: Tally, importId: string | null) {
  return {
    rows,
    imported: tally.imported,
    updated: tally.updated,
    unchanged: tally.unchanged,
    refused: tally.refused.map(({ line, column, value, reason, message }) => ({
      line,
      column,
      value,
      reason,
      message,
    })),
    refused_count: tally.refusedCount,
    columns: Object.fromEntries(tally.columns.map((c) => [c.title, c.part === 'ignored' ? '-' : c.name])),
    import: importId,
  }
}

export const importContacts = os.contacts.import.handler(({ input, context: { room, asker }, signal }) =>
  runImport(room, asker, input, signal),
)

export const inspectList = os.contacts.inspect.handler(({ input, context: { room } }) =>
  inspectFile(fileOf(room, input)),
)

/** Rows given out at a time. */
const errorsAtOnce = 1000

/** Spreadsheets take UTF-8 for something else without it. */
const byteOrderMark = '\ufeff'

/** The refused rows of an import as CSV, under the headings of its file, each with its line and what is wrong. */
async function* errorsOf(room: Room, publicId: string): AsyncGenerator<{ csv: string }> {
  const found = decidedImport(room.store, publicId)
  if (!found) throw new Refusal('not_found', `There is no import "${publicId}".`)
  const titles = JSON.parse(found.columns ?? '[]') as string[]
  yield { csv: byteOrderMark + csvRow([...titles, ...ownHeadings]) }
  let after = 0
  for (;;) {
    const rows = refusalPage(room.store, found.id, after, errorsAtOnce)
    const last = rows.at(-1)
    if (!last) return
    after = last.id
    yield { csv: rows.map((row) => errorRow(row, titles.length)).join('') }
    await breathe()
  }
}

function errorRow(row: { line: number; column: string | null; message: string; cells: string }, width: number): string {
  const cells = JSON.parse(row.cells) as string[]
  const fitting = Array.from({ length: Math.max(width, cells.length) }, (_, i) => cells[i] ?? '')
  // what stood behind the last column is part of what is wrong; it must not push the explanation out of its column
  const [inside, behind] = [fitting.slice(0, width), fitting.slice(width).filter(Boolean)]
  const where = row.column === null ? row.message : `${row.column}: ${row.message}`
  return csvRow([...inside, row.line, behind.length === 0 ? where : `${where} (${behind.join(' | ')})`])
}

export const importErrors = os.contacts.import_errors.handler(({ input, context: { room } }) =>
  errorsOf(room, input.public_id),
)
