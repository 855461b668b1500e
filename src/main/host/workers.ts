/**
 * Lends the engine a worker thread for what would stop everything else for long. The thread starts at the first need,
 * ends after a minute without any, and is started anew after a crash; the calls that a crash cut off fail, and whoever
 * made them does the work in line.
 */
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { RangeShown, TrialAnswer, TrialHeld } from '../../shared/contract/calendar.ts'
import type { ReportShown } from '../../shared/contract/reports.ts'
import type { TimeShown } from '../../shared/contract/reports-span.ts'
import type { AudienceShown, PreviewAnswer } from '../../shared/contract/schedule.ts'
import { Refusal } from '../../shared/domain/failure.ts'
import { MINUTE } from '../../shared/domain/time.ts'
import type { Ics, OpenSheet, SpanReports, SpanWish, Table, Written } from '../api/context.ts'
import type { Heavy } from '../engine.ts'
import type { AboutSheet, Job } from '../heavy.ts'
import type { Clock } from '../ports.ts'
import { type Answered, type Asked, type Dropped, errorOf } from './worker-message.ts'

/** Long enough for somebody who moves a slider and thinks. */
const idle = MINUTE

export interface HeavyOptions {
  databaseFile: string
  clock: Clock
  /** The worker's program; default: the one that lies beside this. */
  program?: string | URL
}

/** Built, all programs lie in one folder; from the sources Node runs them as they are. */
const beside = join(import.meta.dirname, import.meta.filename.endsWith('.ts') ? 'worker.ts' : 'worker.js')

export function startHeavy(options: HeavyOptions): Heavy & { running(): boolean } {
  // Nobody waits for a plan at the window, and nobody at the window should wait for a plan.
  const plans = lend(options)
  const work = lend(options)
  // A thread of its own: it keeps what it has read, and whoever moves a slider doesn't wait for the others.
  const trials = lend(options)
  // Writing for long must not keep a plan or a preview waiting.
  const writes = lend(options)
  const all = [plans, work, trials, writes]
  return {
    check: () => plans.ask({ job: 'check' }) as Promise<void>,
    checkCopy: (file) => writes.ask({ job: 'check_copy', file }) as Promise<void>,
    census: () => plans.ask({ job: 'census' }) as ReturnType<NonNullable<Heavy['census']>>,
    replan: (now) => plans.ask({ job: 'replan', now }) as ReturnType<Heavy['replan']>,
    preview: (wish, asker, now) => work.ask({ job: 'preview', wish, asker, now }) as ReturnType<Heavy['preview']>,
    audience: (wish, asker, now) => work.ask({ job: 'audience', wish, asker, now }) as Promise<AudienceShown>,
    tryList: (wish, asker, list, now) => work.ask({ job: 'tryout', wish, asker, list, now }) as Promise<PreviewAnswer>,
    range: (wish, asker, now) => work.ask({ job: 'range', wish, asker, now }) as Promise<RangeShown>,
    ics: (wish, now) => work.ask({ job: 'ics', wish, now }) as Promise<Ics>,
    count: (filter, signal) => work.ask({ job: 'count', filter }, signal) as ReturnType<NonNullable<Heavy['count']>>,
    countPeople: (filter, signal) =>
      work.ask({ job: 'count_people', filter }, signal) as ReturnType<NonNullable<Heavy['countPeople']>>,
    sizes: (most) => work.ask({ job: 'sizes', most }) as ReturnType<NonNullable<Heavy['sizes']>>,
    sharing: (sequence, asker, now) =>
      work.ask({ job: 'sharing', sequence, asker, now }) as ReturnType<NonNullable<Heavy['sharing']>>,
    whom: (wish, asker, now) => work.ask({ job: 'whom', wish, asker, now }) as ReturnType<NonNullable<Heavy['whom']>>,
    report: (sequence) => work.ask({ job: 'report', sequence }) as Promise<ReportShown>,
    span: <W extends keyof SpanReports>(what: W, wish: SpanWish) =>
      work.ask({ job: 'span', what, wish }) as Promise<SpanReports[W]>,
    overTime: (wish) => work.ask({ job: 'over_time', wish }) as Promise<TimeShown>,
    table: (wish) => work.ask({ job: 'table', wish }) as Promise<Table>,
    engage: (job) => writes.ask({ job: 'engage', ...job }) as Promise<Written>,
    stillSo: (check) => writes.ask({ job: 'still_so', ...check }) as Promise<string>,
    takeBack: () => writes.ask({ job: 'take_back' }) as Promise<void>,
    tryOut: (wish, signal) => trials.ask({ job: 'try', wish }, signal) as Promise<TrialAnswer>,
    held: (signal) => trials.ask({ job: 'held' }, signal) as Promise<TrialHeld>,
    sheet: (path, wanted, signal) => readSheet(options, { path, wanted }, signal),
    book: (several, now, signal) => writeBook(options, { job: 'book', several, now }, signal),
    refusedBook: (list, signal) => writeBook(options, { job: 'refused_book', list }, signal),
    running: () => all.some((each) => each.running()),
    stop: async () => void (await Promise.all(all.map((each) => each.stop()))),
  }
}

