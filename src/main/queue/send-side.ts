/** The side of a sender host: a claim within the limits of all hosts, the fence, and what became of it, each in one transaction. */
import { atFence, type FenceAnswer, type FencedTry, type FenceRow } from '../../shared/domain/fence.ts'
import { nextAdmitted, openLane } from '../../shared/domain/lane.ts'
import type { PlanAccount } from '../../shared/domain/plan-shape.ts'
import { DAY, HOUR } from '../../shared/domain/time.ts'
import { mailQueue, outcomesChannel, type Queue } from './database.ts'
import { forgetParcel } from './hand-in.ts'
import type { Sql } from './sql.ts'
import { databaseNow } from './tables.ts'

/** No limit looks further back. */
const horizon = 8 * DAY

/** A job as the engine gave it out. */
export interface Held {
  id: string
  retryCount: number
}

export const nowOf = async (sql: Sql): Promise<number> =>
  (await sql<{ at: number }>(`SELECT ${databaseNow} AS at`))[0]?.at as number

/** On which course the database is now. */
export const lineOf = async ({ sql, line }: Pick<Queue, 'sql' | 'line'>): Promise<string> =>
  (await sql<{ line: string }>(`SELECT ${line} AS line`))[0]?.line as string

export const parcelOf = async ({ sql }: Queue, attempt: string): Promise<Buffer | null> =>
  (await sql<{ sealed: Buffer }>('SELECT sealed FROM cadenza.parcels WHERE attempt = $1', [attempt]))[0]?.sealed ?? null

/** What lies in the queue of all hosts, as it was last counted. */
export interface Depth {
  /** Due, and waiting for a host or for its account's turn; waiting for its time; with a host. */
  ready: number
  deferred: number
  active: number
  /** How long the first of those that are due has been waiting, in s. */
  oldest: number
}

/** Cheap: the engine counts every ten to twenty seconds, and this reads what it found. Null: it has not counted yet. */
export async function depthOf({ boss }: Pick<Queue, 'boss'>): Promise<Depth | null> {
  const queue = await boss.getQueue(mailQueue)
  if (!queue) return null
  const { readyCount, deferredCount, activeCount, readyOldestSeconds } = queue
  return { ready: readyCount, deferred: deferredCount, active: activeCount, oldest: readyOldestSeconds ?? 0 }
}

interface AccountRow {
  plan: PlanAccount
  zone: string
  seed: number
}

/** Leave to begin one email of an account, until somebody else claims for that account. */
export interface Claim {
  claim: string
}

/**
 * May a try of this account leave now, by the database's clock and under the account's lock? Then whoever claimed before can't
 * pass the fence any more, so that at that time no other email of it can come between: whatever host asks, and whatever its own
 * clock says, no window holds more than the limit. A number: the instant of the next admission (ms). Infinity: the account is
 * not known any more, or may send nothing.
 */
export const claimDeparture = (queue: Queue, account: string): Promise<Claim | number> =>
  queue.write(async (sql) => {
    const [row] = await sql<AccountRow>(`SELECT plan, zone, seed FROM cadenza.accounts WHERE account = $1 FOR UPDATE`, [
      account,
    ])
    if (!row) return Number.POSITIVE_INFINITY
    // asked after the lock: it may have been waited for
    const [{ now, times } = { now: Number.NaN, times: [] }] = await sql<{ now: number; times: number[] }>(
      `SELECT n.now, ARRAY(SELECT at FROM cadenza.departures WHERE account = $1 AND at > n.now - $2 ORDER BY at) AS times
       FROM (SELECT ${databaseNow} AS now OFFSET 0) n`,
      [account, horizon],
    )
    const lane = openLane(row.plan, { zone: row.zone, seed: row.seed }, times)
    const next = nextAdmitted(lane, now, now + HOUR)
    if (next > now) return next
    const [claimed] = await sql<Claim>(
      'UPDATE cadenza.accounts SET claim = gen_random_uuid() WHERE account = $1 RETURNING claim',
      [account],
    )
    return claimed as Claim
  })

export const fenceOf = async (sql: Sql, send: string): Promise<FenceRow | null> =>
  (await sql<FenceRow>('SELECT attempt, settled FROM cadenza.fence WHERE send = $1', [send]))[0] ?? null

/** A try at the fence. */
export interface Passing extends FencedTry, Claim {
  send: string
  workspace: string
  account: string
  host: string
  /** After this instant it must not begin, ms. */
  leaveBy: number
  /** The course of the database on which it was handed in: on no other it may begin. */
  line: string
}

