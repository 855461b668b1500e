import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { api } from '../../api/client.ts'
import { useOwnCopy } from '../../api/own-copy.ts'
import { useSeen } from '../../api/seen.ts'
import { sayRefused } from '../../parts/say.tsx'
import { ToMailbox } from '../../parts/to-mailbox.tsx'
import { moment } from '../../words/format.ts'
import { today } from '../../words/today.ts'
import type { Day } from './day.ts'
import { useMayChange } from './may-change.ts'
import { Need } from './need.tsx'

const words = today.needs

/**
 * What somebody has to know once, until they say that they do: mailboxes that were taken over from this computer, of those
 * that they decide on, and that this copy of the data is a computer of its own.
 */
export function useNews(day: Day) {
  const seen = useSeen()
  const mayChange = useMayChange()
  const device = useQuery(api.devices.list.queryOptions()).data?.this
  const copy = useOwnCopy()
  const isNew = (name: string) => seen.isKnown && !seen.has(name)
  const taken = day.taken
    .map((one) => ({ ...one, name: `taken ${one.public_id} ${one.epoch}` }))
    .filter(({ public_id, name }) => mayChange(public_id) && isNew(name))
  const own = copy !== null && device !== undefined ? { copy, name: `copy ${device}` } : null
  return { taken, own: own && isNew(own.name) ? own : null, remember: seen.remember }
}

export type News = ReturnType<typeof useNews>

/** Says that they have seen it. */
export function Seen({ name, remember }: { name: string } & Pick<News, 'remember'>) {
  return (
    <Button
      size="xs"
      variant="subtle"
      onClick={() => void remember(name).catch((thrown) => sayRefused(words.seen, thrown))}
    >
      {words.seen}
    </Button>
  )
}

/** Who took a mailbox over from this computer, when, and what that means here. */
export function Taken({ news: { taken, remember }, day, now }: { news: News; day: Day; now: number }) {
  return (
    <>
      {taken.map(({ public_id, address, by, seat, at, name }) => (
        <Need
          key={name}
          tone="warn"
          action={
            <>
              <Seen name={name} remember={remember} />
              <ToMailbox id={public_id}>{words.open}</ToMailbox>
            </>
          }
        >
          <b>{words.taken(address, by, seat, moment(at, day.zone, now))}</b>
          <p className="dim">{words.takenMore}</p>
        </Need>
      ))}
    </>
  )
}

/** A copy that was kept beside the other one sends from none of its mailboxes: what makes it useful is still to be done. */
export function OwnCopy({ news: { own, remember } }: { news: News }) {
  if (own === null) return null
  return (
    <Need
      tone="warn"
      action={
        <>
          <Seen name={own.name} remember={remember} />
          <Button size="xs" variant="default" component={Link} to="/join">
            {words.join}
          </Button>
        </>
      }
    >
      <b>{words.ownCopy}</b>
      <p className="dim">
        {words.ownCopyMore[own.copy]} {own.copy === 'alone' && <Link to="/mailboxes">{words.mailboxes}</Link>}
      </p>
    </Need>
  )
}
