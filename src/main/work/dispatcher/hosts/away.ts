/** What is with the hosts: called back where it is not to leave any more, and looked for where nobody reports it. */

import { anotherCourse } from '../../../../shared/domain/fence.ts'
import { neverTold, type SendOutcome } from '../../../../shared/domain/outcome.ts'
import { MINUTE } from '../../../../shared/domain/time.ts'
import { type Asking, takeBack } from '../../../queue/hand-in.ts'
import { type AccountRow, accountById } from '../../../store/accounts.ts'
import { claimedDue, type HandedIn, withHosts } from '../../../store/handed-in.ts'
import { partOfAccount } from '../../../store/homes.ts'
import { breathe } from '../../../store/import-finish.ts'
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
/** Looked at, and asked back, in one go: whoever clicks meanwhile is not to wait for more. */
const together = 25

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
  const asked: (HandedIn & { isLate: boolean })[] = []
  for (const [i, one] of all.entries()) {
    // whoever clicks meanwhile is not to wait for all of them
    if (i % together === together - 1) await breathe()
    const isLate = now > one.leaveBy + overdue
    const isBack = !isLate && mustComeBack(store, one, accountOf(one.accountId), now)
    if ((isLate || isBack) && (open.askedAt.get(one.name) ?? 0) <= now) asked.push({ ...one, isLate })
  }
  for (let from = 0; from < asked.length; from += together)
    await askBack(options, open, asked.slice(from, from + together))
}

/** Asks some back in one transaction of the queue, and writes down in another one here what is back. */
async function askBack(
  options: HostsOptions,
  open: Open,
  some: readonly (HandedIn & { isLate: boolean })[],
): Promise<void> {
  const { store, ports } = options
  const now = ports.clock.now()
  for (const { name } of some) open.askedAt.set(name, now + patience)
  const answers = await takeBack(
    open.queue,
    some.map(({ name: attempt, send, after, line }) => ({ attempt, send, after, line })),
  )
  const came = some.flatMap((one, i) => {
    const outcome = outcomeOf(answers[i] as Asking, one.isLate)
    return outcome === null ? [] : [{ one, outcome }]
  })
  if (came.length === 0) return
  const written = await store.writeSoon((tx) =>
    came.map(({ one, outcome }) => settleHandedIn(tx, one, { outcome, host: null, at: now, now })),
  )
  for (const { one } of came) open.askedAt.delete(one.name)
  tellWritten(options, written)
}

const lost = neverTold('the sender host that had begun to send it never reported what became of it')

/** What became of one that was asked back. Null: a host has it still, or its report is to come. */
function outcomeOf(answer: Asking, isLate: boolean): SendOutcome | null {
  switch (answer) {
    case 'back':
      return isLate
        ? notSent('window_closed', 'no sender host took it in time')
        : notSent('called_back', 'the sender hosts gave it back')
    case 'unknown':
      // until then hosts of another course may begin it
      return isLate ? anotherCourse : null
    case 'began':
      // as long as there is time, whoever began it may report it
      return isLate ? lost : null
    default:
      return null
  }
}
