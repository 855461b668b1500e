import { createHash } from 'node:crypto'
import type Database from 'better-sqlite3'
import { Refusal } from '../../shared/domain/failure.ts'
import { mergeRules } from '../../shared/domain/rules-number.ts'
import whole from './fresh.sql?raw'
import journal from './migrations/meta/_journal.json' with { type: 'json' }

// Vite (build and Vitest) inlines the SQL files: nothing to find on disk at run time.
const files = import.meta.glob<string>('./migrations/*.sql', { query: '?raw', import: 'default', eager: true })

/**
 * Brings the database to this version; returns how many migrations ran.
 *
 * Not drizzle's own migrator: a generated table rebuild inside its transaction leaves foreign keys on, and
 * ON DELETE CASCADE would empty the children. The PRAGMA only works outside a transaction.
 *
 * @param fresh what a new file begins with, from where the later migrations go on: each ALTER TABLE reads the whole schema
 *   again, and running all of them took five times as long as this. '' runs every migration, from the first.
 * @throws Refusal `newer_database` when a newer Cadenza wrote the file: guessing would lose what it wrote.
 */
export function migrate(sqlite: Database.Database, fresh: string = whole): number {
  const todo = todoOf(sqlite)
  if (todo.length === 0) return 0
  sqlite.pragma('foreign_keys = OFF')
  sqlite.transaction(() => {
    const isNew = todo.length === journal.entries.length
    const rest = isNew ? beginWith(sqlite, fresh) : todo
    for (const entry of rest) run(sqlite, entry.tag, entry.when)
    const broken = sqlite.pragma('foreign_key_check') as unknown[]
    if (broken.length > 0) throw new Error(`migration would break ${broken.length} references`)
  })()
  sqlite.pragma('foreign_keys = ON')
  return todo.length
}

/** How many migrations this file still needs. Throws `newer_database` as `migrate` does. */
export const pendingMigrations = (sqlite: Database.Database): number => todoOf(sqlite).length

function todoOf(sqlite: Database.Database): { tag: string; when: number }[] {
  sqlite.exec(
    'CREATE TABLE IF NOT EXISTS __migrations (id INTEGER PRIMARY KEY AUTOINCREMENT, hash text NOT NULL, created_at numeric)',
  )
  const last = sqlite.prepare('SELECT max(created_at) FROM __migrations').pluck().get() as number | null
  const newest = journal.entries.at(-1)?.when ?? 0
  if ((last ?? 0) > newest) throw newer()
  const todo = journal.entries.filter((e) => e.when > (last ?? 0))
  // a version without a place of its own in the database may still have judged by rules that aren't known here
  if (todo.length === 0 && sqlite.prepare('SELECT 1 FROM workspace WHERE merge_rules > ?').get(mergeRules))
    throw newer()
  return todo
}

const newer = () =>
  new Refusal('newer_database', 'This data folder was written by a newer version of Cadenza. Update Cadenza.')

/** Gives an empty file the schema of `fresh`, whose first line names the last migration in it; those that are left. */
function beginWith(sqlite: Database.Database, fresh: string): typeof journal.entries {
  const last = /^-- up to (\w+)/.exec(fresh)?.[1]
  const there = journal.entries.findIndex(({ tag }) => tag === last) + 1
  if (there === 0) return journal.entries
  sqlite.exec(fresh)
  for (const { tag, when } of journal.entries.slice(0, there)) note(sqlite, textOf(tag), when)
  return journal.entries.slice(there)
}

function run(sqlite: Database.Database, tag: string, when: number): void {
  const text = textOf(tag)
  for (const statement of text.split('--> statement-breakpoint')) if (statement.trim()) sqlite.exec(statement)
  note(sqlite, text, when)
}

function textOf(tag: string): string {
  const text = files[`./migrations/${tag}.sql`]
  if (text === undefined) throw new Error(`migration ${tag} is missing from the bundle`)
  return text
}

function note(sqlite: Database.Database, text: string, when: number): void {
  const hash = createHash('sha256').update(text).digest('hex')
  sqlite.prepare('INSERT INTO __migrations (hash, created_at) VALUES (?, ?)').run(hash, when)
}
