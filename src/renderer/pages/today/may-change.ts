import { useQuery } from '@tanstack/react-query'
import { api } from '../../api/client.ts'
import { useIsAdmin } from '../../api/hooks.ts'

/** The mailbox of a public id, where whoever looks decides on it: their own, and to an admin every one. */
export function useMayChange() {
  const accounts = useQuery(api.accounts.list.queryOptions()).data ?? []
  const isAdmin = useIsAdmin()
  return (publicId: string) =>
    accounts.find(({ public_id, whose }) => public_id === publicId && (isAdmin || whose === 'own'))
}
