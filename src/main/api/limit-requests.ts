/** Somebody asks for more room: sending accounts for the team, or emails a day for the managed account. */
import { allowed } from '../../shared/domain/access.ts'
import { Refusal } from '../../shared/domain/failure.ts'
import { isNearlyFull, nearlyFull, policyOf } from '../../shared/domain/policy.ts'
import { accountRows, ownAccountCount, setPerUtcDay } from '../store/accounts.ts'
import { stamp } from '../store/clockwork.ts'
import { deedOf, note } from '../store/journal.ts'
import {
  answerLimitRequest,
  insertLimitRequest,
  type LimitRequestRow,
  lastLimitRequest,
  limitRequestByPublicId,
  limitRequestRows,
} from '../store/limit-requests.ts'
import { newName } from '../store/maker-name.ts'
import type { Reader, Tx } from '../store/open.ts'
import { updateWorkspace, workspaceRow } from '../store/workspace.ts'
import { type Asker, type Context, iso, isoOrNull, os } from './context.ts'

type Kind = LimitRequestRow['kind']
const managedOf = (reader: Reader) => accountRows(reader).find(({ kind }) => kind === 'managed')

/** The limit as it is now. */
const presentOf = (reader: Reader, kind: Kind): number =>
  kind === 'accounts' ? policyOf(workspaceRow(reader).policy).account_limit : (managedOf(reader)?.perUtcDay ?? 0)

const shown = (reader: Reader, asker: Asker, row: LimitRequestRow) => ({
  public_id: row.publicId,
  kind: row.kind,
  asked_by: row.seatName,
  wanted: row.wanted,
  note: row.note,
  state: row.state,
  granted: row.granted,
  decided_by: row.decidedByName,
  decided_at: isoOrNull(row.decidedAt),
  reason: row.reason,
  present: presentOf(reader, row.kind),
  may_decide: row.state === 'pending' && allowed('limit_request.decide', asker),
  created_at: iso(row.createdAt),
  version: row.version,
})

/** More than any workspace has asked for: enough to look back on. */
const most = 200

const list = os.limit_requests.list.handler(({ context: { room, asker } }) =>
  room.store.read(() => limitRequestRows(room.store, most).map((row) => shown(room.store, asker, row))),
)

/** @throws Refusal where it is pending already, was asked for once, or is not needed yet */
function checkMayAsk(tx: Reader, kind: Kind): void {
  const last = lastLimitRequest(tx, kind)
  const what = kind === 'accounts' ? 'An increase of the sending accounts' : "A review of the managed account's limit"
  if (last?.state === 'pending') throw new Refusal('state', `${what} was asked for already. An admin decides.`)
  if (kind === 'managed' && last)
    throw new Refusal(
      'state',
      `${what} is asked for once, and was ${last.state}${last.reason ? `: ${last.reason}` : ''}. Ask an admin.`,
    )
  const used = ownAccountCount(tx)
  const limit = presentOf(tx, 'accounts')
  if (kind === 'accounts' && !isNearlyFull(used, limit))
    throw new Refusal(
      'state',
      `${used} of ${limit} sending accounts are used. More can be asked for from 80 % on: ${Math.ceil(limit * nearlyFull)}.`,
    )
}

const factor = { accounts: 1.5, managed: 2 }
const unit = { accounts: 'sending accounts', managed: 'emails a day through the managed account' }

function ask({ room, asker }: Context, kind: Kind, input: { wanted?: number | undefined; note?: string | undefined }) {
  if (!allowed('limit_request.ask', asker, { owner: null }))
    throw new Refusal('forbidden', 'Your seat may not ask for that.')
  const now = room.ports.clock.now()
  const publicId = newName(room.store, room.ports.dice)
  const row = room.store.write((tx) => {
    checkMayAsk(tx, kind)
    const present = presentOf(tx, kind)
    const wanted = input.wanted ?? Math.ceil(present * factor[kind])
    if (wanted <= present)
      throw new Refusal('bad_request', `There are ${present} ${unit[kind]} already: ask for more than that.`)
    const made = { publicId, kind, seatId: asker.seatId, wanted, note: input.note || null, createdAt: now }
    insertLimitRequest(tx, made, stamp(tx, now, asker.seatId))
    return needed(tx, publicId)
  })
  room.changes.tell('requests', 'accounts')
  room.ports.notifier.notify({
    kind: 'request',
    title: 'More room is asked for',
    body: `${row.seatName} asks for ${row.wanted} ${unit[kind]}. An admin decides.`,
  })
  return shown(room.store, asker, row)
}

const request_increase = os.limit_requests.request_increase.handler(({ input, context }) =>
  ask(context, 'accounts', input ?? {}),
)
const request_review = os.limit_requests.request_review.handler(({ input, context }) =>
  ask(context, 'managed', input ?? {}),
)

function needed(reader: Reader, publicId: string, version?: number): LimitRequestRow {
  const row = limitRequestByPublicId(reader, publicId)
  if (!row) throw new Refusal('not_found', `There is no limit request with the id ${publicId}.`)
  if (version !== undefined && version !== row.version)
    throw new Refusal('stale_version', `The request is at version ${row.version}, not ${version}.`)
  return row
}

/** The limit itself, in the same transaction as the answer that grants it. */
function grant(tx: Tx, kind: Kind, limit: number, now: number, asker: Asker): void {
  if (kind === 'accounts') {
    updateWorkspace(tx, { policy: { ...workspaceRow(tx).policy, account_limit: limit } })
    return
  }
  const managed = managedOf(tx)
  if (managed) setPerUtcDay(tx, managed.id, limit, stamp(tx, now, asker.seatId))
}

interface Answer {
  public_id: string
  version?: number | undefined
  granted?: number | undefined
  reason?: string
}

function said(row: LimitRequestRow): string {
  const who = row.decidedByName ?? 'An admin'
  return row.state === 'approved'
    ? `${who} approved ${row.granted} ${unit[row.kind]}.`
    : `${who} declined ${row.wanted} ${unit[row.kind]}: ${row.reason}`
}

function answer({ room, asker }: Context, state: 'approved' | 'declined', input: Answer) {
  if (!allowed('limit_request.decide', asker))
    throw new Refusal('forbidden', 'Only an admin decides on requests for higher limits.')
  const now = room.ports.clock.now()
  const row = room.store.write((tx) => {
    const before = needed(tx, input.public_id, input.version)
    const present = presentOf(tx, before.kind)
    const granted = state === 'approved' ? (input.granted ?? before.wanted) : null
    if (granted !== null && granted <= present)
      throw new Refusal(
        'bad_request',
        `There are ${present} ${unit[before.kind]} already: grant more than that, or decline.`,
      )
    const given = { state, granted, reason: input.reason ?? null, by: asker.seatId, at: now }
    if (!answerLimitRequest(tx, before.id, given, stamp(tx, now, asker.seatId)))
      throw new Refusal('state', `This request was ${before.state} already.`)
    if (granted !== null) grant(tx, before.kind, granted, now, asker)
    const after = needed(tx, before.publicId)
    note(tx, now, 'limit_request', said(after), { request: after.publicId, ...deedOf(asker) })
    return after
  })
  room.changes.tell('requests', 'accounts', 'workspace')
  room.ports.notifier.notify({ kind: 'request', title: `Request ${row.state}`, body: said(row) })
  return shown(room.store, asker, row)
}

const approve = os.limit_requests.approve.handler(({ input, context }) => answer(context, 'approved', input))
const decline = os.limit_requests.decline.handler(({ input, context }) => answer(context, 'declined', input))

export const limit_requests = { list, request_increase, request_review, approve, decline }
