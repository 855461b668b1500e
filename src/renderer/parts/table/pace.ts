/**
 * How fast a list passes. What passes too fast to be read is not drawn row by row: a computer that tries falls behind the
 * wheel, and what it draws is gone before an eye has found it.
 */

/** px a millisecond: from here on a row is in sight for less than a tenth of a second. */
const unreadable = 7
/** Not read before it is this slow, so that a wheel between the two does not make rows come and go. */
const readable = 5
/** ms after which a scroll has nothing to do with the one before: it is a leap, and what it leads to is read. */
const pause = 200

export interface Pace {
  top: number
  at: number
  isFast: boolean
  /** Scrolls in a row that were too fast: one alone is a leap. */
  run: number
}

export const still: Pace = { top: 0, at: Number.NEGATIVE_INFINITY, isFast: false, run: 0 }

/**
 * @param before how it was at the scroll before
 * @param top px scrolled
 * @param at ms, of any clock
 */
export function paceAt(before: Pace, top: number, at: number): Pace {
  const span = at - before.at
  if (span > pause) return { top, at, isFast: false, run: 0 }
  // two scrolls of one frame
  if (span <= 0) return { ...before, top }
  const speed = Math.abs(top - before.top) / span
  const run = speed > unreadable ? before.run + 1 : 0
  return { top, at, run, isFast: before.isFast ? speed > readable : run > 1 }
}
