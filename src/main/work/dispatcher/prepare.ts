/** Makes the message of a planned send ready to be claimed. Sends nothing. */
import { hash } from 'node:crypto'
import { writerOf } from '../../../shared/domain/letter.ts'
import { letterFrom } from '../../mail/letter.ts'
import { permissionEmail } from '../../mail/permission-email.ts'
import type { AccountRow } from '../../store/accounts.ts'
import type { Due } from '../../store/ledger.ts'
import { originOf, storedLetter } from '../../store/letter-source.ts'
import { readLetter } from '../../store/letter-text.ts'
import { letterOfSend } from '../../store/letters.ts'
import type { Store } from '../../store/open.ts'
import { outgoingOf } from '../../store/sending.ts'
import { testGone, testOfSend } from '../../store/test-emails.ts'
import { workspaceRow } from '../../store/workspace.ts'

export interface Letter {
  raw: Buffer
  hash: string
  messageId: string
  subject: string
  /** The bytes of an earlier try. */
  again?: true
}

export type Prepared = Letter | { trouble: string }

/**
 * The exact message. Bytes of an earlier try that may have arrived are repeated as they were (`again`). Whatever is wrong with one
 * email is that email's trouble: thrown, it would stop its account at this place for ever.
 */
export function prepare(store: Store, account: AccountRow, due: Due, dateAt: number): Prepared {
  const again = outgoingOf(store, due.id)
  if (again) return { ...again, again: true }
  const test = due.enrollmentId === null ? testOfSend(store, due.id) : undefined
  if (test) return test.raw === null ? { trouble: testGone } : hashed({ ...test, raw: test.raw, subject: test.title })
  if (due.enrollmentId === null) return permission(store, account, due, dateAt)
  const source = storedLetter(store, due.id)
  if (!source) return { trouble: 'its contact or sequence is gone' }
  const made = letterFrom({ ...source, from: writerOf(account, source.alias) }, dateAt)
  return 'trouble' in made ? made : hashed(made)
}

const hashed = <M extends { raw: Buffer }>(made: M) => ({
  ...made,
  hash: hash('sha256', made.raw),
})

/** The email that carries a letter about a permission to send. */
function permission(store: Store, account: AccountRow, due: Due, dateAt: number): Prepared {
  const kept = letterOfSend(store, due.id)
  const read = kept ? readLetter(kept.text) : null
  if (!kept || read === null || typeof read === 'string') return { trouble: 'the letter it was to carry is gone' }
  try {
    return hashed(
      permissionEmail({
        letter: read.letter,
        packed: read.signature === '' ? null : kept.text,
        from: account,
        to: kept.to,
        sendId: kept.publicId,
        origin: originOf(store, due.id, kept.key),
        key: kept.key,
        zone: workspaceRow(store).zone,
        date: dateAt,
      }),
    )
  } catch (error) {
    return { trouble: (error as Error).message }
  }
}
