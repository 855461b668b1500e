/** Makes the tables say what the fold says. What was written here alone has been sealed before, so nothing of it is lost. */
import type { SharedKind } from '../../shared/domain/shared-change.ts'
import { sharedKinds } from '../../shared/domain/shared-change.ts'
import { type Folded, latestOf } from '../../shared/domain/shared-fold.ts'
import { layClaims } from './address-claims.ts'
import { comesFirst } from './alias-claims.ts'
import { eraseAgain, lookForErased } from './erased-again.ts'
import { breathe } from './import-finish.ts'
import { withoutLost } from './lost-homes.ts'
import { noteMerge } from './merge-notes.ts'
import type { Reader, Store, Tx } from './open.ts'
import type { OwnWords } from './own-words.ts'
import { lives, partGone, uniteRows } from './parting.ts'
import { foldedAs, type Written } from './shared-codecs/codec.ts'
import { type Codec, codecs, type SharedRead } from './shared-codecs/index.ts'
import { forgetDirty, markDirty, putSharedRow, type SharedRow, sharedRow, waitingRows } from './shared-rows.ts'
import { join, mayJoin, namesOf, staying, twinInTable, withTwins } from './twins.ts'

/**
 * Writes one row of the fold into its table. False: what it refers to is not here yet; it is tried again later.
 *
 * @param told the row as it is in the fold, where it was just put there
 * @param own what nobody was told yet of rows that a chunk changes: it stays
 */
export function materialise(
  tx: Tx,
  kind: SharedKind,
  publicId: string,
  now: number,
  told = sharedRow(tx, kind, publicId),
  own?: OwnWords,
): boolean {
  const codec = codecs[kind]
  if (!codec || !told) return true
  const done = writeRow(tx, codec, told, now, own)
  if (told.waits === done) putSharedRow(tx, { ...told, waits: !done })
  return done
}

function writeRow(tx: Tx, codec: Codec, told: SharedRow, now: number, words?: OwnWords): boolean {
  const { kind } = codec
  const parted = partGone(tx, codec, told.id)
  if (parted.length > 0) return writeAll(tx, told, parted, now, words)
  let id = staying(tx, kind, told.id)
  let folded = heldAs(tx, kind, id, withTwins(tx, kind, id, told) ?? told)
  let row = words?.of(kind, id)(folded) ?? folded
  const other = lives(tx, kind, row) ? twinInTable(tx, kind, id, row.fields) : undefined
  if (other !== undefined) {
    const twin = withTwins(tx, kind, other)
    // a plan that nobody was told of has no name to keep: what is told of its email names it, the same way everywhere
    if (!twin && kind === 'send') return write(tx, codec, id, row, now)
    if (twin && !mayJoin(tx, kind, row, twin)) {
      keepApart(tx, row, other, now)
      if (comesFirst(tx, id, other))
        return stepAside(tx, codec, twin) && put(tx, codec, id, { row, folded, words }, now)
      // it waits for the place; what names it, as mail that left under it, does not wait with it
      write(tx, codec, id, { ...folded, gone: latestOf(folded) }, now)
      return false
    }
    const own = twin ? null : untold(tx, codec, other)
    if (twin) words?.look(kind, other)
    const say = words?.of(kind, id, other)
    uniteRows(tx, codec, id, other)
    id = join(tx, codec, id, other)
    folded = heldAs(tx, kind, id, withTwins(tx, kind, id) ?? folded)
    row = say?.(folded) ?? folded
    if (own) return writeOver(tx, codec, { id, own, row }, now)
  }
  return put(tx, codec, id, { row, folded, words }, now)
}

const heldAs = <F extends Folded>(reader: Reader, kind: SharedKind, id: string, folded: F): F =>
  kind === 'account' ? withoutLost(reader, id, folded) : folded

/** Where something of it is still to be told, it stays marked; what was taken out of its table isn't put back for that. */
function put(tx: Tx, codec: Codec, id: string, { row, folded, words }: Put, now: number): boolean {
  const here = codec.rowOf(tx, id)
  if (row !== folded && here === undefined) return true
  const done = write(tx, codec, id, row, now, words)
  if (row !== folded && here !== undefined && done) markDirty(tx, codec.kind, here)
  return done
}

interface Put {
  row: Folded
  /** As the team has it. */
  folded: Folded
  words: OwnWords | undefined
}

/** One after the other, each as it is told. Whether `told`, which is among them, was written. */
function writeAll(tx: Tx, told: SharedRow, names: ReturnType<typeof partGone>, now: number, words?: OwnWords): boolean {
  const waiting = names.filter(([kind, id]) => !materialise(tx, kind, id, now, undefined, words))
  return !waiting.some(([kind, id]) => kind === told.kind && id === told.id)
}

const untold = (tx: Tx, codec: Codec, id: string): SharedRead | null => {
  const rowId = codec.rowOf(tx, id)
  return rowId === undefined ? null : codec.read(tx, rowId)
}

