import type { client } from '../../../api/client.ts'

export type Permission = Awaited<ReturnType<typeof client.delegations.list>>['rows'][number]
export type Standing = Awaited<ReturnType<typeof client.delegations.standing>>
export type Person = Permission['owner']

/** The one on the other side; of a permission between others: who has it. */
export const otherOf = ({ side, owner, delegate }: Permission): Person => (side === 'delegate' ? owner : delegate)

/**
 * The newest about each pair of people: what came of an older one matters no more once there is another. They come newest
 * first, and an open one counts before any that is over.
 */
export function newest(all: readonly Permission[]): Permission[] {
  const isOpen = ({ state }: Permission) => state === 'pending' || state === 'active'
  const ordered = [...all.filter(isOpen), ...all.filter((one) => !isOpen(one))]
  const seen = new Set<string>()
  return ordered.filter(({ owner, delegate }) => {
    const pair = `${owner.public_id} ${delegate.public_id}`
    return !seen.has(pair) && seen.add(pair)
  })
}

/** Its state as the clock says: what nobody answered in time is over, also before that is written down. */
export const stateAt = ({ state, expires_at }: Permission, now: number | null): Permission['state'] =>
  state === 'pending' && expires_at !== null && now !== null && now >= Date.parse(expires_at) ? 'expired' : state
