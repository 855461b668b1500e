/** What hosts say of tries, written down as if this computer had sent: one transaction each, and nothing twice. */
import { hasBegun, type SendOutcome } from '../../../../shared/domain/outcome.ts'
import { accountEver } from '../../../store/accounts.ts'
import { claimedDue, everHandedIn, forgetHandedIn, type HandedIn, handedInAs } from '../../../store/handed-in.ts'
import { type Due, dataStarted } from '../../../store/ledger.ts'
import type { Tx } from '../../../store/open.ts'
import { proveSent } from '../../../store/unsure-proof.ts'
import { type Failure, failureOf } from '../failing.ts'
import { type Settled, settleOutcome } from '../settling.ts'

/** What became of a try, as a host reports it or as the queue itself shows. */
export interface Became {
  outcome: SendOutcome
  /** Which host had it; null: none. */
  host: string | null
  /** When it was known, and now, ms. */
  at: number
  now: number
}

export interface Written extends Settled {
  due: Due
  /** The account went out by it. */
  out: Failure | null
}

/** Null: its send is not under way any more. */
export function settleHandedIn(tx: Tx, t: HandedIn, { outcome, host, at, now }: Became): Written | null {
  const due = claimedDue(tx, t.sendId)
  const account = accountEver(tx, t.accountId)
  forgetHandedIn(tx, t.attemptId, host)
  if (!due || !account) return null
  // the clock of the queue may be ahead of ours, and what left must not count in the future
  const known = Math.min(at, now)
  if (hasBegun(outcome)) dataStarted(tx, t.sendId, t.attemptId, known)
  const settled = settleOutcome(tx, due, t.attemptId, outcome, known)
  return { ...settled, due, out: failureOf(tx, account, settled, now) }
}

/**
 * @param name the try's, in the queue
 * @returns null: it was settled before; one that was given up as unsure is settled by a word that it was taken
 */
export function takeReport(tx: Tx, name: string, became: Became): Written | null {
  const away = handedInAs(tx, name)
  if (away) return settleHandedIn(tx, away, became)
  const ever = everHandedIn(tx, name)
  const { outcome, host, now } = became
  if (ever && outcome.kind === 'accepted')
    proveSent(tx, ever.sendId, { rule: `${host ?? 'a sender host'} reported late`, found: outcome.reply.text }, now)
  return null
}
