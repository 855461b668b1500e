import { integer, text } from 'drizzle-orm/sqlite-core'

/** Row id, never leaves this computer; `public_id` is the name a row has outside. */
export const id = () => integer('id').primaryKey({ autoIncrement: true })
export const publicId = () => text('public_id').notNull().unique()
export const flag = (name: string, value = false) => integer(name, { mode: 'boolean' }).notNull().default(value)
export const instant = (name: string) => integer(name)
export const json = <T>(name: string) => text(name, { mode: 'json' }).$type<T>()

/**
 * What a row that can travel in a workspace file carries from its first day: who wrote it, on which device, and when
 * by the hybrid logical clock (`millis-counter-device`, sorts as text).
 */
export const shared = () => ({
  author: text('author'),
  device: text('device').notNull(),
  hlc: text('hlc').notNull(),
  deleted: integer('deleted', { mode: 'boolean' }).notNull().default(false),
})
