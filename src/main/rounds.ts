/**
 * What the loops of `work` have in common: a round of work, then another when the round says so, or as soon as a table it
 * looks at changes. A change in the middle of a round asks for the next one.
 */
import { type Changes, type Table, woken } from './changes.ts'
import type { Clock } from './ports.ts'

export interface Rounds {
  clock: Clock
  changes: Changes
  /** Tables whose changes ask for a round at once. */
  wokenBy: readonly Table[]
  /** A further round begins so long (ms) after it was asked for: a burst of changes is one round. */
  gather?: number
  /** Returns the instant (ms) of the next round. */
  round(stopping: AbortSignal): Promise<number>
  /** Told of what a round threw; returns the instant (ms) of the next one. */
  failed(error: unknown): number
}

/** Begins with a round. `stop` resolves when the round under way is over. */
export function startRounds({ clock, changes, wokenBy, gather, round, failed }: Rounds): { stop(): Promise<void> } {
  const stopping = new AbortController()
  let wake = new AbortController()
  const end = changes.listen((table) => {
    if (wokenBy.includes(table)) wake.abort(woken)
  })
  const running = (async () => {
    while (!stopping.signal.aborted) {
      wake = new AbortController()
      const again = await clock.working(round(stopping.signal).catch(failed))
      if (stopping.signal.aborted) return
      if (!wake.signal.aborted) await clock.until(again, AbortSignal.any([stopping.signal, wake.signal]))
      if (gather && !stopping.signal.aborted) await clock.until(clock.now() + gather, stopping.signal)
    }
  })()
  return {
    async stop() {
      end()
      stopping.abort()
      await running
    },
  }
}
