import { type UseQueryResult, useQuery } from '@tanstack/react-query'
import { api } from '../../api/client.ts'

/** What was answered on an earlier visit is shown at once; that nothing needs anybody is only said by answers of this one. */
const anew = { staleTime: 0 }

const isAnswered = ({ isFetchedAfterMount, isSuccess }: UseQueryResult): boolean => isFetchedAfterMount && isSuccess

/** Has everything been answered since the screen was opened that “Needs you” is made of? Before, nobody knows that nothing does. */
export function useIsKnown(): boolean {
  const team = useQuery(api.devices.list.queryOptions(anew))
  const isTeam = team.data !== undefined && team.data.standing !== 'alone'
  const others = [
    useQuery(api.mailbox_requests.list.queryOptions({ input: { open: true }, ...anew })),
    useQuery(api.limit_requests.list.queryOptions(anew)),
    useQuery(api.delegations.list.queryOptions({ input: { limit: 500 }, ...anew })),
    useQuery(api.accounts.usage.queryOptions(anew)),
    useQuery(api.accounts.list.queryOptions(anew)),
    useQuery(api.groups.list.queryOptions(anew)),
    useQuery(api.seats.list.queryOptions(anew)),
  ]
  const homes = useQuery(api.homes.list.queryOptions({ ...anew, enabled: isTeam }))
  return isAnswered(team) && others.every(isAnswered) && (!isTeam || isAnswered(homes))
}
