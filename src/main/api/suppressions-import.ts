/** Puts a file of addresses and domains on the suppression list, or says beforehand what that would do. */
import { join } from 'node:path'
import { Refusal } from '../../shared/domain/failure.ts'
import { publicIdBytes, publicIdSeries } from '../../shared/domain/ids.ts'
import { type SuppressionColumns, suppressionColumns, suppressionRow } from '../../shared/domain/suppression-list.ts'
import { stamp } from '../store/clockwork.ts'
import { breathe } from '../store/import-finish.ts'
import type { Tx } from '../store/open.ts'
import { type Reached, reachedOf, type SuppressionRow, suppress, suppressionOf } from '../store/suppressions.ts'
import type { Asker, Room } from './context.ts'
import { readTable, type TableRow } from './csv-table.ts'
import { ticking } from './ticking.ts'
import { because, foreseen, withdraw } from './withdraw.ts'

interface Wish {
  file?: string | undefined
  upload?: string | undefined
  reason: string
  dry_run?: boolean | undefined
  refused_limit: number
}

interface Refused {
  line: number
  value: string
  message: string
}

interface Tally {
  rows: number
  added: number
  known: number
  refused: Refused[]
  refused_count: number
  emails: number
  contacts: number
  sending: number
  sequences: Map<string, number>
}

const uploadName = /^[A-Za-z0-9_-]{1,200}$/

function fileOf({ ports }: Room, { file, upload }: Wish): string {
  if (file !== undefined) return file
  if (upload === undefined) throw new Refusal('bad_request', 'Name the file to import.')
  if (!uploadName.test(upload)) throw new Refusal('bad_request', 'That is not the name of an upload.')
  return join(ports.folders.data, 'uploads', upload)
}

type Entry = Pick<SuppressionRow, 'kind' | 'value' | 'reason'>

/** What a row says that has not been said before in the file; null: refused, or twice there. */
function read(tally: Tally, seen: Set<string>, columns: SuppressionColumns, row: TableRow, wish: Wish): Entry | null {
  tally.rows++
  const entry = row.fault === null ? suppressionRow(row.cells, columns, wish.reason) : { error: row.fault }
  if ('error' in entry) {
    tally.refused_count++
    const value = (row.cells[columns.value] ?? '').slice(0, 200)
    if (tally.refused.length < wish.refused_limit) tally.refused.push({ line: row.line, value, message: entry.error })
    return null
  }
  const key = `${entry.kind} ${entry.value}`
  if (seen.has(key)) tally.known++
  else {
    seen.add(key)
    return entry
  }
  return null
}

function count(tally: Tally, reached: readonly Reached[]): void {
  const { emails, contacts, sending } = foreseen(reached)
  tally.emails += emails
  tally.contacts += contacts
  tally.sending += sending
  for (const { sequence } of reached) tally.sequences.set(sequence, (tally.sequences.get(sequence) ?? 0) + 1)
}

/** Entries and withdrawals of a batch are one transaction: nobody is on the list with mail still planned. */
function write(room: Room, asker: Asker, tally: Tally, entries: readonly Entry[], nextId: () => string): void {
  const now = room.ports.clock.now()
  room.store.write((tx: Tx) => {
    const mark = stamp(tx, now, asker.seatId)
    for (const entry of entries) {
      const isNew = suppress(tx, { ...entry, publicId: nextId(), source: 'import', createdAt: now }, mark)
      tally[isNew ? 'added' : 'known']++
      if (!isNew) continue
      const reached = reachedOf(tx, entry)
      count(tally, reached)
      withdraw(tx, reached, because(entry.reason), now)
    }
  })
}

/** Contacts that an address and its domain both cover are counted once, as writing would. */
function foresee(room: Room, tally: Tally, entries: readonly Entry[], counted: Set<number>): void {
  for (const entry of entries) {
    const known = suppressionOf(room.store, entry.kind, entry.value)
    tally[known ? 'known' : 'added']++
    if (known) continue
    const reached = reachedOf(room.store, entry).filter(({ enrollmentId }) => !counted.has(enrollmentId))
    for (const { enrollmentId } of reached) counted.add(enrollmentId)
    count(tally, reached)
  }
}

/** Progress while it reads, then what became of it. What was written before somebody cancels stays: it only protects. */
export async function* importSuppressions(room: Room, asker: Asker, wish: Wish, signal?: AbortSignal) {
  const tally: Tally = {
    rows: 0,
    added: 0,
    known: 0,
    refused: [],
    refused_count: 0,
    emails: 0,
    contacts: 0,
    sending: 0,
    sequences: new Map(),
  }
  const progress = { done: 0, total: 1 }
  const stop = new AbortController()
  const seen = new Set<string>()
  const counted = new Set<number>()
  const nextId = publicIdSeries(room.ports.dice.bytes(publicIdBytes))
  let columns: SuppressionColumns | null = null
  const work = readTable(fileOf(room, wish), {
    signal: signal ? AbortSignal.any([signal, stop.signal]) : stop.signal,
    onProgress: (done, total) => Object.assign(progress, { done, total }),
    async onRows(rows) {
      const first = columns === null
      columns ??= suppressionColumns(rows[0]?.cells ?? [])
      const isHead = first && columns.hasHeader
      const entries = (isHead ? rows.slice(1) : rows).flatMap(
        (row) => read(tally, seen, columns as SuppressionColumns, row, wish) ?? [],
      )
      if (wish.dry_run) foresee(room, tally, entries, counted)
      else write(room, asker, tally, entries, nextId)
      await breathe()
    },
  })
  try {
    for await (const _ of ticking(work)) yield { ...progress, note: `${tally.rows} rows` }
    await work
  } finally {
    stop.abort()
    await work.catch(() => {})
    if (!wish.dry_run && tally.added > 0) room.changes.tell('contacts', 'sends', 'enrollments')
  }
  return { ...tally, sequences: [...tally.sequences].map(([sequence, contacts]) => ({ sequence, contacts })) }
}
