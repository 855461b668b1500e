/** What people write with, beside the sequences themselves. */
import { sql } from 'drizzle-orm'
import { index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import { id, instant, publicId, shared } from './columns.ts'
import { contacts, seats } from './schema.ts'
import { sequences } from './schema-sending.ts'
import type { OwnText } from './stored-step.ts'

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

/**
 * Emails looked through before anybody is engaged: what was approved or written for a contact, until engaging them takes it
 * along. A seat's own, on this computer.
 */
export const letterDrafts = sqliteTable(
  'letter_drafts',
  {
    id: id(),
    seatId: integer('seat_id')
      .notNull()
      .references(() => seats.id),
    sequenceId: integer('sequence_id')
      .notNull()
      .references(() => sequences.id),
    contactId: integer('contact_id')
      .notNull()
      .references(() => contacts.id),
    step: integer('step').notNull(),
    /** Hash of what the step gave this contact when it was looked at. */
    base: text('base').notNull(),
    subject: text('subject').notNull(),
    html: text('html'),
    text: text('text'),
    /** Of the exact text. */
    hash: text('hash').notNull(),
    how: text('how').$type<OwnText['how']>().notNull(),
    at: instant('at').notNull(),
  },
  (t) => [
    uniqueIndex('letter_drafts_one').on(t.seatId, t.sequenceId, t.contactId, t.step),
    // whoever is erased or merged takes theirs along
    index('letter_drafts_contact').on(t.contactId),
  ],
)
