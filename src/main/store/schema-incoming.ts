/** What comes back: messages that were read, how far each folder was, copies to be filed, and what an unsure send was looked for. */
import { sql } from 'drizzle-orm'
import { blob, index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import type { Evidence, IncomingKind, IncomingRecipient } from '../../shared/domain/incoming-shape.ts'
import { flag, id, instant, json, publicId, shared } from './columns.ts'
import { accounts, contacts } from './schema.ts'
import { enrollments, sends } from './schema-sending.ts'

/**
 * One row per message that says something about our mail, with what was made of it. Messages that say nothing are not kept:
 * the folder's cursor remembers that they were read.
 */
export const incoming = sqliteTable(
  'incoming',
  {
    id: id(),
    publicId: publicId(),
    /** The mailbox it came to; null: through the opt-out page. */
    accountId: integer('account_id').references(() => accounts.id),
    /** Message-ID, or a hash of its head where it has none: a copy in another folder is the same message. */
    messageKey: text('message_key').notNull(),
    folder: text('folder'),
    uidValidity: text('uid_validity'),
    uid: integer('uid'),
    /** When the server took it in (INTERNALDATE), ms. */
    at: instant('at').notNull(),
    fromAddress: text('from_address').notNull(),
    fromName: text('from_name'),
    subject: text('subject').notNull(),
    /** By the classifier, or by a person who knew better. */
    kind: text('kind').$type<IncomingKind>().notNull(),
    hard: flag('hard'),
    recipients: json<IncomingRecipient[]>('recipients').notNull(),
    /** ISO date an absence ends on. */
    returnDate: text('return_date'),
    /** Of a feedback report: its type (RFC 5965), such as `abuse`; null: none, or a person said what it is. */
    feedback: text('feedback'),
    /** What is new in it, without quote and signature. */
    text: text('text'),
    /** The whole text, bounded; null where it was erased. */
    body: text('body'),
    evidence: json<Evidence[]>('evidence').notNull(),
    /** What it is about; null: not found. */
    sendId: integer('send_id').references(() => sends.id),
    enrollmentId: integer('enrollment_id').references(() => enrollments.id),
    contactId: integer('contact_id').references(() => contacts.id),
    /** done: its consequences stand. undone: a person took them back. none: it has none. */
    state: text('state').$type<'done' | 'undone' | 'none'>().notNull(),
    /** What followed from it, so that it can be taken back exactly. */
    effects: json<Record<string, unknown>>('effects').notNull(),
    decidedAt: instant('decided_at').notNull(),
    /** Public id of the seat that took it back, and when. */
    undoneBy: text('undone_by'),
    undoneAt: instant('undone_at'),
    /** Null: nobody has looked at it. */
    seenAt: instant('seen_at'),
    version: integer('version').notNull().default(1),
    ...shared(),
  },
  (t) => [
    uniqueIndex('incoming_message').on(t.accountId, t.messageKey),
    index('incoming_at').on(t.at, t.id),
    index('incoming_kind').on(t.kind, t.at),
    // holds all that is counted
    index('incoming_counts').on(t.deleted, t.kind, t.seenAt),
    index('incoming_account').on(t.accountId, t.at),
    index('incoming_contact').on(t.contactId, t.at),
    index('incoming_enrollment').on(t.enrollmentId),
    index('incoming_send').on(t.sendId),
    // what somebody wrote, whether we wrote to them or not
    index('incoming_from').on(sql`lower(from_address)`),
    // what a policy removes after so many days
    index('incoming_whole').on(t.at).where(sql`body is not null`),
    index('incoming_unseen').on(t.at).where(sql`seen_at is null`),
  ],
)

/** How far each watched folder was read. UIDs mean nothing once `uid_validity` is another (RFC 9051 §2.3.1.1). */
export const inboxFolders = sqliteTable(
  'inbox_folders',
  {
    id: id(),
    accountId: integer('account_id')
      .notNull()
      .references(() => accounts.id),
    folder: text('folder').notNull(),
    uidValidity: text('uid_validity').notNull(),
    uidNext: integer('uid_next').notNull(),
    /** When all that was in it was known; null = never yet. Whatever leaves looks at this first. */
    readAt: instant('read_at'),
    /** Why it could not be read since; null = it could. */
    trouble: text('trouble'),
  },
  (t) => [uniqueIndex('inbox_folders_folder').on(t.accountId, t.folder)],
)

/** Copies of sent mail that we file ourselves, because the server doesn't; gone when that is done. */
export const sentCopies = sqliteTable(
  'sent_copies',
  {
    sendId: integer('send_id')
      .primaryKey()
      .references(() => sends.id),
    accountId: integer('account_id')
      .notNull()
      .references(() => accounts.id),
    raw: blob('raw', { mode: 'buffer' }).notNull(),
    tries: integer('tries').notNull().default(0),
    nextAt: instant('next_at').notNull(),
    trouble: text('trouble'),
  },
  (t) => [index('sent_copies_due').on(t.nextAt)],
)

/** Where an unsure send is looked for, and what was found so far. */
export const unsureLooks = sqliteTable(
  'unsure_looks',
  {
    sendId: integer('send_id')
      .primaryKey()
      .references(() => sends.id),
    tries: integer('tries').notNull().default(0),
    /** Null: nothing more is looked for, a person decides. */
    nextAt: instant('next_at'),
    /** Each line with its instant. */
    evidence: json<(Evidence & { at: number })[]>('evidence').notNull(),
  },
  (t) => [index('unsure_looks_due').on(t.nextAt)],
)

/** Who files the copies of sent mail, account by account, as it was learned by looking; and what stands in the way. */
export const filing = sqliteTable('filing', {
  accountId: integer('account_id')
    .primaryKey()
    .references(() => accounts.id),
  /** The servers it was learned of: with others it is learned anew. */
  server: text('server').notNull(),
  /** Null: not learned yet. */
  filesSent: integer('files_sent', { mode: 'boolean' }),
  /** Copies that did not show up by themselves, in a row. */
  missed: integer('missed').notNull().default(0),
  folder: text('folder'),
  /** Why the last copy could not be filed, in the server's words; null: it could. */
  trouble: text('trouble'),
  /** Copies that were given up since the last one that could be filed. */
  givenUp: integer('given_up').notNull().default(0),
})
