import { useQuery } from '@tanstack/react-query'
import { api } from './client.ts'

/**
 * Is this a copy that was kept beside its original? alone: it is in no team, and its mailboxes are at home in the original.
 * team: it is one of a team's copies, which nobody has invited yet. Null: it isn't, or nobody knows yet.
 */
export function useOwnCopy(): 'alone' | 'team' | null {
  const standing = useQuery(api.devices.list.queryOptions()).data?.standing
  const isAlone = standing === 'alone'
  const homes = useQuery(api.homes.list.queryOptions({ enabled: isAlone })).data ?? []
  const isWaiting = standing === 'waiting'
  const joining = useQuery(api.invitations.joining.queryOptions({ enabled: isWaiting })).data
  if (isAlone && homes.some((home) => home.standing === 'elsewhere')) return 'alone'
  return isWaiting && joining === null ? 'team' : null
}
