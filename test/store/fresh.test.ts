import Database from 'better-sqlite3'
import { expect, it } from 'vitest'
import words from '../../src/main/store/fresh.sql?raw'
import { migrate } from '../../src/main/store/migrate.ts'
import journal from '../../src/main/store/migrations/meta/_journal.json' with { type: 'json' }

interface Part {
  type: string
  name: string
  sql: string | null
}

function migrated(fresh?: string): Database.Database {
  const sqlite = new Database(':memory:')
  migrate(sqlite, fresh)
  return sqlite
}

const parts = (sqlite: Database.Database) =>
  sqlite.prepare('SELECT type, name, sql FROM sqlite_master ORDER BY rowid').all() as Part[]

/** Everything in a file: each part of its schema in its words, and every row. */
function everything(sqlite: Database.Database) {
  const there = parts(sqlite).sort((a, b) => (`${a.type} ${a.name}` < `${b.type} ${b.name}` ? -1 : 1))
  const tables = there.filter(({ type, sql }) => type === 'table' && !/^CREATE VIRTUAL/.test(sql ?? ''))
  return { there, rows: tables.map(({ name }) => [name, sqlite.prepare(`SELECT * FROM "${name}"`).all()]) }
}

/** The schema that all migrations lead to, in its own words; what SQLite makes by itself is left out. */
function schema(sqlite: Database.Database): string {
  const all = parts(sqlite)
  const virtual = all.filter(({ sql }) => sql?.startsWith('CREATE VIRTUAL')).map(({ name }) => name)
  const own = all.filter(
    ({ name, sql }) =>
      sql && !/^(?:sqlite_|__migrations$)/.test(name) && !virtual.some((v) => name.startsWith(`${v}_`)),
  )
  const words = own.map(({ sql }) => `${sql};\n`).join('')
  return `-- up to ${journal.entries.at(-1)?.tag}, made from the migrations: vitest run test/store/fresh.test.ts -u\n${words}`
}

it('what a new file begins with is what the migrations lead to: after a new one, run this file with -u', async () => {
  await expect(schema(migrated(''))).toMatchFileSnapshot('../../src/main/store/fresh.sql')
})

it('a new file is the same as one that went through every migration, to the last row', () => {
  const stepwise = everything(migrated(''))
  expect(everything(migrated())).toEqual(stepwise)
  expect(stepwise.rows.find(([name]) => name === '__migrations')?.[1]).toHaveLength(journal.entries.length)
})

it('a new file really begins with it', () => {
  expect(parts(migrated(`${words}CREATE TABLE one_more (id integer);`)).map(({ name }) => name)).toContain('one_more')
})
