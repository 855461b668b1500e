/** What a team without a server is made of: devices, what they told each other, permissions to send, and who is home to what. */
import { sql } from 'drizzle-orm'
import { blob, index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import type { GrantState } from '../../shared/domain/delegation.ts'
import type { SafeReason } from '../../shared/domain/safe-mode.ts'
import type { SharedKind } from '../../shared/domain/shared-change.ts'
import { flag, id, instant, json, publicId, shared } from './columns.ts'
import { accounts, seats } from './schema.ts'

/** Installations of the team's members. The private parts of their keys are in each one's keychain. */
export const devices = sqliteTable(
  'devices',
  {
    id: id(),
    publicId: publicId(),
    seatId: integer('seat_id')
      .notNull()
      .references(() => seats.id),
    name: text('name').notNull(),
    /** Ed25519, 32 bytes in base64url: whoever wrote something proves it with this. */
    signingKey: text('signing_key').notNull().unique(),
    /** age X25519 recipient (`age1…`): what only this device may read is sealed to it. */
    sealingKey: text('sealing_key').notNull(),
    state: text('state').$type<'active' | 'revoked'>().notNull(),
    /** Of a revoked one: the last of its chunks that counts; whatever it writes later is refused. */
    lastChunk: integer('last_chunk'),
    createdAt: instant('created_at').notNull(),
    version: integer('version').notNull().default(1),
    ...shared(),
  },
  (t) => [index('devices_seat').on(t.seatId)],
)

/** A seat is offered to somebody's computer. Its private key travels in the invitation and is kept nowhere here. */
export const invitations = sqliteTable('invitations', {
  id: id(),
  publicId: publicId(),
  seatId: integer('seat_id')
    .notNull()
    .references(() => seats.id),
  /** Ed25519 public key, base64url: the computer that joins signs its own keys with the private part. */
  key: text('key').notNull(),
  expiresAt: instant('expires_at').notNull(),
  state: text('state').$type<'open' | 'used' | 'withdrawn'>().notNull(),
  /** Public id of the device that joined with it. */
  usedBy: text('used_by'),
  createdAt: instant('created_at').notNull(),
  version: integer('version').notNull().default(1),
  ...shared(),
})

/**
 * What each device told the others: its own numbered, signed chain of chunks, kept as it came so that it can be handed on
 * unaltered. A body that was erased is null inside `bodies`; its hash stays in the header, and the signature holds.
 */
export const chunks = sqliteTable(
  'chunks',
  {
    /** Public id of the device that wrote it. */
    device: text('device').notNull(),
    /** From 1, without gaps. */
    number: integer('number').notNull(),
    /** SHA-256 of the header, base64url: the next one names it. */
    hash: text('hash').notNull(),
    /** Canonical JSON, the very bytes that were signed. */
    header: text('header').notNull(),
    signature: text('signature').notNull(),
    /** gzip of a JSON array: the text of each change, or null. */
    bodies: blob('bodies', { mode: 'buffer' }).notNull(),
    changes: integer('changes').notNull(),
    /** Hybrid logical clock of its sealing. */
    at: text('at').notNull(),
    /** applied: its changes are folded in. waiting: its device isn't known, or one before it is missing. */
    state: text('state').$type<'applied' | 'waiting'>().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.device, t.number] }),
    index('chunks_waiting').on(t.state).where(sql`state = 'waiting'`),
    // in the order in which they can be taken in, without reading what is in them
    index('chunks_at').on(t.at, t.device, t.number, t.changes),
  ],
)

