/** Permission to send for somebody: given, asked for, answered. Whose move it is: domain/delegation.ts. */
import { allowed } from '../../shared/domain/access.ts'
import {
  type GrantEvent,
  type GrantOrigin,
  grantBegunBy,
  grantHindrance,
  grantPatience,
  mayMoveGrant,
  newGrant,
  ownHindrance,
  seatHindrance,
} from '../../shared/domain/delegation.ts'
import { Refusal } from '../../shared/domain/failure.ts'
import { stamp } from '../store/clockwork.ts'
import { nextGrantName } from '../store/grant-name.ts'
import { type GrantRow, grantByPublicId, grantPage, insertGrant, moveGrant, openGrant } from '../store/grants.ts'
import { deedOf, note } from '../store/journal.ts'
import { letterAccount } from '../store/letters.ts'
import { areNear } from '../store/near.ts'
import type { Tx } from '../store/open.ts'
import { type SeatRow, seatByAddress, seatById, seatRows } from '../store/seats.ts'
import { type Asker, type Context, os, type Room } from './context.ts'
import { following } from './delegations-follow.ts'
import { signerOf, tellOther } from './delegations-letters.ts'
import { reading } from './delegations-read.ts'
import { revoking } from './delegations-revoke.ts'
import { neededGrant, person, shownGrant, sideOf } from './delegations-shown.ts'

const list = os.delegations.list.handler(({ input, context: { room, asker } }) => {
  const { store, ports } = room
  const isAll = input.all === true && allowed('delegation.see', asker)
  if (input.all === true && !isAll) throw new Refusal('forbidden', 'Only an admin sees the permissions of everybody.')
  const filter = {
    owner: input.side === 'owner' ? asker.seatId : null,
    delegate: input.side === 'delegate' ? asker.seatId : null,
    of: isAll || input.side !== undefined ? null : asker.seatId,
    open: input.open === true,
  }
  return store.read(() => {
    const found = grantPage(store, filter, input.after ?? null, input.limit + 1)
    const page = found.slice(0, input.limit)
    return {
      rows: page.map((grant) => shownGrant(store, asker, grant, ports.clock.now())),
      next: found.length > input.limit ? (page.at(-1)?.publicId ?? null) : null,
    }
  })
})

const standing = os.delegations.standing.handler(({ context: { room, asker } }) =>
  room.store.read(() => {
    const { store } = room
    const me = seatById(store, asker.seatId)
    if (!me) throw new Refusal('not_found', 'Your seat is gone.')
    return {
      hindrance: ownHindrance(me),
      by_email: letterAccount(store, me.id)?.address ?? null,
      people: seatRows(store)
        .filter(({ id }) => id !== me.id)
        .map((seat) => ({
          ...person(seat),
          near: areNear(me.address, seat.address),
          hindrance: seatHindrance(seat),
        })),
    }
  }),
)

/** @throws Refusal where there is no such seat, it is their own, or one of the two may not */
function pair(tx: Tx, asker: Asker, origin: GrantOrigin, address: string): { owner: SeatRow; delegate: SeatRow } {
  const me = seatById(tx, asker.seatId)
  const them = seatByAddress(tx, address)
  if (!me || !them)
    throw new Refusal(
      'not_found',
      `There is no seat with the address ${address}. An admin adds it under Settings › Team.`,
    )
  if (me.id === them.id) throw new Refusal('bad_request', 'That is you: you send from your own mailboxes already.')
  const [owner, delegate] = origin === 'grant' ? [me, them] : [them, me]
  const hindrance = grantHindrance(owner, delegate)
  if (hindrance !== null) throw new Refusal('forbidden', hindrance)
  const open = openGrant(tx, owner.id, delegate.id)
  if (open)
    throw new Refusal(
      'conflict',
      open.state === 'active'
        ? `${delegate.name} may send for ${owner.name} already.`
        : `This is asked already, and waits for ${open.origin === 'grant' ? delegate.name : owner.name}.`,
      { public_id: open.publicId },
    )
  return { owner, delegate }
}

