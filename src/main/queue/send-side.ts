/** The side of a sender host: a claim within the limits of all hosts, the fence, and what became of it, each in one transaction. */
import { atFence, type FenceAnswer, type FencedTry, type FenceRow } from '../../shared/domain/fence.ts'
import { enter, nextAdmitted, openLane } from '../../shared/domain/lane.ts'
import type { PlanAccount } from '../../shared/domain/plan-shape.ts'
import { DAY, HOUR } from '../../shared/domain/time.ts'
import { jobsSchema, mailQueue, outcomesChannel, type Queue } from './database.ts'
import { forgetParcel } from './hand-in.ts'
import type { Sql } from './sql.ts'
import { databaseNow } from './tables.ts'

/** No limit looks further back, and nothing older is kept, ms. */
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

/** All that must be known before a try may begin, of one moment. */
export interface Seen {
  /** The database's clock, ms. */
  now: number
  /** On which course the database is. */
  line: string
  /** Null: it is through, or was called back. */
  sealed: Buffer | null
  fence: FenceRow | null
  /** Null: it is not known any more. */
  account: SeenAccount | null
}

interface SeenAccount {
  plan: PlanAccount
  zone: string
  seed: number
  claim: string | null
  /** When its emails left that a limit can count, ms. */
  times: number[]
}

type SeenRow = Pick<Seen, 'now' | 'line' | 'sealed'> & Partial<FenceRow> & Nullable<SeenAccount>
type Nullable<T> = { [K in keyof T]: T[K] | null }

/** One question: a host asks this of each email, and how often it asks is what it costs. */
export async function lookAt(
  { sql, line }: Pick<Queue, 'sql' | 'line'>,
  { attempt, account, send }: { attempt: string; account: string; send: string },
): Promise<Seen> {
  const [row] = await sql<SeenRow>(
    `SELECT n.now, ${line} AS line, p.sealed, f.attempt, f.settled, a.plan, a.zone, a.seed, a.claim,
       ARRAY(SELECT at FROM cadenza.departures WHERE account = $2 AND at > n.now - $4 ORDER BY at) AS times
     FROM (SELECT ${databaseNow} AS now OFFSET 0) n
     LEFT JOIN cadenza.parcels p ON p.attempt = $1
     LEFT JOIN cadenza.accounts a ON a.account = $2
     LEFT JOIN cadenza.fence f ON f.send = $3`,
    [attempt, account, send, horizon],
  )
  const { now, line: course, sealed, attempt: begun, settled, plan, zone, seed, claim, times } = row as SeenRow
  const fence = begun && settled !== undefined ? { attempt: begun, settled } : null
  const known = plan && zone !== null && seed !== null ? { plan, zone, seed, claim, times: times ?? [] } : null
  return { now, line: course, sealed, fence, account: known }
}

/** Leave to begin one email of an account, until somebody else claims for that account. */
export interface Claim {
  claim: string
}

/**
 * May a try of this account leave now, by the database's clock? Then whoever claimed before can't pass the fence any more, so
 * that until this one does no other email of the account leaves: whatever host asks, and whatever its own clock says, no window
 * holds more than the limit. A number: the instant of the next admission (ms). Infinity: the account is not known any more, or
 * may send nothing. Null: what was seen has changed; look again.
 */
