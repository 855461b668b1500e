/** What a plan made on this computer has to know about who sends from each account. */
import { standingOf } from '../../shared/domain/home.ts'
import { whole } from '../../shared/domain/share.ts'
import type { AccountRow } from './accounts.ts'
import { hereOf, holderHere, isOutOfTeam, isPlain, partOfAccount } from './homes.ts'
import { keptByOf } from './kept-by.ts'
import type { Reader } from './open.ts'

/** Of one account. */
export interface Sending {
  /** Thousandths of its limits; null: nothing leaves from here, and what is planned is an estimate by the whole. */
  part: number | null
  /** Is that contact planned by another computer? `sender` as its enrollment names it. */
  isOthers(sender: string | null): boolean
}

/** By row id; empty while the workspace is on one computer alone. */
export function sendingOf(reader: Reader, accounts: readonly AccountRow[], now: number): Map<number, Sending> {
  if (isPlain(reader)) return new Map()
  return new Map(accounts.map(({ id }) => [id, sendingFrom(reader, id, now)]))
}

function sendingFrom(reader: Reader, accountId: number, now: number): Sending {
  const here = hereOf(reader, accountId)
  if (!here || keptByOf(reader, accountId) !== null || isOutOfTeam(reader)) return { part: null, isOthers: () => false }
  if (standingOf(here.where, here.device) === 'home')
    return {
      part: partOfAccount(reader, accountId, now),
      isOthers: (sender) => sender !== null && sender !== here.device,
    }
  const holder = holderHere(reader, accountId, now)
  if (holder === null) return { part: null, isOthers: () => false }
  return { part: partOfAccount(reader, accountId, now), isOthers: (sender) => sender !== holder }
}

export const planPart = (sending: Sending | undefined): number => sending?.part ?? whole
