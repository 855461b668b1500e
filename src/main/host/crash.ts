/**
 * What becomes of an error that nobody caught. An engine in an unknown state must not go on: what is on disk is whole at every
 * moment, and the next start goes on from there. Why it ended is written into the log of its owner, and told to nobody else.
 */
import type { Log } from '../ports.ts'

export interface CrashWatch {
  /** From now on it is written down there, before anybody is told. */
  into(log: Pick<Log, 'error'>, folder: string): void
}

/**
 * Listens to this process, for good.
 *
 * @param tell says it to whoever is there, and ends the process. `folder` has the log that it was written into; null: none has.
 */
export function watchForCrash(tell: (error: unknown, folder: string | null) => void): CrashWatch {
  let kept: { log: Pick<Log, 'error'>; folder: string } | null = null
  let isOver = false
  const over = (origin: string) => (error: unknown) => {
    // While somebody is told of the first, a second one says nothing new.
    if (isOver) return
    isOver = true
    kept?.log.error('it crashed', { origin, error })
    tell(error, kept?.folder ?? null)
  }
  process.on('uncaughtException', over('uncaughtException'))
  process.on('unhandledRejection', over('unhandledRejection'))
  return {
    into(log, folder) {
      kept = { log, folder }
    },
  }
}