export async function claimDeparture(
  { sql }: Pick<Queue, 'sql'>,
  account: string,
  { account: seen, now }: Seen,
): Promise<Claim | number | null> {
  if (seen === null) return Number.POSITIVE_INFINITY
  const lane = openLane(seen.plan, { zone: seen.zone, seed: seen.seed }, seen.times)
  const next = nextAdmitted(lane, now, now + HOUR)
  if (next > now) return next
  // each claim, and each that passes the fence, changes it: it is the same only where nothing has left since
  const [claimed] = await sql<Claim>(
    `UPDATE cadenza.accounts SET claim = gen_random_uuid()
     WHERE account = $1 AND claim IS NOT DISTINCT FROM $2::uuid RETURNING claim`,
    [account, seen.claim],
  )
  return claimed ?? null
}

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
       UPDATE cadenza.accounts SET claim = gen_random_uuid() FROM held
       WHERE account = $6 AND claim = $7 AND ${line} = $9 RETURNING ${databaseNow} AS at
     ), passed AS (
       INSERT INTO cadenza.fence (send, workspace, attempt, host, at, claim)
       SELECT $1, $2, $3, $4, at, $7 FROM claimed WHERE at <= $8
       ON CONFLICT (send) DO UPDATE SET attempt = $3, host = $4, at = excluded.at, claim = $7, settled = false
       WHERE cadenza.fence.attempt = $5 RETURNING at
     ), counted AS (
       INSERT INTO cadenza.departures (attempt, account, at) SELECT $3, $6, at FROM passed
     ), forgotten AS (
       DELETE FROM cadenza.departures d USING passed WHERE d.account = $6 AND d.at < passed.at - $10
     )
     SELECT EXISTS (SELECT FROM claimed) AS claimed, EXISTS (SELECT FROM claimed WHERE at > $8) AS late,
            EXISTS (SELECT FROM passed) AS passed`,
    [t.send, t.workspace, t.attempt, t.host, t.after, t.account, t.claim, t.leaveBy, t.line, horizon],
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
    // first, as at the fence: whoever locks it there waits here
    await forgetParcel(sql, s.job.id)
    // where the answer of the fence was lost, nothing was begun: what it wrote would make the next try unsure. Where it stopped
    // this one, the workspace hears of it by this report: what a person then sends again names this try, and must pass
    await sql(
      `WITH told AS (
         INSERT INTO cadenza.outcomes (attempt, host, workspace, at, sealed) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (attempt, host) DO UPDATE SET at = $4, sealed = $5
       ), uncounted AS (
         DELETE FROM cadenza.departures WHERE attempt = $1 AND $6
       ), unbegun AS (
         DELETE FROM cadenza.fence WHERE send = $7 AND claim = $8 AND NOT $9
       ), settled AS (
         UPDATE cadenza.fence SET settled = true, attempt = $1 WHERE send = $7 AND (attempt = $1 OR $10) AND $9
       )
       SELECT pg_notify('${outcomesChannel}', $3)`,
      [
        ...[s.job.id, s.host, s.workspace, s.at, Buffer.from(s.report)],
        ...[isOurs && !s.counts, s.send, s.claim, s.began, isOurs && s.stopped],
      ],
    )
  })
}

/** Gives a job back, to be taken up from `at` on (ms, by the database's clock); nothing of it was begun. */
export async function putBack(queue: Queue, job: Held, at: number): Promise<void> {
  await queue.write(async (_sql, db) => {
    if (affects(await queue.boss.fail(mailQueue, job, null, { db })))
      await queue.boss.update(mailQueue, undefined, { id: job.id, startAfter: new Date(at), db })
  })
}

/** So many of an account are put off with one that found its limit full. */
const putOffMost = 100

/**
 * Gives a job back because the limit of its account is full, and puts off with it what else of the account waits: each to the
 * instant that would admit it, the more urgent first. Else each of them would be given out, opened and given back in turn,
 * again and again until its turn comes. None is put off for longer than an hour, nor this one beyond `most` (ms).
 */
export async function putOff(queue: Queue, job: Held, account: string, { account: known, now }: Seen, most: number) {
  const lane = known && openLane(known.plan, { zone: known.zone, seed: known.seed }, known.times)
  await queue.write(async (sql, db) => {
    if (!affects(await queue.boss.fail(mailQueue, job, null, { db }))) return
    const waiting = await sql<{ id: string }>(
      `SELECT id FROM ${jobsSchema}.job WHERE name = $1 AND singleton_key = $2 AND state < 'active'
       ORDER BY priority DESC, id = $3 DESC, created_on LIMIT ${putOffMost} FOR UPDATE SKIP LOCKED`,
      [mailQueue, account, job.id],
    )
    const times = waiting.map(({ id }) => {
      const next = lane ? nextAdmitted(lane, now) : Number.POSITIVE_INFINITY
      if (lane && Number.isFinite(next)) enter(lane, next)
      return Math.min(next, now + HOUR, id === job.id ? most : Number.POSITIVE_INFINITY)
    })
    await sql(
      `UPDATE ${jobsSchema}.job j SET start_after = greatest(j.start_after, to_timestamp(o.at / 1000))
       FROM unnest($2::uuid[], $3::double precision[]) AS o(id, at) WHERE j.name = $1 AND j.id = o.id`,
      [mailQueue, waiting.map(({ id }) => id), times],
    )
  })
}
