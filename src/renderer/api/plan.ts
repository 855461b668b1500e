import { useEffect, useState } from 'react'
import { hasCalendar, type Planned } from '../parts/plan/score-of.ts'

export interface Previewed {
  /** The newest plan that could be made; it stays while the next one is made, so that nothing jumps. */
  planned: Planned | undefined
  /** Why the present choices can't be planned. */
  error: Error | null
  /** The plan shown is not of the present choices yet. */
  behind: boolean
  again: () => Promise<unknown>
}

interface Asked {
  data: Parameters<typeof hasCalendar>[0]
  error: Error | null
  isPlaceholderData: boolean
  isFetching: boolean
  refetch: () => Promise<unknown>
}

/**
 * The newest plan of what is chosen; answers that come late are dropped, and a refusal leaves the plan before it.
 *
 * @param found the question to the engine, asked anew at each choice
 * @param isChoosing the question is not about the newest choice yet
 */
export function useNewestPlan(found: Asked, isChoosing: boolean): Previewed {
  const [last, setLast] = useState<Planned>()
  const planned = hasCalendar(found.data) ? found.data : undefined
  useEffect(() => {
    if (planned) setLast(planned)
  }, [planned])
  return {
    planned: planned ?? last,
    error: found.error,
    behind: isChoosing || found.isPlaceholderData || (found.isFetching && !planned),
    again: found.refetch,
  }
}
