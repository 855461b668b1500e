/** A permission ends: what is planned under it is withdrawn, or goes back to who engaged it. */
import { type GrantMove, mayMoveGrant } from '../../shared/domain/delegation.ts'
import { Refusal } from '../../shared/domain/failure.ts'
import { accountRows } from '../store/accounts.ts'
import { stamp } from '../store/clockwork.ts'
import { handTo } from '../store/failover.ts'
import {
  type GrantRow,
  grantByPublicId,
  holdersOf,
  moveGrant,
  sendIdsOfPair,
  type UnderGrant,
  underGrant,
} from '../store/grants.ts'
import { deedOf, note } from '../store/journal.ts'
import { lastLetterOut } from '../store/letters.ts'
import type { Reader, Tx } from '../store/open.ts'
import { applyToEnrollment, withdrawPlanned } from '../store/sending.ts'
import { sendsById } from '../store/sends.ts'
import { type Asker, iso, os } from './context.ts'
import { dayOf, handedOver, signerOf, tellOther, travelling } from './delegations-letters.ts'
import { neededGrant, pairOf, shownGrant, sideOf } from './delegations-shown.ts'
import { inactive, isSandbox } from './may-send.ts'
import { shownSends } from './sends-view.ts'

const amount = (n: number, one: string, many = `${one}s`): string =>
  `${n.toLocaleString('en-GB')} ${n === 1 ? one : many}`
const sum = (rows: readonly UnderGrant[], of: (row: UnderGrant) => number): number =>
  rows.reduce((all, row) => all + of(row), 0)

/** The delegate's own mailbox that goes on with what they engaged. */
const ownMailbox = (reader: Reader, grant: GrantRow) =>
  accountRows(reader).find(
    (one) => one.seatId === grant.delegate.id && !isSandbox(one) && inactive(one) === null && one.kind !== 'managed',
  )

/** Their computers that hold the password of a mailbox: only there does an end come late. */
const holders = (reader: Reader, { owner, delegate }: GrantRow) => holdersOf(reader, owner.id, delegate.id)

/** Who can send no more, and for whom; whoever asks is “you”. @param seat of whoever asks */
function whoCanNot({ owner, delegate }: GrantRow, seat: number): string {
  if (seat === delegate.id) return `You can send nothing more for ${owner.name}, from now on.`
  return `${delegate.name} can send nothing more for ${seat === owner.id ? 'you' : owner.name}, from now on.`
}

function endWords(reader: Reader, grant: GrantRow, seat: number, now: number): string[] {
  const under = underGrant(reader, grant.owner.id, grant.delegate.id)
  const planned = sum(under, (one) => one.planned)
  const words = [
    whoCanNot(grant, seat),
    under.length === 0
      ? 'Nothing is planned under it.'
      : `${amount(planned, 'email')} to ${amount(under.length, 'contact')} ${planned === 1 ? 'is' : 'are'} planned under it.`,
  ]
  const sending = sum(under, (one) => one.sending)
  if (sending > 0) words.push(`${amount(sending, 'email')} on the way, or not certain, can't be called back.`)
  for (const { name, account, until } of holders(reader, grant))
    words.push(
      `${name} holds the password of ${account}: there it ends at the next exchange, on ${dayOf(reader, until, now)} at the latest. To be sure at once, change the password of ${account} with its provider.`,
    )
  return words
}

const consequence = os.delegations.consequence.handler(({ input, context: { room, asker } }) =>
  room.store.read(() => {
    const { store, ports } = room
    const grant = neededGrant(store, asker, input.public_id)
    const under = underGrant(store, grant.owner.id, grant.delegate.id)
    const back = ownMailbox(store, grant)
    return {
      words: endWords(store, grant, asker.seatId, ports.clock.now()),
      planned: sum(under, (one) => one.planned),
      contacts: under.length,
      sequences: [...new Set(under.map(({ sequence }) => sequence))],
      hand_back_to: back?.address ?? null,
      hand_back_words: back
        ? `They go on from ${back.address}, and see another sender than before.`
        : `${grant.delegate.name} has no active mailbox of their own that could go on.`,
      devices: holders(store, grant).map((each) => ({ ...each, until: iso(each.until) })),
    }
  }),
)