/**
 * Writes, after 354, that the text of this try begins to leave, and counts it in its account's limits at this instant;
 * committed when this resolves. Anything but `passes`: nothing of it may leave. `overtaken`: somebody else has claimed for
 * this account meanwhile, the workspace took it back, or the database was put back. `late`: its time is over.
 */
export async function passFence({ sql, line }: Queue, t: Passing): Promise<FenceAnswer | 'overtaken' | 'late'> {
  // one statement: what it reads of the account is locked, and nobody sees half of it
  const [done] = await sql<{ claimed: boolean; late: boolean; passed: boolean }>(
    `WITH held AS (
       SELECT attempt FROM cadenza.parcels WHERE attempt = $3 FOR UPDATE
     ), claimed AS (
       UPDATE cadenza.accounts SET claim = NULL FROM held
       WHERE account = $6 AND claim = $7 AND ${line} = $9 RETURNING ${databaseNow} AS at
     ), passed AS (
       INSERT INTO cadenza.fence (send, workspace, attempt, host, at, claim)
       SELECT $1, $2, $3, $4, at, $7 FROM claimed WHERE at <= $8
       ON CONFLICT (send) DO UPDATE SET attempt = $3, host = $4, at = excluded.at, claim = $7, settled = false
       WHERE cadenza.fence.attempt = $5 RETURNING at
     ), counted AS (
       INSERT INTO cadenza.departures (attempt, account, at) SELECT $3, $6, at FROM passed
     )
     SELECT EXISTS (SELECT FROM claimed) AS claimed, EXISTS (SELECT FROM claimed WHERE at > $8) AS late,
            EXISTS (SELECT FROM passed) AS passed`,
    [t.send, t.workspace, t.attempt, t.host, t.after, t.account, t.claim, t.leaveBy, t.line],
  )
  if (done?.passed) return 'passes'
  if (done?.late) return 'late'
  if (!done?.claimed) return 'overtaken'
  const answer = atFence(await fenceOf(sql, t.send), t)
  // the row went between two statements: as little is known as of one that began
  return answer === 'passes' ? 'begun' : answer
}

export interface Settlement {
  job: Held
  account: string
  workspace: string
  send: string
  host: string
  at: number
  /** Sealed to the workspace. */
  report: Uint8Array
  /** Under which it was at the fence; null: it has not claimed. */
  claim: string | null
  /** A byte of its text may have left. */
  began: boolean
  /** False: the server has not taken it for certain, so it counts in no limit. */
  counts: boolean
  /** It did not pass the fence: a try that its workspace doesn't know had begun, or may have. */
  stopped: boolean
}

/** Was it still this host's? The engine's types don't name the number that it gives. */
const affects = (response: object): boolean => 'affected' in response && response.affected === 1

/**
 * Report, fence, limit, sealed text and job: all is settled, or nothing is. A host that lost its job meanwhile reports what it
 * knows of a text that it had begun, and leaves the rest to whoever has it now.
 */
export async function settleTry(queue: Queue, s: Settlement): Promise<void> {
  await queue.write(async (sql, db) => {
    const isOurs = affects(await queue.boss.complete(mailQueue, s.job, null, { db }))
    if (!isOurs && !s.began) return
    await sql(
      `INSERT INTO cadenza.outcomes (attempt, host, workspace, at, sealed) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (attempt, host) DO UPDATE SET at = $4, sealed = $5`,
      [s.job.id, s.host, s.workspace, s.at, Buffer.from(s.report)],
    )
    if (isOurs && !s.counts) await sql('DELETE FROM cadenza.departures WHERE attempt = $1', [s.job.id])
    await forgetParcel(sql, s.job.id)
    // the answer of the fence was lost, and so nothing was begun: what it wrote would make the next try unsure
    if (!s.began) await sql('DELETE FROM cadenza.fence WHERE send = $1 AND claim = $2', [s.send, s.claim])
    else await sql('UPDATE cadenza.fence SET settled = true WHERE send = $1 AND attempt = $2', [s.send, s.job.id])
    // the workspace hears of it by this report: what a person then sends again names this try, and must pass
    if (isOurs && s.stopped)
      await sql('UPDATE cadenza.fence SET attempt = $2, settled = true WHERE send = $1', [s.send, s.job.id])
    await sql(`SELECT pg_notify('${outcomesChannel}', $1)`, [s.workspace])
  })
}

/** Gives a job back, to be taken up from `at` on (ms, by the database's clock); nothing of it was begun. */
export async function putBack(queue: Queue, job: Held, at: number): Promise<void> {
  await queue.write(async (_sql, db) => {
    if (affects(await queue.boss.fail(mailQueue, job, null, { db })))
      await queue.boss.update(mailQueue, undefined, { id: job.id, startAfter: new Date(at), db })
  })
}
