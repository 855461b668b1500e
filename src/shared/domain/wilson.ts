/**
 * How sure a share of a few emails is. The interval of Wilson (1927) stays inside 0…1 and holds with few emails too,
 * where the textbook's "plus or minus" would promise more than is known.
 */

export interface Share {
  /** `part` of `whole`, 0…1; null where the whole is 0. */
  rate: number | null
  /** The true share lies between the two in 19 of 20 such cases; null where the whole is 0. */
  low: number | null
  high: number | null
  /** Whether there is enough to speak of a rate at all: fewer than `leastEmails` are an anecdote. */
  enough: boolean
}

/** Below so many emails a rate is shown as "not enough data yet". */
export const leastEmails = 30

/** Of a normal distribution, 95 % lie within so many standard deviations. */
const z = 1.959963984540054

/** @throws RangeError when `part` isn't 0…`whole`, both whole numbers: a report that counts so counts wrongly */
export function wilson(part: number, whole: number): Share {
  if (!Number.isSafeInteger(part) || !Number.isSafeInteger(whole) || part < 0 || part > whole)
    throw new RangeError(`A share needs whole numbers with 0 ≤ part ≤ whole, not ${part} of ${whole}.`)
  if (whole === 0) return { rate: null, low: null, high: null, enough: false }
  const rate = part / whole
  const z2 = z * z
  const middle = (rate + z2 / (2 * whole)) / (1 + z2 / whole)
  const half = (z / (1 + z2 / whole)) * Math.sqrt((rate * (1 - rate)) / whole + z2 / (4 * whole * whole))
  return {
    rate,
    low: part === 0 ? 0 : Math.max(0, middle - half),
    high: part === whole ? 1 : Math.min(1, middle + half),
    enough: whole >= leastEmails,
  }
}

/**
 * Whether two shares differ for certain enough to say which is better: their intervals do not overlap. Careful on
 * purpose: of two variants, the unlucky one would otherwise be dropped.
 */
export function differs(a: Share, b: Share): boolean {
  if (a.low === null || a.high === null || b.low === null || b.high === null || !a.enough || !b.enough) return false
  return a.low > b.high || b.low > a.high
}
