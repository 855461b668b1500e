/** What people write with, beside the sequences themselves. */
import { sql } from 'drizzle-orm'
import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { id, instant, publicId, shared } from './columns.ts'
import { seats } from './schema.ts'

/** Pieces of text that are put into emails: their Liquid is the email's from then on. */
export const snippets = sqliteTable(
  'snippets',
  {
    id: id(),
    publicId: publicId(),
    name: text('name').notNull(),
    nameKey: text('name_key').notNull(),
    html: text('html').notNull(),
    /** Null: everybody's. */
    seatId: integer('seat_id').references(() => seats.id),
    createdAt: instant('created_at').notNull(),
    version: integer('version').notNull().default(1),
    ...shared(),
  },
  (t) => [
    // two people may choose one name on two computers
    index('snippets_name')
      .on(t.nameKey, sql`CASE WHEN seat_id IS NULL THEN 0 ELSE seat_id END`)
      .where(sql`deleted = 0`),
  ],
)
