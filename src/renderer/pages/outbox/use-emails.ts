import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useEffect, useMemo } from 'react'
import { api, client } from '../../api/client.ts'
import { useEndless } from '../../api/endless.ts'
import { placeIn } from '../../parts/who.tsx'
import type { OutboxSearch } from './search.ts'

export type Email = Awaited<ReturnType<typeof client.sends.list>>['rows'][number]
export type Filter = NonNullable<Parameters<typeof client.sends.bulk>[0]['filter']>

/** What the engine is asked for: the address without what only this screen knows. */
export function filterOf({ open: _, sort: __, ...filter }: OutboxSearch): Filter {
  // What an address singles out by itself may be of any state.
  const isSpecific = filter.states !== undefined || filter.contact !== undefined || filter.from !== undefined
  return { ...filter, tab: filter.tab ?? (isSpecific ? 'all' : 'next') }
}

/** What was sent is looked at from the latest backwards, unless a person wants it otherwise. */
export const sortOf = ({ sort, tab }: OutboxSearch) => sort ?? (tab === 'sent' ? '-leaves' : 'leaves')

export function useEmails(search: OutboxSearch) {
  const input = { ...filterOf(search), sort: sortOf(search), limit: 100 }
  const list = useEndless(api.sends.list.key({ input }), (after, signal) =>
    client.sends.list({ ...input, after }, { signal }),
  )
  const { hasMore, isLoadingMore, onMore } = list.table
  // A page may be empty and the list go on: the engine looks at only so much at a time.
  const isLooking = list.rows?.length === 0 && hasMore
  useEffect(() => {
    if (isLooking && !isLoadingMore) onMore()
  }, [isLooking, isLoadingMore, onMore])
  return { ...list, isLooking }
}

export const useCounts = () => useQuery(api.sends.counts.queryOptions({ placeholderData: keepPreviousData })).data

/** Accounts in the workspace's fixed order: a sender's place is its lane. */
export function useSenders() {
  const accounts = useQuery(api.accounts.list.queryOptions()).data
  return useMemo(
    () => ({
      all: accounts ?? [],
      place: (id: string) => placeIn(accounts, id),
    }),
    [accounts],
  )
}

/** The people of the team; each may have mailboxes of their own. */
export const useSeats = () => useQuery(api.seats.list.queryOptions()).data ?? []
