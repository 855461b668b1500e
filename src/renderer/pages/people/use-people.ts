import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useEffect, useMemo } from 'react'
import { api, client } from '../../api/client.ts'
import { useEndless } from '../../api/endless.ts'
import { placeIn } from '../../parts/who.tsx'
import type { PeopleSearch } from './search.ts'

export type Person = Awaited<ReturnType<typeof client.enrollments.list>>['rows'][number]
export type Filter = NonNullable<Parameters<typeof client.enrollments.bulk>[0]['filter']>

/** What the engine is asked for: the address without the order. */
export const filterOf = ({ sort: _, ...filter }: PeopleSearch): Filter => filter

/** Whoever was engaged last comes first, unless a person wants it otherwise. */
export const sortOf = ({ sort }: PeopleSearch) => sort ?? '-engaged'

export function usePeople(search: PeopleSearch) {
  const input = { ...filterOf(search), sort: sortOf(search), limit: 100 }
  const list = useEndless(api.enrollments.list.key({ input }), (after, signal) =>
    client.enrollments.list({ ...input, after }, { signal }),
  )
  const { hasMore, isLoadingMore, onMore } = list.table
  // A page may be empty and the list go on: the engine looks at only so much at a time.
  const isLooking = list.rows?.length === 0 && hasMore
  useEffect(() => {
    if (isLooking && !isLoadingMore) onMore()
  }, [isLooking, isLoadingMore, onMore])
  return { ...list, isLooking }
}

/** How many in each state, whatever state is looked at. */
export function useStateCounts(search: PeopleSearch) {
  const { state: _, ...input } = filterOf(search)
  const { data } = useQuery(api.enrollments.counts.queryOptions({ input, placeholderData: keepPreviousData }))
  const whole = useQuery(
    api.enrollments.counts.queryOptions({ input: { ...input, exact: true }, enabled: data?.more === true }),
  )
  return data?.more ? (whole.data ?? data) : data
}

/** Accounts in the workspace's fixed order: a sender's place is its lane. */
export function useSenders() {
  const accounts = useQuery(api.accounts.list.queryOptions()).data
  return useMemo(() => ({ all: accounts ?? [], place: (id: string) => placeIn(accounts, id) }), [accounts])
}
