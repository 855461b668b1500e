/** When each seat last looked at what happened while it was away. Says nothing to other computers. */
import { integer, sqliteTable } from 'drizzle-orm/sqlite-core'
import { instant } from './columns.ts'
import { seats } from './schema.ts'

export const looks = sqliteTable('looks', {
  seatId: integer('seat_id')
    .primaryKey()
    .references(() => seats.id),
  at: instant('at').notNull(),
})
