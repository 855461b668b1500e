/** May this computer send this email now? Everything that homes and parts say about that is asked here, and nowhere else. */
import { ofHome, presentHome, type Review, standingOf, type Whereabouts } from './home.ts'
import { counts, isHeld, isReserved, ownPart, type Parts, type Share } from './share.ts'

/** What a computer knows about an account. */
export interface Here extends Omit<Parts, 'shares'> {
  /** Its own public id. */
  device: string
  where: Whereabouts
  /** It was taken out of its team: the others send instead, and don't hear what leaves from it. */
  out: boolean
  /** Parts of the account that were given to other devices than its home, by any home. */
  shares: readonly Share[]
}

/** For whom an email was engaged. */
export interface Mail {
  /** As `homeMark` wrote it. */
  home: string | null
  /** The authorised device that it was engaged on; null: the home sends it. */
  sender: string | null
}

/**
 * Why it may not leave from here. review, lease: a person has to look whether it has left already; kept: another seat had
 * the address first; out: this computer is out of its team.
 */
export type Bar =
  | 'released'
  | 'offered'
  | 'elsewhere'
  | 'lease_over'
  | 'authorised'
  | 'behind'
  | 'review'
  | 'lease'
  | 'kept'
  | 'out'

/** The part that a device holds itself at `now`; null: none. */
export const heldShare = ({ device, where, shares }: Here, now: number): Share | null =>
  shares.find((share) => share.device === device && isHeld(share, where, now)) ?? null

/** Thousandths of the account's limits that may be used here at `now`. */
export function partHere(here: Here, now: number): number {
  if (here.out) return 0
  const standing = standingOf(here.where, here.device)
  if (standing === 'home') return ownPart(here, now)
  // handed on: whoever takes it up counts with what was given away before, and this was not
  if (standing === 'released') return 0
  return heldShare(here, now)?.share ?? 0
}

/** Null: it may. Of an account on one computer alone that is always so. */
export function maySend(here: Here, mail: Mail | null, now: number): Bar | null {
  if (here.out) return 'out'
  const standing = standingOf(here.where, here.device)
  if (standing === 'home') return mail === null ? null : mayHome(here, mail, now)
  const held = standing === 'released' ? null : heldShare(here, now)
  if (mail === null || mail.sender !== here.device) return standing
  if (held === null) return standing === 'released' ? standing : 'lease_over'
  return barOf(here, mail)
}

const barOf = ({ where }: Here, mail: Mail): Bar | null => {
  const of = ofHome(where, mail.home)
  return of === 'mine' ? null : of
}

function mayHome(here: Here, mail: Mail, now: number): Bar | null {
  const { sender } = mail
  if (sender === null || sender === here.device) return barOf(here, mail)
  const theirs = here.shares.filter((share) => share.device === sender)
  if (isReserved(here, now) || theirs.some((share) => counts(share, now))) return 'authorised'
  return 'lease'
}

/**
 * Which look an email needs before the home may say that it is its own, whatever else bars it now; null: it is its own already.
 * Of what another device was to send nobody knows what left, also while that one is still authorised.
 */
export function doubtOf({ device, where }: Pick<Here, 'device' | 'where'>, { sender, home }: Mail): Review | null {
  if (sender !== null && sender !== device) return 'lease'
  return ofHome(where, home) === 'mine' ? null : 'take_over'
}

/**
 * Has its device said that it has stopped, so that the home goes on with what it had? Only of parts that were given in
 * the unbroken row of hand-overs that the present home ends: what was given before a take-over is looked at by a person.
 */
export function isGivenBack({ where, shares }: Here, sender: string): boolean {
  const theirs = shares.filter((share) => share.device === sender)
  const last = Math.max(...theirs.map((share) => share.epoch))
  return theirs.length > 0 && theirs.every((share) => share.state === 'released') && last >= firstOfEra(where)
}

const firstOfEra = ({ homes }: Whereabouts): number => Math.floor(presentHome(homes).epoch / 1000) * 1000

/** What fills its place in a sentence. */
export interface Names {
  /** The home's computer, or the one it was handed to: "Ana's computer". */
  home: string
  to: string
  /** The authorised computer. */
  sender: string
  address: string
  /** The seat that keeps the address; '': the whole team. */
  keeper: string
}

/** @param by name of the seat that had the address first; '': the whole team */
export const keptWords = (address: string, by: string): string =>
  `${address} is used ${by === '' ? 'by the whole team' : `on the seat of ${by}`}; an admin releases it.`

export const outWords = 'This computer was taken out of the team, and nothing leaves from it any more.'

/** Why it may not leave from here, in words. */
export function barWords(bar: Bar, { home, to, sender, address, keeper }: Names): string {
  switch (bar) {
    case 'released':
      return `${address} was handed to ${to}. Nothing leaves until that computer has taken it up.`
    case 'offered':
      return `${address} was handed to this computer. Nothing leaves until you take it up.`
    case 'elsewhere':
      return `It is sent from ${home}.`
    case 'authorised':
      return `It is sent from ${sender}, which was authorised for it.`
    case 'lease_over':
      return `This computer may not send from ${address} at present: its authorisation has run out or was taken back. Exchange a workspace file with ${home}.`
    case 'behind':
      return `${address} has another home by now. Take in a newer workspace file first.`
    case 'kept':
      return keptWords(address, keeper)
    case 'out':
      return outWords
    case 'review':
      return `Another computer may have sent it before ${address} was taken over. Look whether it has left, and decide.`
    case 'lease':
      return `${sender} may have sent it before its authorisation ran out. Look whether it has left, and decide.`
  }
}

/** Why an email waits for a person's look, in a sentence; `may`: it can have left; safe_mode: this copy of the data may be behind what was sent. */
export function reviewWords(why: Review, may: boolean, { sender, address }: Pick<Names, 'sender' | 'address'>): string {
  if (!may) return `It was not due yet when ${address} was taken over, and most likely has not left. Look, and decide.`
  if (why === 'safe_mode')
    return 'It may have left before this copy of the data was opened. Look whether it has left, and decide.'
  return barWords(why === 'lease' ? 'lease' : 'review', { sender, address, home: '', to: '', keeper: '' })
}
