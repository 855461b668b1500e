/**
 * Who asked from outside not to be written to any more, and who took such a line off the list. Taking off counts for what was
 * known then: what somebody else had heard beside it keeps the line on. And where a request for a mailbox was approved: its owner
 * may answer it by connecting the mailbox, if they knew that, whatever an admin says beside it.
 */
import type { Change } from './shared-change.ts'
import { knows, type Place } from './shared-order.ts'

interface Notes {
  fields: Record<string, unknown>
}
type Said = Pick<Place, 'device' | 'number'>

/** Where it was told that somebody asked, unless it was taken off by one who knew. */
const asked = '~asked'
/** Where it was taken off. */
const off = '~off'

export const isByHand = (source: unknown): boolean => source === undefined || source === 'hand'
export const isAsked = ({ fields }: Notes): boolean => ((fields[asked] ?? []) as Said[]).length > 0

/** Somebody had asked, as the writer of that chunk knew. A line that bears no note of whom was folded before such notes were kept, or is off. */
export function wasAsked(fields: Readonly<Record<string, unknown>>, chunk: Place): boolean {
  const asks = (fields[asked] ?? []) as Said[]
  return asks.length > 0 ? asks.some((one) => knows(chunk, one)) : !isByHand(fields.source)
}

const byName = (a: Said, b: Said): number => (a.device < b.device ? -1 : a.device > b.device ? 1 : a.number - b.number)

/** Where it was told that it is approved. */
const approved = '~approved'

/** It was approved, as the writer of that chunk knew. One without such a note was folded before they were kept. */
export function wasApproved(fields: Readonly<Record<string, unknown>>, chunk: Place): boolean {
  const told = fields[approved] as Said[] | undefined
  return told ? told.some((one) => knows(chunk, one)) : fields.state === 'approved'
}

function foldApproval({ fields }: Notes, { set = {} }: Change, { device, number }: Place): void {
  const told = (fields[approved] ?? []) as Said[]
  if (set.state === 'approved' && !told.some((one) => one.device === device && one.number === number))
    fields[approved] = [...told, { device, number }].sort(byName)
}

/** Notes it in a row, of whatever kind. In whatever order, with repeats, it ends the same. */
export function foldAsking(row: Notes, change: Change, place: Place): void {
  if (change.kind === 'suppression') foldLine(row, change, place)
  else if (change.kind === 'mailbox_request') foldApproval(row, change, place)
}

function foldLine({ fields }: Notes, { set = {}, gone }: Change, { device, number, seen }: Place): void {
  const offs = (fields[off] ?? []) as Place[]
  const asks = (fields[asked] ?? []) as Said[]
  if (gone && !offs.some((one) => knows(one, { device, number }))) {
    const place = { device, number, seen: { ...seen } }
    fields[off] = [...offs.filter((one) => !knows(place, one)), place].sort(byName)
    fields[asked] = asks.filter((one) => !knows(place, one))
  }
  if (set.source === undefined || isByHand(set.source) || gone) return
  const isTakenOff = ((fields[off] ?? []) as Place[]).some((one) => knows(one, { device, number }))
  if (!isTakenOff && !asks.some((one) => one.device === device && one.number === number))
    fields[asked] = [...asks, { device, number }].sort(byName)
}
