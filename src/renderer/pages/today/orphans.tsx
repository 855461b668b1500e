/** Mailboxes whose mail leaves from a computer that was taken out of the team: somebody has to take them over. */
import { useQuery } from '@tanstack/react-query'
import { api } from '../../api/client.ts'
import { ToMailbox } from '../../parts/to-mailbox.tsx'
import { today } from '../../words/today.ts'
import type { Day } from './day.ts'
import { useMayChange } from './may-change.ts'
import { Need } from './need.tsx'

const words = today.needs

/** Only those that whoever looks decides on. */
export function useOrphans() {
  const team = useQuery(api.devices.list.queryOptions()).data
  const homes = useQuery(api.homes.list.queryOptions()).data ?? []
  const mayChange = useMayChange()
  const out = new Set(team?.devices.filter(({ state }) => state === 'revoked').map(({ public_id }) => public_id))
  return homes.filter(
    ({ public_id, standing, home }) =>
      team?.standing === 'member' && mayChange(public_id) && standing === 'elsewhere' && out.has(home.public_id),
  )
}

export const Orphans = ({ homes, day }: { homes: ReturnType<typeof useOrphans>; day: Day }) => (
  <>
    {homes.map(({ public_id, from_email, home }) => (
      <Need key={public_id} tone="bad" action={<ToMailbox id={public_id}>{words.open}</ToMailbox>}>
        <b>{words.orphan(from_email, home.name)}</b>
        <p className="dim">{words.orphanMore(day.accounts.find((one) => one.public_id === public_id)?.waiting ?? 0)}</p>
      </Need>
    ))}
  </>
)
