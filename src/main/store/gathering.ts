/** Finds what the rows of this computer have to tell, against the fold of all that was told: changes of the next chunk. */
import { type Change, canonical, type SharedKind } from '../../shared/domain/shared-change.ts'
import { hasGone } from '../../shared/domain/shared-fold.ts'
import type { Place } from '../../shared/domain/shared-order.ts'
import { tick } from './clockwork.ts'
import { difference, same } from './difference.ts'
import { homesApart } from './lost-homes.ts'
import { named } from './named.ts'
import type { Tx } from './open.ts'
import { type Codec, codecs, type SharedRead } from './shared-codecs/index.ts'
import { forgetDirty, type SharedRow, sharedRow } from './shared-rows.ts'
import { namesOf, withTwins } from './twins.ts'
import { type Range, ranges } from './untold.ts'

/** One chunk under way. */
export interface Sealing {
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
  /** So many changes at most. */
  together: number
}

/** Characters of a chunk's changes, roughly: long letters make chunks of fewer changes. */
const chunkLength = 4_000_000

const isFull = ({ changes, length, together }: Sealing): boolean => changes.length >= together || length >= chunkLength

/** Rows looked at together. */
const piece = 500

/** Reads rows of one kind until the chunk is full. */
export function collect(sealing: Sealing, kind: SharedKind): void {
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

/** Made and removed before anybody was told: mail that left through it names it, and others would wait for it for ever. */
const referredTo: readonly SharedKind[] = ['group', 'account', 'alias']

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
    const sets = codec.kind === 'account' && held ? homesApart(set, sealing.device) : [set]
    for (const each of sets) if (Object.keys(each).length > 0) say(sealing, codec.kind, live, held, { set: each })
    callAlike(sealing, codec.kind, live, set)
  } else if (row?.gone && !held && referredTo.includes(codec.kind)) {
    say(sealing, codec.kind, row, held, { set: difference(codec, row, held) })
    say(sealing, codec.kind, { ...row, hlc: '' }, held, { gone: true })
  } else if (row?.gone || removed !== null)
    // under each of its names, or it would live on under the others
    for (const name of namesOf(tx, codec.kind, id)) {
      const told = sharedRow(tx, codec.kind, name)
      const about = { by: row?.by ?? null, hlc: row?.hlc ?? '', id: name }
      if (told && !hasGone(codec.kind, told)) say(sealing, codec.kind, about, told, { gone: true })
    }
}

/** By what names are one row: of a group always, of an account where that is what changes. */
const oneBy: Partial<Record<SharedKind, readonly string[]>> = { group: ['name'], account: ['address', 'kind', 'seat'] }

/** It is called otherwise, or given to somebody, under each of its names, or it would be several: by that they are one. */
function callAlike(sealing: Sealing, kind: SharedKind, row: SharedRead, changed: Record<string, unknown>): void {
  const by = oneBy[kind]?.filter((field) => kind === 'group' || field in changed) ?? []
  if (by.length === 0) return
  for (const id of namesOf(sealing.tx, kind, row.id)) {
    const told = id === row.id ? undefined : sharedRow(sealing.tx, kind, id)
    const set = Object.fromEntries(by.map((field) => [field, row.fields[field] ?? null]))
    const differs = told && by.some((field) => !same(told.fields[field], set[field]))
    if (differs) say(sealing, kind, { ...row, id, hlc: '' }, told, { set })
  }
}

/** Bytes of a change's salt. */
export const saltBytes = 9

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

/** That nothing changed: what counts is that it is told, and what was heard of by then. */
export function sayHeard(sealing: Sealing): readonly Change[] {
  const { tx, device, changes } = sealing
  say(sealing, 'device', { id: device, by: null, hlc: '' }, sharedRow(tx, 'device', device), { set: {} })
  return changes
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
