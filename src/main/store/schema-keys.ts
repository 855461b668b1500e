/** Programs that ask over HTTP: their keys, and what each request was answered. */
import { integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import { id, instant, json, publicId } from './columns.ts'
import { seats } from './schema.ts'

export const apiKeys = sqliteTable('api_keys', {
  id: id(),
  publicId: publicId(),
  seatId: integer('seat_id')
    .notNull()
    .references(() => seats.id),
  name: text('name').notNull(),
  /** SHA-256 of the key; the key itself is shown once and kept nowhere. */
  hash: text('hash').notNull().unique(),
  scopes: json<string[]>('scopes').notNull(),
  /** Row ids of the only accounts and groups it may send through; null: all that its seat may. */
  bound: json<{ accounts: number[]; groups: number[] }>('bound'),
  createdAt: instant('created_at').notNull(),
  expiresAt: instant('expires_at').notNull(),
  revokedAt: instant('revoked_at'),
  usedAt: instant('used_at'),
})

export const idempotency = sqliteTable(
  'idempotency',
  {
    id: id(),
    apiKeyId: integer('api_key_id').notNull(),
    key: text('key').notNull(),
    request: text('request').notNull(),
    status: integer('status'),
    body: text('body'),
    headers: text('headers'),
    createdAt: instant('created_at').notNull(),
  },
  (t) => [uniqueIndex('idempotency_key').on(t.apiKeyId, t.key)],
)
