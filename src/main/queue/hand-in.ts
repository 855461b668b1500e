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

/** A try that is asked back, as the workspace knows it. */
export interface Asked {
  attempt: string
  send: string
  /** The try before it that had begun; null: none had. */
  after: string | null
  /** The course of the database that it was handed in on. */
  line: string
}

/** What became of a try that was asked back. */
export type Asking =
  /** Nothing of it has begun, and no host can begin it any more. */
  | 'back'
  /** A host has it. */
  | 'in_hand'
  /** Its outcome is there to be fetched. */
  | 'reported'
  /** Its text, or that of a try which the workspace doesn't know, has begun to leave, and nobody has reported that yet. */
  | 'began'
  /** The database was put back since it was handed in, or is another one: it may have left. No host begins it any more. */
  | 'unknown'

/**
 * Takes a try back, for good where nobody has begun with it: a host that was taken for lost may only be slow, and stand before
 * the fence with it still. What both of them lock is its sealed text (`passFence`): without it nobody passes.
 */
export const takeBack = (queue: Queue, { attempt, send, after, line }: Asked): Promise<Asking> =>
  queue.write(async (sql, db) => {
    const [job] = await sql<{ state: string }>(
      `SELECT state::text AS state FROM ${jobsSchema}.job WHERE name = $1 AND id = $2 FOR UPDATE`,
      [mailQueue, attempt],
    )
    // the engine would cancel what a host has in hand, too, and that host would not hear of it
    if (job?.state === 'active') return 'in_hand'
    await sql('SELECT 1 AS one FROM cadenza.parcels WHERE attempt = $1 FOR UPDATE', [attempt])
    // asked after the lock: whoever was at the fence is through by now
    const [found] = await sql<{ reported: boolean; began: boolean; same: boolean }>(
      `SELECT EXISTS (SELECT FROM cadenza.outcomes WHERE attempt = $1) AS reported,
         EXISTS (SELECT FROM cadenza.fence WHERE send = $2 AND attempt IS DISTINCT FROM $3::uuid) AS began, ${queue.line} = $4 AS same`,
      [attempt, send, after, line],
    )
    if (found?.reported) return 'reported'
    if (found?.began) return 'began'
    if (job?.state === 'created' || job?.state === 'retry') await queue.boss.cancel(mailQueue, attempt, { db })
    await forgetParcel(sql, attempt)
    if (found?.same) return 'back'
    // whatever stands there is of another course: a person decides, and what they then send again names this try
    await sql('UPDATE cadenza.fence SET attempt = $2, settled = true WHERE send = $1', [send, attempt])
    return 'unknown'
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
