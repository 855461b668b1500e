import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { api } from '../../api/client.ts'
import { type Previewed, useNewestPlan } from '../../api/plan.ts'
import { type Draft, whoOf, wishOf } from './draft.ts'

export type { Previewed } from '../../api/plan.ts'

/** A moment's rest: typing a number asks once. Short enough to feel live, in ms. */
const rest = 120
/** "Now" moves on by itself, and others engage too, in ms. */
const lookAgain = 60_000

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
  return useNewestPlan(found, settled !== draft)
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
