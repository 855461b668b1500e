/**
 * For whom a computer speaks: for the seat it belongs to, and for whoever has no computer of their own. They work on an
 * admin's, in the browser or by a key, and it is home to their mailbox: what they give, ask and engage is signed there.
 * An admin could admit a computer for them anyway, so nobody gains a right by this; a member's computer never speaks for
 * somebody else, whatever mailbox it is home to.
 */

/** The computer that says something. Public ids throughout. */
export interface Speaker {
  device: string
  seat: string
  admin: boolean
}

/** The seat in whose name it says it. */
export interface SpokenFor {
  seat: string
  /** A computer of its own is in the team. */
  hasComputer: boolean
  /** The computers that are home to its mailboxes; nobody: it has none that is sent from anywhere. */
  homes: readonly unknown[]
}

export const speaksFor = (who: Speaker, about: SpokenFor): boolean =>
  who.seat === about.seat ||
  (who.admin && !about.hasComputer && (about.homes.length === 0 || about.homes.includes(who.device)))
