import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { api, client } from '../../api/client.ts'
import { useEndless } from '../../api/endless.ts'
import { placeIn } from '../../parts/who.tsx'
import type { RepliesSearch } from './search.ts'

/** What the engine is asked for: the address without what only this screen knows. */
export const filterOf = ({ open: _, ...filter }: RepliesSearch) => filter

export function useMessages(search: RepliesSearch) {
  const input = { ...filterOf(search), limit: 100 }
  return useEndless(api.incoming.list.key({ input }), (after, signal) =>
    client.incoming.list({ ...input, after }, { signal }),
  )
}

/** Mailboxes that send, in the workspace's fixed order, and which of them nobody reads. */
export function useMailboxes() {
  const accounts = useQuery(api.accounts.list.queryOptions()).data
  return useMemo(() => {
    const own = (accounts ?? []).filter(({ type }) => type !== 'managed')
    const serving = own.filter(({ status }) => status === 'active' || status === 'error')
    return {
      own,
      unread: serving.filter(({ imap_host }) => imap_host === null),
      /** Nothing can come back: no mailbox is read. Not before they are known. */
      noneRead: accounts !== undefined && !own.some(({ imap_host }) => imap_host !== null),
      place: (id: string | null) => (id === null ? -1 : placeIn(accounts, id)),
    }
  }, [accounts])
}
export type Mailboxes = ReturnType<typeof useMailboxes>
