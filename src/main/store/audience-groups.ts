/** Contacts for an engagement as people pick them: by filter, and what there is to pick from. */
import { type AudienceRow, audienceColumns, visible } from './audience.ts'
import { type ContactFilter, searched, selectionOf } from './contact-search.ts'
import { anyHidden, contactCount } from './contacts.ts'
import type { Reader } from './open.ts'

/** Sizes beyond this are alike when the shortest way to a search is looked for. */
const few = 20_000

/** Everybody whom a filter fits, in the order they came in. */
export function filteredAudience(reader: Reader, filter: ContactFilter): AudienceRow[] {
  const { conditions, values, says, nothing } = selectionOf(reader, filter, few)
  if (nothing) return []
  const tests = conditions.map(({ ids, test }) => test ?? `c.id IN (${ids})`)
  const rows = reader.all<AudienceRow & { searched: string }>(
    `SELECT ${audienceColumns}, ${searched} AS searched FROM contacts c
     WHERE ${[...tests, visible].join(' AND ')} ORDER BY c.id`,
    values,
  )
  return says === null ? rows : rows.filter((row) => says(row.searched))
}

/** What contacts can be picked by, with how many that would be. */
export interface Sizes {
  owners: { owner: string | null; contacts: number }[]
  tags: { tag: string; contacts: number }[]
}

/** Counted in indexes, each contact and each of its tags once. @param most of each */
export const sizesOf = (reader: Reader, most: number): Sizes => ({
  owners: ownerSizes(reader, most),
  tags: tagSizes(reader, most),
})

/** Owners as contacts name them, in lower case (null: none), with how many each has; the most first. */
function ownerSizes(reader: Reader, limit: number): Sizes['owners'] {
  const named = `FROM contacts c WHERE c.owner_key IS NOT NULL ${anyHidden(reader) ? `AND ${visible}` : ''}`
  const owners = reader.all<{ owner: string | null; contacts: number }>(
    `SELECT c.owner_key as owner, count(*) as contacts ${named} GROUP BY c.owner_key ORDER BY contacts DESC, owner LIMIT ?`,
    limit,
  )
  const owned = reader.get<{ n: number }>(`SELECT count(*) AS n ${named}`)?.n ?? 0
  const rest = contactCount(reader) - owned
  if (rest > 0) owners.push({ owner: null, contacts: rest })
  return owners.sort((a, b) => b.contacts - a.contacts)
}

/** Tags in use, with how many contacts carry each; the most first. */
const tagSizes = (reader: Reader, limit: number): Sizes['tags'] =>
  reader.all(
    `SELECT t.tag, count(*) as contacts FROM contact_tags t
     ${anyHidden(reader) ? `JOIN contacts c ON c.id = t.contact_id AND ${visible}` : ''}
     GROUP BY t.tag ORDER BY contacts DESC, t.tag LIMIT ?`,
    limit,
  )
