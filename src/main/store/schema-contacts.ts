/** What belongs to contact lists beside the contacts themselves, and who must not be written to. */
import { sql } from 'drizzle-orm'
import { index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import { id, instant, json, publicId, shared } from './columns.ts'
import { contacts, imports, seats } from './schema.ts'

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

/** Fields of contacts that somebody gave a label and a type. Those that only lists brought are plain text. */
export const contactFields = sqliteTable(
  'contact_fields',
  {
    id: id(),
    publicId: publicId(),
    /** As in `contacts.fields` and in templates. */
    name: text('name').notNull(),
    label: text('label').notNull(),
    type: text('type').$type<'text' | 'number' | 'date' | 'url' | 'choice'>().notNull(),
    /** Of a choice. */
    options: json<string[]>('options'),
    position: integer('position').notNull(),
    createdAt: instant('created_at').notNull(),
    version: integer('version').notNull().default(1),
    ...shared(),
  },
  (t) => [uniqueIndex('contact_fields_name').on(t.name).where(sql`deleted = 0`)],
)

/** What people wrote down about a contact. */
export const contactNotes = sqliteTable(
  'contact_notes',
  {
    id: id(),
    publicId: publicId(),
    contactId: integer('contact_id')
      .notNull()
      .references(() => contacts.id),
    seatId: integer('seat_id')
      .notNull()
      .references(() => seats.id),
    text: text('text').notNull(),
    createdAt: instant('created_at').notNull(),
    changedAt: instant('changed_at').notNull(),
    version: integer('version').notNull().default(1),
    ...shared(),
  },
  (t) => [index('contact_notes_contact').on(t.contactId, t.id)],
)

/** How the columns of files with the same headings were taken the last time. On this computer only. */
export const importMappings = sqliteTable('import_mappings', {
  /** SHA-256 of the headings in their order. */
  headings: text('headings').primaryKey(),
  mapping: json<Record<string, unknown>>('mapping').notNull(),
  usedAt: instant('used_at').notNull(),
})

/** Changes an import wants for contacts that exist already; written when the import is decided. */
export const contactUpdates = sqliteTable(
  'contact_updates',
  {
    id: id(),
    importId: integer('import_id')
      .notNull()
      .references(() => imports.id),
    contactId: integer('contact_id')
      .notNull()
      .references(() => contacts.id),
    values: json<Record<string, unknown>>('values').notNull(),
    /** What stood there before it was written, so that the import can be taken back; null: not written yet. */
    before: json<Record<string, unknown>>('before'),
  },
  (t) => [index('contact_updates_import').on(t.importId)],
)

/** Grows only. `value` is an address key, a lower-case domain, or the hash of an erased contact's address key. */
export const suppressions = sqliteTable(
  'suppressions',
  {
    id: id(),
    publicId: publicId(),
    kind: text('kind').$type<'address' | 'domain' | 'hash'>().notNull(),
    value: text('value').notNull(),
    reason: text('reason').notNull(),
    source: text('source').notNull(),
    createdAt: instant('created_at').notNull(),
    ...shared(),
  },
  (t) => [
    uniqueIndex('suppressions_value').on(t.kind, t.value),
    // the domains among a million addresses, newest first
    index('suppressions_kind').on(t.kind, t.id),
  ],
)
