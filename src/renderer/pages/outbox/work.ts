import { useState } from 'react'
import { client } from '../../api/client.ts'
import { wordsOf } from '../../parts/notice.tsx'
import type { Filter } from './use-emails.ts'

export type BulkAction = 'cancel' | 'hold' | 'release' | 'restore' | 'move'
/** Some emails by id, or all that a filter finds. */
export type Chosen = { ids: readonly string[] } | { filter: Filter }

export interface Outcome {
  done: string[]
  refused: number
  /** The person stopped it on the way. */
  isStopped: boolean
}

/** Changed at a time: the engine takes no more. */
const most = 500

const chunks = (ids: readonly string[]): string[][] =>
  Array.from({ length: Math.ceil(ids.length / most) }, (_, at) => ids.slice(at * most, (at + 1) * most))

/** Every part of the work, one after the other; each is done when it answers. */
async function* parts(chosen: Chosen, action: BulkAction, slot: string | undefined) {
  if ('ids' in chosen) {
    for (const ids of chunks(chosen.ids)) yield await client.sends.bulk({ ids, action, slot })
    return
  }
  let after: string | undefined
  do {
    const found = await client.sends.bulk({ filter: chosen.filter, action, slot, after })
    yield found
    after = found.next ?? undefined
  } while (after)
}

export interface Progress {
  action: BulkAction
  done: number
  stop: () => void
}

/** Work on many emails that can be watched and stopped, and what went wrong with it. */
export function useWork() {
  const [progress, setProgress] = useState<Progress | null>(null)
  const [error, setError] = useState<string | null>(null)

  async function run(chosen: Chosen, action: BulkAction, slot?: string): Promise<Outcome> {
    const outcome: Outcome = { done: [], refused: 0, isStopped: false }
    const stop = () => {
      outcome.isStopped = true
    }
    const isLong = 'filter' in chosen || chosen.ids.length > most
    try {
      for await (const part of parts(chosen, action, slot)) {
        outcome.done.push(...part.done_ids)
        outcome.refused += part.refused.length
        if (isLong) setProgress({ action, done: outcome.done.length, stop })
        if (outcome.isStopped) break
      }
    } finally {
      setProgress(null)
    }
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
