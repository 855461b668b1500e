/** A consequence in sentences: what happens to the emails asked about, and what moves because of it. */
import { momentText } from '../../shared/domain/time-text.ts'
import type { SendRow } from '../store/sends.ts'
import type { Foreseen, Shift } from './sends-foresee.ts'

export interface Told {
  now: number
  zone: string
  /** Its sending hours are open at this moment. */
  isOpen: boolean
}

const amount = (n: number, one: string, more = `${one}s`): string => `${n.toLocaleString('en')} ${n === 1 ? one : more}`
const nameOf = (row: SendRow): string => [row.firstName, row.lastName].filter(Boolean).join(' ') || row.contact
const contactsOf = (rows: readonly SendRow[]): number => new Set(rows.map((row) => row.contact)).size

export type Action = 'cancel' | 'hold' | 'release' | 'restore' | 'move' | 'send_now'

function landing(row: SendRow, seen: Foreseen, { now, zone }: Told, wanted: number | null): string {
  const slot = seen.slots.get(row.id)
  if (slot === undefined)
    return seen.shifts === null
      ? `It goes to the ${momentText(wanted ?? row.slot, now, zone)} slot, or the next one with room.`
      : 'It has no time yet: something before it is not over.'
  if (wanted === null || slot === wanted) return `It leaves in the ${momentText(slot, now, zone)} slot.`
  return `The ${momentText(wanted, now, zone)} slot has no room for it: it leaves in the ${momentText(slot, now, zone)} slot.`
}

function first(action: Action, rows: readonly SendRow[], seen: Foreseen, told: Told, wanted: number | null): string[] {
  const [row] = rows
  if (!row) return ['Nothing changes.']
  const [emails, contacts] = [amount(rows.length, 'email'), amount(contactsOf(rows), 'contact')]
  const single = rows.length === 1
  switch (action) {
    case 'cancel':
      return [single ? `Step ${row.step} is not sent to ${nameOf(row)}.` : `${emails} to ${contacts} are not sent.`]
    case 'hold':
      return [
        single ? 'It waits until you release it.' : `${emails} wait until you release them.`,
        single ? 'Later steps to the same contact wait with it.' : 'Later steps to the same contacts wait with them.',
      ]
    case 'release':
    case 'restore':
      return [single ? landing(row, seen, told, null) : `${emails} to ${contacts} go out again, at their time.`]
    case 'send_now':
      return [leavingNow(row, seen, told, wanted)]
    case 'move':
      return single ? [landing(row, seen, told, wanted)] : moveMany(rows, seen, told, wanted)
  }
}

/** Nearer than this is at once. */
const soon = 60_000

/** What "now" means: at once, or why not and when instead. */
function leavingNow(row: SendRow, seen: Foreseen, told: Told, wanted: number | null): string {
  const at = seen.instants.get(row.id)
  if (at === undefined) {
    const why = told.isOpen ? 'There is no room left in this hour.' : 'Its sending hours are closed now.'
    return `${why} ${landing(row, seen, told, wanted)}`
  }
  if (at - told.now < soon) return 'It leaves at once.'
  return `${row.account} has reached a limit: it leaves ${momentText(at, told.now, told.zone)}, as soon as there is room.`
}

function moveMany(rows: readonly SendRow[], seen: Foreseen, { now, zone }: Told, wanted: number | null): string[] {
  const slot = wanted === null ? 'the slot' : `the ${momentText(wanted, now, zone)} slot`
  if (seen.shifts === null) return [`${amount(rows.length, 'email')} go to ${slot}, or the next ones with room.`]
  const there = rows.filter((row) => seen.slots.get(row.id) === wanted).length
  if (there === rows.length) return [`${amount(rows.length, 'email')} leave in ${slot}.`]
  return [`${slot} has room for ${there} of ${rows.length}; the others get the next ones with room.`.replace(/^t/, 'T')]
}

function ownLater(
  rows: readonly SendRow[],
  shifts: readonly Shift[],
  told: Told,
  steps: Map<number, number>,
): string[] {
  const asked = new Set(rows.map((row) => row.id))
  const later = shifts.filter((shift) => shift.own && !asked.has(shift.id))
  if (later.length > 3)
    return [
      `${amount(later.length, 'later email')} to the same ${contactsOf(rows) === 1 ? 'contact' : 'contacts'} move with it.`,
    ]
  const at = (instant: number) => momentText(instant, told.now, told.zone)
  return later.map(({ id, from, to }) =>
    to === null
      ? `Step ${steps.get(id) ?? ''} has no time any more and waits.`
      : `Step ${steps.get(id) ?? ''} moves from ${at(from)} to ${at(to)}.`,
  )
}

/** @param steps by row id, of the emails that move */
export function wordsOf(
  action: Action,
  rows: readonly SendRow[],
  seen: Foreseen,
  given: Told & { wanted: number | null; steps: Map<number, number> },
): string[] {
  const words = first(action, rows, seen, given, given.wanted)
  if (seen.ends > 0)
    words.push(
      rows.length === 1
        ? 'It is the last one: the sequence is over for this contact.'
        : `For ${amount(seen.ends, 'contact')} the sequence is over by it.`,
    )
  if (seen.shifts === null) {
    if (action !== 'hold') words.push('Many emails are planned: the times of the others are worked out afterwards.')
    return words
  }
  words.push(...ownLater(rows, seen.shifts, given, given.steps))
  const others = seen.shifts.filter((shift) => !shift.own).length
  if (others > 0)
    words.push(`${amount(others, 'email')} to other contacts ${others === 1 ? 'gets' : 'get'} another slot.`)
  return words
}
