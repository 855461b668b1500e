import { useState } from 'react'
import { client } from '../../api/client.ts'
import { inParts, isTold, mostAtOnce, type Outcome, type Chosen as Some } from '../../parts/in-parts.ts'
import { wordsOf } from '../../parts/notice.tsx'
import type { Filter } from './use-emails.ts'

export type { Outcome } from '../../parts/in-parts.ts'
export type BulkAction = 'cancel' | 'hold' | 'release' | 'restore' | 'move'
/** Some emails by id, or all that a filter finds. */
export type Chosen = Some<Filter>

export interface Progress {
  action: BulkAction
  done: number
  stop: () => void
}

/** Work on many emails that can be watched and stopped, and what went wrong with it. */
export function useWork() {
  const [progress, setProgress] = useState<Progress | null>(null)
  const [error, setError] = useState<string | null>(null)

  /**
   * Where a part failed on the way, `error` says so and the outcome has what was done before, and no more: that is what
   * can be taken back.
   *
   * @throws why nothing was done
   */
  async function run(chosen: Chosen, action: BulkAction, slot?: string): Promise<Outcome> {
    setError(null)
    const isLong = 'filter' in chosen || chosen.ids.length > mostAtOnce
    const outcome = await inParts(
      chosen,
      (part) => client.sends.bulk({ ...part, action, slot }),
      (done, stop) => isLong && setProgress({ action, done, stop }),
    )
    setProgress(null)
    if (!isTold(outcome)) throw outcome.failure?.thrown
    if (outcome.failure) setError(wordsOf(outcome.failure.thrown))
    return outcome
  }

  /** Keeps what it throws as the error to show; undefined then. */
  async function attempt<T>(work: () => Promise<T>): Promise<T | undefined> {
    setError(null)
    try {
      return await work()
    } catch (thrown) {
      setError(wordsOf(thrown))
      return undefined
    }
  }

  return { progress, error, setError, run, attempt }
}

export type Work = ReturnType<typeof useWork>
