/** Where the rates of bounces and complaints stood when they were last looked at, so that each crossing is told once. */
import { sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { Levels } from '../../shared/domain/deliverability.ts'
import { instant, json } from './columns.ts'

export const rateLevels = sqliteTable('rate_levels', {
  /** "account:" and its row id, or "domain:" and its name. */
  subject: text('subject').primaryKey(),
  levels: json<Levels>('levels').notNull(),
  at: instant('at').notNull(),
})
