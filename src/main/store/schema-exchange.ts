/** What computers of a team exchanged: with whom, and the folder they share for it. Says nothing to other computers. */
import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { instant, json } from './columns.ts'

/** What was exchanged with each device. */
export const exchanges = sqliteTable('exchanges', {
  /** Public id. */
  device: text('device').primaryKey(),
  /** Up to which chunk of each device it is known to hold. */
  holds: json<Record<string, number>>('holds').notNull(),
  sentAt: instant('sent_at'),
  heardAt: instant('heard_at'),
})

/** The folder: one row, or none. */
export const sharedFolder = sqliteTable('shared_folder', {
  id: integer('id').primaryKey(),
  /** Absolute path. */
  path: text('path').notNull(),
  /** The last file written there is `<device>-<number>.cadenza`. */
  number: integer('number').notNull().default(0),
  /** Up to which chunk of each device that file went: as long as nothing more is held, no other is written. */
  wrote: json<Record<string, number>>('wrote').notNull(),
  /** Who could open it, joined: another device means another file. */
  recipients: text('recipients').notNull().default(''),
  wroteAt: instant('wrote_at'),
  lookedAt: instant('looked_at'),
  /** Why it can't be read or written; null: it can. */
  trouble: text('trouble'),
  /** Files that were read, by name: they are read again when size or time change. `words`: why one was refused. */
  seen: json<Record<string, { size: number; at: number; words?: string }>>('seen').notNull(),
})
