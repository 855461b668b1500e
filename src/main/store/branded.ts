/** Accounts that wait for a domain of theirs to be verified. */
import { domainOf } from '../../shared/domain/address.ts'
import { isVerified, unverifiedWords } from '../../shared/domain/branded.ts'
import { keepEvent } from './account-health.ts'
import { type AccountRow, accountRows, setAccountState } from './accounts.ts'
import { domainByName } from './domains.ts'
import { note } from './journal.ts'
import type { Reader, Tx } from './open.ts'

/** Those that wait for this one. @param name in lower case */
export const waitingFor = (reader: Reader, name: string): AccountRow[] =>
  accountRows(reader).filter(({ state, stateReason }) => state === 'pending' && stateReason === unverifiedWords(name))

/** Another domain that it writes from, is looked at, and is not verified either. */
function nextOf(reader: Reader, { address, aliases }: AccountRow): string | undefined {
  const names = [address, ...aliases.map((alias) => alias.address)].map(domainOf)
  return names.find((name) => {
    const row = domainByName(reader, name)
    return row && !isVerified(row.findings)
  })
}

/**
 * After a look: where the domain is verified now, what waited for it can be activated, and that is written down. A person
 * activates it, as every account. Returns those.
 */
export function tellVerified(tx: Tx, name: string, now: number): AccountRow[] {
  const domain = domainByName(tx, name)
  if (!domain || !isVerified(domain.findings)) return []
  const ready: AccountRow[] = []
  for (const account of waitingFor(tx, name)) {
    const next = nextOf(tx, account)
    const words = `${name} is verified: ${account.address} can be activated.`
    setAccountState(tx, account.id, 'pending', next === undefined ? words : unverifiedWords(next))
    if (next !== undefined) continue
    keepEvent(tx, account.id, { at: now, kind: 'changed', words })
    note(tx, now, 'domain', words, { account: account.publicId })
    ready.push(account)
  }
  return ready
}
