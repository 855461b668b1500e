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
    // another claim: a host that saw the limits as they were looks again
    await sql(
      `INSERT INTO cadenza.accounts (account, workspace, plan, zone, seed) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (account) DO UPDATE SET plan = $3, zone = $4, seed = $5, claim = gen_random_uuid()`,
      [a.account, a.workspace, JSON.stringify(a.plan), a.zone, a.seed],
    )
    // what a limit put off that is wider now: whoever is given it sees
    await sql(
      `UPDATE ${jobsSchema}.job SET start_after = now()
       WHERE name = $1 AND singleton_key = $2 AND state < 'active' AND start_after > now()`,
      [mailQueue, a.account],
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
 * Takes tries back, for good where nobody has begun with them: a host that was taken for lost may only be slow, and stand
 * before the fence with one still. What both of them lock is its sealed text (`passFence`): without it nobody passes. All in
 * one transaction; the answers are in their order.
 */
export const takeBack = (queue: Queue, asked: readonly Asked[]): Promise<Asking[]> =>
  queue.write(async (sql, db) => {
    const jobs = await sql<{ id: string; state: string }>(
      `SELECT id::text AS id, state::text AS state FROM ${jobsSchema}.job WHERE name = $1 AND id = ANY($2::uuid[])
       ORDER BY id FOR UPDATE`,
      [mailQueue, asked.map(({ attempt }) => attempt)],
    )
    // the engine would cancel what a host has in hand, too, and that host would not hear of it
    const inHand = new Set(jobs.filter(({ state }) => state === 'active').map(({ id }) => id))
    const free = asked.filter(({ attempt }) => !inHand.has(attempt))
    const found = await standings(queue, sql, free)
    const gone = free.filter(({ attempt }) => ['back', 'unknown'].includes(found.get(attempt) as Asking))
    const names = new Set(gone.map(({ attempt }) => attempt))
    const waiting = jobs.filter(({ id, state }) => names.has(id) && (state === 'created' || state === 'retry'))
    if (waiting.length > 0) {
      const ids = waiting.map(({ id }) => id)
      await queue.boss.cancel(mailQueue, ids, { db })
    }
    await sql('DELETE FROM cadenza.parcels WHERE attempt = ANY($1::uuid[])', [[...names]])
    // what stands there is of another course: a person decides, and what they then send again names this try
    const unknown = gone.filter(({ attempt }) => found.get(attempt) === 'unknown')
    await sql(
      `UPDATE cadenza.fence f SET attempt = o.attempt, settled = true
       FROM unnest($1::uuid[], $2::text[]) AS o(attempt, send) WHERE f.send = o.send`,
      [unknown.map(({ attempt }) => attempt), unknown.map(({ send }) => send)],
    )
    return asked.map(({ attempt }) => found.get(attempt) ?? 'in_hand')
  })

/** By their names what became of tries that no host has, with their texts locked. */
async function standings(queue: Queue, sql: Sql, free: readonly Asked[]): Promise<Map<string, Asking>> {
  const attempts = free.map(({ attempt }) => attempt)
  await sql('SELECT 1 AS one FROM cadenza.parcels WHERE attempt = ANY($1::uuid[]) ORDER BY attempt FOR UPDATE', [
    attempts,
  ])
  // asked after the lock: whoever was at the fence is through by now
  const rows = await sql<{ attempt: string; reported: boolean; began: boolean; same: boolean }>(
    `SELECT o.attempt::text AS attempt, EXISTS (SELECT FROM cadenza.outcomes r WHERE r.attempt = o.attempt) AS reported,
       EXISTS (SELECT FROM cadenza.fence f WHERE f.send = o.send AND f.attempt IS DISTINCT FROM o.after) AS began,
       ${queue.line} = o.line AS same
     FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::text[]) AS o(attempt, send, after, line)`,
    [attempts, free.map(({ send }) => send), free.map(({ after }) => after), free.map(({ line }) => line)],
  )
  const askingOf = ({ reported, began, same }: (typeof rows)[number]): Asking => {
    if (reported) return 'reported'
    if (began) return 'began'
    return same ? 'back' : 'unknown'
  }
  return new Map(rows.map((row) => [row.attempt, askingOf(row)]))
}

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
