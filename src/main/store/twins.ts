/**
 * Two computers made the same thing under two names. The lesser name stays, everywhere the same; the other leads to it. What
 * was told of both is put together.
 */
import { addressKey } from '../../shared/domain/address.ts'
import type { SharedKind } from '../../shared/domain/shared-change.ts'
import { type Folded, foldTwins } from '../../shared/domain/shared-fold.ts'
import { groupKey } from './groups.ts'
import type { Reader, Tx } from './open.ts'
import { forgetDirty, type SharedRow, sharedRow } from './shared-rows.ts'

type Fields = Readonly<Record<string, unknown>>
interface Other {
  id: string
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '')

/** The live row of the table that is the same thing under another name. */
const others: Partial<Record<SharedKind, (reader: Reader, id: string, fields: Fields) => Other | undefined>> = {
  seat: (reader, id, { address }) =>
    reader.get(
      'SELECT public_id AS id FROM seats WHERE address_key = ? AND public_id <> ?',
      addressKey(text(address)),
      id,
    ),
  group: (reader, id, { name }) =>
    reader.get(
      'SELECT public_id AS id FROM groups WHERE name_key = ? AND deleted = 0 AND public_id <> ?',
      groupKey(text(name)),
      id,
    ),
  // two people's are two, though the address is one: see kept-by.ts
  account: (reader, id, { address, kind, seat }) =>
    reader.get(
      `SELECT a.public_id AS id FROM accounts a LEFT JOIN seats s ON s.id = a.seat_id
       WHERE a.address_key = ? AND a.kind = ? AND s.public_id IS ? AND a.deleted = 0 AND a.public_id <> ?`,
      addressKey(text(address)),
      kind,
      typeof seat === 'string' ? staying(reader, 'seat', seat) : null,
      id,
    ),
  alias: (reader, id, { address }) =>
    reader.get(
      'SELECT public_id AS id FROM aliases WHERE address_key = ? AND deleted = 0 AND public_id <> ?',
      addressKey(text(address)),
      id,
    ),
  domain: (reader, id, { name }) =>
    reader.get('SELECT public_id AS id FROM domains WHERE name = ? AND deleted = 0 AND public_id <> ?', name, id),
  grant: (reader, id, { owner, delegate, state }) =>
    state === 'pending' || state === 'active'
      ? reader.get(
          `SELECT g.public_id AS id FROM grants g JOIN seats o ON o.id = g.owner_id JOIN seats d ON d.id = g.delegate_id
           WHERE o.public_id = ? AND d.public_id = ? AND g.state IN ('pending', 'active') AND g.deleted = 0
             AND g.public_id <> ?`,
          staying(reader, 'seat', text(owner)),
          staying(reader, 'seat', text(delegate)),
          id,
        )
      : undefined,
  contact: (reader, id, { address }) =>
    reader.get(
      'SELECT public_id AS id FROM contacts WHERE address_key = ? AND public_id <> ?',
      addressKey(text(address)),
      id,
    ),
  suppression: (reader, id, { kind, value }) =>
    reader.get(
      'SELECT public_id AS id FROM suppressions WHERE kind = ? AND value = ? AND public_id <> ?',
      kind,
      value,
      id,
    ),
  send: (reader, id, { enrollment, step }) =>
    typeof enrollment === 'string'
      ? reader.get(
          `SELECT s.public_id AS id FROM sends s JOIN enrollments e ON e.id = s.enrollment_id
           WHERE e.public_id = ? AND s.step = ? AND s.public_id <> ?`,
          enrollment,
          step,
          id,
        )
      : undefined,
  incoming: (reader, id, { account, messageKey }) =>
    typeof account === 'string'
      ? reader.get(
          `SELECT i.public_id AS id FROM incoming i JOIN accounts a ON a.id = i.account_id
           WHERE a.public_id = ? AND i.message_key = ? AND i.public_id <> ?`,
          staying(reader, 'account', account),
          messageKey,
          id,
        )
      : undefined,
}

/** The name that a row has in its table: its own, or that of the twin that stays. */
export const staying = (reader: Reader, kind: SharedKind, id: string): string =>
  reader.get<{ stays: string }>('SELECT stays FROM twins WHERE kind = ? AND public_id = ?', kind, id)?.stays ?? id

/** The row of the table that is the same thing under another name; undefined: there is none. */
export const twinInTable = (reader: Reader, kind: SharedKind, id: string, fields: Fields): string | undefined =>
  others[kind]?.(reader, id, fields)?.id

