import { addressKey } from '../../shared/domain/address.ts'
import type { Limit } from '../../shared/domain/plan-shape.ts'
import { isSandboxName } from '../../shared/domain/sandbox-sender.ts'
import type { Mark } from './clockwork.ts'
import type { Reader, Tx } from './open.ts'
import type { AccountState, SmtpSettings } from './schema.ts'

export type AccountKind = 'managed' | 'smtp' | 'gmail' | 'outlook'
export type OutKind = 'credentials' | 'quota' | 'connection'

/** A sending account. `minGap` is ms; instants are ms since the epoch. */
export interface AccountRow {
  id: number
  publicId: string
  kind: AccountKind
  /** Null: a team account. */
  seatId: number | null
  /** Primary address of that seat. */
  seat: string | null
  address: string
  name: string | null
  replyTo: string | null
  signature: string | null
  zone: string | null
  smtp: SmtpSettings | null
  /** True when the keychain holds a secret under this account's public id. */
  hasSecret: boolean
  limits: Limit[]
  perUtcDay: number | null
  minGap: number
  weight: number
  state: AccountState
  stateReason: string | null
  outKind: OutKind | null
  resumeAt: number | null
  paused: boolean
  homeDevice: string
  epoch: number
  createdAt: number
  version: number
}

interface Raw extends Omit<AccountRow, 'smtp' | 'limits' | 'hasSecret' | 'paused'> {
  smtp: string | null
  limits: string
  hasSecret: number
  paused: number
}

const select = `SELECT a.id, a.public_id AS publicId, a.kind, a.seat_id AS seatId, s.address AS seat, a.address, a.name,
  a.reply_to AS replyTo, a.signature, a.zone, a.smtp, a.has_secret AS hasSecret, a.limits, a.per_utc_day AS perUtcDay,
  a.min_gap AS minGap, a.weight, a.state, a.state_reason AS stateReason, a.out_kind AS outKind,
  a.resume_at AS resumeAt, a.paused, a.home_device AS homeDevice, a.epoch, a.created_at AS createdAt, a.version
  FROM accounts a LEFT JOIN seats s ON s.id = a.seat_id WHERE a.deleted = 0`

const row = (raw: Raw): AccountRow => ({
  ...raw,
  smtp: raw.smtp === null ? null : (JSON.parse(raw.smtp) as SmtpSettings),
  limits: JSON.parse(raw.limits) as Limit[],
  hasSecret: raw.hasSecret === 1,
  paused: raw.paused === 1,
})
const one = (raw: Raw | undefined): AccountRow | undefined => raw && row(raw)

/** All accounts, the managed one first. */
export const accountRows = (reader: Reader): AccountRow[] => reader.all<Raw>(`${select} ORDER BY a.id`).map(row)

export const accountById = (reader: Reader, id: number): AccountRow | undefined =>
  one(reader.get<Raw>(`${select} AND a.id = ?`, id))

export const accountByPublicId = (reader: Reader, publicId: string): AccountRow | undefined =>
  one(reader.get<Raw>(`${select} AND a.public_id = ?`, publicId))

/**
 * Without case; the sandbox by its name. Where one address has several accounts: an active one before others, one's own
 * before the managed.
 */
export const accountByAddress = (reader: Reader, address: string): AccountRow | undefined =>
  one(
    reader.get<Raw>(
      isSandboxName(address)
        ? `${select} AND a.kind = 'managed' AND a.smtp IS NULL`
        : `${select} AND a.address_key = ? ORDER BY a.kind = 'managed', a.state <> 'active', a.id LIMIT 1`,
      ...(isSandboxName(address) ? [] : [addressKey(address)]),
    ),
  )

/** Accounts whose time out is over at `now`. */
export const accountsToResume = (reader: Reader, now: number): AccountRow[] =>
  reader.all<Raw>(`${select} AND a.resume_at IS NOT NULL AND a.resume_at <= ? ORDER BY a.resume_at`, now).map(row)

export type NewAccount = Omit<
  AccountRow,
  'id' | 'seat' | 'signature' | 'stateReason' | 'outKind' | 'resumeAt' | 'paused' | 'homeDevice' | 'epoch' | 'version'
>

/** Returns the row id; the device of the stamp becomes its home. */
export function insertAccount(tx: Tx, account: NewAccount, stamp: Mark): number {
  return tx.run(
    `INSERT INTO accounts (public_id, kind, seat_id, address, address_key, name, reply_to, zone, smtp, has_secret,
       limits, per_utc_day, min_gap, weight, state, home_device, created_at, author, device, hlc)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    account.publicId,
    account.kind,
    account.seatId,
    account.address,
    addressKey(account.address),
    account.name,
    account.replyTo,
    account.zone,
    account.smtp && JSON.stringify(account.smtp),
    Number(account.hasSecret),
    JSON.stringify(account.limits),
    account.perUtcDay,
    account.minGap,
    account.weight,
    account.state,
    stamp.device,
    account.createdAt,
    stamp.author,
    stamp.device,
    stamp.hlc,
  ).id
}

export type AccountSettings = Pick<
  AccountRow,
  'seatId' | 'name' | 'replyTo' | 'zone' | 'smtp' | 'hasSecret' | 'limits' | 'minGap' | 'weight'
>

/** Writes what a person can set, all of it, and raises the version. */
export function updateAccount(tx: Tx, id: number, settings: AccountSettings, stamp: Mark): void {
  tx.run(
    `UPDATE accounts SET seat_id = ?, name = ?, reply_to = ?, zone = ?, smtp = ?, has_secret = ?, limits = ?,
       min_gap = ?, weight = ?, version = version + 1, author = ?, device = ?, hlc = ? WHERE id = ?`,
    settings.seatId,
    settings.name,
    settings.replyTo,
    settings.zone,
    settings.smtp && JSON.stringify(settings.smtp),
    Number(settings.hasSecret),
    JSON.stringify(settings.limits),
    settings.minGap,
    settings.weight,
    stamp.author,
    stamp.device,
    stamp.hlc,
    id,
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

/** Emails planned through one account (row id), or (null) through all of them. */
export const plannedOf = (reader: Reader, accountId: number | null): number =>
  reader.get<{ n: number }>(
    // as the indexes of the outbox have it: anything else would read the whole ledger for each account
    `SELECT count(*) AS n FROM sends WHERE state || '' = 'planned' ${accountId === null ? '' : 'AND account_id + 0 = ?'}`,
    ...(accountId === null ? [] : [accountId]),
  )?.n ?? 0

/** When the account's next email leaves (ms since the epoch), as far as nothing holds it back; null = none. */
export const nextOf = (reader: Reader, accountId: number): number | null =>
  reader.get<{ at: number | null }>(
    `SELECT min(at) AS at FROM sends
     WHERE account_id = ? AND state = 'planned' AND held = 0 AND paused = 0 AND replan = 0`,
    accountId,
  )?.at ?? null

/** Own accounts, as the team limit counts them: the managed one doesn't count. */
export const ownAccountCount = (reader: Reader): number =>
  reader.get<{ n: number }>("SELECT count(*) AS n FROM accounts WHERE deleted = 0 AND kind <> 'managed'")?.n ?? 0