/** Where the fold of all chunks stands, row by row; the tables of this database are made from it, and compared with it. */
export const sharedRows = sqliteTable(
  'shared_rows',
  {
    kind: text('kind').$type<SharedKind>().notNull(),
    publicId: text('public_id').notNull(),
    /** Field by field. */
    fields: json<Record<string, unknown>>('fields').notNull(),
    /** Hybrid logical clock of all fields but those in `clocks`. */
    clock: text('clock').notNull(),
    clocks: json<Record<string, string>>('clocks'),
    /** Clock of its deletion; null: it lives. */
    gone: text('gone'),
    /** Not yet in its table: what it refers to has not arrived. */
    waits: flag('waits'),
    /** Public id of the seat behind its latest change. */
    author: text('author'),
  },
  (t) => [primaryKey({ columns: [t.kind, t.publicId] }), index('shared_rows_waits').on(t.kind).where(sql`waits = 1`)],
)

/** Of all chunks, what was told about who may do what: it is judged as a whole, each time that something is added. */
export const facts = sqliteTable(
  'facts',
  {
    id: id(),
    /** The chunk, and the place in it. */
    device: text('device').notNull(),
    number: integer('number').notNull(),
    place: integer('place').notNull(),
    /** Up to which chunk of each other device its writer knew. */
    seen: json<Record<string, number>>('seen').notNull(),
    /** Canonical JSON of the change. */
    body: text('body').notNull(),
    /** Random: tells whether what was worked out from the facts up to here still serves. */
    token: text('token').notNull(),
  },
  (t) => [uniqueIndex('facts_place').on(t.device, t.number, t.place)],
)

/** Rows of shared tables that were written since the last sealing; filled by triggers once the workspace is shared. */
export const sharedDirty = sqliteTable(
  'shared_dirty',
  {
    kind: text('kind').$type<SharedKind>().notNull(),
    rowId: integer('row_id').notNull(),
    /** Of a row that was taken out of its table: the name under which others know it. */
    publicId: text('public_id'),
  },
  (t) => [primaryKey({ columns: [t.kind, t.rowId] })],
)

/**
 * Stretches of a table that are still to be looked at, where marking row by row would take long: all of it when the
 * workspace is shared, the contacts of an import when it is decided, the rows of an engagement when it goes live.
 */
export const sharedRanges = sqliteTable('shared_ranges', {
  id: id(),
  kind: text('kind').$type<SharedKind>().notNull(),
  /** Row ids after this one, up to and with that one. */
  after: integer('after').notNull(),
  upto: integer('upto').notNull(),
})

/** Bodies of kept chunks that must go, with how far that is: a long history is gone through in pieces. */
export const erasures = sqliteTable('erasures', {
  id: id(),
  /** Public ids of the rows of which nothing may be left. */
  subjects: json<string[]>('subjects').notNull(),
  /** The last chunk that was looked at. */
  device: text('device').notNull().default(''),
  number: integer('number').notNull().default(0),
})

/** Two computers made the same thing under two names: the lesser name stays, the other leads to it. */
export const twins = sqliteTable(
  'twins',
  {
    kind: text('kind').$type<SharedKind>().notNull(),
    publicId: text('public_id').notNull(),
    stays: text('stays').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.kind, t.publicId] }),
    // asked for every name that isn't known
    index('twins_name').on(t.publicId),
    index('twins_stays').on(t.kind, t.stays),
  ],
)

/** What a merge refused or had to decide, for people to read. */
export const mergeNotes = sqliteTable(
  'merge_notes',
  {
    id: id(),
    at: instant('at').notNull(),
    what: text('what').$type<'refused' | 'conflict' | 'altered' | 'forked'>().notNull(),
    device: text('device').notNull(),
    /** Public id of the seat whose device it is; null: not known. */
    author: text('author'),
    kind: text('kind'),
    subject: text('subject'),
    words: text('words').notNull(),
    data: json<Record<string, unknown>>('data').notNull(),
    /** The change that it is about, so that it is told once. */
    about: text('about').notNull().unique(),
  },
  (t) => [index('merge_notes_at').on(t.at)],
)

