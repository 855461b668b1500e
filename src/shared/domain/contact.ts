/** A person written to, as a list or a form gives it. */
import type { Role } from './csv-names.ts'

export interface ContactInput {
  /** Checked; as it travels. */
  address: string
  /** `addressKey(address)`: what makes two contacts one. */
  key: string
  /** Recipient domain, lower case. */
  domain: string
  /** Null in this and all others: not said. An import leaves alone what it doesn't say. */
  firstName: string | null
  lastName: string | null
  company: string | null
  /** Primary address of the owning seat, as the list names it. */
  owner: string | null
  /** IANA zone, checked. */
  zone: string | null
  tags: string[]
  /** Other columns by variable name; what is empty is left out. */
  fields: Record<string, string>
}

/** Names that a custom column can't take, because they mean something already wherever variables are used. */
export const reservedNames: ReadonlySet<string> = new Set<string>([
  ...(['email', 'first_name', 'last_name', 'company', 'owner', 'zone', 'tags'] satisfies Role[]),
  ...['address', 'domain', 'sender', 'sequence', 'step', 'signature', 'unsubscribe', 'now', 'today', 'contact'],
  // Words of the template language: as variables they would be read as something else.
  ...['true', 'false', 'nil', 'null', 'empty', 'blank', 'and', 'or', 'not', 'contains', 'forloop'],
])

/** Columns of a contact as the store keeps them, of which only these matter here. */
export type ContactFacts = Pick<ContactInput, 'address' | 'firstName' | 'lastName' | 'company' | 'owner' | 'fields'> & {
  zone?: string | null
}

/** What a template may name: `email`, `first_name`, `last_name`, `company`, `owner`, `zone`, `domain`, own columns. */
export function variablesOf(contact: ContactFacts): Record<string, string> {
  const variables: Record<string, string> = { ...contact.fields, email: contact.address }
  variables.domain = contact.address.slice(contact.address.lastIndexOf('@') + 1).toLowerCase()
  if (contact.firstName) variables.first_name = contact.firstName
  if (contact.lastName) variables.last_name = contact.lastName
  if (contact.company) variables.company = contact.company
  if (contact.owner) variables.owner = contact.owner
  if (contact.zone) variables.zone = contact.zone
  return variables
}
