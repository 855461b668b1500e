/** Imports a contact list of any size: streamed, with progress, cancelled at any moment, whole or not at all. */
import { basename, join } from 'node:path'
import type { ContactInput } from '../../shared/domain/contact.ts'
import type { RowRefusal } from '../../shared/domain/csv.ts'
import type { Column } from '../../shared/domain/csv-columns.ts'
import { Refusal } from '../../shared/domain/failure.ts'
import { publicIdBytes, publicIdFrom } from '../../shared/domain/ids.ts'
import { type Mark, stamp } from '../store/clockwork.ts'
import {
  applyUpdates,
  beginImport,
  cancelImport,
  decideImport,
  importBatch,
  knownKeys,
  removeRows,
} from '../store/imports.ts'
import { type Asker, os, type Room } from './context.ts'
import { readContacts } from './csv-stream.ts'

/** Rows written in one transaction at most: the ledger must not wait for an import. */
const chunk = 500
/** Progress is told at most so often, in ms. */
const pace = 80

interface Tally {
  imported: number
  updated: number
  refused: RowRefusal[]
  columns: Column[]
}

/** Where the rows go: into the database, or (dry run) nowhere. */
interface Sink {
  importId: string | null
  take: (contacts: ContactInput[]) => { imported: number; updated: number }
  finish: (rows: number, refused: number) => Promise<void>
  undo: () => Promise<void>
}

/** Lets timers and other requests have their turn between two transactions. */
const breathe = () => new Promise<void>((resolve) => setImmediate(resolve))

function counting(room: Room): Sink {
  return {
    importId: null,
    take(contacts) {
      const keys = contacts.map((contact) => contact.key)
      const updated = knownKeys(room.store, keys)
      return { imported: contacts.length - updated, updated }
    },
    finish: async () => {},
    undo: async () => {},
  }
}

function writing(room: Room, asker: Asker, file: string): Sink {
  const { store, ports } = room
  const now = ports.clock.now()
  const id = () => publicIdFrom(ports.dice.bytes(publicIdBytes))
  const importId = id()
  const { row, mark } = store.write((tx): { row: number; mark: Mark } => ({
    row: beginImport(tx, importId, basename(file), now),
    mark: stamp(tx, now, asker.seatId),
  }))
  return {
    importId,
    take: (contacts) =>
      store.write((tx) => importBatch(tx, { importId: row, contacts, publicIds: contacts.map(id), now, mark })),
    async finish(rows, refused) {
      store.write((tx) => decideImport(tx, row, rows, refused))
      while (store.write((tx) => applyUpdates(tx, row, chunk, mark))) await breathe()
      room.changes.tell('contacts')
    },
    async undo() {
      store.write((tx) => cancelImport(tx, row))
      while (store.write((tx) => removeRows(tx, row, chunk))) await breathe()
    },
  }
}

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
}

/** Progress while it reads, then the result. Leaving the loop cancels, and nothing of the file is kept. */
export async function* runImport(room: Room, asker: Asker, input: ImportInput, outer?: AbortSignal) {
  const file = fileOf(room, input)
  const tally: Tally = { imported: 0, updated: 0, refused: [], columns: [] }
  const stop = new AbortController()
  const signal = outer ? AbortSignal.any([outer, stop.signal]) : stop.signal
  const sink = input.dry_run ? counting(room) : writing(room, asker, input.name ?? file)
  const progress = { done: 0, total: 1, rows: 0 }
  let decided = false
  const work = readContacts(file, {
    ...(input.map ? { map: input.map } : {}),
    signal,
    onColumns: (columns) => {
      tally.columns = columns
    },
    async onBatch(contacts, refused) {
      const { imported, updated } = sink.take(contacts)
      tally.imported += imported
      tally.updated += updated
      for (const row of refused) tally.refused.push(row)
      await breathe()
    },
    onProgress: ({ bytes, total, rows }) => Object.assign(progress, { done: bytes, total: total ?? bytes, rows }),
  })
  try {
    for await (const _ of ticking(work))
      yield { done: progress.done, total: progress.total, note: `${progress.rows} rows` }
    const read = await work
    decided = true
    await sink.finish(read.rows, read.refused)
    return result(read.rows, tally, sink.importId)
  } finally {
    if (!decided) {
      stop.abort()
      await work.catch(() => {})
      await sink.undo()
    }
  }
}

/** Yields every so often until the work has ended, however it ends. */
async function* ticking(work: Promise<unknown>): AsyncGenerator<void> {
  const state = { over: false }
  const ended = work.then(
    () => {
      state.over = true
    },
    () => {
      state.over = true
    },
  )
  while (!state.over) {
    const tick = AbortSignal.timeout(pace)
    await Promise.race([ended, new Promise((resolve) => tick.addEventListener('abort', resolve, { once: true }))])
    if (!state.over) yield
  }
}

function result(rows: number, tally: Tally, importId: string | null) {
  return {
    rows,
    imported: tally.imported,
    updated: tally.updated,
    refused: tally.refused.map(({ line, column, value, reason, message }) => ({
      line,
      column,
      value,
      reason,
      message,
    })),
    refused_count: tally.refused.length,
    columns: Object.fromEntries(tally.columns.map((c) => [c.title, c.part === 'ignored' ? '-' : c.name])),
    import: importId,
  }
}

export const importContacts = os.contacts.import.handler(({ input, context: { room, asker }, signal }) =>
  runImport(room, asker, input, signal),
)
