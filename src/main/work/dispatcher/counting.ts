/**
 * After a night's sleep nobody knows yet what left the mailbox from elsewhere meanwhile: an email waits for the look at
 * the Sent folder, or it could be the one too many. It waits for some minutes, not for a server that doesn't answer:
 * then it leaves by what is known, and the account says so.
 */
import { MINUTE } from '../../../shared/domain/time.ts'
import type { AccountRow } from '../../store/accounts.ts'
import { isCountStale, saveSentTrouble } from '../../store/outside.ts'
import { isReadHere } from '../../store/read-here.ts'
import type { Tools } from './tools.ts'

/** A look itself ends after three minutes, whatever the server does. */
const patience = 4 * MINUTE
/** A count that nobody made is taken as good for so long. */
const good = 10 * MINUTE

/** Since when an email of the account has waited; null: none does. */
export interface Uncounted {
  uncounted: number | null
}

/** Null: what is known is good enough to send by. Else when to look again; `given_up` when waiting is over. */
export function countWait(
  { store }: Tools,
  hand: Uncounted,
  account: AccountRow,
  now: number,
): number | 'given_up' | null {
  if (!isReadHere(store, account, now) || !isCountStale(store, account.id, now)) {
    hand.uncounted = null
    return null
  }
  // The computer slept in the middle of waiting: nobody could have looked.
  const slept = hand.uncounted !== null && (now > hand.uncounted + patience + MINUTE || now < hand.uncounted)
  if (hand.uncounted === null || slept) hand.uncounted = now
  const until = hand.uncounted + patience
  return now < until ? until : 'given_up'
}

/** Enters that the account goes on with the count it has. */
export async function goOnUncounted(
  { store, ports, changed }: Tools,
  hand: Uncounted,
  account: AccountRow,
): Promise<void> {
  const words = 'Its Sent folder was not read in time. Mail goes on leaving by what was counted before.'
  await store.writeSoon((tx) => saveSentTrouble(tx, account.id, words, ports.clock.now() + good))
  ports.log.warn('mail leaves by an old count of its Sent folder', { account: account.publicId })
  hand.uncounted = null
  changed('accounts')
}
