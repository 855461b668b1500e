/**
 * A part of what an account may send, for a device that is not its home. Parts are thousandths of every limit. What the
 * devices of an account believe they hold never adds up to more than the whole, whatever is late, lost or repeated on
 * the way between them, while their clocks are less than a day apart:
 *
 * - The home gives a part away by using that much less itself, at once. The other begins when it hears of it.
 * - A part holds until the end of its lease by its holder's clock. The home renews the lease as often as it hears from
 *   the holder, never once it has run out.
 * - The home has a part back when the holder says that it has stopped (*released*), or when the lease is over by the
 *   slowest clock and whatever was under way then is through. What was sent by it unheard still counts in the limits that
 *   look further back, so of those the part is back only when they don't any more.
 * - After the account was taken over by force, nobody knows what the lost home gave away lately. It kept a tenth at
 *   least, so the new one has no more than that until every lease of its predecessor must be over.
 *
 * A holder sends only for contacts that were engaged on it while it held its part. The home takes them from it when it
 * has released them, or when a person has looked which of their emails have left.
 */
import { presentHome, type Whereabouts } from './home.ts'
import { DAY, HOUR } from './time.ts'

/** All of it. */
export const whole = 1000
/** The most that a home gives away: it keeps a tenth. */
export const mostGiven = 900
/** How long a part holds without another exchange, in ms. */
export const leaseLength = 7 * DAY
/** Further apart no two clocks of a team are: what is dated further ahead is not taken in. */
export const clocksApart = DAY
/** From the end of a lease until the home can count on it by its own clock. */
export const leaseMargin = clocksApart + HOUR
/** From a take-over by force until every lease that the lost home can have given is over. */
export const reserveLength = leaseLength + 2 * clocksApart + HOUR

export type ShareState = 'granted' | 'revoked' | 'released'

/** Instants are ms since the epoch. */
export interface Share {
  /** Public id of the device that may send. */
  device: string
  /** Thousandths. */
  share: number
  /** The account's epoch it was given under. */
  epoch: number
  leaseUntil: number
  state: ShareState
  givenAt: number
  /** When its device said that it had stopped. */
  endedAt: number | null
}

/** Must the home still count with it at `now`, by the home's clock? @param back with what left in so many ms before that too */
export const counts = (share: Share, now: number, back = 0): boolean =>
  share.state !== 'released' && now < share.leaseUntil + leaseMargin + back

/** Thousandths that others may be using, or have used unheard in the `back` ms before. */
export const givenAway = (shares: readonly Share[], now: number, back: number): number =>
  shares.reduce((sum, share) => sum + (counts(share, now, back) ? share.share : 0), 0)

/** What the home knows about the parts of an account. */
export interface Parts {
  shares: readonly Share[]
  /** When it was last taken over by force; null: never. */
  taken: number | null
  /** Are there computers that the home before can have given a part to, without this one knowing? */
  others: boolean
  /** How far the longest limit of the account looks back, ms. */
  window: number
}

/** Does the home have to count with parts that it doesn't know of? */
export const isReserved = ({ taken, others }: Omit<Parts, 'window'>, now: number, back = 0): boolean =>
  others && taken !== null && now < taken + reserveLength + back

/** The home's own part. */
export const ownPart = (parts: Parts, now: number): number =>
  Math.max(
    0,
    whole - Math.max(givenAway(parts.shares, now, parts.window), isReserved(parts, now, parts.window) ? mostGiven : 0),
  )

/** How much the home can give away. */
export const roomFor = (parts: Parts, now: number): number =>
  isReserved(parts, now, parts.window) ? 0 : Math.max(0, mostGiven - givenAway(parts.shares, now, parts.window))

/** A part for a device; null: there is not so much left, or it has one. */
export function authorise(
  parts: Parts,
  wish: { device: string; share: number; epoch: number },
  now: number,
): Share | null {
  const open = parts.shares.some((one) => one.device === wish.device && one.state !== 'released')
  if (open || wish.share < 1 || wish.share > roomFor(parts, now)) return null
  return { ...wish, leaseUntil: now + leaseLength, state: 'granted', givenAt: now, endedAt: null }
}

/** The lease begun anew; the very same share where it can't be: taken back, of another epoch, or run out. */
export function renew(share: Share, epoch: number, now: number): Share {
  if (share.state !== 'granted' || share.epoch !== epoch || !counts(share, now)) return share
  return now + leaseLength > share.leaseUntil ? { ...share, leaseUntil: now + leaseLength } : share
}

/** The home takes it back: it holds until its device says that it has stopped, or its lease ends. */
export const withdraw = (share: Share): Share => (share.state === 'granted' ? { ...share, state: 'revoked' } : share)

/** May its device send by it at `now`, by that device's clock? */
export const isHeld = (share: Share, where: Whereabouts, now: number): boolean =>
  share.state === 'granted' && share.epoch === presentHome(where.homes).epoch && now < share.leaseUntil

/** Is it over for its device for good, so that it can say that it has stopped? A lease that ran out may be renewed. */
export const isOver = (share: Share, where: Whereabouts): boolean =>
  share.state === 'revoked' || (share.state === 'granted' && share.epoch < presentHome(where.homes).epoch)

/** A limit's part: whole emails, so that the parts never add up to more than the limit. */
export const partOf = (limit: number, part: number): number => Math.floor((limit * part) / whole)
