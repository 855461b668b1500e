import type { Client } from '../../shared/contract/index.ts'
import { mostTried } from '../../shared/contract/sends.ts'
import { Refusal } from '../../shared/domain/failure.ts'
import { dayNumber, dayStart } from '../../shared/domain/time.ts'
import { clicksOf } from '../store/clicks.ts'
import { attemptsOf, type SendRow, sendByPublicId, sendIdsOf, sendsById } from '../store/sends.ts'
import { sendCounts } from '../store/sends-counts.ts'
import { type SendQuery, sendIds } from '../store/sends-list.ts'
import type { SendPlace } from '../store/sends-merge.ts'
import { accountOf, accountsOfSeat, batchesOf, contactsOf, sendSearch, sendWorld } from '../store/sends-search.ts'
import { workspaceRow } from '../store/workspace.ts'
import { type Context, iso, isoOrNull, os, type Room } from './context.ts'
import { checkMayChange } from './may-change.ts'
import { patience } from './patience.ts'
import { consequenceOf, deedOf, doToAll, tryOnAll } from './sends-bulk.ts'
import { cancelDeed, type Deed, holdDeed, moveDeed, releaseDeed, restoreDeed } from './sends-change.ts'
import { send_drafts } from './sends-drafts.ts'
import { checkSentHere } from './sends-elsewhere.ts'
import { foresee } from './sends-foresee.ts'
import { letterOf } from './sends-letter.ts'
import { isOpenNow, sendNowDeed } from './sends-now.ts'
import { rewriteDeed, textOf, unwriteDeed } from './sends-rewrite.ts'
import { shownSend, shownSends } from './sends-view.ts'
import type { Action } from './sends-words.ts'

type ListInput = NonNullable<Parameters<Client['sends']['list']>[0]>
type Filter = Omit<ListInput, 'after' | 'limit' | 'sort'> & { except?: readonly string[] | undefined }
type Sort = NonNullable<ListInput['sort']>

const cursor = (sort: Sort, place: SendPlace): string => `${sort}.${place.at}.${place.id}`

function parseCursor(text: string | undefined, sort: Sort): SendPlace | null {
  if (text === undefined) return null
  const match = /^(-?leaves)\.(-?\d{1,16})\.(\d{1,16})$/.exec(text)
  if (!match || match[1] !== sort)
    throw new Refusal(
      'bad_request',
      `"${text}" is not a place in this list. Use the "next" of a page of the same order.`,
    )
  return { at: Number(match[2]), id: Number(match[3]) }
}

/** From the workspace's midnight to the next. */
function today(room: Room): { from: number; to: number } {
  const { zone } = workspaceRow(room.store)
  const day = dayNumber(room.ports.clock.now(), zone)
  return { from: dayStart(zone, day), to: dayStart(zone, day + 1) }
}

const instantOf = (text: string | undefined): number | null => (text === undefined ? null : Date.parse(text))
const latest = (a: number | null, b: number | null) => (a === null || b === null ? (a ?? b) : Math.max(a, b))
const earliest = (a: number | null, b: number | null) => (a === null || b === null ? (a ?? b) : Math.min(a, b))

const tabStates = {
  next: ['planned', 'sending', 'moved'],
  waiting: ['held', 'waiting'],
  refused: ['refused'],
  sent: ['sent'],
} as const

/** States that every one of the given choices allows. */
function statesOf({ tab, state, states }: Filter): SendQuery['states'] {
  const planned = ['planned', 'moved', 'held', 'waiting'] as const
  const choices: (readonly string[])[] = []
  if (tab !== undefined && tab in tabStates) choices.push(tabStates[tab as keyof typeof tabStates])
  if (state !== undefined) choices.push(state === 'planned' ? planned : [state])
  if (states !== undefined && states.length > 0) choices.push(states)
  const [first, ...rest] = choices
  if (first === undefined) return null
  return first.filter((each) => rest.every((choice) => choice.includes(each))) as NonNullable<SendQuery['states']>
}

/** @throws Refusal `not_found`: what was to be left out would be changed without a word */
function leftOut(room: Room, ids: readonly string[]): Set<number> {
  const found = sendIdsOf(room.store, ids)
  const missing = ids.find((id) => !found.has(id))
  if (missing !== undefined) throw new Refusal('not_found', `There is no email "${missing}" to leave out.`)
  return new Set(found.values())
}

