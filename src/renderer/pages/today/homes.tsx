import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { api, type client } from '../../api/client.ts'
import { ToMailbox } from '../../parts/to-mailbox.tsx'
import { said } from '../../words/format.ts'
import { home } from '../../words/home.ts'
import { today } from '../../words/today.ts'
import type { Day } from './day.ts'
import { useMayChange } from './may-change.ts'
import { Need, ToSettings } from './need.tsx'

const words = today.needs

type Home = Awaited<ReturnType<typeof client.homes.list>>[number]

/** Emails wait for a look that this computer would send: what another one sends is looked at there. */
const isDoubtful = ({ standing, part, review }: Home): boolean => review > 0 && (standing === 'home' || part !== null)

/**
 * Mailboxes of a team's computers that wait for whoever looks: handed to this computer and not taken up, sent from here without
 * their password, or with emails of which nobody knows yet whether they have left. Only those that they decide on.
 */
export function useMoves(day: Day) {
  const isTeam = useIsTeam()
  const homes = useQuery(api.homes.list.queryOptions()).data ?? []
  const mayChange = useMayChange()
  const out = new Set(day.accounts_out.map(({ public_id }) => public_id))
  return homes.filter((one) => {
    const { public_id, standing: stands, trouble } = one
    const account = mayChange(public_id)
    const lacks = isTeam && stands === 'home' && trouble !== null && account?.status === 'active' && !out.has(public_id)
    return account && (stands === 'offered' || isDoubtful(one) || lacks)
  })
}

/** Mailboxes of which a part was to be sent from here, and may not be any more: their home has not heard yet. */
export function useStranded() {
  const { standing } = useQuery(api.devices.list.queryOptions()).data ?? {}
  const homes = useQuery(api.homes.list.queryOptions({ enabled: standing === 'member' })).data ?? []
  return homes.filter(({ stranded }) => stranded > 0)
}

export const Stranded = ({ homes }: { homes: ReturnType<typeof useStranded> }) => (
  <>
    {homes.map(({ public_id, from_email, home: { name }, stranded }) => (
      <Need key={public_id} tone="warn" action={<ToSettings section="exchange">{words.exchange}</ToSettings>}>
        <b>{words.stranded(stranded, from_email, name)}</b>
        <p className="dim">{words.strandedMore(name)}</p>
      </Need>
    ))}
  </>
)

/** Are there other computers that this one exchanges with, or did so? */
function useIsTeam(): boolean {
  const { standing } = useQuery(api.devices.list.queryOptions()).data ?? {}
  return standing !== undefined && standing !== 'alone'
}

/** Was this computer taken out of its team? */
export const useIsOut = (): boolean => useQuery(api.devices.list.queryOptions()).data?.standing === 'revoked'

/** What a computer out of the team sends, nobody hears of: whoever works at it is to know before it sends. */
export const OutOfTeam = () => (
  <Need tone="warn" action={<ToSettings section="team">{words.team}</ToSettings>}>
    <b>{words.outOfTeam}</b>
    <p className="dim">{words.outOfTeamMore}</p>
  </Need>
)

/** What this computer answered an invitation with, while nobody has admitted it. */
export function useAwaited() {
  const standing = useQuery(api.devices.list.queryOptions()).data?.standing
  const joining = useQuery(api.invitations.joining.queryOptions({ enabled: standing === 'waiting' })).data
  return standing === 'waiting' && joining && !joining.admitted ? joining : null
}

/** It waits for whoever invited, who hears of it only by that answer. */
export const Awaited = ({ joined }: { joined: NonNullable<ReturnType<typeof useAwaited>> }) => (
  <Need
    tone="warn"
    action={
      <Button size="xs" variant="default" component={Link} to="/join">
        {words.answerTo}
      </Button>
    }
  >
    <b>{words.awaited(joined.workspace)}</b>
    <p className="dim">{words.awaitedMore(joined.inviter)}</p>
  </Need>
)

export function Moves({ moves, day }: { moves: ReturnType<typeof useMoves>; day: Day }) {
  const isTeam = useIsTeam()
  return (
    <>
      {moves.map((one) => {
        const { public_id, from_email, standing, home: from, trouble, review, may_have_left: may } = one
        const isDoubt = isDoubtful(one)
        const waiting = day.accounts.find((one) => one.public_id === public_id)?.waiting ?? 0
        return (
          <Need
            key={public_id}
            tone={standing === 'home' && !isDoubt ? 'bad' : 'warn'}
            action={
              <ToMailbox id={public_id} look={isDoubt}>
                {isDoubt ? home.review.open : words.open}
              </ToMailbox>
            }
          >
            {standing === 'offered' && <b>{words.handed(from_email, from.name)}</b>}
            {isDoubt && <b>{words.mayHaveLeft(from_email, review, may, isTeam)}</b>}
            {standing === 'home' && !isDoubt && <b>{said(trouble ?? '')}</b>}
            {isDoubt && <p className="dim">{words.notDue(review, may)}</p>}
            {isDoubt && trouble !== null && <p className="dim">{said(trouble)}</p>}
            {standing === 'offered' && <p className="dim">{words.handedMore(waiting)}</p>}
          </Need>
        )
      })}
    </>
  )
}
