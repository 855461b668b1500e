import { addressKey } from '../../shared/domain/address.ts'
import { providers } from '../../shared/domain/providers.ts'
import { isSandboxName } from '../../shared/domain/sandbox-sender.ts'
import {
  type AccountRow,
  type AccountSettings,
  accountIn,
  accountOrNone,
  columnsOf,
  everyAccount,
  jsonOrNull,
  type NewAccount,
  type OutKind,
  presentAccounts,
  type RawAccount,
} from './account-row.ts'
import type { Mark } from './clockwork.ts'
import type { Reader, Tx } from './open.ts'
import type { AccountState } from './schema.ts'

export {
  type AccountRow,
  type AccountSettings,
  type AliasRow,
  blankSettings,
  type NewAccount,
  type OutKind,
  unreadable,
} from './account-row.ts'

/** Mail leaves from it with a password that this computer doesn't have: it was handed to it, or taken over. */
export const lacksPassword = ({ smtp, hasSecret, signedIn }: AccountRow): boolean =>
  smtp !== null && smtp.user !== null && !hasSecret && !signedIn

/** All accounts, the managed one first. */
export const accountRows = (reader: Reader): AccountRow[] =>
  reader.all<RawAccount>(`${presentAccounts} ORDER BY a.id`).map(accountIn)

export const accountById = (reader: Reader, id: number): AccountRow | undefined =>
  accountOrNone(reader.get<RawAccount>(`${presentAccounts} AND a.id = ?`, id))

export const accountByPublicId = (reader: Reader, publicId: string): AccountRow | undefined =>
  accountOrNone(reader.get<RawAccount>(`${presentAccounts} AND a.public_id = ?`, publicId))

/** Also one that was removed: what it sent stays in ledger and reports. By public id, or by row id. */
export const accountEver = (reader: Reader, id: string | number): AccountRow | undefined =>
  accountOrNone(
    reader.get<RawAccount>(`${everyAccount} WHERE ${typeof id === 'number' ? 'a.id' : 'a.public_id'} = ?`, id),
  )

/** The account that had this address and was removed, the one removed last where there were several. Without case. */
export const removedByAddress = (reader: Reader, address: string): AccountRow | undefined =>
  accountOrNone(
    reader.get<RawAccount>(
      `${everyAccount} WHERE a.deleted = 1 AND a.address_key = ? ORDER BY a.id DESC LIMIT 1`,
      addressKey(address),
    ),
  )

/**
 * Without case; the sandbox by its name. Where one address has several accounts: one's own before the managed, whoever
 * keeps the address before others, an active one before others.
 */
export const accountByAddress = (reader: Reader, address: string): AccountRow | undefined =>
  accountOrNone(
    reader.get<RawAccount>(
      isSandboxName(address)
        ? `${presentAccounts} AND a.kind = 'managed' AND a.smtp IS NULL`
        : `${presentAccounts} AND a.address_key = ? ORDER BY a.kind = 'managed', keptBy IS NOT NULL, a.state <> 'active', a.id LIMIT 1`,
      ...(isSandboxName(address) ? [] : [addressKey(address)]),
    ),
  )

/** Accounts whose time out is over at `now`. */
export const accountsToResume = (reader: Reader, now: number): AccountRow[] =>
  reader
    .all<RawAccount>(`${presentAccounts} AND a.resume_at IS NOT NULL AND a.resume_at <= ? ORDER BY a.resume_at`, now)
    .map(accountIn)

/** Returns the row id; the device of the stamp becomes its home. */
export function insertAccount(tx: Tx, account: NewAccount, stamp: Mark): number {
  const columns = {
    ...columnsOf(account),
    public_id: account.publicId,
    kind: account.kind,
    address: account.address,
    address_key: addressKey(account.address),
    per_utc_day: account.perUtcDay,
    state: account.state,
    home_device: stamp.device,
    created_at: account.createdAt,
    author: stamp.author,
    device: stamp.device,
    hlc: stamp.hlc,
  }
  const names = Object.keys(columns)
  return tx.run(
    `INSERT INTO accounts (${names.join(', ')}) VALUES (${names.map((name) => `@${name}`).join(', ')})`,
    columns,
  ).id
}

