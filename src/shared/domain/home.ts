/**
 * Which computer sends from an account, and how that passes from one to another. Every account has one home at a time,
 * and each home begins an epoch. Files are late, lost and repeated, so no computer knows for certain what another does
 * at the moment; what it may do follows from what it knows alone:
 *
 * - The home hands over by naming the next one (*released*): from then on nobody sends, until that one takes it up and
 *   begins the next epoch. It has read everything its predecessor wrote before, so it can go on where that one stopped.
 * - A home that is lost can't hand over. Another computer then *takes over* by force, which people decide on, after they
 *   have closed Cadenza on the lost one. What that one sent since it was last heard of is not known, so every email that
 *   was its to send waits until a person has looked.
 * - Whoever engages a contact writes down the home they know (`homeMark`). A home sends for contacts that were engaged
 *   for itself, or for a home it follows in an unbroken row of hand-overs. Everything else waits for a person: also what
 *   was engaged for another home of the same epoch, when two computers took over at once. Once somebody has looked at one of
 *   a contact's emails, the contact is written down as this home's, and each other one that is planned is marked for a look.
 */
import { HOUR } from './time.ts'

/** Who began an epoch of an account, and whether it was by force: then when, by its clock (ms since the epoch). */
export interface Home {
  /** Public id of the device. */
  device: string
  taken?: number
}

/**
 * Epoch → its home. Grows only; the highest is the present one, and the first to be written stays. Hand-overs count on by
 * one; a take-over begins the next thousand, so that it comes after whatever the lost home still handed on unheard.
 */
export type Homes = Record<string, Home>

/** Epochs that follow one take-over. */
const era = 1000
const eraOf = (epoch: number): number => Math.floor(epoch / era)

/** What a computer knows of where an account is. */
export interface Whereabouts {
  homes: Homes
  /** The device that the home of `epoch` handed it to; null: it did not. */
  handing: { to: string; epoch: number } | null
}

/** The epochs that an account went through, as far as `has` knows them, in order. */
export function epochsOf(has: (epoch: number) => boolean): number[] {
  const found: number[] = []
  for (let first = 1, epoch = first; ; epoch++)
    if (has(epoch)) found.push(epoch)
    else if (epoch === first) return found
    else {
      first = (eraOf(epoch) + 1) * era
      epoch = first - 1
    }
}

/** The present home. Throws for an account that never had one, which is a bug. */
export function presentHome(homes: Homes): Home & { epoch: number } {
  const epoch = Math.max(...Object.keys(homes).map(Number))
  const home = homes[epoch]
  if (!home) throw new Error('presentHome: an account without a home')
  return { ...home, epoch }
}

/** As the columns of an account hold it. */
export interface HomeColumns {
  homes: Homes | null
  homeDevice: string
  epoch: number
  handingTo: string | null
  handingEpoch: number | null
}

/**
 * What those columns say. Until it was handed on for the first time, an account's home needs no list. Handed to the one that is
 * home it is where two connected it before they met, and the one handed it to the other: that one has it.
 */
export function whereabouts(c: HomeColumns): Whereabouts {
  const hands = c.handingTo !== null && !(c.handingEpoch === c.epoch && c.handingTo === c.homeDevice)
  return {
    homes: c.homes ?? { [c.epoch]: { device: c.homeDevice } },
    handing: hands && c.handingEpoch !== null ? { to: c.handingTo as string, epoch: c.handingEpoch } : null,
  }
}

/**
 * home: it sends. released: it was home and has handed it over. offered: it was handed to this one, which has not taken
 * it up. elsewhere: another one is home, or will be.
 */
export type Standing = 'home' | 'released' | 'offered' | 'elsewhere'

/** How `device` stands to the account, by what is known here. */
export function standingOf(where: Whereabouts, device: string): Standing {
  const home = presentHome(where.homes)
  const to = where.handing?.epoch === home.epoch ? where.handing.to : null
  if (to === null) return home.device === device ? 'home' : 'elsewhere'
  if (home.device === device) return 'released'
  return to === device ? 'offered' : 'elsewhere'
}

/** Why one of the moves can't be made now. */
export type HomeTrouble = 'not_home' | 'not_offered' | 'to_itself' | 'home_already'

