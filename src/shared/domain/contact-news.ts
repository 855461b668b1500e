import type { ContactInput } from './contact.ts'

/** A contact as it is known: own fields and tags taken apart. */
export type KnownContact = Pick<
  ContactInput,
  'firstName' | 'lastName' | 'company' | 'owner' | 'zone' | 'fields' | 'tags'
>

const said = ['firstName', 'lastName', 'company', 'owner', 'zone'] as const

/** True when a list says something about a contact that isn't known yet. What it doesn't say changes nothing. */
export function saysNew(list: KnownContact, known: KnownContact): boolean {
  for (const name of said) if (list[name] !== null && list[name] !== known[name]) return true
  for (const tag of list.tags) if (!known.tags.includes(tag)) return true
  for (const [name, value] of Object.entries(list.fields)) if (known.fields[name] !== value) return true
  return false
}
