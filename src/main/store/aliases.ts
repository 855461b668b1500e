/** Other addresses an account writes from. It is the account that has limits, state and password; an alias is a name. */
import { addressKey } from '../../shared/domain/address.ts'
import type { AliasRow } from './accounts.ts'
import type { Mark } from './clockwork.ts'
import type { Reader, Tx } from './open.ts'

const select = `SELECT l.id, l.public_id AS publicId, l.address, l.name, l.account_id AS accountId
  FROM aliases l JOIN accounts a ON a.id = l.account_id WHERE l.deleted = 0 AND a.deleted = 0`

export type AliasOfAccount = AliasRow & { accountId: number }

/** By its public id, or by its address, without case. */
export const aliasNamed = (reader: Reader, name: string): AliasOfAccount | undefined =>
  reader.get<AliasOfAccount>(`${select} AND l.public_id = ?`, name) ??
  reader.get<AliasOfAccount>(`${select} AND l.address_key = ?`, addressKey(name))

/**
 * For a SELECT over sends `s` and their enrollments `e`: `l` is the alias an email left from, removed or not; before it
 * leaves, its enrollment's, as long as that is one of the account that sends. Without one, the account's own address.
 */
export const aliasOfEmail = `LEFT JOIN aliases l ON l.id = CASE s.state WHEN 'planned' THEN e.alias_id ELSE s.alias_id END
  AND (s.state <> 'planned' OR (l.deleted = 0 AND l.account_id = s.account_id))`

/** The same for enrollments alone: what its emails to come are written from. */
export const aliasOfEnrollment =
  'LEFT JOIN aliases l ON l.id = e.alias_id AND l.deleted = 0 AND l.account_id = e.account_id'

/** What an account's `GET` shows has changed with its aliases. */
const touch = (tx: Tx, accountId: number, stamp: Mark): void =>
  void tx.run(
    'UPDATE accounts SET version = version + 1, author = ?, device = ?, hlc = ? WHERE id = ?',
    stamp.author,
    stamp.device,
    stamp.hlc,
    accountId,
  )

/** Fails on an address that another alias has (the caller looks first, to say so in words). */
export function insertAlias(
  tx: Tx,
  alias: { publicId: string; accountId: number; address: string; name: string | null; createdAt: number },
  stamp: Mark,
): void {
  tx.run(
    `INSERT INTO aliases (public_id, account_id, address, address_key, name, created_at, author, device, hlc)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    alias.publicId,
    alias.accountId,
    alias.address,
    addressKey(alias.address),
    alias.name,
    alias.createdAt,
    stamp.author,
    stamp.device,
    stamp.hlc,
  )
  touch(tx, alias.accountId, stamp)
}

export function renameAlias(tx: Tx, alias: AliasOfAccount, name: string | null, stamp: Mark): void {
  tx.run(
    'UPDATE aliases SET name = ?, author = ?, device = ?, hlc = ? WHERE id = ?',
    name,
    stamp.author,
    stamp.device,
    stamp.hlc,
    alias.id,
  )
  touch(tx, alias.accountId, stamp)
}

/** Who is still written to from an alias. */
const underWay = `account_id = @accountId AND alias_id = @id AND state IN ('pending', 'active', 'paused') AND deleted = 0`

export const writtenFrom = (reader: Reader, { id, accountId }: AliasOfAccount): number =>
  reader.get<{ n: number }>(`SELECT count(*) AS n FROM enrollments WHERE ${underWay}`, { id, accountId })?.n ?? 0

/** Those who are still written to from it go on from the account's own address. */
export function removeAlias(tx: Tx, { id, accountId }: AliasOfAccount, stamp: Mark): void {
  tx.run(`UPDATE enrollments SET alias_id = NULL WHERE ${underWay}`, { id, accountId })
  tx.run(
    'UPDATE aliases SET deleted = 1, author = ?, device = ?, hlc = ? WHERE id = ?',
    stamp.author,
    stamp.device,
    stamp.hlc,
    id,
  )
  touch(tx, accountId, stamp)
}