/** Belongs to somebody else: whoever makes a second row of it doesn't get the first one by that. */
export function mayJoin(reader: Reader, kind: SharedKind, one: Folded, other: Folded): boolean {
  if (kind !== 'alias') return true
  const [first, second] = [one, other].map(({ fields }) => staying(reader, 'account', text(fields.account)))
  return first === second
}

/** Joins two names; the table's row bears the lesser one afterwards, which is returned. */
export function join(tx: Tx, { kind, table }: { kind: SharedKind; table: string }, one: string, other: string): string {
  const [stays, leads] = one < other ? [one, other] : [other, one]
  tx.run('INSERT OR REPLACE INTO twins (kind, public_id, stays) VALUES (?, ?, ?)', kind, leads, stays)
  tx.run('UPDATE twins SET stays = ? WHERE kind = ? AND stays = ?', stays, kind, leads)
  const there = tx.get(`SELECT 1 FROM ${table} WHERE public_id = ?`, stays)
  if (!there) rename(tx, table, leads, stays)
  return stays
}

/** Of these the keychain holds secrets, under the name that the row bore when they were made: no computer asks for them again. */
const keepsSecrets = ['accounts', 'domains']

/** The row bears another name from then on. */
export function rename(tx: Tx, table: string, from: string, to: string): void {
  const secret = keepsSecrets.includes(table) ? ', secret_name = coalesce(secret_name, public_id)' : ''
  tx.run(`UPDATE ${table} SET public_id = ?${secret} WHERE public_id = ?`, to, from)
  if (table === 'contacts') leadTo(tx, from, to)
}

/** Who was merged into a contact names it. Nobody is told that anew: it stays as it was first told. */
function leadTo(tx: Tx, from: string, to: string): void {
  const merged = tx.all<{ id: number; told: 0 | 1 }>(
    `SELECT c.id, NOT EXISTS (SELECT 1 FROM shared_dirty d WHERE d.kind = 'contact' AND d.row_id = c.id) AS told
     FROM contacts c WHERE c.merged_into = ?`,
    from,
  )
  for (const { id, told } of merged) {
    tx.run('UPDATE contacts SET merged_into = ? WHERE id = ?', to, id)
    if (told) forgetDirty(tx, 'contact', id)
  }
}

/** The row bears the least of these names from then on, and the others lead to it; those that it bore before lead nowhere. */
export function bear(
  tx: Tx,
  { kind, table }: { kind: SharedKind; table: string },
  before: string,
  names: readonly string[],
): string {
  const [stays, ...leads] = names.toSorted() as [string, ...string[]]
  tx.run('DELETE FROM twins WHERE kind = ? AND stays = ?', kind, before)
  for (const lead of leads) tx.run('INSERT INTO twins (kind, public_id, stays) VALUES (?, ?, ?)', kind, lead, stays)
  rename(tx, table, before, stays)
  return stays
}

/** The name that stays, and those that lead to it. */
export function namesOf(reader: Reader, kind: SharedKind, stays: string): string[] {
  // nearly nothing has another name, and to ask for one row takes a fifth of asking for all
  if (!reader.get('SELECT 1 FROM twins WHERE kind = ? AND stays = ?', kind, stays)) return [stays]
  const leads = reader.all<{ id: string }>(
    'SELECT public_id AS id FROM twins WHERE kind = ? AND stays = ? ORDER BY public_id',
    kind,
    stays,
  )
  return [stays, ...leads.map(({ id }) => id)]
}

/**
 * A row of the fold with everything told of it under its other names.
 *
 * @param held one of its rows, where it was read already
 */
export function withTwins(reader: Reader, kind: SharedKind, id: string, held?: SharedRow): SharedRow | undefined {
  const [, ...names] = namesOf(reader, kind, id)
  let whole: SharedRow | undefined = held?.id === id ? held : sharedRow(reader, kind, id)
  for (const name of names) {
    const twin = sharedRow(reader, kind, name)
    if (twin) whole = whole ? { ...whole, ...foldTwins(kind, whole, twin) } : { ...twin, id }
  }
  return whole
}

/**
 * Takes one name, of which nothing counts any more, from those that are one row. The row bears the least of the others then,
 * which is returned; null: it has no other.
 */
export function part(tx: Tx, codec: { kind: SharedKind; table: string }, name: string): string | null {
  const { kind } = codec
  const before = staying(tx, kind, name)
  const names = namesOf(tx, kind, before).filter((each) => each !== name && sharedRow(tx, kind, each))
  return names.length === 0 ? null : bear(tx, codec, before, names)
}
