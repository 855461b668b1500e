/** Whether a row is there still, by the clocks of all that was told of it. */
import { isAsked } from './shared-asking.ts'
import type { Change, SharedKind } from './shared-change.ts'

/** A row of the fold, as it is kept. */
export interface Folded {
  fields: Record<string, unknown>
  /** Clock of all fields but those in `clocks`. */
  clock: string
  clocks: Record<string, string>
  /** Clock of its going; null: nobody said so. */
  gone: string | null
  /** Seat behind the latest change. */
  by: string | null
}

/** Keys that begin so are the fold's own notes, told to nobody. */
export const isNote = (field: string): boolean => field.startsWith('~')

export const clockOf = (row: Folded, field: string): string =>
  row.clocks[field] ?? (Object.hasOwn(row.fields, field) ? row.clock : '')

function lastOf({ clock, clocks, gone }: Folded, counts: (field: string) => boolean): string {
  let last = gone && gone > clock ? gone : clock
  for (const [field, at] of Object.entries(clocks)) if (at > last && counts(field)) last = at
  return last
}

/** Latest of its clocks. */
export const latestOf = (row: Folded): string => lastOf(row, () => true)

/**
 * That a mailbox goes from one computer to another is no word on whether it is there: whoever was home to it may hand it over, and can't
 * bring it back to whoever took it away.
 */
const handing: readonly string[] = ['handingTo', 'handingEpoch']

/** A change that says nothing else. */
export const onlyHands = ({ set, gone }: Change): boolean => {
  const fields = Object.keys(set ?? {})
  return !gone && fields.length > 0 && fields.every((field) => handing.includes(field))
}

/** Latest of the clocks by which it is there, or went. */
export const lastWord = (row: Folded): string => lastOf(row, (field) => !handing.includes(field))

/** It went, and nothing was said of it since. */
export const isGone = (row: Folded): boolean => row.gone !== null && row.gone >= lastWord(row)

/**
 * Is nothing left of it? Whoever was erased stays so, whatever is said of them later; who asked for no more mail stays on the
 * list where whoever took them off had not heard of that.
 */
export const hasGone = (kind: SharedKind, row: Folded): boolean =>
  kind === 'contact' ? row.gone !== null : isGone(row) && !isAsked(row)
