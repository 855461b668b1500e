/** One deed for many: told before it is done, done part by part, watched and stopped on the way. */
import { useState } from 'react'
import { client } from '../../api/client.ts'
import { inParts, isTold, type Outcome } from '../../parts/in-parts.ts'
import { wordsOf } from '../../parts/notice.tsx'
import type { Chosen as Some } from '../../parts/table/selection.ts'
import type { Filter } from './use-people.ts'

export type { Outcome } from '../../parts/in-parts.ts'
export type Action = 'pause' | 'resume' | 'stop' | 'move' | 'tag'
export type Chosen = Some<Filter>

export interface Deed {
  action: Action
  /** With "move". */
  account?: string
  /** With "tag". */
  add?: string[]
  remove?: string[]
}

/** Told of at a time. */
export const mostTold = 5000

/** What it would lead to; nothing is written. */
export const foretell = (chosen: Chosen, deed: Deed, signal?: AbortSignal) =>
  client.enrollments.bulk(
    { ...('ids' in chosen ? { ids: chosen.ids.slice(0, mostTold) } : chosen), ...deed, dry_run: true },
    { signal },
  )

export interface Progress {
  action: Action
  done: number
  halt: () => void
}

export function useWork() {
  const [progress, setProgress] = useState<Progress | null>(null)
  const [error, setError] = useState<string | null>(null)
  /**
   * Undefined: nothing was done, and `error` says why. Where a part failed on the way, `error` says so and the outcome has
   * what was done before, and no more: that is what can be taken back.
   */
  async function run(chosen: Chosen, deed: Deed): Promise<Outcome | undefined> {
    setError(null)
    const outcome = await inParts(
      chosen,
      (part) => client.enrollments.bulk({ ...part, ...deed }),
      (done, halt) => setProgress({ action: deed.action, done, halt }),
    )
    setProgress(null)
    if (outcome.failure) setError(wordsOf(outcome.failure.thrown))
    return isTold(outcome) ? outcome : undefined
  }
  return { progress, error, run }
}

export type Work = ReturnType<typeof useWork>
