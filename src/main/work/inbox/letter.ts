/**
 * A letter about a permission that came by email. It is kept for whom it is for, and a page opens it: nothing follows
 * from its arrival. What is altered, or of another workspace, is an email like any other.
 */

import { grantPatience } from '../../../shared/domain/delegation.ts'
import { unarmoured } from '../../../shared/domain/delegation-letter.ts'
import { letterTitle, letterType } from '../../../shared/domain/delegation-words.ts'
import type { IncomingMessage } from '../../../shared/domain/incoming-shape.ts'
import { DAY } from '../../../shared/domain/time.ts'
import { deviceByPublicId } from '../../store/devices.ts'
import { isLetterSigned, letterName, readLetter } from '../../store/letter-text.ts'
import { dropOverdue, insertLetter, waitingCount } from '../../store/letters.ts'
import type { Tx } from '../../store/open.ts'
import { workspaceRow } from '../../store/workspace.ts'

/** Anybody who knows the workspace's name can write letters: more than these of keys never heard of are emails like any other. */
const mostWaiting = 200
/** No letter of ours says that it can be used for longer. */
const longestWait = grantPatience + 2 * DAY

/** What a person is told of a letter that came in; null: it is known already, as where both work on this computer. */
export type LetterNews = { title: string } | null

/** Undefined: the message carries no letter. */
export function enterLetter(
  tx: Tx,
  message: IncomingMessage,
  deciding: { now: number; newId: () => string },
): LetterNews | undefined {
  if (!message.headers.some(({ name }) => name === 'x-cadenza-letter')) return undefined
  const text = message.parts.find(({ type }) => type === letterType)?.text ?? ''
  const read = readLetter(text)
  const packed = unarmoured(text)
  if (typeof read === 'string' || packed === null || !isLetterSigned(read)) return undefined
  const { letter } = read
  if (letter.workspace !== workspaceRow(tx).publicId || letter.expiresAt <= deciding.now) return undefined
  if (letter.expiresAt > deciding.now + longestWait) return undefined
  dropOverdue(tx, deciding.now)
  const isKnown = deviceByPublicId(tx, letter.device)?.signingKey === letter.signingKey
  if (!isKnown && waitingCount(tx) >= mostWaiting) return undefined
  const { purpose, grant, expiresAt } = letter
  const kept = {
    publicId: deciding.newId(),
    nonce: letterName(letter),
    direction: 'in' as const,
    purpose,
    grant: grant.id,
    text: packed,
  }
  const isNew = insertLetter(tx, { ...kept, state: 'waiting', sendId: null, expiresAt, createdAt: deciding.now })
  return isNew ? { title: letterTitle(letter) } : null
}
