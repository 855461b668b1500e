/**
 * What was written on this computer becomes chunks of its own chain. Triggers mark rows; sealing reads each, compares it with
 * the fold of all that was told, and tells the difference alone. A row that was only written from the fold says nothing new.
 */
import { randomBytes } from 'node:crypto'
import {
  type Change,
  type Chunk,
  canonical,
  changesPerChunk,
  type SharedKind,
  sharedKinds,
} from '../../shared/domain/shared-change.ts'
import { foldChange, hasGone } from '../../shared/domain/shared-fold.ts'
import type { Place } from '../../shared/domain/shared-order.ts'
import { chunkHash, makeChunk } from './chunk.ts'
import { insertChunk, lastChunk, seenHeads } from './chunks.ts'
import { tick } from './clockwork.ts'
import { difference, same } from './difference.ts'
import { isFact, keepFacts, rootOf } from './facts.ts'
import { admitOwn } from './folding.ts'
import { breathe } from './import-finish.ts'
import { materialise, materialiseWaiting } from './materialise.ts'
import { named } from './named.ts'
import type { Reader, Store, Tx } from './open.ts'
import { weighAgain } from './shared-codecs/engaging.ts'
import { type Codec, codecs, type SharedRead } from './shared-codecs/index.ts'
import { forgetDirty, putSharedRow, type SharedRow, sharedRow } from './shared-rows.ts'
import { namesOf, withTwins } from './twins.ts'

/** As much of a device's keys as signing needs (file/device-keys.ts has them whole). */
export interface Sealer {
  /** Public id of this device. */
  device: string
  secret: { signing: string }
}

/**
 * Changes put into one chunk. Half of what one may hold: whoever takes it in does so in one transaction, and mail waits for that
 * long.
 */
export const changesTogether = changesPerChunk / 2
/** Characters of a chunk's changes, roughly: long letters make chunks of fewer changes. */
const chunkLength = 4_000_000
/** How many rows at most may hold something to be told: those marked, and those in stretches not looked at yet. */
export function dirtyCount(reader: Reader): number {
  const marked = reader.get<{ n: number }>('SELECT count(*) AS n FROM shared_dirty')?.n ?? 0
  // row ids of a stretch are nearly without gaps; counting a million rows for every line of progress would take longer
  return ranges(reader).reduce((sum, { after, upto }) => sum + upto - after, marked)
}

interface Range {
  id: number
  kind: SharedKind
  after: number
  upto: number
}

const ranges = (reader: Reader, kind?: SharedKind): Range[] =>
  reader.all(`SELECT id, kind, "after", upto FROM shared_ranges WHERE @kind IS NULL OR kind = @kind ORDER BY id`, {
    kind: kind ?? null,
  })

/** One chunk under way. */
interface Sealing {
  tx: Tx
  now: number
  device: string
  /** Last clock given out. */
  hlc: string
  /** Wall clock of the workspace when it began: no row can be newer. */
  latest: string
  changes: Change[]
  length: number
  salts: Buffer
  /** Rows that were read: a stretch may hold one that is marked too. */
  looked: Set<string>
  /** Where in all that was told this chunk stands. */
  place: Place
}

/**
 * Seals the next changes of this computer into one chunk, keeps it, and folds it; null: nothing is left to be told. Short:
 * 500 changes at most. A computer that waits to be admitted tells nothing yet. Call it until it returns null before anything
 * of others is taken in, in the same transaction as that.
 *
 * @param now ms since the epoch
 */
