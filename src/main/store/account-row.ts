/** A sending account as its table holds it, and back. */
import type { Limit, RampUp } from '../../shared/domain/plan-shape.ts'
import { keptBy } from './kept-by.ts'
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
  /** With looks; null: made from the plain one. */
  signatureHtml: string | null
  aliases: AliasRow[]
  zone: string | null
  smtp: SmtpSettings | null
  /** True when the keychain holds the secret for sending (secretName). */
  hasSecret: boolean
  imap: ImapSettings | null
  hasImapSecret: boolean
  /** What its entries in the keychain (secretName) and sender hosts call it: its public id, or the one that it bore when they were made. */
  secretId: string
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
  /** The other seat that keeps that address (its name; '': the team): nothing leaves. Null: it is its own. */
  keptBy: string | null
  /** Sender hosts send for it; `ending`: they are to give back what they have, and nothing leaves. Null: this computer sends. */
  hosts: 'on' | 'ending' | null
  homeDevice: string
  epoch: number
  createdAt: number
  version: number
}

type Json = 'aliases' | 'smtp' | 'imap' | 'signedIn' | 'ramp' | 'limits'
type Flag = 'hasSecret' | 'hasImapSecret' | 'paused'
export type RawAccount = Omit<AccountRow, Json | Flag> &
  Record<Exclude<Json, 'aliases' | 'limits'>, string | null> &
  Record<'aliases' | 'limits', string> &
  Record<Flag, number>

/** For a SELECT: what the keychain's entries of an account or a domain are called. `row`: the table, or what it is called there. */
export const secretIdOf = (row: string): string => `coalesce(${row}.secret_name, ${row}.public_id)`

export const everyAccount = `SELECT a.id, a.public_id AS publicId, a.kind, a.seat_id AS seatId, s.address AS seat, a.label, a.address,
  a.name, a.reply_to AS replyTo, a.signature, a.signature_html AS signatureHtml,
  (SELECT json_group_array(json_object('id', l.id, 'publicId', l.public_id, 'address', l.address, 'name', l.name))
   FROM aliases l WHERE l.account_id = a.id AND l.deleted = 0) AS aliases,
  a.zone, a.smtp, a.has_secret AS hasSecret, a.imap, a.has_imap_secret AS hasImapSecret, ${secretIdOf('a')} AS secretId, a.signed_in AS signedIn,
  a.ramp, a.tracking_domain AS trackingDomain, a.group_id AS groupId, g.public_id AS "group", a.limits,
  a.per_utc_day AS perUtcDay, a.min_gap AS minGap, a.weight, a.state, a.state_reason AS stateReason,
  a.out_kind AS outKind, a.resume_at AS resumeAt, a.paused, ${keptBy} AS keptBy,
  (SELECT iif(h.ending, 'ending', 'on') FROM queued_accounts h WHERE h.account_id = a.id) AS hosts, a.home_device AS homeDevice, a.epoch,
  a.created_at AS createdAt, a.version
  FROM accounts a LEFT JOIN seats s ON s.id = a.seat_id LEFT JOIN groups g ON g.id = a.group_id`
export const presentAccounts = `${everyAccount} WHERE a.deleted = 0`

const parsed = <T>(text: string | null): T | null => (text === null ? null : (JSON.parse(text) as T))
export const accountIn = (raw: RawAccount): AccountRow => ({
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
export const accountOrNone = (raw: RawAccount | undefined): AccountRow | undefined => raw && accountIn(raw)

export type AccountSettings = Pick<
  AccountRow,
  | 'seatId'
  | 'label'
  | 'name'
  | 'replyTo'
  | 'signature'
  | 'signatureHtml'
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
  signatureHtml: null,
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

export const jsonOrNull = (value: unknown): string | null => (value === null ? null : JSON.stringify(value))
export const columnsOf = (s: AccountSettings): Record<string, unknown> => ({
  seat_id: s.seatId,
  label: s.label,
  name: s.name,
  reply_to: s.replyTo,
  signature: s.signature,
  signature_html: s.signatureHtml,
  zone: s.zone,
  smtp: jsonOrNull(s.smtp),
  has_secret: Number(s.hasSecret),
  imap: jsonOrNull(s.imap),
  has_imap_secret: Number(s.hasImapSecret),
  signed_in: jsonOrNull(s.signedIn),
  ramp: jsonOrNull(s.ramp),
  tracking_domain: s.trackingDomain,
  group_id: s.groupId,
  limits: JSON.stringify(s.limits),
  min_gap: s.minGap,
  weight: s.weight,
})
