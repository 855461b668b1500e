/** The side of the workspace: accounts are made known, due mail is handed in and called back, outcomes are fetched. */
import type { PlanAccount } from '../../shared/domain/plan-shape.ts'
import { jobsSchema, mailQueue, type Queue } from './database.ts'
import type { Sql } from './sql.ts'

/** How an account's limits are kept by all hosts alike. */
export interface QueuedAccount {
  /** Public id. */
  account: string
  workspace: string
  plan: PlanAccount
  /** As its lane is set up: zone and seed. */
  zone: string
  seed: number
}

/**
 * Makes an account known, or changes it. `left`: instants (ms) of what left before the hosts began to send for it, in the place
 * of what the queue counted until then, so that no window is filled twice; absent: they have begun.
 */
export async function putAccount(queue: Queue, a: QueuedAccount, left?: readonly number[]): Promise<void> {
  await queue.write(async (sql) => {
    await sql(
      `INSERT INTO cadenza.accounts (account, workspace, plan, zone, seed) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (account) DO UPDATE SET plan = $3, zone = $4, seed = $5`,
      [a.account, a.workspace, JSON.stringify(a.plan), a.zone, a.seed],
    )
    if (left === undefined) return
    await sql('DELETE FROM cadenza.departures WHERE account = $1', [a.account])
    await sql(
      'INSERT INTO cadenza.departures (attempt, account, at) SELECT gen_random_uuid(), $1, unnest($2::double precision[])',
      [a.account, [...left]],
    )
  })
}

/** A try as it is handed in. */
export interface HandedIn {
  attempt: string
  account: string
  workspace: string
  send: string
  /** Not before, ms; and the higher the sooner, where several are due. */
  at: number
  priority: number
  sealed: Uint8Array
}

/** All of them or none; one that was handed in before stays as it is, so that asking twice does no harm. */
export async function handIn(queue: Queue, tries: readonly HandedIn[]): Promise<void> {
  await queue.write(async (sql, db) => {
    const taken = await queue.boss.insert(
      mailQueue,
      tries.map(({ attempt, account, workspace, send, at, priority }) => ({
        id: attempt,
        singletonKey: account,
        data: { workspace, account, send },
        startAfter: new Date(at),
        priority,
      })),
      { db, returnId: true },
    )
    const fresh = new Set(taken)
    for (const { attempt, sealed } of tries)
      if (fresh.has(attempt))
        await sql('INSERT INTO cadenza.parcels (attempt, sealed) VALUES ($1, $2)', [attempt, Buffer.from(sealed)])
  })
}

/** Takes a try back that no host has begun with. False: a host has it, or had it; its outcome says what became of it. */
export const callBack = (queue: Queue, attempt: string): Promise<boolean> =>
  queue.write(async (sql, db) => {
    // the engine would cancel what a host has in hand, too, and that host would not hear of it
    const waiting = await sql(
      `SELECT 1 AS one FROM ${jobsSchema}.job WHERE name = $1 AND id = $2 AND state < 'active' FOR UPDATE`,
      [mailQueue, attempt],
    )
    if (waiting.length === 0) return false
    await queue.boss.cancel(mailQueue, attempt, { db })
    await forgetParcel(sql, attempt)
    return true
  })

export const forgetParcel = async (sql: Sql, attempt: string): Promise<void> => {
  await sql('DELETE FROM cadenza.parcels WHERE attempt = $1', [attempt])
}

/** A sealed report that the workspace has not written down yet. */
export interface Waiting {
  attempt: string
  host: string
  at: number
  sealed: Buffer
}

/** The oldest first. */
export const reportsFor = (queue: Queue, workspace: string, most: number): Promise<Waiting[]> =>
  queue.sql(
    'SELECT attempt, host, at, sealed FROM cadenza.outcomes WHERE workspace = $1 ORDER BY at, attempt LIMIT $2',
    [workspace, most],
  )

/** The workspace has them on disk. */
export const forgetReports = async (
  queue: Queue,
  reports: readonly Pick<Waiting, 'attempt' | 'host'>[],
): Promise<void> => {
  await queue.sql(
    'DELETE FROM cadenza.outcomes o USING unnest($1::uuid[], $2::text[]) AS g(attempt, host) WHERE o.attempt = g.attempt AND o.host = g.host',
    [reports.map(({ attempt }) => attempt), reports.map(({ host }) => host)],
  )
}

/** How far a try has come, as far as the queue knows. */
export type Standing =
  /** No host has it: it can be called back. */
  | 'waiting'
  /** A host has it. */
  | 'in_hand'
  /** Its outcome is there to be fetched. */
  | 'reported'
  /** Its text began to leave, and nobody reports any more. */
  | 'began'
  /** It is gone, and nothing of it began. */
  | 'gone'

export const standingOf = (queue: Queue, attempt: string, send: string): Promise<Standing> =>
  queue.write(async (sql) => {
    // settled under this lock or after it: never in between
    const [job] = await sql<{ state: string }>(
      `SELECT state::text AS state FROM ${jobsSchema}.job WHERE name = $1 AND id = $2 FOR UPDATE`,
      [mailQueue, attempt],
    )
    if (job?.state === 'created' || job?.state === 'retry') return 'waiting'
    if (job?.state === 'active') return 'in_hand'
    const reported = await sql('SELECT 1 AS one FROM cadenza.outcomes WHERE attempt = $1', [attempt])
    if (reported.length > 0) return 'reported'
    const fence = await sql('SELECT 1 AS one FROM cadenza.fence WHERE send = $1 AND attempt = $2', [send, attempt])
    return fence.length > 0 ? 'began' : 'gone'
  })

/** A try whose text began to leave. */
export interface Begun {
  send: string
  attempt: string
  at: number
}

/** Those of a workspace's computer that began after `since` (ms, by the database's clock), the oldest first. */
export const begunSince = (queue: Queue, workspace: string, since: number, most: number): Promise<Begun[]> =>
  queue.sql('SELECT send, attempt, at FROM cadenza.fence WHERE workspace = $1 AND at > $2 ORDER BY at, send LIMIT $3', [
    workspace,
    since,
    most,
  ])
