/**
 * Work that takes longer than a person at the window should feel, as a worker does it: on a connection of its own to
 * the same database. It never migrates, and so knows nothing of migrations: the engine has done that before.
 */
import { existsSync } from 'node:fs'
import type { PreviewAnswer, PreviewWish } from '../shared/contract/schedule.ts'
import type { Asker } from './api/context.ts'
import { previewOf } from './api/schedule/preview.ts'
import { daysOff } from './days-off.ts'
import { openStore } from './store/open.ts'
import { type Replanned, replan } from './work/planner/replan.ts'

/** `now`: ms since the epoch, by the engine's clock. */
export type Job =
  | { job: 'replan'; now: number }
  | { job: 'preview'; now: number; wish: PreviewWish & { seed: number }; asker: Asker }

export interface HeavyWork {
  /** @throws Refusal as the same work in line does */
  do(job: Job): Replanned | PreviewAnswer
  close(): void
}

/** So few that whoever waits for the database never waits for long. */
const rows = 100

/**
 * @param databaseFile a database that the engine has opened
 * @param pause waits a moment between two transactions: whoever waits for the database gets it
 */
export function openHeavyWork(databaseFile: string, pause: () => void): HeavyWork {
  // SQLite would make an empty one.
  if (!existsSync(databaseFile)) throw new Error(`${databaseFile} is gone`)
  const store = openStore(databaseFile, { check: false })
  return {
    do(job) {
      if (job.job === 'replan') return replan({ store, now: job.now, daysOff, gently: { rows, pause } })
      return store.read(() => previewOf(store, job.asker, job.wish, job.now))
    },
    close: () => store.close(),
  }
}
