/** What came in through the public listener, beside opt-outs: those are incoming messages like any other. */
import { integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import { flag, id, instant } from './columns.ts'
import { sends } from './schema-sending.ts'

/**
 * One row per link of an email that was followed, by people and by programs apart: whoever follows one a million times
 * raises a number, and fills no disk. No address of the network is kept.
 */
export const clicks = sqliteTable(
  'clicks',
  {
    id: id(),
    sendId: integer('send_id')
      .notNull()
      .references(() => sends.id),
    /** Where it led. */
    target: text('target').notNull(),
    /** False: taken for a program that looks at links, not for a person. */
    counted: flag('counted'),
    /** Why it was not counted; null where it was. */
    why: text('why'),
    /** User-Agent of the first, bounded. */
    agent: text('agent').notNull(),
    times: integer('times').notNull().default(1),
    firstAt: instant('first_at').notNull(),
    lastAt: instant('last_at').notNull(),
  },
  (t) => [uniqueIndex('clicks_link').on(t.sendId, t.counted, t.target)],
)
