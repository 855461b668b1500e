/** One deed for many: told before it is done, done part by part, watched and stopped on the way. */
import { useState } from 'react'
import { client } from '../../api/client.ts'
import { wordsOf } from '../../parts/notice.tsx'
import type { Filter } from './use-people.ts'

export type Action = 'pause' | 'resume' | 'stop' | 'move' | 'tag'
/** Some by id, or all that a filter finds. */
export type Chosen = { ids: string[] } | { filter: Filter }

export interface Deed {
  action: Action
  /** With "move". */
  account?: string
  /** With "tag". */
  add?: string[]
  remove?: string[]
}

export interface Outcome {
  done: string[]
  refused: number
  /** The person stopped it on the way. */
  isHalted: boolean
}

/** Changed at a time: the engine takes no more. */
const most = 500
/** Told of at a time. */
export const mostTold = 5000

/** What it would lead to; nothing is written. */
export const foretell = (chosen: Chosen, deed: Deed, signal?: AbortSignal) =>
  client.enrollments.bulk(
    { ...('ids' in chosen ? { ids: chosen.ids.slice(0, mostTold) } : chosen), ...deed, dry_run: true },
    { signal },
  )

async function* parts(chosen: Chosen, deed: Deed) {
  if ('ids' in chosen) {
    for (let at = 0; at < chosen.ids.length; at += most)
      yield await client.enrollments.bulk({ ids: chosen.ids.slice(at, at + most), ...deed })
    return
  }
  let after: string | undefined
  do {
    const found = await client.enrollments.bulk({ filter: chosen.filter, after, ...deed })
    yield found
    after = found.next ?? undefined
  } while (after)
}

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
    const outcome: Outcome = { done: [], refused: 0, isHalted: false }
    const halt = () => {
      outcome.isHalted = true
    }
    setError(null)
    try {
      for await (const part of parts(chosen, deed)) {
        outcome.done.push(...part.done_ids)
        outcome.refused += part.refused.length
        setProgress({ action: deed.action, done: outcome.done.length, halt })
        if (outcome.isHalted) break
      }
      return outcome
    } catch (thrown) {
      setError(wordsOf(thrown))
      return outcome.done.length > 0 ? outcome : undefined
    } finally {
      setProgress(null)
    }
  }
  return { progress, error, run }
}

export type Work = ReturnType<typeof useWork>
