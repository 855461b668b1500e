/** To whom some emails are still to go out, with what an email says of them. */
import type { ContactRow } from './contacts.ts'
import type { Reader } from './open.ts'
import { ownTextPath } from './own-text.ts'

export interface UnsentContact
  extends Pick<ContactRow, 'address' | 'domain' | 'firstName' | 'lastName' | 'company' | 'owner' | 'zone' | 'fields'> {
  /** Which way of writing its step the email gets; null: there is one way only. */
  variant: string | null
  /** Address of the mailbox that it leaves from. */
  sender: string
  senderName: string | null
}

/**
 * Of the emails that say what their step says and may not have left yet, the ones that leave next first.
 *
 * @param ids row ids of emails
 */
export const unsentContacts = (reader: Reader, ids: readonly number[], limit: number): UnsentContact[] =>
  reader.all(
    `SELECT c.address, s.variant, c.domain, c.first_name AS firstName, c.last_name AS lastName, c.company, c.owner, c.zone,
       c.fields, a.address AS sender, a.name AS senderName
     FROM sends s JOIN enrollments e ON e.id = s.enrollment_id JOIN contacts c ON c.id = s.contact_id
       JOIN accounts a ON a.id = s.account_id
     WHERE s.state = 'planned' AND s.kind = 'sequence' AND s.id IN (SELECT value FROM json_each(?))
       AND e.texts -> ${ownTextPath} IS NULL AND NOT EXISTS (SELECT 1 FROM outgoing o WHERE o.send_id = s.id)
     ORDER BY s.at, s.id LIMIT ?`,
    JSON.stringify(ids),
    limit,
  )
