/** The queue of sender hosts with a million emails of ten thousand accounts in it, and the queue engine alone. */
import { mailQueue, type Queue } from '../src/main/queue/database.ts'

const emptyQueue = 'cadenza-bench-empty'

export const median = (values: number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] as number

/** Fills the queue up to so many jobs that are due, without their sealed texts; each account in turn. */
export async function fill(queue: Queue, accounts: number, from: number, to: number): Promise<void> {
  for (let at = from; at < to; at += 50_000)
    await queue.write(async (sql) => {
      await sql('SET LOCAL statement_timeout = 0')
      await sql(
        `INSERT INTO cadenza_jobs.job_common (name, data, policy, singleton_key, start_after, created_on, keep_until,
           retry_limit, expire_seconds, deletion_seconds, heartbeat_seconds)
         SELECT $1, '{}'::jsonb, 'singleton', 'bench' || i % $2::int, now() - interval '1 second',
           now() + make_interval(secs => i * 0.000001), now() + interval '30 days', 1000, 3600, 3600, 30
         FROM generate_series($3::int, $4::int) i`,
        [mailQueue, accounts, at, Math.min(to, at + 50_000) - 1],
      )
    })
  await queue.sql('ANALYZE cadenza_jobs.job_common')
}

/** Forgets every job. */
export const empty = (queue: Queue) => queue.sql('TRUNCATE cadenza_jobs.job_common')

/** ms that one host waits for twenty jobs, the median, while eighty are in other hands. */
export async function fetchTime(queue: Queue): Promise<number> {
  const times: number[] = []
  const held: { id: string; retryCount: number }[] = []
  for (let i = 0; i < 60; i++) {
    const began = performance.now()
    const jobs = await queue.boss.fetch(mailQueue, { batchSize: 20 })
    times.push(performance.now() - began)
    held.push(...jobs)
    if (held.length > 80) await queue.boss.complete(mailQueue, held.splice(0, held.length - 80))
  }
  await queue.boss.complete(mailQueue, held)
  return median(times.slice(10))
}

/** Jobs a second that the engine gives out and ends, one at a time in so many hands: nothing is done with them. */
export async function engineAlone(queue: Queue, jobs: number, hands: number): Promise<number> {
  await queue.boss.createQueue(emptyQueue, { policy: 'standard' })
  for (let i = 0; i < jobs; i += 1000)
    await queue.boss.insert(
      emptyQueue,
      Array.from({ length: Math.min(1000, jobs - i) }, () => ({ data: {} })),
    )
  const began = performance.now()
  let done = 0
  const hand = async () => {
    for (;;) {
      const [job] = await queue.boss.fetch(emptyQueue)
      if (!job) return
      await queue.boss.complete(emptyQueue, job)
      done++
    }
  }
  await Promise.all(Array.from({ length: hands }, hand))
  return done / ((performance.now() - began) / 1000)
}
