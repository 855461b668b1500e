/** The side of a sender host: a claim within the limits of all hosts, the fence, and what became of it, each in one transaction. */
import { atFence, type FenceAnswer, type FencedTry, type FenceRow } from '../../shared/domain/fence.ts'
import { enter, nextAdmitted, openLane } from '../../shared/domain/lane.ts'
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

export const parcelOf = async ({ sql }: Queue, attempt: string): Promise<Buffer | null> =>
  (await sql<{ sealed: Buffer }>('SELECT sealed FROM cadenza.parcels WHERE attempt = $1', [attempt]))[0]?.sealed ?? null

interface AccountRow {
  plan: PlanAccount
  zone: string
  seed: number
}

/**
 * Counts a try in its account's limits, by the database's clock and under the account's lock: whatever host asks, and
 * whatever its own clock says, no window holds more than the limit. Null: it may leave now. Else the instant of the next
 * admission (ms), and nothing was counted. Infinity: the account is not known any more, or may send nothing.
 */
export const claimDeparture = (queue: Queue, account: string, attempt: string): Promise<number | null> =>
  queue.write(async (sql) => {
    const [row] = await sql<AccountRow>('SELECT plan, zone, seed FROM cadenza.accounts WHERE account = $1 FOR UPDATE', [
      account,
    ])
    if (!row) return Number.POSITIVE_INFINITY
    const now = await nowOf(sql)
    // counted before, in other hands: it takes the place that it had
    const again = await sql('SELECT 1 AS one FROM cadenza.departures WHERE attempt = $1', [attempt])
    if (again.length > 0) return null
    const times = await sql<{ at: number }>(
      'SELECT at FROM cadenza.departures WHERE account = $1 AND at > $2 ORDER BY at',
      [account, now - horizon],
    )
    const lane = openLane(
      row.plan,
      { zone: row.zone, seed: row.seed },
      times.map(({ at }) => at),
    )
    const next = nextAdmitted(lane, now, now + HOUR)
    if (next > now) return next
    enter(lane, now)
    await sql('INSERT INTO cadenza.departures (attempt, account, at) VALUES ($1, $2, $3)', [attempt, account, now])
    return null
  })

export const fenceOf = async (sql: Sql, send: string): Promise<FenceRow | null> =>
  (await sql<FenceRow>('SELECT attempt, settled FROM cadenza.fence WHERE send = $1', [send]))[0] ?? null

/**
 * Writes, after 354, that the text of this try begins to leave; committed when this resolves. Anything but `passes`: another
 * try stands there, and nothing of it may leave.
 */
export async function passFence(
  { sql }: Queue,
  send: string,
  workspace: string,
  t: FencedTry & { host: string },
): Promise<FenceAnswer> {
  const passed = await sql(
    `INSERT INTO cadenza.fence (send, workspace, attempt, host, at) VALUES ($1, $2, $3, $4, ${databaseNow})
     ON CONFLICT (send) DO UPDATE SET attempt = $3, host = $4, at = ${databaseNow}, settled = false
     WHERE cadenza.fence.attempt = $5 RETURNING 1 AS one`,
    [send, workspace, t.attempt, t.host, t.after],
  )
  if (passed.length > 0) return 'passes'
  const answer = atFence(await fenceOf(sql, send), t)
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
  /** It passed the fence. */
  began: boolean
  /** False: the server has not taken it for certain, so it counts in no limit. */
  counts: boolean
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
    await sql('UPDATE cadenza.fence SET settled = true WHERE send = $1 AND attempt = $2', [s.send, s.job.id])
    if (isOurs && !s.counts) await sql('DELETE FROM cadenza.departures WHERE attempt = $1', [s.job.id])
    await forgetParcel(sql, s.job.id)
    await sql(`SELECT pg_notify('${outcomesChannel}', $1)`, [s.workspace])
  })
}

/** Gives a job back, to be taken up from `at` on (ms, by the database's clock); nothing of it was begun. */
export async function putBack(queue: Queue, job: Held, at: number): Promise<void> {
  await queue.write(async (sql, db) => {
    await sql('DELETE FROM cadenza.departures WHERE attempt = $1', [job.id])
    if (affects(await queue.boss.fail(mailQueue, job, null, { db })))
      await queue.boss.update(mailQueue, undefined, { id: job.id, startAfter: new Date(at), db })
  })
}
