/** A seat asks for a mailbox; an admin answers. The rules themselves: domain/mailbox-check.ts. */
import { allowed } from '../../shared/domain/access.ts'
import { checkAddress } from '../../shared/domain/address.ts'
import { Refusal } from '../../shared/domain/failure.ts'
import {
  findingsOf,
  findingsToDecide,
  lessPermitted,
  standingAgainst,
  unpermitted,
} from '../../shared/domain/mailbox-check.ts'
import { isRequestOpen, type MailboxRequestEvent } from '../../shared/domain/mailbox-request.ts'
import { stamp } from '../store/clockwork.ts'
import { deedOf, note } from '../store/journal.ts'
import {
  type Decision,
  insertMailboxRequest,
  type MailboxRequestRow,
  mailboxRequestByPublicId,
  mailboxRequestPage,
  moveMailboxRequest,
} from '../store/mailbox-requests.ts'
import { newName } from '../store/maker-name.ts'
import type { Reader, Tx } from '../store/open.ts'
import { type SeatRow, seatByAddress, seatById } from '../store/seats.ts'
import { type Asker, type Context, iso, isoOrNull, os } from './context.ts'
import { release } from './mailbox-requests-release.ts'
import { approvedFor, mailboxFacts, permitsOf, refuseFinding } from './may-have.ts'

function shown(reader: Reader, asker: Asker, row: MailboxRequestRow) {
  const seat = row.state === 'requested' ? seatById(reader, row.seatId) : undefined
  const found = seat ? findingsOf(mailboxFacts(reader, row.address, seat, true)) : []
  const isOpen = isRequestOpen(row.state)
  return {
    public_id: row.publicId,
    address: row.address,
    seat: row.seat,
    seat_name: row.seatName,
    asked_by: row.askedByName,
    note: row.note,
    state: row.state,
    permits: permitsOf(row),
    decided_by: row.decidedByName,
    decided_at: isoOrNull(row.decidedAt),
    reason: row.reason,
    account: row.account,
    findings: findingsToDecide(found),
    may_decide: isOpen && allowed('mailbox_request.decide', asker),
    may_withdraw: isOpen && allowed('mailbox_request.withdraw', asker, aboutOf(row)),
    created_at: iso(row.createdAt),
    version: row.version,
  }
}

const aboutOf = (row: MailboxRequestRow) => ({ owner: row.seatId, part: [row.askedBy] })

/** @throws Refusal where there is no such seat, or a member names another than their own */
function seatFor(reader: Reader, asker: Asker, address: string | undefined): SeatRow {
  const seat = address === undefined ? seatById(reader, asker.seatId) : seatByAddress(reader, address)
  if (!seat) throw new Refusal('not_found', `There is no seat with the address ${address}.`)
  if (!allowed('mailbox_request.ask', asker, { owner: seat.id }))
    throw new Refusal('forbidden', `A mailbox for ${seat.name} (${seat.address}) is theirs to ask for, or an admin's.`)
  return seat
}

/** Members see what concerns them: what an admin wrote to a colleague is between those two. */
const list = os.mailbox_requests.list.handler(({ input, context: { room, asker } }) => {
  const filter = {
    of: allowed('mailbox_request.see', asker) ? null : asker.seatId,
    states: input.open ? (['requested', 'approved'] as const) : null,
  }
  return room.store.read(() => {
    const rows = mailboxRequestPage(room.store, filter, input.after ?? null, input.limit + 1)
    const page = rows.slice(0, input.limit)
    return {
      rows: page.map((row) => shown(room.store, asker, row)),
      next: rows.length > input.limit ? (page.at(-1)?.publicId ?? null) : null,
    }
  })
})

const check = os.mailbox_requests.check.handler(({ input, context: { room, asker } }) => {
  const seat = seatFor(room.store, asker, input.seat)
  const checked = checkAddress(input.address.trim())
  if (!checked.ok) return { address: null, problem: checked.message, findings: [] }
  return {
    address: checked.address,
    problem: null,
    findings: lessPermitted(
      findingsOf(mailboxFacts(room.store, checked.address, seat)),
      approvedFor(room.store, checked.address, seat),
    ),
  }
})

