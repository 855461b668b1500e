/** What belongs to contact lists beside the contacts themselves. */
import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { id, json } from './columns.ts'
import { imports } from './schema.ts'

/** Rows of a list that were not taken, as the file had them: given back so that they can be put right. */
export const importRefusals = sqliteTable(
  'import_refusals',
  {
    id: id(),
    importId: integer('import_id')
      .notNull()
      .references(() => imports.id),
    line: integer('line').notNull(),
    /** Heading of the column at fault, null when it is the row as a whole. */
    column: text('column'),
    reason: text('reason').notNull(),
    message: text('message').notNull(),
    cells: json<string[]>('cells').notNull(),
  },
  (t) => [index('import_refusals_import').on(t.importId, t.id)],
)
