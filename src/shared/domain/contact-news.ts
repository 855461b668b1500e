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

/** What becomes of contacts that are known already: all that the list says, only what is empty, or nothing. */
export const knownWishes = ['update', 'fill', 'leave'] as const
export type KnownWish = (typeof knownWishes)[number]

/** What a list says where nothing is known; tags only ever grow, so all of them. */
export function onlyEmpty(list: ContactInput, known: KnownContact): ContactInput {
  const fields = Object.entries(list.fields).filter(([name]) => !known.fields[name])
  const rest = Object.fromEntries(said.map((name) => [name, known[name] ? null : list[name]]))
  return { ...list, ...rest, fields: Object.fromEntries(fields) }
}

export interface Difference {
  field: string
  before: string
  after: string
}

/** What a list changes about a contact, value by value. */
export function differences(list: KnownContact, known: KnownContact): Difference[] {
  const found: Difference[] = []
  const note = (field: string, before: string | null | undefined, after: string) =>
    before === after || found.push({ field, before: before ?? '', after })
  for (const name of said) if (list[name] !== null) note(snake[name], known[name], list[name])
  for (const [name, value] of Object.entries(list.fields)) note(name, known.fields[name], value)
  const tags = [...new Set([...known.tags, ...list.tags])]
  if (tags.length > known.tags.length) note('tags', known.tags.join(', '), tags.join(', '))
  return found
}

const snake = {
  firstName: 'first_name',
  lastName: 'last_name',
  company: 'company',
  owner: 'owner',
  zone: 'zone',
} as const

/** Values before an import, and those that it wrote. */
export interface Written {
  before: KnownContact
  values: KnownContact
}

/**
 * A contact as it was before an import, where nobody has changed the same value since; null: there is nothing to put
 * back. `kept`: some value was changed since, and stays.
 */
export function putBack(now: KnownContact, { before, values }: Written): { to: KnownContact | null; kept: boolean } {
  const to: KnownContact = { ...now, fields: { ...now.fields } }
  let changed = false
  let kept = false
  const back = (wrote: string | null | undefined, was: string | null | undefined, is: string | null | undefined) => {
    if (wrote === null || wrote === undefined || wrote === (was ?? null)) return false
    if (is !== wrote) kept = true
    return is === wrote
  }
  for (const name of said)
    if (back(values[name], before[name], now[name])) {
      to[name] = before[name] ?? null
      changed = true
    }
  for (const [name, value] of Object.entries(values.fields))
    if (back(value, before.fields[name], now.fields[name])) {
      changed = true
      const was = before.fields[name]
      if (was === undefined) delete to.fields[name]
      else to.fields[name] = was
    }
  const added = values.tags.filter((tag) => !before.tags.includes(tag))
  to.tags = now.tags.filter((tag) => !added.includes(tag))
  if (to.tags.length < now.tags.length) changed = true
  return { to: changed ? to : null, kept }
}
