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

/** A mailbox whose inbox can't be read at present, in its server's words. */
export interface Blocked {
  public_id: string
  from_email: string
  trouble: string
  read_at: string | null
}

/** Mailboxes that send, in the workspace's fixed order, and which of them nobody reads. */
export function useMailboxes() {
  const accounts = useQuery(api.accounts.list.queryOptions()).data
  const usage = useQuery(api.accounts.usage.queryOptions({ refetchInterval: 60_000 })).data
  return useMemo(() => {
    const own = (accounts ?? []).filter(({ type }) => type !== 'managed')
    const serving = own.filter(({ status }) => status === 'active' || status === 'error')
    return {
      own,
      blocked: serving.flatMap(({ public_id, from_email }): Blocked[] => {
        const folders = usage?.find((one) => one.public_id === public_id)?.folders ?? []
        const inbox = folders.find(({ folder }) => folder === 'INBOX')
        return inbox?.trouble ? [{ public_id, from_email, trouble: inbox.trouble, read_at: inbox.read_at }] : []
      }),
      unread: serving.filter(({ imap_host }) => imap_host === null),
      /** Nothing can come back: no mailbox is read. Not before they are known. */
      noneRead: accounts !== undefined && !own.some(({ imap_host }) => imap_host !== null),
      place: (id: string | null) => (id === null ? -1 : placeIn(accounts, id)),
    }
  }, [accounts, usage])
}
export type Mailboxes = ReturnType<typeof useMailboxes>
