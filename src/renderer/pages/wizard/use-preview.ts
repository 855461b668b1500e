import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { api } from '../../api/client.ts'
import { hasCalendar, type Planned } from '../../parts/plan/score-of.ts'
import { type Draft, whoOf, wishOf } from './draft.ts'

/** A moment's rest: typing a number asks once. Short enough to feel live, in ms. */
const rest = 120
/** "Now" moves on by itself, and others engage too, in ms. */
const lookAgain = 60_000

export interface Previewed {
  /** The newest plan that could be made; it stays while the next one is made, so that nothing jumps. */
  planned: Planned | undefined
  /** Why the present choices can't be planned. */
  error: Error | null
  /** The plan shown is not of the present choices yet. */
  behind: boolean
  again: () => Promise<unknown>
}

/** The plan of a draft, made anew at each change; answers that come late are dropped. */
export function usePreview(draft: Draft, sequence: string, wanted: boolean): Previewed {
  const [settled] = useDebouncedValue(draft, rest)
  const found = useQuery(
    api.schedule.preview.queryOptions({
      input: { ...wishOf(settled, sequence), calendar: true },
      enabled: wanted,
      placeholderData: keepPreviousData,
      refetchInterval: lookAgain,
      gcTime: 60_000,
    }),
  )
  const [last, setLast] = useState<Planned>()
  const planned = hasCalendar(found.data) ? found.data : undefined
  useEffect(() => {
    if (planned) setLast(planned)
  }, [planned])
  return {
    planned: planned ?? last,
    error: found.error,
    behind: settled !== draft || found.isPlaceholderData || (found.isFetching && !planned),
    again: found.refetch,
  }
}

/** Who is written to and who is left out, counted. */
export function useAudience(draft: Draft, sequence: string) {
  const [settled] = useDebouncedValue(draft, rest)
  return useQuery(
    api.schedule.audience.queryOptions({
      input: { ...whoOf(settled, sequence), limit: 1 },
      placeholderData: keepPreviousData,
    }),
  )
}
