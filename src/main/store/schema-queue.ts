/**
 * What this computer hands in to sender hosts: where the queue is, whom it trusts, and which tries are with them. Told to
 * nobody: another computer of the team hands in what is its own.
 */
import { sql } from 'drizzle-orm'
import { index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import { flag, id, instant, publicId } from './columns.ts'
import { accounts } from './schema.ts'
import { attempts } from './schema-attempts.ts'

/** One row, or none: nothing is handed in. The password is in the keychain. */
export const queue = sqliteTable('queue', {
  id: integer('id').primaryKey(),
  /** `postgres://user@host:5432/database`, without a password. */
  address: text('address').notNull(),
  hasPassword: flag('has_password'),
  since: instant('since').notNull(),
  /** Rises with each change: a connection under an older one is not used any more. */
  version: integer('version').notNull().default(1),
  /** Up to when (the queue's clock, ms) this copy knows what began to leave. */
  knownUntil: instant('known_until').notNull().default(0),
})

/** Hosts that emails are sealed to. */
export const senderHosts = sqliteTable('sender_hosts', {
  id: id(),
  publicId: publicId(),
  name: text('name').notNull(),
  /** `age1…` */
  key: text('key').notNull().unique(),
  addedAt: instant('added_at').notNull(),
})

/** Accounts that hosts send for. */
export const queuedAccounts = sqliteTable('queued_accounts', {
  accountId: integer('account_id')
    .primaryKey()
    .references(() => accounts.id),
  since: instant('since').notNull(),
  /** No more is handed in; it is this computer's again as soon as nothing of it is away. */
  ending: flag('ending'),
  /** Its limits, as the queue was told last (JSON); null: it wasn't, and what left before is told along. */
  told: text('told'),
})

/** Tries that hosts have, from the claim until their outcome is written down. */
export const handedIn = sqliteTable(
  'handed_in',
  {
    attemptId: integer('attempt_id')
      .primaryKey()
      .references(() => attempts.id),
    accountId: integer('account_id')
      .notNull()
      .references(() => accounts.id),
    /** What it is called in the queue: a UUID that no other copy of this workspace draws. */
    name: text('name').notNull().unique(),
    /** The try before it whose text had begun to leave, by its name there; null: none had. */
    after: text('after'),
    /** The course of the queue's database (queue/tables.ts) when it was taken up. */
    line: text('line').notNull(),
    /** After this instant no host begins with it, ms. */
    leaveBy: instant('leave_by').notNull(),
    /** When the queue had it; null: it has not, as far as is known. */
    at: instant('at'),
  },
  (t) => [
    index('handed_in_account').on(t.accountId),
    index('handed_in_waiting').on(t.attemptId).where(sql`at is null`),
  ],
)

/** Which host was given leave to send from which account: its password lies there. */
export const senderGrants = sqliteTable(
  'sender_grants',
  {
    id: id(),
    hostId: integer('host_id')
      .notNull()
      .references(() => senderHosts.id),
    accountId: integer('account_id')
      .notNull()
      .references(() => accounts.id),
    givenAt: instant('given_at').notNull(),
  },
  (t) => [uniqueIndex('sender_grants_once').on(t.hostId, t.accountId), index('sender_grants_account').on(t.accountId)],
)