/** What becomes of what is under way. Returns a sentence for the journal. */
function endPlanned(tx: Tx, asker: Asker, grant: GrantRow, way: 'withdraw' | 'hand_back', now: number): string {
  const under = underGrant(tx, grant.owner.id, grant.delegate.id)
  if (under.length === 0) return 'Nothing was planned under it.'
  if (way === 'hand_back') {
    const back = ownMailbox(tx, grant)
    if (!back)
      throw new Refusal(
        'no_sender',
        `${grant.delegate.name} has no active mailbox of their own. Withdraw what is planned instead.`,
      )
    const reason = `goes on from ${back.address}: the permission to send for ${grant.owner.name} has ended`
    handTo(
      tx,
      under.map(({ enrollmentId }) => enrollmentId),
      back.id,
      reason,
      stamp(tx, now, asker.seatId),
    )
    return `${amount(under.length, 'contact')} went back to ${back.address}.`
  }
  const reason = `the permission to send for ${grant.owner.name} has ended`
  let emails = 0
  for (const { enrollmentId } of under) {
    applyToEnrollment(tx, enrollmentId, { type: 'stopped', reason })
    emails += withdrawPlanned(tx, enrollmentId, reason, now)
  }
  return `${amount(emails, 'planned email')} to ${amount(under.length, 'contact')} withdrawn.`
}

const revoke = os.delegations.revoke.handler(async ({ input, context: { room, asker } }) => {
  const { store, ports, changes } = room
  const keys = await signerOf(room)
  const now = ports.clock.now()
  const row = store.write((tx) => {
    const before = neededGrant(tx, asker, input.public_id, input.version)
    const side = sideOf(asker, before)
    const move: GrantMove = 'revoked'
    if (!mayMoveGrant(before.origin, move, side))
      throw new Refusal('forbidden', 'Only the two of them, or an admin, end it.')
    const reason = input.reason ?? null
    if (!moveGrant(tx, before, { type: move, reason }, now, stamp(tx, now, asker.seatId)))
      throw new Refusal(
        'state',
        before.state === 'pending' ? 'It is pending: cancel or decline it.' : `This is ${before.state} already.`,
      )
    const words = endPlanned(tx, asker, before, input.planned, now)
    const after = grantByPublicId(tx, before.publicId) ?? before
    for (const from of side === 'admin' ? (['owner', 'delegate'] as const) : side === 'stranger' ? [] : [side])
      tellOther(tx, room, keys, { grant: after, purpose: move, from, reason }, asker.seatId)
    const text = `${before.delegate.name} may no longer send for ${before.owner.name}. ${words}`
    note(tx, now, 'delegation', text, { grant: before.publicId, ...deedOf(asker) })
    return after
  })
  changes.tell('delegations', 'sends', 'enrollments')
  return shownGrant(store, asker, row, now)
})

const letter = os.delegations.letter.handler(({ input, context: { room, asker } }) => {
  const { store } = room
  const grant = neededGrant(store, asker, input.public_id)
  const last = lastLetterOut(store, grant.publicId)
  if (!last) throw new Refusal('not_found', 'No letter is needed for it: both work on this computer.')
  const handed = handedOver(store, last)
  if (!handed)
    throw new Refusal(
      'keychain_unavailable',
      'The letter could not be signed: the keys of this computer could not be read. The other side can answer under Settings › Delegation.',
    )
  return { ...travelling(last), ...handed }
})

const planned = os.delegations.planned.handler(({ input, context: { room, asker } }) =>
  room.store.read(() => {
    const { store } = room
    const grant = neededGrant(store, asker, input.public_id)
    const match = /^(-?\d{1,16})\.(\d{1,16})$/.exec(input.after ?? '')
    if (input.after !== undefined && !match)
      throw new Refusal('bad_request', `"${input.after}" is not a place in this list.`)
    const after = match ? { at: Number(match[1]), id: Number(match[2]) } : null
    const found = sendIdsOfPair(store, pairOf(grant), { sent: input.sent === true, after, limit: input.limit + 1 })
    const page = found.slice(0, input.limit)
    const last = found.length > input.limit ? page.at(-1) : undefined
    const rows = sendsById(
      store,
      page.map(({ id }) => id),
    )
    return { rows: shownSends(store, rows), next: last ? `${last.at}.${last.id}` : null }
  }),
)

export const revoking = { consequence, revoke, letter, planned }
