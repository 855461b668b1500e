/** What an email's text is made from, and how a follow-up is named. */

export interface LetterContact {
  address: string
  firstName: string | null
  lastName: string | null
  company: string | null
  domain: string
  owner: string | null
  /** Custom columns by variable name, in snake case. */
  fields: Readonly<Record<string, string>>
}

export interface LetterSender {
  address: string
  name: string | null
}

/**
 * The variables a template may use. The contact's own columns come first in the table, so a custom column can't
 * replace them; an empty value counts as absent, so that fallbacks apply.
 */
export function variablesFor(contact: LetterContact, sender: LetterSender): Record<string, unknown> {
  return {
    ...contact.fields,
    email: contact.address,
    first_name: contact.firstName ?? '',
    last_name: contact.lastName ?? '',
    company: contact.company ?? '',
    domain: contact.domain,
    owner: contact.owner ?? '',
    sender: { name: sender.name ?? sender.address, address: sender.address },
    sender_name: sender.name ?? sender.address,
    sender_email: sender.address,
  }
}

const isReply = /^\s*re\s*:/i

/**
 * Subject of a step as it leaves. The first one is as written; a follow-up answers the thread, so it carries `Re:`
 * once: before its own subject, or before the thread's when it has none.
 *
 * @param first subject of the thread's first email as it left; null when this is the first
 */
export function subjectOf(own: string, first: string | null): string {
  if (first === null) return own
  const subject = own.trim() === '' ? first : own
  return isReply.test(subject) ? subject : `Re: ${subject}`
}
