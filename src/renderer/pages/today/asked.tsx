/** What became of a mailbox that whoever looks has asked for: approved, it is still to be connected; declined, it says why. */
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { api } from '../../api/client.ts'
import { useZone } from '../../api/hooks.ts'
import { useSeen } from '../../api/seen.ts'
import { moment } from '../../words/format.ts'
import { today } from '../../words/today.ts'
import { Need } from './need.tsx'
import { Seen } from './news.tsx'

const words = today.needs
/** For how long it is told, in ms. */
const told = 7 * 86_400_000

/** As the list is asked for, here and where it is waited for. */
export const askedInput = { limit: 100 }

/** Decided by somebody else a short while ago; what was declined until they have seen it. */
export function useAsked(now: number) {
  const rows = useQuery(api.mailbox_requests.list.queryOptions({ input: askedInput })).data?.rows ?? []
  const own = useQuery(api.seats.list.queryOptions()).data?.[0]
  const seen = useSeen()
  const found = rows
    .map((one) => ({ ...one, name: `request ${one.public_id} ${one.version}` }))
    .filter(({ state, seat, asked_by, decided_by, decided_at, name }) => {
      const isMine = own !== undefined && (seat === own.address || asked_by === own.name) && decided_by !== own.name
      const isNew = state === 'approved' || (state === 'declined' && seen.isKnown && !seen.has(name))
      return isMine && isNew && Date.parse(decided_at ?? '') > now - told
    })
  return { found, remember: seen.remember }
}

export function Asked({ of: { found, remember }, now }: { of: ReturnType<typeof useAsked>; now: number }) {
  const zone = useZone()
  return (
    <>
      {found.map(({ name, address, seat, state, decided_by, decided_at, reason }) => (
        <Need
          key={name}
          tone="warn"
          action={
            state === 'approved' ? (
              <Button
                size="xs"
                variant="default"
                renderRoot={(props) => <Link to="/mailboxes/connect" search={{ email: address, seat }} {...props} />}
              >
                {words.connectIt}
              </Button>
            ) : (
              <>
                <Seen name={name} remember={remember} />
                <Button size="xs" variant="default" component={Link} to="/requests">
                  {words.see}
                </Button>
              </>
            )
          }
        >
          <b>{words.decidedBox(address, decided_by, state === 'approved', moment(decided_at ?? '', zone, now))}</b>{' '}
          {reason !== null && <q className="quote">{reason}</q>}
        </Need>
      ))}
    </>
  )
}
