/** What is handed over: the exact bytes, every try, and what the sandbox took instead of a server. */
import { sql } from 'drizzle-orm'
import { blob, index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import { id, instant, json, publicId } from './columns.ts'
import { sends } from './schema-sending.ts'

/** Exact bytes of a message whose fate is not settled; gone when it is. */
export const outgoing = sqliteTable('outgoing', {
  sendId: integer('send_id')
    .primaryKey()
    .references(() => sends.id),
  raw: blob('raw', { mode: 'buffer' }).notNull(),
  hash: text('hash').notNull(),
})

/** Every try to hand a message to a server, with the server's own words. */
export const attempts = sqliteTable(
  'attempts',
  {
    id: id(),
    sendId: integer('send_id')
      .notNull()
      .references(() => sends.id),
    startedAt: instant('started_at').notNull(),
    dataStartedAt: instant('data_started_at'),
    endedAt: instant('ended_at'),
    outcome: text('outcome'),
    code: integer('code'),
    reply: text('reply'),
    /** Its name in the queue of sender hosts; null: it was this computer's own. */
    queuedAs: text('queued_as'),
    /** The sender host that had it, by name. */
    host: text('host'),
  },
  (t) => [
    index('attempts_send').on(t.sendId),
    uniqueIndex('attempts_live').on(t.sendId).where(sql`ended_at is null`),
    // the few that may have left a copy behind, whatever became of their send
    index('attempts_open_end')
      .on(t.startedAt)
      .where(sql`outcome in ('broken', 'interrupted') and data_started_at is not null`),
    // what each host has sent
    index('attempts_host').on(t.host, t.endedAt).where(sql`host is not null and outcome = 'accepted'`),
    uniqueIndex('attempts_queued').on(t.queuedAs).where(sql`queued_as is not null`),
  ],
)

/** Mail that reached the sandbox. */
export const sandboxMessages = sqliteTable(
  'sandbox_messages',
  {
    id: id(),
    publicId: publicId(),
    sendId: text('send_id'),
    sender: text('sender').notNull(),
    recipients: json<string[]>('recipients').notNull(),
    subject: text('subject').notNull(),
    raw: blob('raw', { mode: 'buffer' }).notNull(),
    receivedAt: instant('received_at').notNull(),
  },
  // an email's own copy, and what is older than a policy keeps, without a look at the bytes of all
  (t) => [index('sandbox_messages_send').on(t.sendId), index('sandbox_messages_at').on(t.receivedAt)],
)
