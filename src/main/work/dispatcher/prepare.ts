/** Makes the message of a planned send ready to be claimed. Sends nothing. */
import { createHash } from 'node:crypto'
import { writerOf } from '../../../shared/domain/letter.ts'
import { letterFrom } from '../../mail/letter.ts'
import type { AccountRow } from '../../store/accounts.ts'
import type { Due } from '../../store/ledger.ts'
import { storedLetter } from '../../store/letter-source.ts'
import type { Store } from '../../store/open.ts'
import { outgoingOf } from '../../store/sending.ts'

export type Prepared =
  | { raw: Buffer; hash: string; messageId: string; subject: string; again?: true }
  | { trouble: string }

/**
 * The exact message. Bytes of an earlier try that may have arrived are repeated as they were (`again`). Whatever is wrong with one
 * email is that email's trouble: thrown, it would stop its account at this place for ever.
 */
export function prepare(store: Store, account: AccountRow, due: Due, dateAt: number): Prepared {
  const again = outgoingOf(store, due.id)
  if (again) return { ...again, again: true }
  const source = storedLetter(store, due.id)
  if (!source) return { trouble: 'its contact or sequence is gone' }
  const made = letterFrom({ ...source, from: writerOf(account, source.alias) }, dateAt)
  if ('trouble' in made) return made
  return { ...made, hash: createHash('sha256').update(made.raw).digest('hex') }
}
