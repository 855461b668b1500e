/** The email that carries a letter about a permission to send: words for a person, and the letter as a file. */

import { domainOf } from '../../shared/domain/address.ts'
import { armoured, type DelegationLetter, letterLink } from '../../shared/domain/delegation-letter.ts'
import { letterEmail, letterFileName, letterType } from '../../shared/domain/delegation-words.ts'
import { composeMessage, messageId } from './compose.ts'

export interface PermissionEmail {
  letter: DelegationLetter
  /** The line that it travels as; null: nobody could sign it, and the words alone go. */
  packed: string | null
  from: { address: string; name: string | null; replyTo: string | null }
  /** Address it goes to. */
  to: string
  /** Public id of its email in the ledger. */
  sendId: string
  /** Which copy of the data it leaves from. */
  origin?: string
  /** The workspace's secret for Message-IDs. */
  key: Uint8Array
  zone: string
  /** Its `Date`, ms. */
  date: number
}

/** Deterministic: the same input gives the same bytes. Throws as `composeMessage` does. */
export function permissionEmail(email: PermissionEmail): { raw: Buffer; messageId: string; subject: string } {
  const { letter, packed, from, to } = email
  const { subject, text } = letterEmail(letter, packed === null ? null : `${letterLink}${packed}`, email.zone)
  const id = messageId(email.key, email.sendId, 0, domainOf(from.address))
  const person = letter.from === 'owner' ? letter.delegate : letter.owner
  const raw = composeMessage({
    messageId: id,
    date: email.date,
    sendId: email.sendId,
    origin: email.origin,
    letter: true,
    from: { name: from.name, address: from.address },
    to: { name: person.name, address: to },
    replyTo: from.replyTo,
    subject,
    html: null,
    text,
    attachments:
      packed === null
        ? []
        : [{ filename: letterFileName(letter), contentType: letterType, content: Buffer.from(armoured(packed)) }],
    inReplyTo: null,
    references: [],
    unsubscribe: null,
  })
  return { raw, messageId: id, subject }
}
