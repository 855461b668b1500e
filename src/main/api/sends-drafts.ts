/** What a mailbox has written is sent before it goes: the next email to each contact, first in line. */
import { mostTried } from '../../shared/contract/sends.ts'
import { allowed } from '../../shared/domain/access.ts'
import { Refusal } from '../../shared/domain/failure.ts'
import { nextOpen } from '../../shared/domain/plan-agenda.ts'
import { momentText } from '../../shared/domain/time-text.ts'
import { type AccountRow, plannedOf } from '../store/accounts.ts'
import type { Reader } from '../store/open.ts'
import { nextOfEach } from '../store/removal.ts'
import { askReplanOfEnrollment } from '../store/replanning.ts'
import { ownerName } from '../store/seats.ts'
import { type SendRow, sendsById, wishSlot } from '../store/sends.ts'
import { workspaceRow } from '../store/workspace.ts'
import { found } from './accounts-found.ts'
import { type Asker, isoOrNull, os } from './context.ts'
import { inactive } from './may-send.ts'
import { doToAll, type Outcome } from './sends-bulk.ts'
import { agendaOfSend, type Deed, movable } from './sends-change.ts'
import { type Foreseen, foresee } from './sends-foresee.ts'

/** Changed in one go. */
const many = 500

/** @throws Refusal `not_found`, `forbidden`, or `account_error` where nothing leaves from it now */
function sending(reader: Reader, asker: Asker, publicId: string): AccountRow {
  const account = found(reader, publicId)
  if (!allowed('account.change', asker, { owner: account.seatId }))
    throw new Refusal(
      'forbidden',
      `${account.address} belongs to ${ownerName(reader, account) ?? 'the team'}; ask them, or an admin.`,
    )
  const idle = account.paused ? `${account.address} is paused. Resume it first.` : inactive(account)
  if (idle !== null) throw new Refusal('account_error', idle)
  return account
}

/** Not earlier than the next slot: all at once, this moment, would be a burst. */
const firstInLine: Deed = (tx, row, now) => {
  if (row.held === 1) throw new Refusal('state', `The email to ${row.contact} is on hold. Release it first.`)
  if (row.paused === 1) throw new Refusal('state', `Its sequence or ${row.contact} is paused. Resume that first.`)
  const next = nextOpen(agendaOfSend(tx, row, movable(tx, row)), now)
  if (!Number.isFinite(next)) throw new Refusal('invalid_slot', 'Its windows have no open slot at all.')
  // one that leaves before that anyway is left in peace
  if (next < row.slot) wishSlot(tx, row.id, next)
  if (row.enrollmentId !== null) askReplanOfEnrollment(tx, row.enrollmentId)
}

const amount = (n: number, one: string): string => `${n.toLocaleString('en')} ${n === 1 ? one : `${one}s`}`

/** When the last of them leaves (slot start, ms); null where it was not worked out, or none has a time. */
const lastOf = (seen: Foreseen, rows: readonly SendRow[]): number | null =>
  rows.reduce<number | null>((last, { id }) => {
    const slot = seen.slots.get(id)
    return slot === undefined ? last : Math.max(last ?? 0, slot)
  }, null)

function wordsOf({ done, refused }: Outcome, later: number, seen: Foreseen, told: { now: number; zone: string }) {
  if (done.length + refused.length === 0) return ['Nothing is planned through it.']
  const last = lastOf(seen, done)
  const others = (seen.shifts ?? []).filter((shift) => !shift.own).length
  const until = last === null ? '' : `, the last in the ${momentText(last, told.now, told.zone)} slot`
  return [
    done.length === 0
      ? 'No email can leave now.'
      : `${amount(done.length, 'email')} ${done.length === 1 ? 'leaves' : 'leave'} next, within all limits${until}. Remove the mailbox after that.`,
    ...(refused.length > 0 ? [`${amount(refused.length, 'email')} can not: ${refused[0]?.why}`] : []),
    ...staying(later),
    ...(others > 0
      ? [`${amount(others, 'email')} to other contacts ${others === 1 ? 'gets' : 'get'} another slot.`]
      : []),
  ]
}

const staying = (later: number): string[] =>
  later > 0 ? [`${amount(later, 'later email')} to the same contacts ${later === 1 ? 'stays' : 'stay'} planned.`] : []

/** Trying all of them would stop the sending meanwhile. */
const tooMany = (n: number, later: number): string[] => [
  `${amount(n, 'email')} leave next, within all limits. Remove the mailbox after that.`,
  'Many emails are planned: their times are worked out afterwards.',
  ...staying(later),
]

export const send_drafts = os.sends.send_drafts.handler(({ input, context }) => {
  const { store, ports, changes } = context.room
  const now = ports.clock.now()
  const after = Number(input.after ?? 0)
  if (!Number.isSafeInteger(after) || after < 0)
    throw new Refusal('bad_request', `"${input.after}" is not a place in this list. Use the "next" of an answer.`)
  const account = sending(store, context.asker, input.public_id)
  const all = nextOfEach(store, account.id)
  const later = plannedOf(store, account.id) - all.length
  if (input.dry_run && all.length > mostTried)
    return { done: all.length, refused: [], later, last: null, words: tooMany(all.length, later), next: null }
  const ids = input.dry_run ? all : nextOfEach(store, account.id, after, many + 1)
  const rows = sendsById(store, input.dry_run ? ids : ids.slice(0, many))
  if (input.dry_run) {
    let outcome: Outcome = { done: [], refused: [] }
    const seen = foresee(store, now, rows, (tx) => {
      outcome = doToAll(tx, context, rows, firstInLine, now)
    })
    const words = wordsOf(outcome, later, seen, { now, zone: workspaceRow(store).zone })
    const { done, refused } = outcome
    return { done: done.length, refused, later, last: isoOrNull(lastOf(seen, done)), words, next: null }
  }
  const { done, refused } = store.write((tx) => doToAll(tx, context, rows, firstInLine, now))
  if (done.length > 0) changes.tell('sends', 'enrollments')
  const next = ids.length > many ? String(ids[many - 1]) : null
  return { done: done.length, refused, later, last: null, words: [], next }
})