/** Permission to send for a seat. States and who may move them: domain/delegation.ts. */
export const grants = sqliteTable(
  'grants',
  {
    id: id(),
    publicId: publicId(),
    /** For whom mail is sent, and who sends it. */
    ownerId: integer('owner_id')
      .notNull()
      .references(() => seats.id),
    delegateId: integer('delegate_id')
      .notNull()
      .references(() => seats.id),
    origin: text('origin').$type<'grant' | 'request'>().notNull(),
    state: text('state').$type<GrantState>().notNull(),
    /** While it is pending: until when it can be accepted. */
    expiresAt: instant('expires_at').notNull(),
    decidedAt: instant('decided_at'),
    reason: text('reason'),
    createdAt: instant('created_at').notNull(),
    version: integer('version').notNull().default(1),
    ...shared(),
  },
  (t) => [
    uniqueIndex('grants_open').on(t.ownerId, t.delegateId).where(sql`state in ('pending', 'active') and deleted = 0`),
    index('grants_delegate').on(t.delegateId, t.state),
  ],
)

/** Signed letters about a permission, as they left or came. Each works once: `nonce` is unique. */
export const letters = sqliteTable(
  'letters',
  {
    id: id(),
    publicId: publicId(),
    nonce: text('nonce').notNull().unique(),
    direction: text('direction').$type<'out' | 'in'>().notNull(),
    /** As domain/delegation-letter.ts names it. */
    purpose: text('purpose').notNull(),
    /** Public id of the grant it is about. */
    grant: text('grant_id').notNull(),
    /** The letter itself, armoured, as it travels. */
    text: text('text').notNull(),
    state: text('state').$type<'waiting' | 'sent' | 'used' | 'refused'>().notNull(),
    reason: text('reason'),
    /** The email it left as, or the message it came in. */
    sendId: integer('send_id'),
    incomingId: integer('incoming_id'),
    expiresAt: instant('expires_at').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  (t) => [index('letters_grant').on(t.grant)],
)

/**
 * A device that is not home to an account may send a part of its mail. The parts of an account's devices never add up to
 * more than the whole, also while files are under way: domain/share.ts.
 */
export const shares = sqliteTable(
  'shares',
  {
    id: id(),
    publicId: publicId(),
    accountId: integer('account_id')
      .notNull()
      .references(() => accounts.id),
    /** Public id of the device that may send. */
    forDevice: text('for_device').notNull(),
    /** Thousandths of every limit of the account. */
    share: integer('share').notNull(),
    /** The account's secrets, age-encrypted to that device, base64; null: taken back. */
    sealed: text('sealed'),
    /** The account's epoch it was given under. */
    epoch: integer('epoch').notNull(),
    /** Until then it holds without another exchange. */
    leaseUntil: instant('lease_until').notNull(),
    state: text('state').$type<'granted' | 'revoked' | 'released'>().notNull(),
    createdAt: instant('created_at').notNull(),
    version: integer('version').notNull().default(1),
    ...shared(),
  },
  // two homes that do not know of each other may each give a part to one computer
  (t) => [index('shares_device').on(t.accountId, t.forDevice)],
)

/** Whether this copy of the data may send at all: one row. Says nothing to other computers. What it means: domain/safe-mode.ts. */
export const guard = sqliteTable('guard', {
  id: integer('id').primaryKey(),
  /** What its entry in the keychain is called. A copy of this file bears the same. */
  name: text('name').notNull().default(''),
  /** Emails taken up, each in the transaction that takes it up; the keychain knows how far this may have come. */
  counter: integer('counter').notNull(),
  /** Made by chance with each reservation in the keychain, and the one before it. */
  mark: text('mark').notNull().default(''),
  before: text('mark_before').notNull().default(''),
  /** What this computer called itself when the mark was made. */
  machine: text('machine').notNull(),
  state: text('state').$type<'normal' | 'safe'>().notNull(),
  /** Why it is in safe mode: as domain/safe-mode.ts names it. */
  reason: text('reason').$type<SafeReason>(),
  since: instant('since'),
  /** A clock behind this moment was accepted by a person. */
  clockAccepted: instant('clock_accepted').notNull().default(0),
  evidence: json<Record<string, unknown>>('evidence').notNull(),
})
