/** What a person keeps of a screen: its search, filters, sort and columns under a name. */
import { sql } from 'drizzle-orm'
import { integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import { id, instant, json, publicId, shared } from './columns.ts'
import { seats } from './schema.ts'

export const views = sqliteTable(
  'views',
  {
    id: id(),
    publicId: publicId(),
    /** Whose it is: views are not shared. */
    seatId: integer('seat_id')
      .notNull()
      .references(() => seats.id),
    screen: text('screen').notNull(),
    name: text('name').notNull(),
    /** The screen's own; nobody else reads it. */
    query: json<Record<string, unknown>>('query').notNull(),
    createdAt: instant('created_at').notNull(),
    ...shared(),
  },
  (t) => [uniqueIndex('views_name').on(t.seatId, t.screen, t.name).where(sql`deleted = 0`)],
)
