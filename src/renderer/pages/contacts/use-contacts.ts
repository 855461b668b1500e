import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { api, client } from '../../api/client.ts'
import { useEndless } from '../../api/endless.ts'
import type { ContactsSearch } from './search.ts'

export type Contact = Awaited<ReturnType<typeof client.contacts.get>>
export type Filter = NonNullable<Parameters<typeof client.contacts.tag>[0]['filter']>

export const nameOf = ({ first_name, last_name, address }: Contact): string =>
  [first_name, last_name].filter(Boolean).join(' ') || address

/** What the engine is asked for: the address without what only this screen knows. */
export function filterOf({ tab: _, sort: __, by: ___, company: ____, ...filter }: ContactsSearch): Filter {
  return filter
}

const sortOf = (sort: ContactsSearch['sort'] = '-added') =>
  ({ sort: sort.replace('-', ''), order: sort.startsWith('-') ? 'desc' : 'asc' }) as {
    sort: 'added' | 'name' | 'address' | 'company'
    order: 'asc' | 'desc'
  }

export function useContacts(search: ContactsSearch) {
  const input = { ...filterOf(search), ...sortOf(search.sort), limit: 100 }
  const list = useEndless(api.contacts.list.key({ input }), (after, signal) =>
    client.contacts.list({ ...input, after }, { signal }),
  )
  const { hasMore, isLoadingMore, onMore } = list.table
  // A page may be empty and the list go on: the engine looks at only so much at a time.
  const isLooking = list.rows?.length === 0 && hasMore
  useEffect(() => {
    if (isLooking && !isLoadingMore) onMore()
  }, [isLooking, isLoadingMore, onMore])
  return { ...list, isLooking }
}

/** What fits a filter: so many at least, and a moment later how many it really are. */
export function useCount(filter: Filter) {
  const { data } = useQuery(api.contacts.count.queryOptions({ input: filter, placeholderData: keepPreviousData }))
  const whole = useQuery(
    api.contacts.count.queryOptions({ input: { ...filter, exact: true }, enabled: data?.more === true }),
  )
  return data?.more ? (whole.data ?? data) : data
}

export const useTags = () => useQuery(api.contacts.tags.queryOptions()).data ?? []
export const useOwners = () => useQuery(api.contacts.owners.queryOptions()).data ?? []
export const useSeats = () => useQuery(api.seats.list.queryOptions()).data ?? []
export const useSequences = () => useQuery(api.sequences.list.queryOptions()).data ?? []
