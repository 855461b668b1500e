import { addressKey } from '../../shared/domain/address.ts'
import type { Limit, RampUp } from '../../shared/domain/plan-shape.ts'
import { providers } from '../../shared/domain/providers.ts'
import { isSandboxName } from '../../shared/domain/sandbox-sender.ts'
import type { Mark } from './clockwork.ts'
import type { Reader, Tx } from './open.ts'
import type { AccountState, ImapSettings, SignedIn, SmtpSettings } from './schema.ts'

export type AccountKind = 'managed' | 'smtp' | 'gmail' | 'outlook'
/** How the reason begins while an account's secret can't be read: it comes back as soon as it can. */
export const unreadable = "the keychain can't be read"

export type OutKind = 'credentials' | 'quota' | 'connection'

export interface AliasRow {
  id: number
  publicId: string
  address: string
  name: string | null
}

/** A sending account. `minGap` is ms; instants are ms since the epoch. */
export interface AccountRow {
  id: number
  publicId: string
  kind: AccountKind
  /** Null: a team account. */
  seatId: number | null
  /** Primary address of that seat. */
  seat: string | null
  /** What people call it; null: its address. */
  label: string | null
  address: string
  /** Display name in From. */
  name: string | null
  replyTo: string | null
  signature: string | null
  aliases: AliasRow[]
  zone: string | null
  smtp: SmtpSettings | null
  /** True when the keychain holds the secret for sending (secretName). */
  hasSecret: boolean
  imap: ImapSettings | null
  hasImapSecret: boolean
  signedIn: SignedIn | null
  ramp: RampUp | null
  trackingDomain: string | null
  groupId: number | null
  /** Public id of that group. */
  group: string | null
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

type Json = 'aliases' | 'smtp' | 'imap' | 'signedIn' | 'ramp' | 'limits'
type Flag = 'hasSecret' | 'hasImapSecret' | 'paused'
type Raw = Omit<AccountRow, Json | Flag> &
  Record<Exclude<Json, 'aliases' | 'limits'>, string | null> &
  Record<'aliases' | 'limits', string> &
  Record<Flag, number>

const ever = `SELECT a.id, a.public_id AS publicId, a.kind, a.seat_id AS seatId, s.address AS seat, a.label, a.address,
  a.name, a.reply_to AS replyTo, a.signature,
  (SELECT json_group_array(json_object('id', l.id, 'publicId', l.public_id, 'address', l.address, 'name', l.name))
   FROM aliases l WHERE l.account_id = a.id AND l.deleted = 0) AS aliases,
  a.zone, a.smtp, a.has_secret AS hasSecret, a.imap, a.has_imap_secret AS hasImapSecret, a.signed_in AS signedIn,
  a.ramp, a.tracking_domain AS trackingDomain, a.group_id AS groupId, g.public_id AS "group", a.limits,
  a.per_utc_day AS perUtcDay, a.min_gap AS minGap, a.weight, a.state, a.state_reason AS stateReason,
  a.out_kind AS outKind, a.resume_at AS resumeAt, a.paused, a.home_device AS homeDevice, a.epoch,
  a.created_at AS createdAt, a.version
  FROM accounts a LEFT JOIN seats s ON s.id = a.seat_id LEFT JOIN groups g ON g.id = a.group_id`
const select = `${ever} WHERE a.deleted = 0`

const parsed = <T>(text: string | null): T | null => (text === null ? null : (JSON.parse(text) as T))
const row = (raw: Raw): AccountRow => ({
  ...raw,
  aliases: JSON.parse(raw.aliases) as AliasRow[],
  smtp: parsed<SmtpSettings>(raw.smtp),
  hasSecret: raw.hasSecret === 1,
  imap: parsed<ImapSettings>(raw.imap),
  hasImapSecret: raw.hasImapSecret === 1,
  signedIn: parsed<SignedIn>(raw.signedIn),
  ramp: parsed<RampUp>(raw.ramp),
  limits: JSON.parse(raw.limits) as Limit[],
  paused: raw.paused === 1,
})
const one = (raw: Raw | undefined): AccountRow | undefined => raw && row(raw)

/** All accounts, the managed one first. */
export const accountRows = (reader: Reader): AccountRow[] => reader.all<Raw>(`${select} ORDER BY a.id`).map(row)

export const accountById = (reader: Reader, id: number): AccountRow | undefined =>
  one(reader.get<Raw>(`${select} AND a.id = ?`, id))

export const accountByPublicId = (reader: Reader, publicId: string): AccountRow | undefined =>
  one(reader.get<Raw>(`${select} AND a.public_id = ?`, publicId))

/** Also one that was removed: what it sent stays in ledger and reports. By public id, or by row id. */
export const accountEver = (reader: Reader, id: string | number): AccountRow | undefined =>
  one(reader.get<Raw>(`${ever} WHERE ${typeof id === 'number' ? 'a.id' : 'a.public_id'} = ?`, id))

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

export type AccountSettings = Pick<
  AccountRow,
  | 'seatId'
  | 'label'
  | 'name'
  | 'replyTo'
  | 'signature'
  | 'zone'
  | 'smtp'
  | 'hasSecret'
  | 'imap'
  | 'hasImapSecret'
  | 'signedIn'
  | 'ramp'
  | 'trackingDomain'
  | 'groupId'
  | 'limits'
  | 'minGap'
  | 'weight'
>

export type NewAccount = AccountSettings &
  Pick<AccountRow, 'publicId' | 'kind' | 'address' | 'perUtcDay' | 'state' | 'createdAt'>

/** What a new account has where nothing is given. */
export const blankSettings: Omit<AccountSettings, 'seatId'> = {
  label: null,
  name: null,
  replyTo: null,
  signature: null,
  zone: null,
  smtp: null,
  hasSecret: false,
  imap: null,
  hasImapSecret: false,
  signedIn: null,
  ramp: null,
  trackingDomain: null,
  groupId: null,
  limits: [],
  minGap: 0,
  weight: 100,
}

const text = (value: unknown): string | null => (value === null ? null : JSON.stringify(value))
const columnsOf = (s: AccountSettings): Record<string, unknown> => ({
  seat_id: s.seatId,
  label: s.label,
  name: s.name,
  reply_to: s.replyTo,
  signature: s.signature,
  zone: s.zone,
  smtp: text(s.smtp),
  has_secret: Number(s.hasSecret),
  imap: text(s.imap),
  has_imap_secret: Number(s.hasImapSecret),
  signed_in: text(s.signedIn),
  ramp: text(s.ramp),
  tracking_domain: s.trackingDomain,
  group_id: s.groupId,
  limits: JSON.stringify(s.limits),
  min_gap: s.minGap,
  weight: s.weight,
})

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
      smtp: text(server.smtp),
      secret: Number(server.hasSecret),
    },
  )

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
