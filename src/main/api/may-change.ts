import { Refusal } from '../../shared/domain/failure.ts'
import { policyOf } from '../../shared/domain/policy.ts'
import type { Reader } from '../store/open.ts'
import { seatsBehind } from '../store/seats.ts'
import { workspaceRow } from '../store/workspace.ts'
import type { Asker } from './context.ts'

/**
 * Planned and doubtful mail is decided on by whoever engaged it, whose mailbox it leaves from, and admins; what leaves
 * from an account of the whole team, by everybody. Else a member could send from a mailbox that isn't theirs.
 *
 * @throws Refusal `forbidden`, naming the mailbox's owner
 */
export function checkMayChange(
  reader: Reader,
  asker: Asker,
  mail: { accountId: number; batchId: number | null },
): void {
  if (asker.role === 'admin') return
  const behind = seatsBehind(reader, mail.accountId, mail.batchId)
  if (!behind || behind.mailbox === null) return
  if (behind.mailbox === asker.seatId || behind.engaged === asker.seatId) return
  if (policyOf(workspaceRow(reader).policy).send_for_each_other) return
  throw new Refusal(
    'forbidden',
    `${behind.address} belongs to ${behind.owner}, and you did not engage this contact. Ask them, or an admin.`,
  )
}