const create = os.mailbox_requests.create.handler(({ input, context: { room, asker } }) => {
  const now = room.ports.clock.now()
  const checked = checkAddress(input.address)
  if (!checked.ok) throw new Refusal('invalid_address', `${input.address}: ${checked.message}`)
  const row = room.store.write((tx) => {
    const seat = seatFor(tx, asker, input.seat)
    const found = findingsOf(mailboxFacts(tx, checked.address, seat))
    refuseFinding(standingAgainst(found, { theirs: input.confirm_theirs, unlike: input.confirm_unlike })[0])
    const publicId = newName(tx, room.ports.dice)
    const made = { publicId, seatId: seat.id, askedBy: asker.seatId, address: checked.address, createdAt: now }
    insertMailboxRequest(tx, { ...made, note: input.note || null }, stamp(tx, now, asker.seatId))
    return needed(tx, publicId)
  })
  room.changes.tell('requests')
  const isOwn = row.seatId === row.askedBy
  room.ports.notifier.notify({
    kind: 'request',
    title: `${row.askedByName} asks for a mailbox`,
    body: `${row.address}${isOwn ? '' : `, for ${row.seatName}`}. An admin decides.`,
  })
  return shown(room.store, asker, row)
})

function needed(reader: Reader, publicId: string, version?: number): MailboxRequestRow {
  const row = mailboxRequestByPublicId(reader, publicId)
  if (!row) throw new Refusal('not_found', `There is no mailbox request with the id ${publicId}.`)
  if (version !== undefined && version !== row.version)
    throw new Refusal('stale_version', `The request for ${row.address} is at version ${row.version}, not ${version}.`)
  return row
}

/** What a state is called in a sentence. */
const isNow = { requested: 'waits', approved: 'is approved', declined: 'was declined' } as const
const stateWords = { ...isNow, withdrawn: 'was withdrawn', configured: 'is connected' } as const

/** Moves a request on in one step, and shows it. `checks` throws where it may not. */
function move(
  { room, asker }: Context,
  input: { public_id: string; version?: number | undefined },
  event: MailboxRequestEvent,
  decide: (tx: Tx, row: MailboxRequestRow) => Partial<Decision>,
) {
  const now = room.ports.clock.now()
  const row = room.store.write((tx) => {
    const before = needed(tx, input.public_id, input.version)
    const decision = decide(tx, before)
    const moved = moveMailboxRequest(
      tx,
      before,
      event,
      { by: asker.seatId, at: now, ...decision },
      stamp(tx, now, asker.seatId),
    )
    if (!moved)
      throw new Refusal('state', `The request for ${before.address} ${stateWords[before.state]}, so it stays as it is.`)
    const after = needed(tx, before.publicId)
    note(tx, now, 'mailbox_request', said(after), { request: after.publicId, ...deedOf(asker) })
    return after
  })
  room.changes.tell('requests')
  if (event.type !== 'withdrawn')
    room.ports.notifier.notify({ kind: 'request', title: `Mailbox request ${event.type}`, body: said(row) })
  return shown(room.store, asker, row)
}

function said(row: MailboxRequestRow): string {
  const what = `${row.address} for ${row.seatName}`
  if (row.state === 'declined') return `${row.decidedByName ?? 'An admin'} declined ${what}: ${row.reason}`
  if (row.state === 'approved')
    return `${row.decidedByName ?? 'An admin'} approved ${what}. It can be connected, or set up as an alias.`
  return `The request of ${what} was ${row.state}.`
}

/** @throws Refusal for whoever is no admin */
function checkDecides(asker: Asker): void {
  if (!allowed('mailbox_request.decide', asker))
    throw new Refusal('forbidden', 'Only an admin decides on requests for mailboxes.')
}

const approve = os.mailbox_requests.approve.handler(({ input, context }) =>
  move(context, input, { type: 'approved' }, (tx, row) => {
    checkDecides(context.asker)
    const seat = seatById(tx, row.seatId)
    const permits = input.permits ?? []
    if (seat && row.state === 'requested') {
      const found = findingsOf(mailboxFacts(tx, row.address, seat, true))
      refuseFinding(found.find(({ remedy }) => remedy === 'refused'))
      refuseFinding(unpermitted(found, permits)[0])
    }
    return { permitsRole: permits.includes('role'), permitsMore: permits.includes('more') }
  }),
)

const decline = os.mailbox_requests.decline.handler(({ input, context }) =>
  move(context, input, { type: 'declined', reason: input.reason }, () => {
    checkDecides(context.asker)
    return {}
  }),
)

const withdraw = os.mailbox_requests.withdraw.handler(({ input, context }) =>
  move(context, input, { type: 'withdrawn' }, (_, row) => {
    if (!allowed('mailbox_request.withdraw', context.asker, aboutOf(row)))
      throw new Refusal('forbidden', `${row.address} was asked for by ${row.askedByName}; ask them, or an admin.`)
    return { by: null }
  }),
)

export const mailbox_requests = { list, check, create, approve, decline, withdraw, release }