/** Nobody was told yet of the row that is here under another name: what it says beside the others' is still to be told. */
function writeOver(
  tx: Tx,
  codec: Codec,
  { id, own, row }: { id: string; own: SharedRead; row: Folded },
  now: number,
): boolean {
  const done = write(tx, codec, id, { ...row, fields: { ...own.fields, ...row.fields } }, now)
  const rowId = codec.rowOf(tx, id)
  if (rowId !== undefined) markDirty(tx, codec.kind, rowId)
  return done
}

function write(tx: Tx, codec: Codec, id: string, row: Folded, now: number, words?: OwnWords): boolean {
  const { kind } = codec
  const told = foldedAs(kind, id, row)
  const wrote = attempt(() => codec.write(tx, told, now))
  const rowId = codec.rowOf(tx, id)
  if (rowId !== undefined && wrote !== 'kept') forgetDirty(tx, kind, rowId)
  if (wrote === 'done' && !told.gone) staysErased(tx, codec, told, now)
  if (wrote === 'done' && kind === 'account') aliasesOf(tx, rowId as number, told.gone, now, words)
  return wrote !== 'waits'
}

/** What nobody took away goes with its account, and is there again with it: its address is free meanwhile. */
function aliasesOf(tx: Tx, accountId: number, gone: boolean, now: number, words?: OwnWords): void {
  const rows = tx.all<{ id: string }>(
    'SELECT public_id AS id FROM aliases WHERE account_id = ? AND deleted = ? ORDER BY public_id',
    accountId,
    Number(!gone),
  )
  for (const { id } of rows) {
    words?.look('alias', id)
    materialise(tx, 'alias', id, now, undefined, words)
  }
}

/** Whoever was erased is not written down anew by a colleague who had not heard of it. */
function staysErased(
  tx: Tx,
  { kind, rowOf }: Codec,
  { id, fields }: Pick<SharedRow, 'id' | 'fields'>,
  now: number,
): void {
  if (kind === 'suppression' && fields.kind === 'hash') lookForErased(tx)
  const rowId = kind === 'contact' && eraseAgain(tx, id, now) ? rowOf(tx, id) : undefined
  if (rowId !== undefined) markDirty(tx, kind, rowId)
}

/** Two people's things of one name: the one that was heard of first has it, and somebody is told. */
function keepApart(tx: Tx, row: SharedRow, other: string, now: number): void {
  const device = latestOf(row).slice(25)
  const words = `${row.fields.address} was set up by two people. The one that the team heard of first stays.`
  const about = `apart ${row.kind} ${[row.id, other].sort()[0]}`
  noteMerge(
    tx,
    { what: 'conflict', device, author: row.by, kind: row.kind, subject: row.id, words, data: { other }, about },
    now,
  )
}

/** It waits until the name is free again. */
function stepAside(tx: Tx, { kind, table, rowOf }: Codec, row: SharedRow): true {
  const rowId = rowOf(tx, row.id)
  if (rowId !== undefined) {
    tx.run(`UPDATE ${table} SET deleted = 1 WHERE id = ?`, rowId)
    forgetDirty(tx, kind, rowId)
  }
  for (const name of namesOf(tx, kind, row.id)) {
    const told = sharedRow(tx, kind, name)
    if (told) putSharedRow(tx, { ...told, waits: true })
  }
  return true
}

/** A row that the table can't hold, as two of one name, waits: a statement that fails leaves nothing behind. */
export function attempt(write: () => Written): Written {
  try {
    return write()
  } catch (error) {
    if (!String((error as { code?: string }).code).startsWith('SQLITE_CONSTRAINT')) throw error
    return 'waits'
  }
}

/** Names of those that wait, round after round while they become fewer: each may bring what others of its kind wait for. */
function* waitingRounds(reader: Reader, kind: SharedKind): Generator<string[]> {
  for (let before = Number.POSITIVE_INFINITY; ; ) {
    const ids = waitingRows(reader, kind)
    if (ids.length === 0 || ids.length >= before) return
    before = ids.length
    yield ids
  }
}

/** Tries again what waited. */
export function materialiseWaiting(tx: Tx, now: number): SharedKind[] {
  const touched = new Set<SharedKind>()
  for (const kind of sharedKinds)
    for (const ids of waitingRounds(tx, kind))
      for (const id of ids) if (materialise(tx, kind, id, now)) touched.add(kind)
  return [...touched]
}

/** Rows a transaction: some milliseconds. */
const piece = 200

/** The same in pieces, however many wait. Stopped half way, the rest wait on. */
export async function writeWaiting(store: Store, now: () => number): Promise<SharedKind[]> {
  const touched = new Set<SharedKind>()
  for (const kind of sharedKinds)
    for (const ids of waitingRounds(store, kind))
      for (let from = 0; from < ids.length; from += piece) {
        store.write((tx) => {
          for (const id of ids.slice(from, from + piece)) if (materialise(tx, kind, id, now())) touched.add(kind)
        })
        await breathe()
      }
  store.write((tx) => layClaims(tx, now()))
  return [...touched]
}
