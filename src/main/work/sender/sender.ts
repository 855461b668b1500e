/**
 * A sender host: takes jobs from the queue, one an account at a time, sends each over the account's connection, and reports.
 * It keeps nothing. Whatever it doesn't finish, another host finds: before the fence as if it had never been taken up,
 * behind it as an email of which nobody knows whether it left.
 */
import type { SendOutcome } from '../../../shared/domain/outcome.ts'
import { openConnection, type SmtpConnection } from '../../mail/smtp.ts'
import type { SmtpTimeouts } from '../../mail/smtp-settings.ts'
import type { Clock, Log } from '../../ports.ts'
import { mailQueue, type Queue } from '../../queue/database.ts'
import type { Grant } from '../../queue/grant.ts'
import { sendOne } from './one.ts'

export interface SenderOptions {
  queue: Queue
  clock: Clock
  log: Log
  /** Its name among the hosts. */
  host: string
  /** `AGE-SECRET-KEY-1…` */
  sealing: string
  /** What it may send from an account (public id); null: it may not. Rejects where that can't be read now. */
  grant: (account: string) => Promise<Grant | null>
  /** Emails under way at most. */
  atOnce: number
  timeouts?: Partial<SmtpTimeouts>
  /** Named points of the way, for tests that stop the process there. */
  point?: (name: string) => void
}

export interface Sender {
  /** Finishes what has begun to leave, and takes up nothing more. */
  stop(): Promise<void>
  counts(): SenderCounts
}

export interface SenderCounts {
  /** Since it started, by what became of them. */
  outcomes: Readonly<Partial<Record<SendOutcome['kind'], number>>>
  underWay: number
  putBack: number
  /** When the queue last answered, ms; and what it says where it doesn't. */
  heardAt: number
  trouble: string | null
}

/** Another look at the queue after this, where nothing was found and nobody woke it, in ms. */
const lookEvery = 1000
/** After trouble with the queue, in ms. */
const patience = 2000
/** So often the engine is told that its jobs are in hand, in ms; it waits three times that long. */
const beat = 10_000

export interface Desk {
  options: SenderOptions
  /** By account. */
  connections: Map<string, { key: string; connection: SmtpConnection }>
  stopping: AbortSignal
}

export function startSender(options: SenderOptions): Sender {
  const { queue, clock, log } = options
  const stopping = new AbortController()
  const desk: Desk = { options, connections: new Map(), stopping: stopping.signal }
  const inHand = new Map<string, { retryCount: number; done: Promise<void> }>()
  const counts = { outcomes: {} as Record<string, number>, putBack: 0, heardAt: clock.now(), trouble: null as string | null }
  let wake = new AbortController()
  const take = async (): Promise<boolean> => {
    const free = options.atOnce - inHand.size
    if (free <= 0) return false
    const jobs = await queue.boss.fetch<{ workspace: string; account: string; send: string }>(mailQueue, {
      batchSize: free,
    })
    for (const job of jobs) {
      const done = sendOne(desk, job).then((came) => {
        if (came === 'put_back') counts.putBack++
        else if (came !== null) counts.outcomes[came] = (counts.outcomes[came] ?? 0) + 1
        inHand.delete(job.id)
        wake.abort()
      })
      inHand.set(job.id, { retryCount: job.retryCount, done })
    }
    return jobs.length > 0
  }
  const turn = async (): Promise<number> => {
    try {
      const found = await take()
      counts.heardAt = clock.now()
      counts.trouble = null
      return found ? clock.now() : clock.now() + lookEvery
    } catch (error) {
      counts.trouble = (error as Error).message
      log.warn('the queue does not answer', { error: counts.trouble })
      return clock.now() + patience
    }
  }
  const loop = async () => {
    while (!stopping.signal.aborted) {
      wake = new AbortController()
      const until = await turn()
      await clock.until(until, AbortSignal.any([stopping.signal, wake.signal]))
    }
    await Promise.all([...inHand.values()].map(({ done }) => done))
  }
  const beats = async () => {
    while (!stopping.signal.aborted || inHand.size > 0) {
      await clock.until(clock.now() + beat, stopped.signal)
      if (stopped.signal.aborted) return
      const jobs = [...inHand].map(([id, { retryCount }]) => ({ id, retryCount }))
      if (jobs.length > 0) await queue.boss.touch(mailQueue, jobs).catch(() => {})
    }
  }
  const stopped = new AbortController()
  const running = loop()
  const beating = beats()
  return {
    async stop() {
      stopping.abort()
      // what has not begun to leave ends at once, a text on its way is waited for
      await Promise.all([...desk.connections.values()].map(({ connection }) => connection.stop()))
      await running
      stopped.abort()
      await beating
    },
    counts: () => ({ ...counts, underWay: inHand.size }),
  }
}

/** The account's connection, kept for its next email; another one where its server or password changed. */
export async function connectionOf(desk: Desk, grant: Grant): Promise<SmtpConnection> {
  const key = JSON.stringify([grant.smtp, grant.secret])
  const kept = desk.connections.get(grant.account)
  if (kept?.key === key) return kept.connection
  await kept?.connection.close()
  const connection = openConnection(grant.smtp, grant.secret, desk.options.timeouts)
  desk.connections.set(grant.account, { key, connection })
  return connection
}