function queryOf(room: Room, filter: Filter): SendQuery {
  const { store } = room
  const day = filter.tab === 'today' ? today(room) : null
  return {
    states: statesOf(filter),
    needsYou: filter.tab === 'needs_you',
    account: filter.sender === undefined ? null : accountOf(store, filter.sender),
    accounts: filter.seat === undefined ? null : accountsOfSeat(store, filter.seat),
    batches: filter.sequence === undefined ? null : batchesOf(store, filter.sequence),
    contacts: filter.contact === undefined ? null : contactsOf(store, filter.contact),
    step: filter.step === undefined ? null : Number(filter.step),
    sandbox: filter.sandbox === undefined ? null : filter.sandbox === true ? 1 : 0,
    except: filter.except === undefined ? null : leftOut(room, filter.except),
    from: latest(instantOf(filter.from), day?.from ?? null),
    to: earliest(instantOf(filter.to), day?.to ?? null),
    text: filter.search ? sendSearch(store, filter.search) : null,
    domain: filter.domain?.toLowerCase() ?? null,
    came: filter.came ?? null,
  }
}

function pageOf(room: Room, filter: Filter, walk: { sort: Sort; after: string | undefined; limit: number }) {
  const { store } = room
  const { sort, limit } = walk
  const after = parseCursor(walk.after, sort)
  const { ids, next } = sendIds(store, queryOf(room, filter), sendWorld(store), {
    newestFirst: sort === '-leaves',
    after,
    limit,
    enough: patience(room.ports.clock),
  })
  return { rows: sendsById(store, ids), next: next && cursor(sort, next) }
}

const list = os.sends.list.handler(({ input, context: { room } }) =>
  room.store.read(() => {
    const { after, limit, sort, ...filter } = input
    const { rows, next } = pageOf(room, filter, { sort, after, limit })
    return { rows: shownSends(room.store, rows), next }
  }),
)

const counts = os.sends.counts.handler(({ context: { room } }) =>
  room.store.read(() => {
    const { needsYou, planned: _, ...found } = sendCounts(room.store, sendWorld(room.store), today(room))
    return { ...found, needs_you: needsYou }
  }),
)

const find = (room: Room, publicId: string): SendRow => {
  const row = sendByPublicId(room.store, publicId)
  if (!row) throw new Refusal('not_found', `There is no email "${publicId}".`)
  return row
}

const get = os.sends.get.handler(({ input, context: { room } }) => shownSend(room.store, find(room, input.public_id)))
const letter = os.sends.letter.handler(({ input, context: { room } }) =>
  letterOf(room.store, find(room, input.public_id)),
)
const clicks = os.sends.clicks.handler(({ input, context: { room } }) => {
  const rows = clicksOf(room.store, find(room, input.public_id).id)
  return {
    links: rows.filter(({ counted }) => counted === 1).length,
    rows: rows.map(({ counted, firstAt, lastAt, ...row }) => ({
      ...row,
      counted: counted === 1,
      first_at: iso(firstAt),
      last_at: iso(lastAt),
    })),
  }
})
const attempts = os.sends.attempts.handler(({ input, context: { room } }) =>
  attemptsOf(room.store, find(room, input.public_id).id).map((each) => ({
    at: iso(each.startedAt),
    data_started_at: isoOrNull(each.dataStartedAt),
    ended_at: isoOrNull(each.endedAt),
    outcome: each.outcome,
    code: each.code,
    reply: each.reply,
    by_host: each.queuedAs !== null,
    host: each.host,
  })),
)

function change({ room, asker }: Context, publicId: string, deed: Deed) {
  const row = find(room, publicId)
  checkMayChange(room.store, asker, row)
  checkSentHere(room.store, row)
  room.store.write((tx) => deed(tx, sendByPublicId(tx, publicId) ?? row, room.ports.clock.now(), asker.seatId))
  room.changes.tell('sends', 'enrollments')
  return shownSend(room.store, find(room, publicId))
}

