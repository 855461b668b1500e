/** An account that fails goes out: its sends wait, they don't fail. */
import type { AccountTrouble } from '../../../shared/domain/verdict.ts'
import { applyToAccount } from '../../store/account-health.ts'
import { type AccountRow, accountById } from '../../store/accounts.ts'
import { note } from '../../store/journal.ts'
import type { Tx } from '../../store/open.ts'
import type { Settled } from './settling.ts'
import type { Tools } from './tools.ts'

export interface Failure {
  account: AccountRow
  type: 'failed' | 'barred'
  trouble: AccountTrouble
  words: string
  at: number
}

/**
 * Notes a failure of the account; true when that took it out. One that somebody changed or deactivated while this try was
 * under way is left as they wanted it: what failed was the account as it was before.
 */
export function takeOut(tx: Tx, { account, type, trouble, words, at }: Failure): boolean {
  const present = accountById(tx, account.id)
  if (present?.state !== 'active' || present.version !== account.version) return false
  if (!applyToAccount(tx, account.id, { type, trouble, words, at }, words, at).changed) return false
  note(tx, at, 'account_error', `${account.address} can't send: ${words}`, { account: account.publicId, trouble })
  return true
}

/** Notes what a try says of its account; the failure where that took it out. In one transaction with the outcome, or a crash in between would forget it. */
export function failureOf(
  tx: Tx,
  account: AccountRow,
  { trouble, words }: Pick<Settled, 'trouble' | 'words'>,
  at: number,
): Failure | null {
  if (trouble === null) return null
  const failure = { account, type: 'failed' as const, trouble, words, at }
  return takeOut(tx, failure) ? failure : null
}

export function tellOut({ ports, changed }: Pick<Tools, 'ports' | 'changed'>, { account, words }: Failure): void {
  changed('accounts')
  const title = `${account.address} can't send`
  ports.notifier.notify({ kind: 'account_error', title, body: words, about: account.publicId })
}

export function tellUnsure({ ports }: Pick<Tools, 'ports'>, due: { address: string; publicId: string }): void {
  ports.notifier.notify({
    kind: 'unsure',
    title: 'One email needs your decision',
    body: `It is not certain whether the email to ${due.address} was delivered.`,
    about: due.publicId,
  })
}
