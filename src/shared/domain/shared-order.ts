/** What came before what, among things that several devices said: told by what each writer knew, not by clocks. */
import type { Change } from './shared-change.ts'

/** A chunk, as far as its order goes. */
export interface Place {
  device: string
  /** Of the device's own chain. */
  number: number
  /** Up to which chunk of each other device its writer knew. */
  seen: Readonly<Record<string, number>>
}

/** One change and where it was said. */
export interface Fact extends Place {
  /** Its place in the chunk. */
  index: number
  change: Change
}

/** True where the writer of `later` knew `earlier`, or is it. */
export const knows = (later: Place, earlier: Pick<Place, 'device' | 'number'>): boolean =>
  later.device === earlier.device ? later.number >= earlier.number : (later.seen[earlier.device] ?? 0) >= earlier.number

/** True where neither knew the other. */
export const isBeside = (one: Place, other: Place): boolean => !knows(one, other) && !knows(other, one)

/** Grows along every chain of knowing: chunks sorted by it never come before what they knew. */
export const depthOf = (place: Place): number =>
  Object.entries(place.seen).reduce(
    (sum, [device, number]) => (device === place.device ? sum : sum + number),
    place.number,
  )

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** After what they knew; among those beside each other by clock, then by device, so that everybody finds the same order. */
export function inOrder(facts: readonly Fact[]): Fact[] {
  return facts
    .map((fact) => ({ fact, depth: depthOf(fact) }))
    .sort(
      (a, b) =>
        a.depth - b.depth ||
        compare(a.fact.device, b.fact.device) ||
        a.fact.number - b.fact.number ||
        a.fact.index - b.fact.index,
    )
    .map(({ fact }) => fact)
}

/**
 * A writer can't know less than it knew before: of everybody it must have seen as much as whoever it has seen had.
 *
 * @param counted up to which chunk of a device anything counts: whoever shut it out need not have seen what came after
 */
export const coversPast = (
  later: Place,
  earlier: Place,
  counted: (device: string) => number = () => Number.POSITIVE_INFINITY,
): boolean =>
  Object.entries(earlier.seen).every(([device, number]) =>
    device === later.device ? later.number > number : (later.seen[device] ?? 0) >= Math.min(number, counted(device)),
  ) &&
  (earlier.device === later.device
    ? later.number > earlier.number
    : (later.seen[earlier.device] ?? 0) >= earlier.number)
