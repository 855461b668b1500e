import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'
import { api, client } from '../../api/client.ts'
import { type Draft, keepable } from './draft.ts'

/** Drafts are views of a screen that has no list: each seat has its own, by the sequence's public id. */
export const draftScreen = 'schedule-draft'
/** Long enough for somebody who is still choosing, in ms. */
const restBefore = 700
/** The draft that was kept for this sequence: undefined while it is looked for, null when there is none. */
export function useKept(sequence: string) {
  const found = useQuery(
    api.views.list.queryOptions({ input: { screen: draftScreen }, staleTime: Number.POSITIVE_INFINITY, gcTime: 0 }),
  )
  return found.data === undefined ? undefined : (found.data.find(({ name }) => name === sequence) ?? null)
}

export type Keeping = 'untouched' | 'keeping' | 'kept' | 'failed'

export interface Kept {
  draft: Draft
  set: (change: Partial<Draft> | ((draft: Draft) => Draft)) => void
  keeping: Keeping
  /** Counts up each time it was kept. */
  times: number
  discard: () => Promise<void>
}

async function forget(sequence: string): Promise<void> {
  const all = await client.views.list({ screen: draftScreen })
  for (const { name, public_id } of all) if (name === sequence) await client.views.remove({ public_id })
}

/** @throws when it is too long to be kept; an older one that would be opened instead of it is gone then */
async function keep(sequence: string, draft: Draft): Promise<void> {
  const kept = keepable(draft)
  if (kept) return void (await client.views.save({ screen: draftScreen, name: sequence, query: { ...kept } }))
  await forget(sequence)
  throw new Error('the draft is too long')
}

/** Keeps what is chosen, a moment after the last change; a draft nobody has touched is not kept. */
export function useDraft(sequence: string, first: Draft): Kept {
  const [draft, setDraft] = useState(first)
  const [settled] = useDebouncedValue(draft, restBefore)
  const [keeping, setKeeping] = useState<Keeping>('untouched')
  const [times, setTimes] = useState(0)
  const over = useRef(false)
  useEffect(() => {
    if (settled === first || over.current) return
    let newest = true
    setKeeping('keeping')
    keep(sequence, settled)
      .then(() => {
        if (!newest) return
        setKeeping('kept')
        setTimes((n) => n + 1)
      })
      .catch(() => newest && setKeeping('failed'))
    return () => {
      newest = false
    }
  }, [settled, first, sequence])
  const set = useCallback<Kept['set']>(
    (change) => setDraft((was) => (typeof change === 'function' ? change(was) : { ...was, ...change })),
    [],
  )
  const discard = useCallback(async () => {
    over.current = true
    await forget(sequence)
  }, [sequence])
  return { draft, set, keeping, times, discard }
}
