/** What is with the hosts: called back where it is not to leave any more, and looked for where nobody reports it. */

import type { SendOutcome } from '../../../../shared/domain/outcome.ts'
import { MINUTE } from '../../../../shared/domain/time.ts'
import { takeBack } from '../../../queue/hand-in.ts'
import { type AccountRow, accountById } from '../../../store/accounts.ts'
import { claimedDue, type HandedIn, withHosts } from '../../../store/handed-in.ts'
import { partOfAccount } from '../../../store/homes.ts'
import type { Reader } from '../../../store/open.ts'
import { lastLook } from '../../../store/sending.ts'
import { notFromHere, obstacleOf, pastItsEnd } from '../obstacle.ts'
import { settleHandedIn } from './settle.ts'
import { type HostsOptions, notSent, type Open, tellWritten } from './shape.ts'

/** Looked at in one round. */
const most = 200
/** A host that has one is not asked again sooner, in ms. */
const patience = 15_000
/** Clocks differ, and a host may just be writing its report: so long after its last instant a try is looked for, in ms. */
const overdue = MINUTE

/**
 * Must it not leave any more? The last look before a claim, once again: with hosts an email may wait for its turn, and whoever
 * pauses a sequence or takes a permission back meanwhile means that one, too.
 */
function mustComeBack(reader: Reader, one: HandedIn, account: AccountRow | null, now: number): boolean {
  const due = claimedDue(reader, one.sendId)
  if (!account || !due) return true
  const obstacle = obstacleOf(lastLook(reader, due.id), account, due)
  return (obstacle ?? pastItsEnd(reader, due.id, now) ?? notFromHere(reader, due.id, now)) !== null
}

/** By its row id the account that hosts send for now; null: they don't, or this computer must not any more. */
function sendingAccounts(reader: Reader, now: number): (id: number) => AccountRow | null {
  const known = new Map<number, AccountRow | null>()
  const look = (id: number): AccountRow | null => {
    const account = accountById(reader, id)
    return account?.hosts === 'on' && partOfAccount(reader, id, now) > 0 ? account : null
  }
  return (id) => {
    if (!known.has(id)) known.set(id, look(id))
    return known.get(id) as AccountRow | null
  }
}

/** Calls back what must not leave any more, and settles what nobody will report. */
export async function lookAfter(options: HostsOptions, open: Open): Promise<void> {
  const { store, ports } = options
  const now = ports.clock.now()
  const accountOf = sendingAccounts(store, now)
  const all = withHosts(store, open.lookedAt, most)
  open.lookedAt = all.length < most ? 0 : (all.at(-1)?.attemptId ?? 0)
  for (const one of all) {
    const isLate = now > one.leaveBy + overdue
    const isBack = !isLate && mustComeBack(store, one, accountOf(one.accountId), now)
    if ((!isLate && !isBack) || (open.askedAt.get(one.name) ?? 0) > now) continue
    open.askedAt.set(one.name, now + patience)
    const outcome = await askedBack(open, one, isLate)
    if (outcome === null) continue
    open.askedAt.delete(one.name)
    const written = await store.writeSoon((tx) => settleHandedIn(tx, one, { outcome, host: null, at: now, now }))
    tellWritten(options, [written])
  }
}

const lost: SendOutcome = {
  kind: 'broken',
  phase: 'body',
  dataStarted: true,
  cause: 'closed',
  error: 'the sender host that had begun to send it never reported what became of it',
}

const inDoubt: SendOutcome = {
  ...lost,
  error: 'the database of the queue was put back, or another took its place, since this email was handed in',
}

/** What became of one that is to leave no more, or whose time is over. Null: a host has it still, or its report is to come. */
async function askedBack({ queue }: Open, one: HandedIn, isLate: boolean): Promise<SendOutcome | null> {
  const { name: attempt, send, after, line } = one
  switch (await takeBack(queue, { attempt, send, after, line })) {
    case 'back':
      return isLate
        ? notSent('window_closed', 'no sender host took it in time')
        : notSent('called_back', 'the sender hosts gave it back')
    case 'unknown':
      // until then hosts of another course may begin it
      return isLate ? inDoubt : null
    case 'began':
      // as long as there is time, whoever began it may report it
      return isLate ? lost : null
    default:
      return null
  }
}