const cancel = os.sends.cancel.handler(({ input, context }) => change(context, input.public_id, cancelDeed))
const restore = os.sends.restore.handler(({ input, context }) => change(context, input.public_id, restoreDeed))
const hold = os.sends.hold.handler(({ input, context }) => change(context, input.public_id, holdDeed))
const release = os.sends.release.handler(({ input, context }) => change(context, input.public_id, releaseDeed))
const text = os.sends.text.handler(({ input, context: { room } }) =>
  room.store.read(() => textOf(room.store, find(room, input.public_id))),
)
const rewrite = os.sends.rewrite.handler(({ input: { public_id, ...exact }, context }) =>
  change(context, public_id, rewriteDeed(exact, context.asker.seatId)),
)
const unwrite = os.sends.unwrite.handler(({ input, context }) => change(context, input.public_id, unwriteDeed))
const reschedule = os.sends.reschedule.handler(({ input, context }) =>
  change(context, input.public_id, moveDeed(input.slot)),
)

/** Tells what the deed leads to, and then does it unless only asked. @throws Refusal */
function tellAndDo(
  { room, asker }: Context,
  action: Action,
  input: { public_id: string; dry_run: boolean },
  deed: Deed,
) {
  const row = find(room, input.public_id)
  checkMayChange(room.store, asker, row)
  checkSentHere(room.store, row)
  const now = room.ports.clock.now()
  let wanted: number | null = null
  const seen = foresee(room.store, now, [row], (tx) => {
    deed(tx, row, now, asker.seatId)
    wanted = sendsById(tx, [row.id])[0]?.byHand ?? null
  })
  const isOpen = action !== 'send_now' || isOpenNow(room.store, row, now)
  const consequence = consequenceOf(room.store, action, [row], seen, { now, wanted, isOpen })
  const send = input.dry_run ? shownSend(room.store, row) : change({ room, asker }, input.public_id, deed)
  return { send, consequence }
}

const move = os.sends.move.handler(({ input, context }) => tellAndDo(context, 'move', input, moveDeed(input.slot)))
const send_now = os.sends.send_now.handler(({ input, context }) => tellAndDo(context, 'send_now', input, sendNowDeed))

/** Emails changed in one transaction. */
const bulkPage = 500

/** Pages looked through for a trial: what a person is asked about must be all of it, and come while they wait. */
const triedPages = mostTried / bulkPage

/** As many of those a filter finds as are tried in one go; a `next` says that there are more. */
function found(room: Room, filter: Filter, from: string | undefined) {
  const rows: SendRow[] = []
  let next: string | null | undefined = from
  for (let page = 0; page < triedPages && next !== null; page++) {
    const part = pageOf(room, filter, { sort: 'leaves', after: next, limit: bulkPage })
    rows.push(...part.rows)
    next = part.next
  }
  return { rows, next: next ?? null }
}

type BulkInput = Parameters<Client['sends']['bulk']>[0]

function targets(room: Room, { ids, filter, after, dry_run }: BulkInput) {
  if ((ids === undefined) === (filter === undefined)) throw new Refusal('bad_request', 'Give either ids or a filter.')
  if (filter)
    return dry_run ? found(room, filter, after) : pageOf(room, filter, { sort: 'leaves', after, limit: bulkPage })
  const named = [...new Set(ids)]
  if (!dry_run && named.length > bulkPage)
    throw new Refusal(
      'bad_request',
      `ids: ${named.length} at once are too many: at most ${bulkPage} are changed in one go.`,
    )
  return { rows: named.map((each) => find(room, each)), next: null }
}

const bulk = os.sends.bulk.handler(({ input, context }) => {
  const { room } = context
  const deed = deedOf(input.action, input.slot)
  const { rows, next } = targets(room, input)
  const trial = input.dry_run ? tryOnAll(context, input.action, rows, deed) : null
  const outcome = trial?.outcome ?? room.store.write((tx) => doToAll(tx, context, rows, deed, room.ports.clock.now()))
  if (!trial && outcome.done.length > 0) room.changes.tell('sends', 'enrollments')
  return {
    done: outcome.done.length,
    done_ids: outcome.done.map((row) => row.publicId),
    refused: outcome.refused,
    next,
    consequence: trial?.consequence ?? null,
  }
})

export const sends = {
  list,
  counts,
  get,
  letter,
  attempts,
  clicks,
  text,
  rewrite,
  unwrite,
  cancel,
  restore,
  hold,
  release,
  reschedule,
  move,
  send_now,
  send_drafts,
  bulk,
}
