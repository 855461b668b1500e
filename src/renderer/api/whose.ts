import { useQuery } from '@tanstack/react-query'
import { type Whose, whoseOf } from '../parts/from-menu.ts'
import { api } from './client.ts'

/** Whose a mailbox is, by its public id; one that is not known counts as one's own. */
export function useWhose(): (account: string) => Whose {
  const accounts = useQuery(api.accounts.list.queryOptions()).data
  return (account) => whoseOf(accounts?.find(({ public_id }) => public_id === account)?.whose ?? 'own')
}
