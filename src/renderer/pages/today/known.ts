import { type UseQueryResult, useQuery } from '@tanstack/react-query'
import { api } from '../../api/client.ts'
import { seenScreen } from '../../api/seen.ts'
import { askedInput } from './asked.tsx'

/** What was answered on an earlier visit is shown at once; that nothing needs anybody is only said by answers of this one. */
const anew = { staleTime: 0 }

const isAnswered = ({ isFetchedAfterMount, isSuccess }: UseQueryResult): boolean => isFetchedAfterMount && isSuccess

/** Has everything been answered since the screen was opened that “Needs you” is made of? Before, nobody knows that nothing does. */
export function useIsKnown(): boolean {
  const team = useQuery(api.devices.list.queryOptions(anew))
  const others = [
    useQuery(api.mailbox_requests.list.queryOptions({ input: { open: true }, ...anew })),
    useQuery(api.mailbox_requests.list.queryOptions({ input: askedInput, ...anew })),
    useQuery(api.limit_requests.list.queryOptions(anew)),
    useQuery(api.delegations.list.queryOptions({ input: { limit: 500 }, ...anew })),
    useQuery(api.accounts.usage.queryOptions(anew)),
    useQuery(api.accounts.list.queryOptions(anew)),
    useQuery(api.groups.list.queryOptions(anew)),
    useQuery(api.seats.list.queryOptions(anew)),
    useQuery(api.homes.list.queryOptions(anew)),
    useQuery(api.views.list.queryOptions({ input: { screen: seenScreen }, ...anew })),
  ]
  const standing = team.data?.standing
  const joining = useQuery(api.invitations.joining.queryOptions({ ...anew, enabled: standing === 'waiting' }))
  return isAnswered(team) && others.every(isAnswered) && (standing !== 'waiting' || isAnswered(joining))
}