/** Megabytes of a thread that reads or writes a workbook: what doesn't fit ends that thread, and nothing else. */
const sheetMemory = 1536

/** A thread for one workbook, ended with it: so reading one can be given up at any moment, and what it held is free again. */
async function readSheet(
  { databaseFile, program = beside }: HeavyOptions,
  wish: { path: string; wanted: string | undefined },
  signal?: AbortSignal,
): Promise<OpenSheet> {
  const thread = startThread(program, databaseFile, sheetMemory)
  const ask = async (job: Job): Promise<unknown> => {
    try {
      return await thread.ask(job, signal)
    } catch (error) {
      await thread.stop()
      throw error
    }
  }
  const about = (await ask({ job: 'sheet', ...wish })) as AboutSheet
  return {
    ...about,
    page: (from) => ask({ job: 'sheet_page', from }) as Promise<string[][]>,
    close: () => thread.stop(),
  }
}

/** The same for one that is written. */
async function writeBook(
  { databaseFile, program = beside }: HeavyOptions,
  job: Job & { job: 'book' | 'refused_book' },
  signal?: AbortSignal,
): Promise<Uint8Array> {
  const thread = startThread(program, databaseFile, sheetMemory)
  try {
    return (await thread.ask(job, signal)) as Uint8Array
  } finally {
    await thread.stop()
  }
}

/** One thread, started when it is needed and again after a crash. */
function lend({ databaseFile, clock, program = beside }: HeavyOptions) {
  let thread: Thread | null = null
  let stopped = false
  let using = new AbortController()
  const ask = async (job: Job, dropped?: AbortSignal): Promise<unknown> => {
    if (stopped) throw new Refusal('cancelled', 'Cadenza is stopping.')
    using.abort()
    using = new AbortController()
    if (!thread?.alive()) thread = startThread(program, databaseFile)
    const asked = thread
    try {
      return await asked.ask(job, dropped)
    } finally {
      if (!stopped && asked.free()) void restLater(asked, using.signal)
    }
  }
  const restLater = async (asked: Thread, signal: AbortSignal) => {
    await clock.until(clock.now() + idle, signal)
    if (!signal.aborted && asked.free()) asked.rest()
  }
  return {
    ask,
    running: () => thread?.alive() ?? false,
    async stop() {
      stopped = true
      using.abort()
      await thread?.stop()
    },
  }
}

interface Thread {
  /** @param dropped aborts when nobody waits any more: then it rejects, is not begun where it hasn't been, and a count ends early */
  ask(job: Job, dropped?: AbortSignal): Promise<unknown>
  alive(): boolean
  /** Nothing asked is unanswered. */
  free(): boolean
  /** Lets it end by itself. */
  rest(): void
  /** Ends it now: SQLite takes back a transaction that is not committed. */
  stop(): Promise<void>
}

interface Waiting {
  resolve: (result: unknown) => void
  reject: (error: Error) => void
}

/** @param memory megabytes that it may use; left out: as many as V8 gives */
function startThread(program: string | URL, databaseFile: string, memory?: number): Thread {
  const worker = new Worker(program, {
    workerData: { databaseFile },
    name: 'cadenza-work',
    ...(memory === undefined ? {} : { resourceLimits: { maxOldGenerationSizeMb: memory } }),
  })
  const waiting = new Map<number, Waiting>()
  let count = 0
  let alive = true
  const end = (error: Error) => {
    alive = false
    for (const each of waiting.values()) each.reject(error)
    waiting.clear()
  }
  worker.on('message', (answer: Answered) => {
    const asker = waiting.get(answer.id)
    waiting.delete(answer.id)
    if ('error' in answer) asker?.reject(errorOf(answer.error))
    else asker?.resolve(answer.result)
  })
  worker.on('error', (cause) => end(new Error(`the worker crashed: ${(cause as Error)?.message}`, { cause })))
  worker.on('exit', (code) => end(new Error(`the worker ended before it had answered (exit code ${code})`)))
  return {
    ask: (job, dropped) =>
      new Promise((resolve, reject) => {
        const id = ++count
        // the thread hears no message while it counts
        const told = dropped && new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT))
        const drop = () => {
          if (told) Atomics.store(told, 0, 1)
          if (!waiting.delete(id)) return
          worker.postMessage({ drop: id } satisfies Dropped)
          reject(new Refusal('cancelled', 'It was cancelled.'))
        }
        if (dropped?.aborted) return reject(new Refusal('cancelled', 'It was cancelled.'))
        dropped?.addEventListener('abort', drop, { once: true })
        waiting.set(id, { resolve, reject })
        worker.postMessage({ ...job, id, dropped: told } satisfies Asked)
      }),
    alive: () => alive,
    free: () => waiting.size === 0,
    rest() {
      alive = false
      worker.postMessage(null)
    },
    async stop() {
      end(new Refusal('cancelled', 'Cadenza is stopping.'))
      await worker.terminate()
    },
  }
}
