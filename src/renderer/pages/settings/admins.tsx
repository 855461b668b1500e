import { useQuery } from '@tanstack/react-query'
import { api } from '../../api/client.ts'
import { Notice } from '../../parts/notice.tsx'
import { settings as words } from '../../words/settings.ts'

/** Whether this computer is a member's, who may only look at what admins decide. Null until it is known. */
export function useIsMember(): boolean | null {
  const me = useQuery(api.seats.list.queryOptions()).data?.[0]
  return me ? me.role === 'member' : null
}

/** Says whom to ask, above what a member can't change. */
export function AdminsOnly() {
  const seats = useQuery(api.seats.list.queryOptions()).data ?? []
  const admins = seats.filter(({ role, state }) => role === 'admin' && state === 'active')
  return <Notice tone="info">{words.adminsOnly(admins.map(({ name }) => name))}</Notice>
}