export function sealNext(tx: Tx, now: number, keys: Sealer): Chunk | null {
  const here = tx.get<{ id: string; device: string; hlc: string; since: number | null }>(
    'SELECT public_id AS id, device, hlc, shared_since AS since FROM workspace',
  )
  if (!here || here.since === null) return null
  if (here.device !== keys.device) throw new Error('sealing: these are the keys of another computer')
  if (!mayTell(tx, here.device)) return null
  const { device, hlc } = here
  const last = lastChunk(tx, device)
  const number = (last?.number ?? 0) + 1
  const seen = seenHeads(tx, device)
  const salts = randomBytes(saltBytes * changesPerChunk)
  const place: Place = { device, number, seen }
  const sealing: Sealing = {
    tx,
    now,
    device,
    hlc,
    latest: hlc,
    changes: [],
    length: 0,
    salts,
    place,
    looked: new Set(),
  }
  let admitted: Change[] = []
  let isLast = false
  while (admitted.length === 0) {
    for (const kind of sharedKinds) collect(sealing, kind)
    if (sealing.changes.length === 0) return null
    isLast = !isFull(sealing)
    admitted = admitOwn(tx, place, sealing.changes, now)
    Object.assign(sealing, { changes: [], length: 0 })
  }
  keepFacts(
    tx,
    place,
    admitted.map((change, index) => ({ index, change })).filter(({ change }) => isFact(change)),
  )
  for (const change of admitted) fold(sealing, change)
  // what others told of the same thing may have waited until this computer's own word of it was told
  if (isLast) materialiseWaiting(tx, now)
  const at = tick(sealing.hlc, now, device)
  const chunk = makeChunk(
    { workspace: here.id, device, number, previous: last?.hash ?? '', at, seen },
    admitted,
    keys.secret.signing,
  )
  insertChunk(tx, { ...chunk, device, number, hash: chunkHash(chunk.header), at, state: 'applied' })
  tx.run('UPDATE workspace SET hlc = ?', at)
  return chunk
}

/** Nobody believes a computer that isn't admitted yet, or is shut out: it keeps what it has to say for itself. */
function mayTell(reader: Reader, device: string): boolean {
  if (rootOf(reader)?.device === device) return true
  return sharedRow(reader, 'device', device)?.fields.state === 'active'
}

/**
 * Seals everything, a chunk a transaction, and lets others have their turn in between.
 *
 * @param tell how many rows may be left
 * @returns how many chunks it became
 */
export async function sealAll(
  store: Store,
  now: () => number,
  keys: Sealer,
  { tell, signal }: { tell?: (left: number) => void; signal?: AbortSignal } = {},
): Promise<number> {
  let made = 0
  while (!signal?.aborted && store.write((tx) => sealNext(tx, now(), keys))) {
    made++
    if (made % 10 === 0) tell?.(dirtyCount(store))
    await breathe()
  }
  return made
}

const isFull = ({ changes, length }: Sealing): boolean => changes.length >= changesTogether || length >= chunkLength

/** Rows looked at together. */
const piece = 500

function collect(sealing: Sealing, kind: SharedKind): void {
  const codec = codecs[kind]
  if (!codec || isFull(sealing)) return
  const { tx } = sealing
  for (;;) {
    const marked = tx.all<{ rowId: number; publicId: string | null }>(
      'SELECT row_id AS rowId, public_id AS publicId FROM shared_dirty WHERE kind = ? ORDER BY row_id LIMIT ?',
      kind,
      piece,
    )
    for (const { rowId, publicId } of marked) {
      if (isFull(sealing)) return
      look(sealing, codec, rowId, publicId)
      forgetDirty(tx, kind, rowId)
    }
    if (marked.length < piece) break
  }
  for (const range of ranges(tx, kind)) walk(sealing, codec, range)
}

function walk(sealing: Sealing, codec: Codec, range: Range): void {
  const { tx } = sealing
  let { after } = range
  while (!isFull(sealing)) {
    const rows = tx.all<{ id: number }>(
      `SELECT id FROM ${codec.table} WHERE id > ? AND id <= ? ORDER BY id LIMIT ?`,
      after,
      range.upto,
      piece,
    )
    for (const { id } of rows) {
      if (isFull(sealing)) break
      look(sealing, codec, id, null)
      forgetDirty(tx, codec.kind, id)
      after = id
    }
    if (rows.length < piece && !isFull(sealing)) {
      tx.run('DELETE FROM shared_ranges WHERE id = ?', range.id)
      return
    }
  }
  tx.run('UPDATE shared_ranges SET "after" = ? WHERE id = ?', after, range.id)
}

