import { existsSync } from 'node:fs'
import Database from 'better-sqlite3'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import { Refusal } from '../../shared/domain/failure.ts'
import { groupCommit } from './group.ts'
import * as base from './schema.ts'
import * as accounts from './schema-accounts.ts'
import * as attempts from './schema-attempts.ts'
import * as contacts from './schema-contacts.ts'
import * as keys from './schema-keys.ts'
import * as outward from './schema-outward.ts'
import * as sending from './schema-sending.ts'
import * as views from './schema-views.ts'
import * as words from './schema-writing.ts'
import { createStanding, writesLedger } from './standing.ts'

const schema = { ...base, ...accounts, ...attempts, ...contacts, ...keys, ...outward, ...sending, ...views, ...words }

/** Can only read: has no way to reach `write`. */
export interface Reader {
  /**
   * Prepared once per connection and text; values bind by position or name. Where a query joins or sorts, this SQLite
   * (built with STAT4) plans it anew for each value that a column is compared with, which takes ten times as long as to
   * run it: with a plus before it (`id = +?`) the value is not looked at, and the plan stays.
   */
  all<T>(text: string, ...values: unknown[]): T[]
  get<T>(text: string, ...values: unknown[]): T | undefined
  iterate<T>(text: string, ...values: unknown[]): IterableIterator<T>
  /** What `work` gives, kept until anything but the ledger changes; see standing.ts for what may be read so. */
  known<T>(name: string, work: () => T): T
}

declare const writing: unique symbol
/** Inside a transaction: the only way to change anything. */
export interface Tx extends Reader {
  readonly [writing]: true
  run(text: string, ...values: unknown[]): { changes: number; id: number }
}

export interface Store extends Reader {
  /** Several reads of one moment: they see the same state, and the database is asked for its lock once. */
  read<T>(work: () => T): T
  /** One transaction (BEGIN IMMEDIATE): all of it is on disk when this returns, or none of it. */
  write<T>(work: (tx: Tx) => T): T
  /** The same together with other writers of this moment, in one commit; resolves when it is on disk. */
  writeSoon<T>(work: (tx: Tx) => T): Promise<T>
  /** False: `quick_check` was left for later, and nothing may be sent until it has been made. */
  checked: boolean
  /** From now on every write throws `refusal`: what is written into a damaged file harms what is left of it. */
  condemn(refusal: Refusal): void
  db: ReturnType<typeof drizzle<typeof schema>>
  sqlite: Database.Database
  close(): void
}

/**
 * Settings a mail ledger can't do without. better-sqlite3 drops to `synchronous=NORMAL` in WAL mode, under which a
 * committed "sent" can vanish with the power and the mail goes out twice: hence FULL, and read back to be sure.
 */
function harden(sqlite: Database.Database): void {
  sqlite.pragma('busy_timeout = 5000')
  sqlite.pragma('journal_mode = WAL')
  sqlite.pragma('synchronous = FULL')
  if (process.platform === 'darwin') sqlite.pragma('fullfsync = ON')
  sqlite.pragma('trusted_schema = OFF')
  sqlite.pragma('foreign_keys = ON')
  sqlite.pragma('cache_size = -65536')
  // An email touches some forty pages: with SQLite's 1,000 the log is copied back, and the disk waited for, every twenty.
  sqlite.pragma('wal_autocheckpoint = 4000')
  const synchronous = sqlite.pragma('synchronous', { simple: true })
  if (synchronous !== 2) throw new Error(`the database runs with synchronous=${synchronous}, not FULL`)
}

/**
 * Opens the database file (or ':memory:'). Does not migrate: only the engine does (`migrate.ts`).
 *
 * @throws Refusal `damaged_database` when SQLite's quick_check finds a fault; nothing may be sent from such a file.
 */
export function openStore(file: string, options: { check?: boolean } = {}): Store {
  const existed = file !== ':memory:' && existsSync(file)
  let sqlite: Database.Database
  try {
    sqlite = new Database(file)
    harden(sqlite)
    if (existed && options.check !== false) quickCheck(sqlite)
  } catch (error) {
    throw asRefusal(error, file)
  }
  return wrap(sqlite, !existed || options.check !== false)
}

/**
 * True when whoever had the database open last closed it: SQLite removes the log beside it then, and leaves it behind
 * when the process or the computer died.
 */
export const endedCleanly = (file: string): boolean => existsSync(file) && !existsSync(`${file}-wal`)

/**
 * Reads every page. Seconds on a large database.
 *
 * @throws Refusal `damaged_database`
 */
export function quickCheck(sqlite: Database.Database): void {
  let found: unknown
  try {
    found = sqlite.pragma('quick_check(1)', { simple: true })
  } catch (error) {
    throw asRefusal(error, 'The file')
  }
  if (found !== 'ok') throw new Refusal('damaged_database', `The database is damaged: ${found}. Restore a backup.`)
}

function asRefusal(error: unknown, file: string): unknown {
  const code = (error as { code?: string }).code ?? ''
  if (code === 'SQLITE_CORRUPT' || code === 'SQLITE_NOTADB')
    return new Refusal(
      'damaged_database',
      `${file} is no readable database (${(error as Error).message}). Restore a backup.`,
    )
  return error
}

interface Prepared {
  statement: Database.Statement
  /** It writes rows that nothing kept was read from. */
  ofLedger: boolean
}

function wrap(sqlite: Database.Database, checked: boolean): Store {
  const prepared = new Map<string, Prepared>()
  const prepare = (text: string): Prepared => {
    const known = prepared.get(text)
    if (known) return known
    const made = { statement: sqlite.prepare(text), ofLedger: writesLedger(text) }
    prepared.set(text, made)
    return made
  }
  const standing = createStanding(sqlite)
  const reader: Reader = {
    all: <T>(text: string, ...values: unknown[]) => prepare(text).statement.all(...values) as T[],
    get: <T>(text: string, ...values: unknown[]) => prepare(text).statement.get(...values) as T | undefined,
    iterate: <T>(text: string, ...values: unknown[]) =>
      // its own statement: an open iterator would block the cached one for everybody else
      sqlite.prepare(text).iterate(...values) as IterableIterator<T>,
    known: standing.known,
  }
  const tx = {
    ...reader,
    run(text: string, ...values: unknown[]) {
      const { statement, ofLedger } = prepare(text)
      const { changes, lastInsertRowid } = statement.run(...values)
      if (!ofLedger) standing.forget()
      return { changes, id: Number(lastInsertRowid) }
    },
  } as Tx
  const transaction = sqlite.transaction((work: (tx: Tx) => unknown) => work(tx)).immediate
  const together = sqlite.transaction((work: () => unknown) => work()).deferred
  const writeTogether = groupCommit(sqlite, tx, standing)
  let damage: Refusal | null = null
  return {
    ...reader,
    checked,
    condemn(refusal) {
      damage = refusal
    },
    read<T>(work: () => T) {
      standing.begin()
      return together(work) as T
    },
    write<T>(work: (tx: Tx) => T) {
      if (damage) throw damage
      standing.begin()
      try {
        return transaction(work) as T
      } catch (error) {
        // what was read of rows that are not there any more
        standing.forget()
        throw error
      }
    },
    writeSoon: <T>(work: (tx: Tx) => T) => (damage ? Promise.reject(damage) : writeTogether(work)),
    db: drizzle(sqlite, { schema }),
    sqlite,
    close: () => sqlite.close(),
  }
}
