/**
 * What a search and filters mean in SQL: for each condition the ids that an index of its own has, and the question to
 * ask of a contact that is at hand. Words are compared without case and accents; the search index knows which contacts
 * have a word that begins so, and a row's own text decides.
 */
import type { ContactState } from '../../shared/domain/contact-query.ts'
import { beginsIn, wordsOf } from '../../shared/domain/contact-words.ts'
import { visible } from './audience.ts'
import { type Condition, type FoundNode, suppressed, suppressedIds, treeConditions } from './contact-tree.ts'
import type { Reader } from './open.ts'

/** Comparable forms: owner in lower case, '-' for nobody. */
export interface ContactFilter {
  search?: string | undefined
  tag?: string | undefined
  owner?: string | undefined
  state?: ContactState | undefined
  /** Row id. */
  sequenceId?: number | undefined
  /** Conditions joined by and and or. */
  where?: FoundNode | undefined
  /** Row ids of those who are left out, whatever fits. */
  except?: readonly number[] | undefined
}

export interface Selection {
  conditions: Condition[]
  /** By the names they have in the SQL; what a statement doesn't name is left aside. */
  values: Record<string, unknown>
  /** What the row's text must say too. */
  says: ((text: string) => boolean) | null
  /** A search that can't match anything: no letter and no digit in it. */
  nothing: boolean
}

const current = `e.state IN ('pending', 'active', 'paused')`
/** The same as the index of states has it: a sequence's own index knows its states, this one those of all. */
const currentOfAll = `(e.state || '') IN ('pending', 'active', 'paused')`
const written = `EXISTS (SELECT 1 FROM sends s WHERE s.contact_id = c.id
  AND +s.state IN ('sending', 'sent', 'unsure') AND s.sandbox = 0)`
/** The text of a contact that is searched, as the search index has it (migration "contact_words"). */
export const searched = `coalesce(c.first_name, '') || ' ' || coalesce(c.last_name, '') || ' ' || coalesce(c.company, '')
  || ' ' || c.address || ' ' || c.tags`

function sequenceCondition(state: ContactState | undefined, sequence: boolean): Condition | null {
  const where = [sequence && 'e.sequence_id = @sequenceId', state === 'active' && current].filter(Boolean)
  if (where.length === 0) return null
  return {
    ids: `SELECT e.contact_id AS id FROM enrollments e WHERE ${sequence ? where.join(' AND ') : currentOfAll}`,
    // the plus: a contact has few enrollments, a sequence has many
    test: `EXISTS (SELECT 1 FROM enrollments e WHERE e.contact_id = c.id AND +${where.join(' AND +')})`,
  }
}

const after = (text: string): string => `${text}\u{10ffff}`

/** With an @ the beginning of an address or of a domain. */
function addressCondition(search: string): { condition: Condition; values: Record<string, unknown> } {
  const [column, from] = search.startsWith('@') ? ['c.domain', search.slice(1)] : ['c.address_key', search]
  const range = `${column} >= @from AND ${column} < @to`
  return {
    condition: { ids: `SELECT c.id FROM contacts c WHERE ${range}`, test: `(${range})` },
    values: { from, to: after(from ?? '') },
  }
}

const wordIds = 'SELECT doc AS id FROM contact_vocab WHERE term >= @from AND term < @to'

/** The word that fewest contacts have leads to them; their text tells about all of them. */
function leadOf(reader: Reader, words: readonly string[], most: number): Record<string, unknown> {
  const sized = words.map((word) => {
    const values = { from: word, to: after(word) }
    return { values, size: sizeOf(reader, wordIds, values, most) }
  })
  return sized.reduce((best, each) => (each.size < best.size ? each : best)).values
}

/** @param most sizes beyond this don't matter */
export function selectionOf(reader: Reader, filter: ContactFilter, most: number): Selection {
  const { search, tag, owner, state, sequenceId, where, except = [] } = filter
  const conditions: Condition[] = []
  const values: Record<string, unknown> = { tag, owner, sequenceId }
  let says: Selection['says'] = null
  const asked = search?.trim().toLowerCase() ?? ''
  const words = wordsOf(asked).slice(0, 10)
  if (asked.includes('@')) {
    const found = addressCondition(asked)
    conditions.push(found.condition)
    Object.assign(values, found.values)
  } else if (words.length > 0) {
    conditions.push({ ids: wordIds, test: null })
    Object.assign(values, leadOf(reader, words, most))
    says = (text) => beginsIn(words, text)
  }
  if (tag !== undefined)
    conditions.push({
      ids: 'SELECT contact_id AS id FROM contact_tags WHERE tag = @tag',
      test: 'EXISTS (SELECT 1 FROM contact_tags t WHERE t.tag = @tag AND t.contact_id = c.id)',
    })
  if (owner === '-') conditions.push({ ids: null, test: 'c.owner_key IS NULL' })
  else if (owner !== undefined)
    conditions.push({ ids: 'SELECT id FROM contacts WHERE owner_key = @owner', test: 'c.owner_key = @owner' })
  const inSequence = sequenceCondition(state, sequenceId !== undefined)
  if (inSequence) conditions.push(inSequence)
  if (state === 'suppressed') conditions.push({ ids: suppressedIds, test: suppressed })
  if (state === 'never') conditions.push({ ids: null, test: `NOT ${written}` })
  if (where) {
    const found = treeConditions(where)
    conditions.push(...found.conditions)
    Object.assign(values, found.values)
  }
  if (except.length > 0) {
    conditions.push({ ids: null, test: 'c.id NOT IN (SELECT value FROM json_each(@except))' })
    values.except = JSON.stringify(except)
  }
  return { conditions, values, says, nothing: asked !== '' && words.length === 0 && !asked.includes('@') }
}

/** How many ids a condition has, one more than `most` at most. */
const sizeOf = (reader: Reader, ids: string, values: Record<string, unknown>, most: number): number =>
  reader.get<{ n: number }>(`SELECT count(*) AS n FROM (SELECT 1 FROM (${ids}) LIMIT ${most + 1})`, values)?.n ?? 0

/** The condition that fewest contacts meet, where these are `most` at most. */
export function fewest(reader: Reader, { conditions, values }: Selection, most: number): Condition | null {
  let best: { condition: Condition; size: number } | null = null
  for (const condition of conditions) {
    if (condition.ids === null) continue
    const size = sizeOf(reader, condition.ids, values, most)
    if (best === null || size < best.size) best = { condition, size }
  }
  return best !== null && best.size <= most ? best.condition : null
}

/** All there is to ask of a row, but for the condition that led to it. */
export const testsBut = ({ conditions }: Selection, lead: Condition | null): string =>
  [...conditions.filter((each) => each !== lead).map((each) => each.test), visible].filter(Boolean).join(' AND ')
