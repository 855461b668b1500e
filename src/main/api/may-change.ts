import { allowed } from '../../shared/domain/access.ts'
import { Refusal } from '../../shared/domain/failure.ts'
import { policyOf } from '../../shared/domain/policy.ts'
import type { Reader } from '../store/open.ts'
import { engagersOf, pauserOf } from '../store/pausing.ts'
import { seatsBehind } from '../store/seats.ts'
import { workspaceRow } from '../store/workspace.ts'
import type { Asker } from './context.ts'

const isShared = (reader: Reader): boolean => policyOf(workspaceRow(reader).policy).send_for_each_other

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
  const behind = seatsBehind(reader, mail.accountId, mail.batchId)
  if (!behind) return
  const part = behind.engaged === null ? [] : [behind.engaged]
  if (allowed('mail.decide', asker, { owner: behind.mailbox, part, shared: isShared(reader) })) return
  throw new Refusal(
    'forbidden',
    `${behind.address} belongs to ${behind.owner}, and you did not engage this contact. Ask them, or an admin.`,
  )
}

/**
 * A paused sequence goes on when whoever paused it says so, whoever engaged somebody under way in it, or an admin: else
 * a member could send what a colleague holds back. Where it holds back nobody's mail, everybody may.
 *
 * @throws Refusal `forbidden`, naming who paused it
 */
export function checkMayResume(reader: Reader, asker: Asker, sequence: { id: number; name: string }): void {
  const engagers = engagersOf(reader, sequence.id)
  if (engagers.length === 0) return
  const pauser = pauserOf(reader, sequence.id)
  const part = [...engagers, ...(pauser ? [pauser.id] : [])]
  if (allowed('sequence.resume', asker, { part, shared: isShared(reader) })) return
  const who = pauser ? `${pauser.name} (${pauser.address}) paused "${sequence.name}"` : `"${sequence.name}" is paused`
  throw new Refusal('forbidden', `${who}, and you engaged nobody who is under way in it. Ask them, or an admin.`)
}
