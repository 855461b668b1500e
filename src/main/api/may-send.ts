/** From whose mailboxes a seat may send: asked wherever contacts are given a sender. */
import { allowed } from '../../shared/domain/access.ts'
import { Refusal } from '../../shared/domain/failure.ts'
import { policyOf } from '../../shared/domain/policy.ts'
import { keptWords } from '../../shared/domain/sender.ts'
import { type AccountRow, accountRows } from '../store/accounts.ts'
import { liveDelegates } from '../store/grants.ts'
import type { Reader } from '../store/open.ts'
import { seatById } from '../store/seats.ts'
import { workspaceRow } from '../store/workspace.ts'
import type { Asker } from './context.ts'

/** Nothing from such an account leaves this computer. */
export const isSandbox = (account: AccountRow): boolean => account.kind === 'managed' && account.smtp === null

/** Why the asker may not send from somebody's account at all; null = may. */
export function permission(reader: Reader, asker: Asker, account: AccountRow): string | null {
  const shared = policyOf(workspaceRow(reader).policy).send_for_each_other
  const about = { owner: account.seatId, shared, delegates: liveDelegates(reader, account.seatId) }
  if (allowed('account.send_from', asker, about)) return null
  const owner = account.seatId === null ? undefined : seatById(reader, account.seatId)
  return `${account.address} belongs to ${owner?.name ?? account.seat}. Ask for permission to send for them.`
}

/** Whose an account is, as the person at the window sees it. */
export function whoseIs(
  reader: Reader,
  asker: Asker,
  account: AccountRow,
): 'own' | 'team' | 'managed' | 'delegated' | 'other' {
  if (account.kind === 'managed') return 'managed'
  if (account.seatId === null) return 'team'
  if (account.seatId === asker.seatId) return 'own'
  return permission(reader, asker, account) === null ? 'delegated' : 'other'
}

/** Why an account sends nothing now, and what to do; null = it sends. */
export function inactive(account: AccountRow): string | null {
  if (account.keptBy !== null) return keptWords(account.address, account.keptBy)
  if (account.state === 'active') return null
  const why = account.stateReason ? `: ${account.stateReason.replace(/\.$/, '')}` : ''
  return `${account.address} is ${account.state}${why}. Activate it first.`
}

/** The seat's own mailbox, else a team account, else the managed account. @throws Refusal `no_sender` */
export function defaultAccount(reader: Reader, asker: Asker): AccountRow {
  const usable = accountRows(reader).filter((account) => account.state === 'active' && account.keptBy === null)
  const own = (seatId: number | null) => usable.find((a) => a.seatId === seatId && a.kind !== 'managed')
  const found = own(asker.seatId) ?? own(null) ?? usable.find((a) => a.kind === 'managed')
  if (!found) throw new Refusal('no_sender', 'No sending account is active. Add one, or activate one.')
  return found
}
