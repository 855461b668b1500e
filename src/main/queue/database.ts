/** The PostgreSQL database that several hosts share: a pool of connections, transactions, and the queue engine on it. */
import { Socket } from 'node:net'
import { Pool, type PoolClient } from 'pg'
import { type Db, PgBoss } from 'pg-boss'
import type { Sql } from './sql.ts'
import { createTables, lineExpression } from './tables.ts'

export interface Queue {
  sql: Sql
  /** One transaction; what `work` throws takes it back. `jobs` gives it to the queue engine's calls. */
  write<T>(work: (sql: Sql, jobs: Db) => Promise<T>): Promise<T>
  boss: PgBoss
  /** For calls of the engine on which sending hangs: on its own connections a lost answer is waited for much longer. */
  jobs: Db
  /** An SQL expression: what tells this course of the database from one before it was put back (tables.ts). */
  line: string
  close(): Promise<void>
}

export interface QueueOptions {
  /** `postgres://…`, as libpq writes it. */
  url: string
  /** How it is called in PostgreSQL's list of connections. */
  name: string
  /** Connections at most. */
  connections?: number
  /** True: this host keeps the queue in order too (jobs of dead hosts come back, old ones go). */
  keeper?: boolean
  /** From its end on nobody waits for the database any more: every connection is broken off. */
  signal?: AbortSignal
  /** Told of what went wrong in the background; the engine goes on by itself. */
  onError: (error: Error) => void
  /** How long an answer is waited for, ms. Absent: twenty seconds. */
  patience?: number
}

/** The one queue: mail that is due, one active job an account. */
export const mailQueue = 'cadenza-mail'
/** Told whenever an outcome is there; the payload is the workspace's id. */
export const outcomesChannel = 'cadenza_outcomes'
/** Where the engine has its tables. */
export const jobsSchema = 'cadenza_jobs'
/** A host that is not heard of for so long is given up, in s. Not less than the engine takes. */
const heartbeat = 30
/** So often a job comes back: its host was lost, or its account's limit was full. The tries of an email are the ledger's. */
const comebacks = 1_000_000

/**
 * A network that swallows everything tells nobody. Whoever waits for an answer gives up after `patience` ms, throws the
 * connection away and tells its caller; the server ends a transaction of which it hears nothing after the same time, and with
 * it the locks on its account, which would keep all other hosts from sending for it for as long as TCP takes (hours).
 */
const usualPatience = 20_000
const bounded = (patience: number) => ({
  query_timeout: patience,
  statement_timeout: patience,
  lock_timeout: patience / 2,
  idle_in_transaction_session_timeout: patience,
  keepAlive: true,
  keepAliveInitialDelayMillis: 10_000,
})
/**
 * For the engine's fetch. It leaves out accounts that have a job in hand, with a probe of an index for each job it passes; but
 * PostgreSQL, whose statistics know next to none in hand, would rather keep them in a list and go through all of it each time
 * (docs/decisions/0020-fetch.md).
 */
const byIndex = '-c enable_material=off'
/** The engine's own work in the background may take longer, where a million jobs are counted, in ms. */
const engineBounded = { query_timeout: 300_000, idle_in_transaction_session_timeout: usualPatience }

/** A database that doesn't take leave is left without, after so long, in ms. Network time is real time. */
const leave = 5000

/** All connections to the database, so that they can be broken off at once. */
function ways(signal?: AbortSignal) {
  const open = new Set<Socket>()
  let isOver = false
  const breakOff = () => {
    isOver = true
    for (const way of open) way.destroy()
  }
  signal?.addEventListener('abort', breakOff)
  if (signal?.aborted) breakOff()
  const stream = () => {
    const way = new Socket()
    open.add(way)
    way.once('close', () => open.delete(way))
    // once somebody listens to it
    if (isOver) setImmediate(() => way.destroy())
    return way
  }
  return { stream, breakOff, forget: () => signal?.removeEventListener('abort', breakOff) }
}

const speaking =
  (client: Pool | PoolClient): Sql =>
  async <T extends object>(text: string, values: readonly unknown[] = []) =>
    (await client.query<T & Record<string, unknown>>(text, [...values])).rows as T[]

const forJobs = (sql: Sql): Db => ({
  executeSql: async (text, values) => ({ rows: await sql<Record<string, unknown>>(text, values ?? []) }),
})

/**
 * Opens it, and makes what is not there yet. Rejects when it can't be reached, or a newer Cadenza has been at it.
 */
export async function openQueue(options: QueueOptions): Promise<Queue> {
  const { url, name, onError, keeper = true, patience = usualPatience } = options
  const { stream, breakOff, forget } = ways(options.signal)
  const pool = new Pool({
    connectionString: url,
    stream,
    application_name: name,
    max: options.connections ?? 10,
    connectionTimeoutMillis: 10_000,
    options: byIndex,
    ...bounded(patience),
  })
  pool.on('error', onError)
  // one that is lent out is nobody's to listen to but ours, and an error that nobody hears ends the program
  pool.on('connect', (client) => client.on('error', onError))
  const write: Queue['write'] = async (work) => {
    const client = await pool.connect()
    const sql = speaking(client)
    let broken: Error | undefined
    try {
      await client.query('BEGIN')
      const done = await work(sql, forJobs(sql))
      await client.query('COMMIT')
      return done
    } catch (error) {
      // a connection that can't even take back is thrown away: the server takes back by itself
      await client.query('ROLLBACK').catch((second: Error) => {
        broken = second
      })
      throw error
    } finally {
      client.release(broken)
    }
  }
  try {
    await write(createTables)
    const sql = speaking(pool)
    const line = await lineExpression(sql)
    const boss = await startEngine({ url, name, keeper, onError, stream })
    const close = async () => {
      AbortSignal.timeout(leave).addEventListener('abort', breakOff)
      await boss.stop({ graceful: true, timeout: 30_000 })
      await pool.end()
      forget()
    }
    return { sql, write, boss, jobs: forJobs(sql), line, close }
  } catch (error) {
    await pool.end()
    forget()
    throw error
  }
}

async function startEngine({
  url,
  name,
  keeper,
  onError,
  stream,
}: Required<Pick<QueueOptions, 'url' | 'name' | 'keeper' | 'onError'>> & { stream: () => Socket }): Promise<PgBoss> {
  const given = { stream }
  const boss = new PgBoss({
    ...given,
    connectionString: url,
    application_name: `${name} jobs`,
    schema: jobsSchema,
    schedule: false,
    supervise: keeper,
    monitorIntervalSeconds: 10,
    superviseIntervalSeconds: 10,
    useListenNotify: true,
    max: 4,
    options: byIndex,
    ...engineBounded,
  })
  boss.on('error', onError)
  try {
    await boss.start()
    // more than one host may come here at once; the engine takes the second for the same
    await boss.createQueue(mailQueue, {
      policy: 'singleton',
      notify: true,
      retryLimit: comebacks,
      retryDelay: 0,
      heartbeatSeconds: heartbeat,
      expireInSeconds: 3600,
      deleteAfterSeconds: 3600,
      retentionSeconds: 30 * 86_400,
    })
  } catch (error) {
    // half started it would go on by itself, and whoever tries again starts another one
    await boss.stop({ graceful: false }).catch(() => {})
    throw error
  }
  return boss
}
