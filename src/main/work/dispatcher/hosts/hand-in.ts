/** One email on its way to sender hosts: last look and claim as ever, and with the claim the name under which hosts get it. */
import { uuidFrom } from '../../../../shared/domain/ids.ts'
import { enter } from '../../../../shared/domain/lane.ts'
import { HOUR, MINUTE } from '../../../../shared/domain/time.ts'
import type { AccountRow } from '../../../store/accounts.ts'
import { noteHandedIn } from '../../../store/handed-in.ts'
import type { Due } from '../../../store/ledger.ts'
import type { Tx } from '../../../store/open.ts'
import { bar, type Hand, type Ready } from '../hand.ts'
import { take } from '../taking.ts'
import type { Tools } from '../tools.ts'

/** Out of its own slot it may begin within this, as long as a window stays open. */
const lateFor = [15, 5, 1].map((minutes) => minutes * MINUTE)

/** The last instant at which a host may begin with it, ms; what is later goes back to the planner. */
function leaveByOf({ isOpen }: Tools, due: Due, now: number): number {
  if (now < due.slot + HOUR) return due.slot + HOUR
  return now + (lateFor.find((span) => isOpen(due, now + span)) ?? 0)
}

/** Takes up one email that may leave now; the queue is given it right after. Null: look again at once. */
export async function handToHosts(tools: Tools, hand: Hand, account: AccountRow, ready: Ready): Promise<null> {
  const { ports } = tools
  const { due, dateAt } = ready
  const signed = 'trouble' in ready.letter ? ready.letter : await tools.signing.sign(account, ready.letter, dateAt)
  if ('barred' in signed) return bar(tools, hand, account, { trouble: signed.barred, words: signed.words })
  if (hand.stopping) return null
  tools.point('due')
  const now = ports.clock.now()
  const name = uuidFrom(ports.dice.bytes(16))
  const leaveBy = leaveByOf(tools, due, now)
  let line: string | null = null
  const may = (tx: Tx) => {
    line = tools.hosts.line(tx)
    return line !== null
  }
  const claimed = (tx: Tx, attemptId: number) =>
    noteHandedIn(tx, { attemptId, sendId: due.id, name, line: line as string, leaveBy })
  if ((await take(tools, account, due, { letter: signed, dateAt, now, may, claimed })) === null) {
    hand.account = null
    return null
  }
  tools.point('claimed')
  // it may leave from here on: the next one keeps its distance
  if (hand.lane) enter(hand.lane.lane, now)
  tools.hosts.poke()
  return null
}