/** Finds what one row has to tell. */
function look(sealing: Sealing, codec: Codec, rowId: number, removed: string | null): void {
  const { tx, looked } = sealing
  const name = `${codec.kind} ${rowId}`
  if (looked.has(name)) return
  looked.add(name)
  const row = named(tx, codec, rowId, codec.read(tx, rowId))
  const id = row?.id ?? removed
  if (id === null) return
  // under a name that nobody was told of it is told whole: what leads to it would lead nowhere
  const held = sharedRow(tx, codec.kind, id) && withTwins(tx, codec.kind, id)
  const live = row && !row.gone ? row : null
  if (live) {
    const set = difference(codec, live, held)
    if (Object.keys(set).length > 0) say(sealing, codec.kind, live, held, { set })
  } else if (row?.gone || removed !== null)
    // under each of its names, or it would live on under the others
    for (const name of namesOf(tx, codec.kind, id)) {
      const told = sharedRow(tx, codec.kind, name)
      const about = { by: row?.by ?? null, hlc: row?.hlc ?? '', id: name }
      if (told && !hasGone(codec.kind, told)) say(sealing, codec.kind, about, told, { gone: true })
    }
}

const saltBytes = 9

/** As an hlc of this device reads: what a row carries is believed only if it can have been given here. */
const isOwn = (hlc: string, { device, latest }: Sealing): boolean =>
  /^\d{15}-\d{8}-/.test(hlc) && hlc.endsWith(`-${device}`) && hlc <= latest

function say(
  sealing: Sealing,
  kind: SharedKind,
  row: Pick<SharedRead, 'id' | 'by' | 'hlc'>,
  held: SharedRow | undefined,
  what: { set?: Record<string, unknown>; gone?: true },
): void {
  const newest = [held?.clock ?? '', held?.gone ?? '', ...Object.values(held?.clocks ?? {})].sort().at(-1) ?? ''
  const hlc = isOwn(row.hlc, sealing) && row.hlc > newest ? row.hlc : nextClock(sealing, newest)
  const at = sealing.changes.length * saltBytes
  const salt = sealing.salts.subarray(at, at + saltBytes).toString('base64url')
  sealing.changes.push({ kind, id: row.id, hlc, by: row.by, ...what, salt })
  sealing.length += lengthOf(what.set)
}

/** Folds a change of our own as everybody will. Where the fold has it otherwise, the table follows. */
function fold({ tx, now, place }: Sealing, change: Change): void {
  const { kind, id } = change
  const row = foldChange(sharedRow(tx, kind, id), change, place)
  putSharedRow(tx, { ...row, kind, id, waits: false })
  const other =
    Object.entries(change.set ?? {}).some(([field, value]) => !same(value, row.fields[field])) ||
    (change.gone === true && !hasGone(kind, row))
  if (other) materialise(tx, kind, id, now)
  // what everybody is told of now can change who stays of two that were engaged beside each other
  else if (kind === 'enrollment') weighAgain(tx, id, now)
  else if (kind === 'send' && typeof row.fields.enrollment === 'string') weighAgain(tx, row.fields.enrollment, now)
}

/** A clock after everything known of the row: its fold may be ahead of this computer's clock. */
function nextClock(sealing: Sealing, newest: string): string {
  const last = newest > sealing.hlc ? newest : sealing.hlc
  sealing.hlc = tick(last, sealing.now, sealing.device)
  return sealing.hlc
}

const lengthOf = (set: Record<string, unknown> = {}): number =>
  Object.values(set).reduce<number>(
    (sum, value) =>
      sum + (typeof value === 'object' && value !== null ? canonical(value).length : String(value).length),
    100,
  )