/** Begins a grant for the asker's own seat: nobody grants, or asks, for somebody else, so permissions don't chain. */
async function begin({ room, asker }: Context, origin: GrantOrigin, address: string) {
  const { store, ports } = room
  const keys = await signerOf(room)
  const now = ports.clock.now()
  const grant = store.write((tx) => {
    const { owner, delegate } = pair(tx, asker, origin, address)
    const { state } = newGrant(origin, areNear(owner.address, delegate.address))
    const publicId = nextGrantName(tx, owner.id, delegate.id, origin)
    const made = { publicId, ownerId: owner.id, delegateId: delegate.id, origin, state }
    insertGrant(tx, { ...made, expiresAt: now + grantPatience, createdAt: now }, stamp(tx, now, asker.seatId))
    const row = needed(tx, publicId)
    tellOther(tx, room, keys, { grant: row, purpose: origin, from: grantBegunBy[origin] }, asker.seatId)
    note(tx, now, 'delegation', beganWords(row), { grant: publicId, ...deedOf(asker) })
    return row
  })
  room.changes.tell('delegations', 'sends')
  const other = origin === 'grant' ? grant.delegate : grant.owner
  if (other.id !== asker.seatId) say(room, beganWords(grant))
  return shownGrant(store, asker, grant, now)
}

const needed = (tx: Tx, publicId: string): GrantRow => {
  const row = grantByPublicId(tx, publicId)
  if (!row) throw new Error('the grant is missing')
  return row
}

function beganWords({ owner, delegate, origin, state }: GrantRow): string {
  if (origin === 'request') return `${delegate.name} asks to send for ${owner.name}.`
  return state === 'active'
    ? `${delegate.name} may send for ${owner.name}.`
    : `${owner.name} wants to let ${delegate.name} send for them.`
}

const say = (room: Room, body: string): void =>
  room.ports.notifier.notify({ kind: 'delegation', title: 'Permission to send', body })

const grant = os.delegations.grant.handler(({ input, context }) => begin(context, 'grant', input.address))
const request = os.delegations.request.handler(({ input, context }) => begin(context, 'request', input.address))

type Answer = { type: 'accepted' | 'cancelled' } | { type: 'declined'; reason: string | null }

/** Accepts, declines or takes back a pending one. */
async function answer(
  { room, asker }: Context,
  input: { public_id: string; version?: number | undefined },
  event: Answer,
) {
  const { store, ports, changes } = room
  const keys = await signerOf(room)
  const now = ports.clock.now()
  const row = store.write((tx) => {
    const before = neededGrant(tx, asker, input.public_id, input.version)
    const side = sideOf(asker, before)
    if (!mayMoveGrant(before.origin, event.type, side)) throw new Refusal('forbidden', notTheirs(before, event.type))
    if (event.type === 'accepted') checkAcceptable(before, now)
    if (!moveGrant(tx, before, event, now, stamp(tx, now, asker.seatId)))
      throw new Refusal('state', `This is ${before.state} already.`)
    const after = needed(tx, before.publicId)
    const from = side === 'admin' ? grantBegunBy[before.origin] : side
    if (from !== 'stranger')
      tellOther(tx, room, keys, { grant: after, purpose: event.type, from, reason: after.reason }, asker.seatId)
    note(tx, now, 'delegation', answerWords(after), { grant: after.publicId, ...deedOf(asker) })
    return after
  })
  changes.tell('delegations', 'sends')
  say(room, answerWords(row))
  return shownGrant(store, asker, row, now)
}

/** @throws Refusal where it can't become active now */
export function checkAcceptable(grant: GrantRow, now: number): void {
  const hindrance = grantHindrance(grant.owner, grant.delegate)
  if (hindrance !== null) throw new Refusal('forbidden', hindrance)
  if (grant.state === 'pending' && now >= grant.expiresAt)
    throw new Refusal('state', 'Its 7 days are over. Ask for it anew.')
}

function notTheirs({ origin, owner, delegate }: GrantRow, move: GrantEvent['type']): string {
  const [began, asked] = origin === 'grant' ? [owner, delegate] : [delegate, owner]
  return move === 'cancelled'
    ? `${began.name} began this, so they take it back, or an admin. You can decline it.`
    : `This waits for ${asked.name}: only they answer it.`
}

const answerWords = ({ owner, delegate, state }: GrantRow): string =>
  `${delegate.name} for ${owner.name}: ${state === 'active' ? 'accepted, they may send now' : state}.`

const accept = os.delegations.accept.handler(({ input, context }) => answer(context, input, { type: 'accepted' }))
const decline = os.delegations.decline.handler(({ input, context }) =>
  answer(context, input, { type: 'declined', reason: input.reason ?? null }),
)
const cancel = os.delegations.cancel.handler(({ input, context }) => answer(context, input, { type: 'cancelled' }))

export const delegations = {
  list,
  standing,
  grant,
  request,
  accept,
  decline,
  cancel,
  ...revoking,
  ...following,
  ...reading,
}