/** The home hands it to another device. */
export function release(where: Whereabouts, self: string, to: string): Whereabouts | HomeTrouble {
  if (standingOf(where, self) !== 'home') return 'not_home'
  if (to === self) return 'to_itself'
  return { ...where, handing: { to, epoch: presentHome(where.homes).epoch } }
}

/** The device that it was handed to takes it up. */
export function acquire(where: Whereabouts, self: string): Whereabouts | HomeTrouble {
  if (standingOf(where, self) !== 'offered') return 'not_offered'
  return begun(where, presentHome(where.homes).epoch + 1, { device: self })
}

/** A device makes itself home without a hand-over, at `now`. */
export function takeOver(where: Whereabouts, self: string, now: number): Whereabouts | HomeTrouble {
  if (standingOf(where, self) === 'home') return 'home_already'
  return begun(where, (eraOf(presentHome(where.homes).epoch) + 1) * era, { device: self, taken: now })
}

const begun = (where: Whereabouts, epoch: number, home: Home): Whereabouts => ({
  ...where,
  homes: { ...where.homes, [epoch]: home },
})

/** Names the home a contact is engaged for: also the first, as two that connected one mailbox before they met are each the first. */
export const homeMark = ({ homes }: Whereabouts): string => {
  const { epoch, device } = presentHome(homes)
  return `${epoch}:${device}`
}

/** The epoch and the device that a mark names; null is the account's first home. */
export function markedHome(mark: string | null, homes: Homes): { epoch: number; device: string | null } {
  if (mark === null) return { epoch: 1, device: homes[1]?.device ?? null }
  const at = mark.indexOf(':')
  return { epoch: Number(mark.slice(0, at)), device: mark.slice(at + 1) }
}

/**
 * May the home send what was engaged for `mark` without a person's look? mine: yes. review: somebody else may have sent
 * it. behind: it was engaged for a home after this one, so this one is home no more.
 */
export function ofHome({ homes }: Whereabouts, mark: string | null): 'mine' | 'review' | 'behind' {
  const present = presentHome(homes)
  const marked = markedHome(mark, homes)
  if (marked.epoch > present.epoch) return 'behind'
  const known = homes[marked.epoch]?.device
  // the first home of an account whose list has begun later is not on it
  if (marked.device !== null && known !== undefined && known !== marked.device) return 'review'
  return eraOf(marked.epoch) === eraOf(present.epoch) ? 'mine' : 'review'
}

/** When somebody last took the account over by force (ms since the epoch, by the clock of that computer); null: nobody did. */
export function lastTaken({ homes }: Whereabouts): number | null {
  const taken = Object.values(homes).flatMap((home) => (home.taken === undefined ? [] : [home.taken]))
  return taken.length === 0 ? null : Math.max(...taken)
}

/** Who took the account over by force from `self`, which has not been its home since then; null: nobody did. */
export function takenFrom({ homes }: Whereabouts, self: string): (Required<Home> & { epoch: number }) | null {
  const epochs = Object.keys(homes)
    .map(Number)
    .sort((a, b) => a - b)
  const last = epochs.findLastIndex((epoch) => homes[epoch]?.device === self)
  const epoch = last < 0 ? undefined : epochs[last + 1]
  const next = epoch === undefined ? undefined : homes[epoch]
  return epoch === undefined || next?.taken === undefined ? null : { device: next.device, taken: next.taken, epoch }
}

/** Why an email waits for a person to look whether it has left. */
export const reviews = ['take_over', 'lease', 'safe_mode'] as const
export type Review = (typeof reviews)[number]

/** What is known of an email that waits for a look. */
export interface Doubt {
  why: Review
  /** When it was planned to leave, ms since the epoch. */
  at: number
  /** It came to wait by itself, after its mailbox was taken over: when the other computer meant to send it isn't known here. */
  later: boolean
}

/** Two computers agree on the hour in which an email leaves; inside it each draws a moment of its own. */
export const asPlanned = HOUR

/**
 * Can the other computer have sent it? Of what was planned here when its mailbox was taken over (`taken`), only what was due
 * by then. One that was authorised sends until its part has ended, long after that, and what safe mode marked was due.
 */
export const mayHaveLeft = ({ why, at, later }: Doubt, taken: number | null, now: number): boolean =>
  why === 'safe_mode' ||
  (why === 'take_over' && later) ||
  at <= (why === 'take_over' ? (taken ?? now) : now) + asPlanned
