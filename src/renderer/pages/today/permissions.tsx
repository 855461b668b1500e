/** Permissions to send for each other that whoever looks should know of: asked for, ended by the other side, or with mail on hold. */
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { api } from '../../api/client.ts'
import { useZone } from '../../api/hooks.ts'
import { moment } from '../../words/format.ts'
import { today } from '../../words/today.ts'
import { Need, ToSettings } from './need.tsx'

const words = today.needs
/** For how long it is told that a permission has ended: a letter about it works no longer either. */
const told = 7 * 86_400_000

function useFound() {
  return useQuery(api.delegations.list.queryOptions({ input: { limit: 500 } })).data?.rows ?? []
}
type Permission = ReturnType<typeof useFound>[number]

const otherOf = ({ side, owner, delegate }: Permission) => (side === 'owner' ? delegate : owner)

/** The last word between two, where the other side has ended it, or let it run out, a short while ago. */
const isNews = (one: Permission, at: number, all: readonly Permission[], now: number): boolean => {
  const when = Date.parse(one.decided_at ?? '')
  const isMine = (one.origin === 'grant') === (one.side === 'owner')
  const isEnded =
    one.state === 'revoked'
      ? one.by_other
      : isMine && (one.state === 'expired' || (one.state === 'declined' && one.by_other))
  const later = all
    .slice(0, at)
    .some((each) => each.side === one.side && otherOf(each).public_id === otherOf(one).public_id)
  return isEnded && one.side !== 'admin' && when > now - told && !later
}

/** Rows come newest first. */
export function usePermissions(now: number) {
  const found = useFound()
  return {
    asked: found.filter(({ state, can }) => state === 'pending' && can.includes('accept')),
    ended: found.filter((one, at) => isNews(one, at, found, now)),
    holding: found.filter(({ side, state, held }) => side === 'delegate' && state === 'active' && held > 0),
  }
}

export const countOf = ({ asked, ended, holding }: ReturnType<typeof usePermissions>): number =>
  asked.length + ended.length + holding.length

function Told({ verb, children }: { verb: string; children: ReactNode }) {
  return (
    <Need tone="warn" action={<ToSettings section="delegation">{verb}</ToSettings>}>
      {children}
    </Need>
  )
}

function endedWords(one: Permission, when: string): string {
  const { name } = otherOf(one)
  const { ended } = words
  if (one.state === 'expired') return ended.ranOut(name, when)
  if (one.state === 'declined') return (one.side === 'owner' ? ended.declinedOffer : ended.declined)(name, when)
  return (one.side === 'owner' ? ended.givenBack : ended.revoked)(name, when)
}

export function Permissions({ of, now }: { of: ReturnType<typeof usePermissions>; now: number }) {
  const zone = useZone()
  return (
    <>
      {of.asked.map((one) => (
        <Told key={one.public_id} verb={words.answer}>
          <b>{one.side === 'owner' ? words.asksToSend(one.delegate.name) : words.letsYouSend(one.owner.name)}</b>
        </Told>
      ))}
      {of.ended.map((one) => (
        <Told key={one.public_id} verb={words.see}>
          <b>{endedWords(one, moment(one.decided_at ?? '', zone, now))}</b>{' '}
          {one.reason !== null && <q className="quote">{one.reason}</q>}
          {one.state === 'revoked' && <p className="dim">{words.endedEmails}</p>}
        </Told>
      ))}
      {of.holding.map((one) => (
        <Told key={one.public_id} verb={words.see}>
          <b>{words.holds(one.owner.name, one.held, one.held_since && moment(one.held_since, zone, now))}</b>
          <p className="dim">{words.holdsMore(one.held)}</p>
        </Told>
      ))}
    </>
  )
}
