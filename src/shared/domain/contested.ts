/**
 * What two computers said of one thing without having heard of each other. The fold decides by its clocks; people are told,
 * before it is taken in and afterwards.
 */
import { type Change, canonical, type SharedKind } from './shared-change.ts'
import { clockOf, type Folded, hasGone, isNote, latestOf } from './shared-fold.ts'

/** Stands for the row's going, beside the names of fields. */
export const going = '~gone'

/** What becomes of these has rules of its own, and nobody's wording is lost by it. */
const byRule: readonly SharedKind[] = ['suppression', 'engagement', 'enrollment', 'send', 'incoming', 'grant']

/** Public id of the computer that gave a clock; '' for none. */
const deviceOf = (clock: string): string => clock.slice(25)

/** Had the writer heard of what was said at that clock? */
export type Heard = (clock: string) => boolean

/**
 * Fields of which another computer said something else, and the writer of this change had not heard of it.
 *
 * @param device whose change it is, public id
 */
export function contested(held: Folded, change: Change, device: string, heard: Heard): string[] {
  if (byRule.includes(change.kind)) return []
  const unheard = (clock: string): boolean => clock !== '' && deviceOf(clock) !== device && !heard(clock)
  if (change.gone) return !hasGone(change.kind, held) && unheard(latestOf(held)) ? [going] : []
  if (hasGone(change.kind, held)) return held.gone !== null && unheard(held.gone) ? [going] : []
  return Object.entries(change.set ?? {}).flatMap(([field, value]) =>
    !isNote(field) &&
    canonical(value ?? null) !== canonical(held.fields[field] ?? null) &&
    unheard(clockOf(held, field))
      ? [field]
      : [],
  )
}

/** What was decided of one of them. */
export interface Decided {
  field: string
  /** Public ids: whose word counts, and whose doesn't. */
  stays: string
  yields: string
}

/** @param after the row with the change in it */
export const decided = (held: Folded, after: Folded, device: string, change: Change, fields: string[]): Decided[] =>
  fields.map((field) => {
    const gone = field === going
    const other = deviceOf(gone ? (change.gone ? latestOf(held) : (held.gone ?? '')) : clockOf(held, field))
    const isTaken = gone
      ? hasGone(change.kind, after) === (change.gone === true)
      : deviceOf(clockOf(after, field)) === device
    return { field, stays: isTaken ? device : other, yields: isTaken ? other : device }
  })

/** A field as people read it: `firstName` → First name, `fields.city` → City. */
export function fieldWords(field: string): string {
  const plain = (field.split('.').at(-1) ?? field).replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase()
  return plain.charAt(0).toUpperCase() + plain.slice(1)
}
