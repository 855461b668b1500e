/** What other programs are told: calendars that they read, and news that is posted to them. On this computer only. */
import { sql } from 'drizzle-orm'
import { index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import { flag, id, instant, json, publicId } from './columns.ts'
import { seats } from './schema.ts'

/** An address under which a program reads planned emails as a calendar. Its secret is kept as a hash. */
export const calendarFeeds = sqliteTable('calendar_feeds', {
  id: id(),
  publicId: publicId(),
  seatId: integer('seat_id')
    .notNull()
    .references(() => seats.id),
  name: text('name').notNull(),
  tokenHash: text('token_hash').notNull().unique(),
  /** What it shows: of which mailboxes; null: all that the seat may see. */
  accounts: json<string[]>('accounts'),
  createdAt: instant('created_at').notNull(),
  lastUsedAt: instant('last_used_at'),
})

export const webhooks = sqliteTable('webhooks', {
  id: id(),
  publicId: publicId(),
  seatId: integer('seat_id')
    .notNull()
    .references(() => seats.id),
  name: text('name').notNull(),
  url: text('url').notNull(),
  events: json<string[]>('events').notNull(),
  /** An address of a private network is allowed, for this one. */
  allowPrivate: flag('allow_private'),
  paused: flag('paused'),
  /** Since when every delivery failed; null: the last one did not. */
  failingSince: instant('failing_since'),
  createdAt: instant('created_at').notNull(),
  version: integer('version').notNull().default(1),
})

/** One piece of news for one receiver: kept until it was taken, or given up. */
export const webhookDeliveries = sqliteTable(
  'webhook_deliveries',
  {
    id: id(),
    publicId: publicId(),
    webhookId: integer('webhook_id')
      .notNull()
      .references(() => webhooks.id),
    /** Names what happened: the same for every receiver and every try. */
    eventId: text('event_id').notNull(),
    event: text('event').notNull(),
    body: text('body').notNull(),
    state: text('state').$type<'waiting' | 'delivered' | 'given_up'>().notNull(),
    tries: integer('tries').notNull().default(0),
    nextAt: instant('next_at').notNull(),
    code: integer('code'),
    trouble: text('trouble'),
    createdAt: instant('created_at').notNull(),
    settledAt: instant('settled_at'),
  },
  (t) => [
    uniqueIndex('webhook_deliveries_event').on(t.webhookId, t.eventId),
    index('webhook_deliveries_due').on(t.nextAt).where(sql`state = 'waiting'`),
    index('webhook_deliveries_list').on(t.webhookId, t.id),
    // how many wait, how many were given up, and when the last one was taken: without a look at the rows
    index('webhook_deliveries_state').on(t.webhookId, t.state, t.settledAt, t.event),
    // what is old enough to be forgotten
    index('webhook_deliveries_settled').on(t.settledAt).where(sql`state <> 'waiting'`),
  ],
)
