/**
 * Names that were one row, and of which some went while others live: someone who knew of one name alone took that one away, or
 * called it otherwise. Each computer has it so whichever it heard of first: what lives and is called the same is one row, and what
 * went is a row by itself, which leads to nothing else. Of contacts, seats and emails nothing goes by its name, so they stay joined.
 */
import { hash } from 'node:crypto'
import { addressKey } from '../../shared/domain/address.ts'
import { publicIdFrom } from '../../shared/domain/ids.ts'
import type { SharedKind } from '../../shared/domain/shared-change.ts'
import { type Folded, hasGone } from '../../shared/domain/shared-fold.ts'
import { groupKey } from './groups.ts'
import type { Reader, Tx } from './open.ts'
import type { Codec } from './shared-codecs/index.ts'
import { accountState } from './shared-codecs/sending-rights.ts'
import { forgetDirty, sharedRow } from './shared-rows.ts'
import { bear, namesOf, rename, staying } from './twins.ts'

type Named = readonly [kind: SharedKind, id: string]

interface Referring {
  kind: SharedKind
  table: string
  column: string
  field: string
}
const referring = (kind: SharedKind, table: string, field: string): Referring => ({
  kind,
  table,
  column: `${field}_id`,
  field,
})

/** Kinds of which one name can go while another lives, and what refers to them by a name. */
const counted: Partial<Record<SharedKind, readonly Referring[]>> = {
  domain: [],
  group: [referring('account', 'accounts', 'group'), referring('engagement', 'batches', 'group')],
  account: [
    referring('alias', 'aliases', 'account'),
    referring('share', 'shares', 'account'),
    referring('mailbox_request', 'mailbox_requests', 'account'),
    referring('enrollment', 'enrollments', 'account'),
    referring('send', 'sends', 'account'),
    referring('incoming', 'incoming', 'account'),
  ],
  alias: [referring('enrollment', 'enrollments', 'alias'), referring('send', 'sends', 'alias')],
}

/** What is told under names of rows that refer to it, and calls it by that name. */
const namers = (reader: Reader, { kind, table, column, field }: Referring, rowId: number, name: string): Named[] =>
  reader
    .all<{ id: string }>(
      `SELECT r.public_id AS id FROM ${table} t JOIN shared_rows r ON r.kind = @kind AND r.public_id = t.public_id
       WHERE t.${column} = @rowId AND r.fields ->> @field = @name
       UNION SELECT r.public_id FROM ${table} t JOIN twins w ON w.kind = @kind AND w.stays = t.public_id
         JOIN shared_rows r ON r.kind = @kind AND r.public_id = w.public_id
       WHERE t.${column} = @rowId AND r.fields ->> @field = @name ORDER BY id`,
      { kind, rowId, field: `$.${field}`, name },
    )
    .map(({ id }) => [kind, id] as const)

/** Does it live, as far as it is told? There is no alias without its account: it takes nobody's place before that is here. */
export const lives = (reader: Reader, kind: SharedKind, told: Folded): boolean =>
  !hasGone(kind, told) && (kind !== 'alias' || accountState(reader, told.fields.account) === 'here')

/** By what names are one; of all kinds but groups and accounts that never changes. */
function keyOf(reader: Reader, kind: SharedKind, name: string): string {
  if (kind !== 'group' && kind !== 'account') return ''
  const { name: called, seat, address, kind: how } = sharedRow(reader, kind, name)?.fields ?? {}
  if (kind === 'group') return groupKey(String(called))
  const whose = typeof seat === 'string' ? staying(reader, 'seat', seat) : ''
  return `${how} ${whose} ${addressKey(String(address))}`
}

function livesAs(reader: Reader, kind: SharedKind, name: string): boolean {
  const told = sharedRow(reader, kind, name)
  return told !== undefined && lives(reader, kind, told)
}

/**
 * Takes names that went, or that are called otherwise by now, from those that live beside them under one row, which bears the
 * least of the living from then on.
 *
 * @returns what the tables have otherwise now, to be written anew in that order: the names, then what refers to them
 */
export function partGone(tx: Tx, codec: Codec, id: string): Named[] {
  const { kind } = codec
  const referred = counted[kind]
  if (!referred) return []
  const before = staying(tx, kind, id)
  const names = namesOf(tx, kind, before)
  if (names.length === 1) return []
  const live = names.filter((name) => livesAs(tx, kind, name)).sort()
  const [stays] = live
  if (stays === undefined) return []
  const key = keyOf(tx, kind, stays)
  const kept = live.filter((name) => keyOf(tx, kind, name) === key)
  if (kept.length === names.length) return []
  const gone = names.filter((name) => !kept.includes(name)).sort()
  const rowId = codec.rowOf(tx, before)
  bear(tx, codec, before, kept)
  if (rowId === undefined) return []
  forgetDirty(tx, kind, rowId)
  const others = gone.flatMap((name) => referred.flatMap((one) => namers(tx, one, rowId, name)))
  return [...[stays, ...gone].map((name) => [kind, name] as const), ...others]
}

/**
 * A row that had gone lives again, or is called otherwise by now, and is one with another row: what refers to it refers to that
 * one, and it is no more. Nothing of this is told: each computer comes to it by itself.
 */
export function uniteRows(tx: Tx, { kind, table }: Codec, going: string, other: string): void {
  const rowOf = (name: string) => tx.get<{ id: number }>(`SELECT id FROM ${table} WHERE public_id = ?`, name)
  const [from, to] = [rowOf(going), rowOf(other)]
  const referred = counted[kind]
  if (!referred || !from || !to) return
  for (const { kind: those, table: theirs, column } of referred) {
    const untold = `NOT EXISTS (SELECT 1 FROM shared_dirty d WHERE d.kind = ? AND d.row_id = t.id)`
    const rows = tx.all<{ id: number }>(
      `SELECT t.id FROM ${theirs} t WHERE t.${column} = ? AND ${untold}`,
      from.id,
      those,
    )
    tx.run(`UPDATE OR IGNORE ${theirs} SET ${column} = ? WHERE ${column} = ?`, to.id, from.id)
    for (const { id } of rows) forgetDirty(tx, those, id)
  }
  // a row that something else still refers to stays, under a name that nobody was told
  const name = publicIdFrom(hash('sha256', `${kind} ${going} ${from.id}`, 'buffer'))
  rename(tx, table, going, name)
  tx.run(`UPDATE ${table} SET deleted = 1 WHERE id = ?`, from.id)
  forgetDirty(tx, kind, from.id)
}
