/** The last look and the claim: in one transaction, before the first byte goes to a server. */
import type { AccountRow } from '../../store/accounts.ts'
import { claim, type Due } from '../../store/ledger.ts'
import type { Tx } from '../../store/open.ts'
import { lastLook } from '../../store/sending.ts'
import { isTakingIn } from '../../store/taking-in.ts'
import { notFromHere, obstacleOf, pastItsEnd, setAside } from './obstacle.ts'
import type { Prepared } from './prepare.ts'
import type { Tools } from './tools.ts'
import { sayUnchecked, unreadOf } from './unread.ts'

export interface Taking {
  letter: Prepared
  dateAt: number
  now: number
  /** False where it must not be after all. */
  may?: (tx: Tx) => boolean
  /** Written with the claim, in its transaction. */
  claimed?: (tx: Tx, attemptId: number) => void
}

/** The last look and the claim. Null: something stood in the way, and the ledger says what. */
export async function take(tools: Tools, account: AccountRow, due: Due, given: Taking): Promise<number | null> {
  const taken = await tools.store.writeSoon((tx) => takeUp(tools, tx, account, due, given))
  if (taken === null) tools.changed('sends', 'enrollments')
  return taken
}

/** The same as part of a transaction. */
export function takeUp(tools: Tools, tx: Tx, account: AccountRow, due: Due, given: Taking): number | null {
  const { letter, dateAt, now } = given
  if (isTakingIn(tools.store)) return null
  const obstacle =
    obstacleOf(lastLook(tx, due.id), account, due) ?? pastItsEnd(tx, due.id, now) ?? notFromHere(tx, due.id, now)
  if (obstacle) return setAside(tx, due, obstacle, now)
  if ('trouble' in letter) return setAside(tx, due, { do: 'hold', reason: letter.trouble }, now)
  const unread = unreadOf(tx, account, due, now)
  // It took long to get here: the mailbox is looked at anew.
  if (unread && !unread.isLet) return null
  if (given.may?.(tx) === false) return null
  if (!tools.gate.take(tx)) return null
  const attempt = claim(tx, { ...letter, sendId: due.id, plannedAt: due.at, now, dateAt })
  if (attempt !== null && unread) sayUnchecked(tx, due.id, unread.words)
  if (attempt !== null) given.claimed?.(tx, attempt)
  return attempt
}
