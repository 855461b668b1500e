/**
 * The database, one file a computer. Only this folder speaks SQL. Instants are integer ms since the epoch (UTC);
 * JSON columns are checked at the door and trusted here.
 */
import { sql } from 'drizzle-orm'
import { blob, index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import type { Homes } from '../../shared/domain/home.ts'
import type { Limit, RampUp, WindowBlock } from '../../shared/domain/plan-shape.ts'
import { flag, id, instant, json, publicId, shared } from './columns.ts'

/** How this computer came into the team. */
export interface Joining {
  /** Its answer as it travels: an admin admits it by that. */
  answer: string
  /** Public id of the invitation. */
  invitation: string
  /** Until when the invitation holds, ms. */
  expiresAt: number
  /** Name and address of who invited. */
  inviter: string
  /** The computer they invited from: named before anything of it was taken in. Absent where it joined before this was kept. */
  from?: { device: string; name: string; seat: string; address: string }
  at: number
  /** Message keys of before, base64url: links in emails that left then go on working. */
  formerKeys: string[]
}

export const workspace = sqliteTable('workspace', {
  id: integer('id').primaryKey(),
  publicId: publicId(),
  name: text('name').notNull(),
  zone: text('zone').notNull(),
  windows: json<WindowBlock[]>('windows').notNull(),
  /** ISO 3166 country whose public holidays are days off, or null. */
  holidays: text('holidays'),
  daysOff: json<string[]>('days_off').notNull(),
  /** What an admin changed of the defaults in domain/policy.ts; missing keys take the default. */
  policy: json<Record<string, unknown>>('policy').notNull(),
  /** HMAC key of Message-IDs: a name, no credential. Must survive, or a restored workspace could not find its mail. */
  messageKey: blob('message_key', { mode: 'buffer' }).notNull(),
  device: text('device').notNull(),
  seed: integer('seed').notNull(),
  paused: flag('paused'),
  /** The red stop: nothing leaves until a person lifts it. */
  stopped: flag('stopped'),
  /** Last hybrid logical clock given out; a clock behind it must not go back. */
  hlc: text('hlc').notNull(),
  createdAt: instant('created_at').notNull(),
  version: integer('version').notNull().default(1),
  /** Since when other devices are told what changes here; null: it is on this computer alone. */
  sharedSince: instant('shared_since'),
  /** The device whose word the team's roles begin with: its founder's. Pinned here and in invitations. */
  root: json<{ device: string; signingKey: string; seat: string }>('root'),
  /** On a computer that joined: what it answered, and the key that its emails of before were signed with. */
  joining: json<Joining>('joining'),
  /** By the rules of that number everything told was judged (rules-number.ts); 0: from before they had one. */
  mergeRules: integer('merge_rules').notNull().default(0),
})

export const seats = sqliteTable('seats', {
  id: id(),
  publicId: publicId(),
  name: text('name').notNull(),
  address: text('address').notNull(),
  addressKey: text('address_key').notNull().unique(),
  role: text('role').$type<'admin' | 'member'>().notNull(),
  state: text('state').$type<'active' | 'locked'>().notNull(),
  /** How many mailboxes this seat may have; null: as many as the policy says. */
  mailboxLimit: integer('mailbox_limit'),
  /** An admin lets this seat give and take permissions to send. */
  delegates: flag('delegates'),
  createdAt: instant('created_at').notNull(),
  version: integer('version').notNull().default(1),
  ...shared(),
})

export interface SmtpSettings {
  host: string
  port: number
  protocol: 'none' | 'starttls' | 'tls'
  user: string | null
  allowPlaintextPassword?: boolean
  /** PEM of the authority that vouches for this server, beside the system's. */
  ca?: string
}

/** Where an account's mail is read. Its own password is beside the one for sending only where it is another. */
export interface ImapSettings {
  host: string
  port: number
  protocol: 'none' | 'starttls' | 'tls'
  /** Null: as for sending. */
  user: string | null
  /** True: the password for sending was not given for this server, only its own serves. */
  own?: boolean
  /** The folder of sent mail; without it the one that the server marks. */
  sentFolder?: string
  /** Folders that are read for what comes back, beside the inbox and the one for spam. */
  folders?: string[]
  /** Who puts copies of sent mail there; without it that is learned by looking. */
  sentCopies?: 'always' | 'never'
  /** The same as for sending: one authority vouches for a company's servers. */
  ca?: string
}

/** Who signed in, as the provider said so; the tokens are in the keychain. */
export interface SignedIn {
  provider: 'google' | 'microsoft'
  /** The provider's own name for the person, which no address change alters. */
  subject: string
  /** The client that the tokens belong to. */
  client: string
  scopes: string[]
  at: number
}

export type AccountState = 'pending' | 'active' | 'inactive' | 'error'

/** Accounts that stand in for each other. The managed one is in none. */
export const groups = sqliteTable(
  'groups',
  {
    id: id(),
    publicId: publicId(),
    name: text('name').notNull(),
    nameKey: text('name_key').notNull(),
    createdAt: instant('created_at').notNull(),
    version: integer('version').notNull().default(1),
    ...shared(),
  },
  (t) => [uniqueIndex('groups_name').on(t.nameKey).where(sql`deleted = 0`)],
)

export const accounts = sqliteTable(
  'accounts',
  {
    id: id(),
    publicId: publicId(),
    kind: text('kind').$type<'managed' | 'smtp' | 'gmail' | 'outlook'>().notNull(),
    /** Null: a team account. */
    seatId: integer('seat_id').references(() => seats.id),
    /** What people call it in lists; null: its address. */
    label: text('label'),
    address: text('address').notNull(),
    addressKey: text('address_key').notNull(),
    /** Display name in From. */
    name: text('name'),
    replyTo: text('reply_to'),
    signature: text('signature'),
    /** The same with its looks, for the HTML part; null: made from the text. */
    signatureHtml: text('signature_html'),
    zone: text('zone'),
    smtp: json<SmtpSettings>('smtp'),
    hasSecret: flag('has_secret'),
    imap: json<ImapSettings>('imap'),
    /** A password of its own for reading; without it the one for sending serves. */
    hasImapSecret: flag('has_imap_secret'),
    /** What its entries in the keychain are called; null: as its public id. Two that turned out to be one bear one name. */
    secretName: text('secret_name'),
    signedIn: json<SignedIn>('signed_in'),
    ramp: json<RampUp>('ramp'),
    trackingDomain: text('tracking_domain'),
    groupId: integer('group_id').references(() => groups.id),
    limits: json<Limit[]>('limits').notNull(),
    perUtcDay: integer('per_utc_day'),
    minGap: integer('min_gap').notNull().default(0),
    weight: integer('weight').notNull().default(1),
    state: text('state').$type<AccountState>().notNull(),
    stateReason: text('state_reason'),
    /** What took it out, and when it comes back by itself (null: by hand). */
    outKind: text('out_kind').$type<'credentials' | 'quota' | 'connection'>(),
    resumeAt: instant('resume_at'),
    paused: flag('paused'),
    /** Only the home device sends; the epoch rises at every hand-over. */
    homeDevice: text('home_device').notNull(),
    epoch: integer('epoch').notNull().default(1),
    /** Who was home in each epoch; null: nobody but `home_device` ever was. */
    homes: json<Homes>('homes'),
    /** Public id of the device that it is being handed to: nobody sends until that one takes it. */
    handingTo: text('handing_to'),
    /** In which epoch it was handed over: after the next one has begun, that says nothing any more. */
    handingEpoch: integer('handing_epoch'),
    createdAt: instant('created_at').notNull(),
    version: integer('version').notNull().default(1),
    ...shared(),
  },
  // two seats may have connected one address before they heard of each other: see store/kept-by.ts
  (t) => [
    uniqueIndex('accounts_address')
      .on(t.addressKey, t.kind, sql`CASE WHEN seat_id IS NULL THEN 0 ELSE seat_id END`)
      .where(sql`deleted = 0`),
  ],
)

type ImportState = 'running' | 'applying' | 'done' | 'cancelled' | 'removed' | 'undoing' | 'undone'
export const imports = sqliteTable('imports', {
  id: id(),
  publicId: publicId(),
  file: text('file').notNull(),
  /** running: its rows are invisible. applying: decided, updates being written. cancelled: rows being removed. undoing. */
  state: text('state').$type<ImportState>().notNull(),
  /** Highest contact id that isn't its own: its rows come after. An index for that would cost every import a tenth. */
  afterContact: integer('after_contact').notNull(),
  rows: integer('rows').notNull().default(0),
  imported: integer('imported').notNull().default(0),
  updated: integer('updated').notNull().default(0),
  refused: integer('refused').notNull().default(0),
  createdAt: instant('created_at').notNull(),
  /** Headings of the file: its refused rows are given back under them. */
  columns: json<string[]>('columns'),
  undoneAt: instant('undone_at'),
  /** Who imported it; null: nobody remembers. */
  seatId: integer('seat_id').references(() => seats.id),
})

/**
 * Beside it, kept in step by triggers (migration "contact_words"): `contact_words`, the search index, and `contact_tags`, one row a
 * tag. What holds nothing sorts behind everything that holds something.
 */
export const contacts = sqliteTable(
  'contacts',
  {
    id: id(),
    publicId: publicId(),
    address: text('address').notNull(),
    addressKey: text('address_key').notNull().unique(),
    domain: text('domain').notNull(),
    firstName: text('first_name'),
    lastName: text('last_name'),
    company: text('company'),
    /** Primary address of the owning seat, as the list named it. */
    owner: text('owner'),
    zone: text('zone'),
    /**
     * Where it has no zone of its own: one that what is known tells surely enough, and what that was. Empty: nothing does.
     * Null: nobody has looked yet.
     */
    zoneGuess: text('zone_guess'),
    zoneFrom: text('zone_from').$type<'phone' | 'region' | 'country' | 'domain'>(),
    fields: json<Record<string, string>>('fields').notNull(),
    tags: json<string[]>('tags').notNull(),
    /** Public id of the contact that it was merged into; then it is deleted. */
    mergedInto: text('merged_into'),
    /** The import that made it; invisible until that import is decided. */
    importId: integer('import_id').references(() => imports.id),
    createdAt: instant('created_at').notNull(),
    version: integer('version').notNull().default(1),
    ...shared(),
    nameKey: text('name_key').generatedAlwaysAs(
      sql`coalesce(nullif(lower(trim(coalesce(first_name, '') || ' ' || coalesce(last_name, ''))), ''), char(1114111))`,
    ),
    companyKey: text('company_key').generatedAlwaysAs(sql`coalesce(nullif(lower(company), ''), char(1114111))`),
    ownerKey: text('owner_key').generatedAlwaysAs(sql`lower(nullif(trim(owner), ''))`),
  },
  (t) => [
    index('contacts_name').on(t.nameKey, t.id),
    index('contacts_company').on(t.companyKey, t.id),
    index('contacts_domain').on(t.domain),
    index('contacts_owner').on(t.ownerKey).where(sql`owner_key is not null`),
    index('contacts_deleted').on(t.id).where(sql`deleted = 1`),
    // those of whom nobody has looked yet what their fields tell of their zone
    index('contacts_placeless').on(t.id).where(sql`zone is null and zone_guess is null`),
    index('contacts_merged').on(t.mergedInto).where(sql`merged_into is not null`),
  ],
)

/** What happened while nobody looked: accounts taken out, slots missed, disk trouble. Read by people. */
export const journal = sqliteTable('journal', {
  id: id(),
  at: instant('at').notNull(),
  kind: text('kind').notNull(),
  text: text('text').notNull(),
  data: json<Record<string, unknown>>('data').notNull(),
})
