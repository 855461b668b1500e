/** What belongs to sending accounts beside the accounts themselves: aliases, health, what left without us, requests, domains. */
import { sql } from 'drizzle-orm'
import { index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import { flag, id, instant, json, publicId, shared } from './columns.ts'
import { accounts, seats } from './schema.ts'

/** Other addresses an account may write from. They share its limits: a server counts the mailbox, not the From line. */
export const aliases = sqliteTable(
  'aliases',
  {
    id: id(),
    publicId: publicId(),
    accountId: integer('account_id')
      .notNull()
      .references(() => accounts.id),
    address: text('address').notNull(),
    addressKey: text('address_key').notNull(),
    name: text('name'),
    createdAt: instant('created_at').notNull(),
    ...shared(),
  },
  (t) => [uniqueIndex('aliases_address').on(t.addressKey).where(sql`deleted = 0`)],
)

/**
 * Of accounts whose address another seat's account has, too: in which order they have a claim to it, 0 first (store/address-claims.ts).
 * Worked out on each computer from what was told.
 */
export const addressClaims = sqliteTable('address_claims', {
  accountId: integer('account_id')
    .primaryKey()
    .references(() => accounts.id, { onDelete: 'cascade' }),
  /** For which address: an account that was given another one since stands last. */
  addressKey: text('address_key').notNull(),
  place: integer('place').notNull(),
})

/** What happened to an account, newest last: read by people, kept for 90 days. `kind` as domain/health.ts names it. */
export const accountEvents = sqliteTable(
  'account_events',
  {
    id: id(),
    accountId: integer('account_id')
      .notNull()
      .references(() => accounts.id),
    at: instant('at').notNull(),
    kind: text('kind').notNull(),
    words: text('words').notNull(),
    data: json<Record<string, unknown>>('data').notNull(),
  },
  (t) => [index('account_events_account').on(t.accountId, t.at)],
)

/** How far a folder of a mailbox has been read. */
export const folderCursors = sqliteTable(
  'folder_cursors',
  {
    id: id(),
    accountId: integer('account_id')
      .notNull()
      .references(() => accounts.id),
    /** `sent` is counted; others are read. */
    purpose: text('purpose').notNull(),
    folder: text('folder').notNull(),
    uidValidity: text('uid_validity').notNull(),
    uidNext: integer('uid_next').notNull(),
    /** When it was last read to its end, and why not since; null = it was. */
    readAt: instant('read_at'),
    trouble: text('trouble'),
    /** What was counted is good until then; an email that leaves later waits for the next look, which sets it anew. */
    goodUntil: instant('good_until'),
  },
  (t) => [uniqueIndex('folder_cursors_folder').on(t.accountId, t.purpose)],
)

/** What the server of an account takes of one message, as it last said so (SIZE, RFC 1870). Each computer asks for itself. */
export const serverSizes = sqliteTable('server_sizes', {
  accountId: integer('account_id')
    .primaryKey()
    .references(() => accounts.id),
  /** Which server said so: of another one nothing is known. */
  host: text('host').notNull(),
  port: integer('port').notNull(),
  bytes: integer('bytes').notNull(),
  at: instant('at').notNull(),
})

/** Mail that left through the mailbox but not through us: it counts in the rolling limits. Older than the longest limit it is dropped. */
export const outsideSends = sqliteTable(
  'outside_sends',
  {
    id: id(),
    accountId: integer('account_id')
      .notNull()
      .references(() => accounts.id),
    /** INTERNALDATE of the Sent folder's copy. */
    at: instant('at').notNull(),
    uidValidity: text('uid_validity').notNull(),
    uid: integer('uid').notNull(),
  },
  (t) => [
    uniqueIndex('outside_sends_uid').on(t.accountId, t.uidValidity, t.uid),
    index('outside_sends_at').on(t.accountId, t.at),
  ],
)

/** A seat asks for a mailbox. States and who may move them: domain/mailbox-request.ts. */
export const mailboxRequests = sqliteTable(
  'mailbox_requests',
  {
    id: id(),
    publicId: publicId(),
    /** For whom, and who asked. */
    seatId: integer('seat_id')
      .notNull()
      .references(() => seats.id),
    askedBy: integer('asked_by')
      .notNull()
      .references(() => seats.id),
    address: text('address').notNull(),
    addressKey: text('address_key').notNull(),
    note: text('note'),
    state: text('state').$type<'requested' | 'approved' | 'declined' | 'configured' | 'withdrawn'>().notNull(),
    /** What an admin expressly permits with it. */
    permitsRole: flag('permits_role'),
    permitsMore: flag('permits_more'),
    decidedBy: integer('decided_by').references(() => seats.id),
    decidedAt: instant('decided_at'),
    reason: text('reason'),
    /** The account it became, or whose alias. */
    accountId: integer('account_id').references(() => accounts.id),
    createdAt: instant('created_at').notNull(),
    version: integer('version').notNull().default(1),
    ...shared(),
  },
  (t) => [
    // two people may ask for one address on two computers
    index('mailbox_requests_open').on(t.addressKey).where(sql`state in ('requested', 'approved') and deleted = 0`),
    index('mailbox_requests_state').on(t.state, t.createdAt),
  ],
)

/** Someone asks for a higher limit: of the team's accounts, or of the managed account's day. One open one a kind. */
export const limitRequests = sqliteTable(
  'limit_requests',
  {
    id: id(),
    publicId: publicId(),
    kind: text('kind').$type<'accounts' | 'managed'>().notNull(),
    seatId: integer('seat_id')
      .notNull()
      .references(() => seats.id),
    wanted: integer('wanted').notNull(),
    note: text('note'),
    state: text('state').$type<'pending' | 'approved' | 'declined'>().notNull(),
    granted: integer('granted'),
    decidedBy: integer('decided_by').references(() => seats.id),
    decidedAt: instant('decided_at'),
    reason: text('reason'),
    createdAt: instant('created_at').notNull(),
    version: integer('version').notNull().default(1),
    ...shared(),
  },
  (t) => [index('limit_requests_open').on(t.kind).where(sql`state = 'pending' and deleted = 0`)],
)

/** A domain mail is sent from: what its name servers say, and the key its mail is signed with (private part: keychain). */
export const domains = sqliteTable(
  'domains',
  {
    id: id(),
    publicId: publicId(),
    name: text('name').notNull(),
    dkimSelector: text('dkim_selector'),
    dkimPublic: text('dkim_public'),
    hasDkimKey: flag('has_dkim_key'),
    /** What its entries in the keychain are called; null: as its public id. */
    secretName: text('secret_name'),
    /** A key that takes over when name servers show it; until then the one above signs. */
    dkimNextSelector: text('dkim_next_selector'),
    dkimNextPublic: text('dkim_next_public'),
    /** Of the key before: its private part may still be in the keychain. */
    dkimRetiredSelector: text('dkim_retired_selector'),
    trackingHost: text('tracking_host'),
    /** What was found at the last answer, by record; a name server that doesn't answer changes nothing of it. */
    checks: json<Record<string, unknown>>('checks').notNull(),
    checkedAt: instant('checked_at'),
    /** Why the last look failed; null = it didn't. */
    trouble: text('trouble'),
    createdAt: instant('created_at').notNull(),
    version: integer('version').notNull().default(1),
    ...shared(),
  },
  (t) => [uniqueIndex('domains_name').on(t.name).where(sql`deleted = 0`)],
)

/** The client that signs in at a provider, where an admin brings one. Its secret, which is none of a person's, is in the keychain. */
export const signInClients = sqliteTable('sign_in_clients', {
  provider: text('provider').$type<'google' | 'microsoft'>().primaryKey(),
  client: text('client').notNull(),
  hasSecret: flag('has_secret'),
  /** Microsoft: the directory; null = any. */
  tenant: text('tenant'),
  updatedAt: instant('updated_at').notNull(),
})
