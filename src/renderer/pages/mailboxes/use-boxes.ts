import { useQuery } from '@tanstack/react-query'
import { api } from '../../api/client.ts'
import { placeIn } from '../../parts/who.tsx'
import type { Box } from './accounts.ts'

/** Every mailbox with its figures and its lane, and the seats they belong to. */
export function useBoxes() {
  const accounts = useQuery(api.accounts.list.queryOptions())
  const usage = useQuery(api.accounts.usage.queryOptions({ refetchInterval: 60_000 }))
  const seats = useQuery(api.seats.list.queryOptions())
  const homes = useQuery(api.homes.list.queryOptions())
  const isAdmin = seats.data?.[0]?.role === 'admin'
  const boxes: Box[] | undefined = accounts.data?.map((account) => ({
    account,
    place: placeIn(accounts.data, account.public_id),
    usage: usage.data?.find(({ public_id }) => public_id === account.public_id),
    home: homes.data?.find(({ public_id }) => public_id === account.public_id),
    mayChange: isAdmin || account.whose === 'own',
  }))
  return { boxes, seats: seats.data, error: accounts.error ?? seats.error, again: () => accounts.refetch() }
}
