/** Imports a contact list of any size: streamed, with progress, cancelled at any moment, whole or not at all. */
import { basename, join } from 'node:path'
import type { ContactInput } from '../../shared/domain/contact.ts'
import { differences, type KnownWish } from '../../shared/domain/contact-news.ts'
import { type Column, columnKeys } from '../../shared/domain/csv-columns.ts'
import { Refusal } from '../../shared/domain/failure.ts'
import { publicIdBytes, publicIdFrom, publicIdSeries } from '../../shared/domain/ids.ts'
import { type Mark, stamp } from '../store/clockwork.ts'
import { erasedAmong, erasedMeanwhile } from '../store/erased.ts'
import { applyAll, breathe, finishImports } from '../store/import-finish.ts'
import { keepMapping, mappingOf } from '../store/import-list.ts'
import { forgetOldRefusals, keepRefusals } from '../store/import-refusals.ts'
import { forgetOldUpdates } from '../store/import-undo.ts'
import {
  beginImport,
  cancelImport,
  decideImport,
  foreseeBatch,
  importBatch,
  removeRows,
  widen,
} from '../store/imports.ts'
import { add, emptyTally, mostExamples, resultOf, type Tally } from './contacts-import-tally.ts'
import { chunkOf, holdImports } from './contacts-import-turn.ts'
import { type Asker, iso, os, type Room } from './context.ts'
import { inspectFile } from './csv-inspect.ts'
import { type ReadContactsOptions, type RefusedRow, readContacts, readRows } from './csv-stream.ts'
import { openSheet } from './sheet.ts'
import { ticking } from './ticking.ts'
import { isWorkbook } from './xlsx-rows.ts'

/** Refused rows kept in memory at most. */
const mostRefusals = 5_000

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

function counting(room: Room, tally: Tally, known: KnownWish): Sink {
  return {
    importId: null,
    take(contacts) {
      const { suppressed, news, ...counted } = foreseeBatch(room.store, contacts, known)
      add(tally, counted)
      tally.suppressed += suppressed
      for (const { contact, known: before } of news) {
        if (tally.examples.length === mostExamples) break
        tally.examples.push({ address: contact.address, changes: differences(contact, before) })
      }
    },
    decide: () => {},
    apply: async () => {},
    undo: async () => {},
    close: () => {},
  }
}

/** @throws Refusal `state` while another import runs */
async function writing(
  room: Room,
  asker: Asker,
  { file, known }: { file: string; known: KnownWish },
  tally: Tally,
): Promise<Sink> {
  const { store, ports } = room
  const leave = holdImports(store)
  const usual = room.running ? () => {} : widen(store)
  const close = () => {
    usual()
    leave()
  }
  try {
    const now = ports.clock.now()
    // One that a full disk stopped half way, say.
    await finishImports(store, now, chunkOf(room))
    const importId = publicIdFrom(ports.dice.bytes(publicIdBytes))
    const { row, mark } = store.write((tx): { row: number; mark: Mark } => {
      forgetOldRefusals(tx)
      forgetOldUpdates(tx)
      return { row: beginImport(tx, importId, basename(file), now, asker.seatId), mark: stamp(tx, now, asker.seatId) }
    })
    return { importId, ...rowsInto(room, { row, mark, now, tally, known }), close }
  } catch (error) {
    close()
    throw error
  }
}

function rowsInto(
  { store, ports, changes, running }: Room,
  { row, mark, now, tally, known }: { row: number; mark: Mark; now: number; tally: Tally; known: KnownWish },
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
      const counted = importBatch(tx, { importId: row, contacts, nextId, now, mark, known })
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
      await applyAll(store, row, chunk, mark)
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
  sheet?: string | undefined
  map?: Record<string, string> | undefined
  known?: KnownWish | undefined
  dry_run?: boolean | undefined
  refused_limit?: number | undefined
}

/** Progress while it reads, then the result. Leaving the loop cancels, and nothing of the file is kept. */
export async function* runImport(room: Room, asker: Asker, input: ImportInput, outer?: AbortSignal) {
  const file = fileOf(room, input)
  const tally = emptyTally()
  const known = input.known ?? 'update'
  const named = input.refused_limit ?? Number.POSITIVE_INFINITY
  const stop = new AbortController()
  const signal = outer ? AbortSignal.any([outer, stop.signal]) : stop.signal
  const sink = input.dry_run
    ? counting(room, tally, known)
    : await writing(room, asker, { file: input.name ?? file, known }, tally)
  const progress = { done: 0, total: 1, rows: 0 }
  let decided = false
  const isErased = erasedAmong(room.store)
  const work = readList(
    room,
    { file, sheet: input.sheet },
    {
      ...(input.map ? { map: input.map } : {}),
      ...(isErased ? { isErased } : {}),
      signal,
      onColumns: (columns) => {
        tally.columns = columns
      },
      async onBatch(contacts, refused) {
        sink.take(contacts, refused)
        tally.refusedCount += refused.length
        for (const row of refused) {
          tally.reasons[row.reason] = (tally.reasons[row.reason] ?? 0) + 1
          if (tally.refused.length < named) tally.refused.push(row)
        }
        await breathe()
      },
      onProgress: ({ bytes, total, rows }) => Object.assign(progress, { done: bytes, total: total ?? bytes, rows }),
    },
  )
  try {
    for await (const _ of ticking(work))
      yield { done: progress.done, total: progress.total, note: `${progress.rows} rows` }
    const read = await work
    sink.decide(read.rows, read.refused)
    decided = true
    if (!input.dry_run && read.hasHeader) remember(room, tally.columns, input.map)
    await sink.apply()
    return resultOf(read.rows, tally, sink.importId)
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

/** A workbook or a text file, row by row. */
async function readList(
  room: Room,
  { file, sheet }: { file: string; sheet?: string | undefined },
  options: ReadContactsOptions,
) {
  if (!(await isWorkbook(file))) return readContacts(file, options)
  const opened = await openSheet(room, file, sheet, options.signal)
  try {
    return await readRows(opened, options)
  } finally {
    await opened.close()
  }
}

/** The next file with these headings is taken the same way, if somebody said how. */
function remember(room: Room, columns: readonly Column[], map: Record<string, string> | undefined): void {
  if (!map || Object.keys(map).length === 0) return
  const titles = columns.map((column) => column.title)
  const keys = columnKeys(titles)
  const taken = columns.map(({ part, name }, i) => [keys[i] ?? '', part === 'ignored' ? '-' : name])
  room.store.write((tx) => keepMapping(tx, titles, Object.fromEntries(taken), room.ports.clock.now()))
}

export const importContacts = os.contacts.import.handler(({ input, context: { room, asker }, signal }) =>
  runImport(room, asker, input, signal),
)

export const inspectList = os.contacts.inspect.handler(async ({ input, context: { room }, signal }) => {
  const seen = await inspectFile(room, fileOf(room, input), input.sheet, signal)
  const titles = seen.columns.map((column) => column.title)
  const known = seen.header ? mappingOf(room.store, titles) : undefined
  return { ...seen, remembered: known ? { map: known.map, used_at: iso(known.usedAt) } : null }
})
