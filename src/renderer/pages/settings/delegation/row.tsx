import { Button } from '@mantine/core'
import { useRef } from 'react'
import { useNow, useZone } from '../../../api/hooks.ts'
import { useFocusKept } from '../../../parts/focus-kept.ts'
import { State, type StateName } from '../../../parts/state.tsx'
import { Who } from '../../../parts/who.tsx'
import { delegation as words } from '../../../words/delegation.ts'
import { said } from '../../../words/format.ts'
import { isMine, stateWords, storyOf } from './story.ts'
import { otherOf, type Permission, stateAt } from './types.ts'

export type Deed = 'accept' | 'decline' | 'cancel' | 'revoke' | 'letter' | 'emails' | 'again'

const looks: Record<Permission['state'], StateName> = {
  pending: 'pending',
  active: 'granted',
  declined: 'declined',
  cancelled: 'withdrawn',
  expired: 'expired',
  revoked: 'withdrawn',
}

/** What was never given, or never asked for, is not given or asked for again. */
function againWords({ side, origin }: Permission, state: Permission['state']): string {
  const { acts } = words
  if (side === 'owner') return origin === 'grant' || state === 'revoked' ? acts.grantAgain : acts.grantNow
  return origin === 'request' || state === 'revoked' ? acts.askAgain : acts.askNow
}

/** What can be done about it now, the likeliest first. */
function deedsOf(one: Permission, state: Permission['state']): [Deed, string][] {
  const { can, side } = one
  const { acts } = words
  const all: [Deed, string, boolean][] = [
    ['accept', acts.accept, can.includes('accept')],
    ['decline', acts.decline, can.includes('decline') && state === 'pending'],
    ['emails', side === 'owner' ? acts.review : acts.see, state === 'active' || one.planned + one.sent > 0],
    ['letter', acts.letter, can.includes('letter') && state === 'pending' && isMine(one)],
    ['cancel', acts.takeBack, can.includes('cancel') && state === 'pending'],
    ['revoke', side === 'delegate' ? acts.giveUp : acts.revoke, can.includes('revoke')],
    [
      'again',
      againWords(one, state),
      side !== 'admin' && (state === 'declined' || state === 'expired' || state === 'cancelled' || state === 'revoked'),
    ],
  ]
  return all.flatMap(([deed, verb, may]) => (may ? [[deed, verb] as [Deed, string]] : []))
}

/** A letter that did not get there is told; that it is on its way is part of the story. */
const letterTrouble = (one: Permission, state: Permission['state']): string | null => {
  const { letter } = one
  const isToTell = state === 'pending' && isMine(one) && (letter?.state === 'waiting' || letter?.state === 'failed')
  return isToTell && letter ? said(letter.words) : null
}

/** One person: where the permission stands, since when, and what can be done about it. */
export function PermissionRow({
  one,
  lane,
  onDeed,
}: {
  one: Permission
  lane: number
  onDeed: (deed: Deed, one: Permission) => void
}) {
  const zone = useZone()
  const now = useNow(60_000)
  const { name, address } = otherOf(one)
  const state = stateAt(one, now)
  const stands = state === 'active' && !one.live
  const trouble = letterTrouble(one, state)
  const row = useRef<HTMLLIElement>(null)
  useFocusKept(row, `${one.version} ${state}`)
  return (
    <li ref={row} tabIndex={-1} className="st-dele-row" data-over={!['pending', 'active'].includes(state) || undefined}>
      {lane > 0 ? (
        <Who name={name} lane={lane} large />
      ) : (
        <span className="st-dele-who" aria-hidden>
          {[...name.trim()][0]?.toUpperCase() ?? '·'}
        </span>
      )}
      <div className="st-dele-id">
        <div className="st-dele-name">
          <b className="strong">{name}</b>
          <State is={stands ? 'waiting' : looks[state]}>{stateWords(one, now)}</State>
        </div>
        <p className="small dim clip" title={address}>
          {one.side === 'admin' ? `${address} → ${one.owner.address}` : address}
        </p>
      </div>
      <div className="st-dele-acts">
        {deedsOf(one, state).map(([deed, verb]) => (
          <Button
            key={deed}
            size="xs"
            variant="default"
            aria-label={words.acts.named(verb, name)}
            onClick={() => onDeed(deed, one)}
          >
            {verb}
          </Button>
        ))}
      </div>
      <div className="st-dele-text small dim">
        <p>{storyOf(one, { zone, now })}</p>
        {one.hindrance !== null && <p className="st-dele-hindrance">{said(one.hindrance)}</p>}
        {trouble !== null && <p className="st-dele-hindrance">{trouble}</p>}
      </div>
    </li>
  )
}
