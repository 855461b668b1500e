/**
 * A sender host: takes jobs from the queue, one an account at a time, sends each over the account's connection, and reports.
 * It keeps nothing. Whatever it doesn't finish, another host finds: before the fence as if it had never been taken up,
 * behind it as an email of which nobody knows whether it left.
 */
import type { SendOutcome } from '../../../shared/domain/outcome.ts'
import { mailQueue } from '../../queue/database.ts'
import type { Desk, SenderOptions } from './desk.ts'
import { type Asked, sendOne } from './one.ts'

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

/** A job in hand. */
interface InHand {
  retryCount: number
  done: Promise<void>
}

interface State extends SenderCounts {
  outcomes: Partial<Record<SendOutcome['kind'], number>>
  inHand: Map<string, InHand>
  wake: AbortController
}

export function startSender(options: SenderOptions): Sender {
  const stopping = new AbortController()
  const ended = new AbortController()
  const desk: Desk = { options, connections: new Map(), stopping: stopping.signal }
  const state: State = {
    outcomes: {},
    underWay: 0,
    putBack: 0,
    heardAt: options.clock.now(),
    trouble: null,
    inHand: new Map(),
    wake: new AbortController(),
  }
  const running = loop(desk, state)
  const beating = beats(desk, state, ended.signal)
  return {
    async stop() {
      stopping.abort()
      // what has not begun to leave ends at once, a text on its way is waited for
      await Promise.all([...desk.connections.values()].map(({ connection }) => connection.stop()))
      await running
      ended.abort()
      await beating
    },
    counts: () => {
      const { outcomes, putBack, heardAt, trouble, inHand } = state
      return { outcomes: { ...outcomes }, putBack, heardAt, trouble, underWay: inHand.size }
    },
  }
}

async function loop(desk: Desk, state: State): Promise<void> {
  const { clock } = desk.options
  while (!desk.stopping.aborted) {
    state.wake = new AbortController()
    const until = await turn(desk, state)
    await clock.until(until, AbortSignal.any([desk.stopping, state.wake.signal]))
  }
  await Promise.all([...state.inHand.values()].map(({ done }) => done))
}

/** One look at the queue; when to look again. */
async function turn(desk: Desk, state: State): Promise<number> {
  const { clock, log } = desk.options
  try {
    const found = await take(desk, state)
    state.heardAt = clock.now()
    state.trouble = null
    return found ? clock.now() : clock.now() + lookEvery
  } catch (error) {
    state.trouble = (error as Error).message
    log.warn('the queue does not answer', { error: state.trouble })
    return clock.now() + patience
  }
}

/** Takes up as many jobs as there is room for. True: there may be more. */
async function take(desk: Desk, state: State): Promise<boolean> {
  const { queue, atOnce } = desk.options
  const { inHand } = state
  const free = atOnce - inHand.size
  if (free <= 0) return false
  const jobs = await queue.boss.fetch<Asked>(mailQueue, { batchSize: free, db: queue.jobs })
  for (const job of jobs) {
    const done = sendOne(desk, job).then((came) => {
      if (came === 'put_back') state.putBack++
      else if (came !== null) state.outcomes[came] = (state.outcomes[came] ?? 0) + 1
      inHand.delete(job.id)
      state.wake.abort()
    })
    inHand.set(job.id, { retryCount: job.retryCount, done })
  }
  return jobs.length > 0
}

/** Tells the engine that its jobs are in hand, until the last one is through. */
async function beats(desk: Desk, { inHand }: State, ended: AbortSignal): Promise<void> {
  const { queue, clock } = desk.options
  while (!ended.aborted) {
    await clock.until(clock.now() + beat, ended)
    const jobs = [...inHand].map(([id, { retryCount }]) => ({ id, retryCount }))
    // unheard, its jobs go to another host, and the fence tells that one what has begun
    if (jobs.length > 0) await queue.boss.touch(mailQueue, jobs, { db: queue.jobs }).catch(() => {})
  }
}