/** Writes what a person can set, all of it, and raises the version. What kind it is follows from how it signs in. */
export function updateAccount(tx: Tx, id: number, settings: AccountSettings, stamp: Mark): void {
  const columns = { ...columnsOf(settings), author: stamp.author, device: stamp.device, hlc: stamp.hlc }
  const sets = Object.keys(columns).map((name) => `${name} = @${name}`)
  const kind = settings.signedIn ? providers[settings.signedIn.provider].kind : 'smtp'
  tx.run(
    `UPDATE accounts SET ${sets.join(', ')}, kind = CASE kind WHEN 'managed' THEN kind ELSE @kind END,
       version = version + 1 WHERE id = @id`,
    { ...columns, kind, id },
  )
}

/**
 * What the account can do at present, with the reason for people. A finding of its home device, hence without a stamp;
 * the version rises, because what `GET` shows has changed.
 *
 * @param resumeAt when it comes back by itself; null: by hand, or it is not out
 */
export function setAccountState(
  tx: Tx,
  id: number,
  state: AccountState,
  reason: string | null,
  outKind: OutKind | null = null,
  resumeAt: number | null = null,
): void {
  tx.run(
    `UPDATE accounts SET state = ?, state_reason = ?, out_kind = ?, resume_at = ?, version = version + 1
     WHERE id = ?`,
    state,
    reason,
    outKind,
    resumeAt,
    id,
  )
}

/** A person's pause, beside the state: its sends wait, they don't fail. */
export function setAccountPaused(tx: Tx, id: number, paused: boolean, stamp: Mark): void {
  tx.run(
    'UPDATE accounts SET paused = ?, version = version + 1, author = ?, device = ?, hlc = ? WHERE id = ?',
    Number(paused),
    stamp.author,
    stamp.device,
    stamp.hlc,
    id,
  )
}

/** The managed account's day, as an admin granted it. */
export const setPerUtcDay = (tx: Tx, id: number, perUtcDay: number, stamp: Mark): void =>
  void tx.run(
    'UPDATE accounts SET per_utc_day = ?, version = version + 1, author = ?, device = ?, hlc = ? WHERE id = ?',
    perUtcDay,
    stamp.author,
    stamp.device,
    stamp.hlc,
    id,
  )

/** What the managed account sends through; without a server, the built-in sandbox. Its limits stay what they are. */
export const setManagedServer = (
  tx: Tx,
  id: number,
  server: Pick<AccountRow, 'address' | 'name' | 'smtp' | 'hasSecret'>,
  stamp: Mark,
): void =>
  void tx.run(
    `UPDATE accounts SET address = @address, address_key = @key, name = @name, smtp = @smtp, has_secret = @secret,
       version = version + 1, author = @author, device = @device, hlc = @hlc WHERE id = @id`,
    {
      ...stamp,
      id,
      address: server.address,
      key: addressKey(server.address),
      name: server.name,
      smtp: jsonOrNull(server.smtp),
      secret: Number(server.hasSecret),
    },
  )

/** Emails planned through one account (row id), or (null) through all of them. */
export const plannedOf = (reader: Reader, accountId: number | null): number =>
  reader.get<{ n: number }>(
    // counted along by triggers: the ledger may hold some hundred thousand of them
    `SELECT coalesce(sum(n), 0) AS n FROM planned_tally ${accountId === null ? '' : 'WHERE account_id = ?'}`,
    ...(accountId === null ? [] : [accountId]),
  )?.n ?? 0

/** When the account's next email leaves (ms since the epoch), as far as nothing holds it back; null = none. */
export const nextOf = (reader: Reader, accountId: number): number | null =>
  reader.get<{ at: number | null }>(
    `SELECT min(at) AS at FROM sends
     WHERE account_id = ? AND state = 'planned' AND held = 0 AND paused = 0 AND replan = 0 AND kind <> 'task'`,
    accountId,
  )?.at ?? null

/** Own accounts, as the team limit counts them: the managed one doesn't count. */
export const ownAccountCount = (reader: Reader): number =>
  reader.get<{ n: number }>("SELECT count(*) AS n FROM accounts WHERE deleted = 0 AND kind <> 'managed'")?.n ?? 0
