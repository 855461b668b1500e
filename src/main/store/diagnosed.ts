/** What a look at a computer from elsewhere needs to know of its database: how much there is, and never of whom. */
import type { Reader } from './open.ts'

export interface TableCount {
  table: string
  rows: number
  /** Where its rows have a state: how many are in each. */
  states?: Record<string, number>
}

/** Reads every table once: seconds where there are millions of rows. */
function countTables(reader: Reader): TableCount[] {
  const names = reader.all<{ name: string }>(
    `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '\\_\\_%' ESCAPE '\\'
       AND sql NOT LIKE 'CREATE VIRTUAL%' AND name NOT LIKE '%\\_fts\\_%' ESCAPE '\\' ORDER BY name`,
  )
  return names.map(({ name }) => countTable(reader, name))
}

function countTable(reader: Reader, table: string): TableCount {
  const { n } = reader.get<{ n: number }>(`SELECT count(*) as n FROM "${table}"`) ?? { n: 0 }
  if (!reader.get(`SELECT 1 FROM pragma_table_info(?) WHERE name = 'state'`, table)) return { table, rows: n }
  const states = reader.all<{ state: string | null; n: number }>(
    `SELECT state, count(*) as n FROM "${table}" GROUP BY state ORDER BY state`,
  )
  return { table, rows: n, states: Object.fromEntries(states.map((each) => [each.state ?? 'none', each.n])) }
}

export interface NotedKind {
  kind: string
  times: number
  /** ms since the epoch. */
  last: number
}

/** What was noted of each kind; never the words, which name people. */
const notedKinds = (reader: Reader): NotedKind[] =>
  reader.all<NotedKind>('SELECT kind, count(*) as times, max(at) as last FROM journal GROUP BY kind ORDER BY kind')

/** How late the last emails left after their planned moment, ms, the shortest first; at most `most` of them. */
const lateness = (reader: Reader, most: number): number[] =>
  reader
    .all<{ late: number }>(
      `SELECT claimed_at - at as late FROM (SELECT claimed_at, at, by_hand FROM sends
         WHERE state = 'sent' AND settled_at IS NOT NULL ORDER BY settled_at DESC LIMIT ?)
       WHERE claimed_at IS NOT NULL AND by_hand IS NULL ORDER BY late`,
      most,
    )
    .map(({ late }) => late)

export interface DatabaseFacts {
  sqlite: string
  journal_mode: string
  pages: number
  page_bytes: number
  free_pages: number
  migrations: number
}

export function databaseFacts(reader: Reader): DatabaseFacts {
  const found = reader.get<DatabaseFacts>(
    `SELECT sqlite_version() as sqlite, (SELECT journal_mode FROM pragma_journal_mode) as journal_mode,
       (SELECT page_count FROM pragma_page_count) as pages, (SELECT page_size FROM pragma_page_size) as page_bytes,
       (SELECT freelist_count FROM pragma_freelist_count) as free_pages,
       (SELECT count(*) FROM __migrations) as migrations`,
  )
  if (!found) throw new Error('a query without a table gave no row')
  return found
}

export interface Census {
  tables: TableCount[]
  noted: NotedKind[]
  lateness: number[]
}

/** Everything here that takes as long as the database is large. */
export const census = (reader: Reader): Census => ({
  tables: countTables(reader),
  noted: notedKinds(reader),
  lateness: lateness(reader, 500),
})
