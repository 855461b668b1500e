/**
 * Which contacts a search and filters mean, in which order, a page at a time. No page looks at more than a bounded
 * number of rows, however many there are: few matches are gathered through the index of a filter and sorted; many are
 * met soon enough by walking the index of the sort. A walk that meets too few ends early and says where to go on.
 */
import type { ContactSort, ContactState } from '../../shared/domain/contact-query.ts'
import { visible } from './audience.ts'
import type { Reader } from './open.ts'

/** Comparable forms: owner in lower case, '-' for nobody. */
export interface ContactFilter {
  search?: string | undefined
  tag?: string | undefined
  owner?: string | undefined
  state?: ContactState | undefined
  /** Row id. */
  sequenceId?: number | undefined
}

export interface PageWish {
  sort: ContactSort
  desc: boolean
  /** `next` of the page before, null for the first. */
  after: Cursor | null
  limit: number
}

/** Row id of the last one looked at; `byId`: so many match the search that they come as they were added. */
export interface Cursor {
  id: number
  byId: boolean
}

export interface IdPage {
  ids: number[]
  next: Cursor | null
  sorted: boolean
}

export interface Bounds {
  /** Matches gathered and sorted at most. */
  few: number
  /** Rows looked at for one page at most. */
  window: number
}
const usual: Bounds = { few: 5_000, window: 20_000 }

const columnOf: Record<ContactSort, string> = {
  added: 'c.id',
  name: 'c.name_key',
  company: 'c.company_key',
  address: 'c.address_key',
}
const indexOf: Record<ContactSort, string> = {
  added: 'NOT INDEXED',
  name: 'INDEXED BY contacts_name',
  company: 'INDEXED BY contacts_company',
  // the one that keeps addresses unique
  address: '',
}

/** A condition: how to look it up in an index of its own (ids), and how to ask it of a contact `c` that is at hand. */
interface Condition {
  ids: string | null
  test: string | null
}

/** By the names they have in the SQL; what a statement doesn't name is left aside. */
type Values = Record<string, unknown>

export interface Selection {
  conditions: Condition[]
  values: Values
  /** A search that can't match anything: no letter and no digit in it. */
  nothing: boolean
}

const current = `e.state IN ('pending', 'active', 'paused')`
const written = `EXISTS (SELECT 1 FROM sends s WHERE s.contact_id = c.id
  AND +s.state IN ('sending', 'sent', 'unsure') AND s.sandbox = 0)`
const suppressedIds = `SELECT c.id FROM suppressions x JOIN contacts c ON c.address_key = x.value
    WHERE x.kind = 'address' AND x.deleted = 0
  UNION ALL SELECT c.id FROM suppressions x JOIN contacts c ON c.domain = x.value
    WHERE x.kind = 'domain' AND x.deleted = 0`
const suppressed = `(EXISTS (SELECT 1 FROM suppressions x WHERE x.kind = 'address' AND x.value = c.address_key
    AND x.deleted = 0)
  OR EXISTS (SELECT 1 FROM suppressions x WHERE x.kind = 'domain' AND x.value = c.domain AND x.deleted = 0))`

function sequenceCondition(state: ContactState | undefined, sequence: boolean): Condition | null {
  const where = [sequence && 'e.sequence_id = @sequenceId', state === 'active' && current].filter(Boolean)
  if (where.length === 0) return null
  return {
    ids: `SELECT e.contact_id AS id FROM enrollments e WHERE ${where.join(' AND ')}`,
    // the plus: a contact has few enrollments, a sequence has many
    test: `EXISTS (SELECT 1 FROM enrollments e WHERE e.contact_id = c.id AND +${where.join(' AND +')})`,
  }
}

function searchCondition(search: string): { condition: Condition; values: Values } | null {
  if (search.includes('@')) {
    const [column, from] = search.startsWith('@') ? ['c.domain', search.slice(1)] : ['c.address_key', search]
    const range = `${column} >= @from AND ${column} < @to`
    const condition = { ids: `SELECT c.id FROM contacts c WHERE ${range}`, test: `(${range})` }
    return { condition, values: { from, to: `${from}\u{10ffff}` } }
  }
  const match = wordsOf(search)
  if (match === null) return null
  return {
    condition: { ids: 'SELECT rowid AS id FROM contact_words WHERE contact_words MATCH @match', test: null },
    values: { match },
  }
}

/** `Ann ac` → `"ann"* "ac"*`. The index divides words at the same characters, else SQLite would read a phrase. */
function wordsOf(search: string): string | null {
  const words = search.normalize('NFC').match(/(?:[\p{L}\p{N}\p{Co}]|[\u0300-\u0331])+/gu) ?? []
  return words.length === 0
    ? null
    : words
        .slice(0, 10)
        .map((word) => `"${word.slice(0, 60)}"*`)
        .join(' ')
}

/** What a filter means in SQL. */
export function selectionOf(filter: ContactFilter): Selection {
  const { search, tag, owner, state, sequenceId } = filter
  const conditions: Condition[] = []
  const values: Values = { tag, owner, sequenceId }
  let nothing = false
  const asked = search?.trim().toLowerCase() ?? ''
  if (asked !== '') {
    const found = searchCondition(asked)
    if (found) conditions.push(found.condition)
    Object.assign(values, found?.values)
    nothing = found === null
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
  return { conditions, values, nothing }
}

/** How many ids a condition has, one more than `few` at most. */
const sizeOf = (reader: Reader, ids: string, values: Values, { few }: Bounds): number =>
  searching(() =>
    reader.get<{ n: number }>(`SELECT count(*) AS n FROM (SELECT 1 FROM (${ids}) LIMIT ${few + 1})`, values),
  )?.n ?? 0

/** The search index divides a few scripts' words otherwise than we do, and then reads a phrase, which it can't: none found. */
export function searching<T>(work: () => T): T | undefined {
  try {
    return work()
  } catch (error) {
    if (/phrase queries/.test((error as Error).message)) return undefined
    throw error
  }
}

type Way =
  | { go: 'nowhere' }
  /** Small enough to be gathered and sorted. */
  | { go: 'gather'; lead: Condition }
  /** So many fit the search that only the order of the search index is left. */
  | { go: 'search'; lead: Condition }
  | { go: 'walk' }

/** How the rows are best met; a page goes on as the one before it. A search can't be asked of a row, so it always leads. */
function wayOf(reader: Reader, { conditions, values, nothing }: Selection, after: Cursor | null, bounds: Bounds): Way {
  if (nothing) return { go: 'nowhere' }
  const [first] = conditions
  if (first?.ids && first.test === null) {
    if (after) return { go: after.byId ? 'search' : 'gather', lead: first }
    return { go: sizeOf(reader, first.ids, values, bounds) <= bounds.few ? 'gather' : 'search', lead: first }
  }
  let best: { lead: Condition; size: number } | null = null
  for (const lead of conditions) {
    if (lead.ids === null) continue
    const size = sizeOf(reader, lead.ids, values, bounds)
    if (best === null || size < best.size) best = { lead, size }
  }
  return best !== null && best.size <= bounds.few ? { go: 'gather', lead: best.lead } : { go: 'walk' }
}

const testsBut = ({ conditions }: Selection, lead: Condition | null): string =>
  [...conditions.filter((each) => each !== lead).map((each) => each.test), visible].filter(Boolean).join(' AND ')

/** The ids of one page. */
export function contactIds(reader: Reader, filter: ContactFilter, wish: PageWish, bounds: Bounds = usual): IdPage {
  const selection = selectionOf(filter)
  const way = wayOf(reader, selection, wish.after, bounds)
  switch (way.go) {
    case 'nowhere':
      return { ids: [], next: null, sorted: true }
    case 'gather':
      return gathered(reader, { selection, lead: way.lead, wish })
    case 'search':
      return searched(reader, { selection, lead: way.lead, wish, ...bounds })
    case 'walk':
      return walked(reader, { selection, lead: null, wish, ...bounds })
  }
}

interface Place {
  text: string
  values: Values
}

/** The condition for what comes after the cursor; a row keeps its place by its present name. */
function placeOf(reader: Reader, { sort, desc, after }: PageWish, plus: '' | '+'): Place {
  if (!after) return { text: '1', values: {} }
  const than = desc ? '<' : '>'
  if (sort === 'added') return { text: `${plus}c.id ${than} @afterId`, values: { afterId: after.id } }
  const column = columnOf[sort]
  const row = reader.get<{ key: string }>(`SELECT ${column} AS key FROM contacts c WHERE c.id = ?`, after.id)
  const key = row?.key ?? ''
  const text = `(${plus}${column}, ${plus}c.id) ${than} (@afterKey, @afterId)`
  return { text, values: { afterKey: key, afterId: after.id } }
}

interface Asked {
  selection: Selection
  lead: Condition | null
  wish: PageWish
}

function gathered(reader: Reader, { selection, lead, wish }: Asked): IdPage {
  const { sort, desc, limit } = wish
  const place = placeOf(reader, wish, '+')
  const way = desc ? 'DESC' : 'ASC'
  const rows =
    searching(() =>
      reader.all<{ id: number }>(
        `SELECT c.id FROM contacts c WHERE c.id IN (${lead?.ids}) AND ${testsBut(selection, lead)} AND ${place.text}
     ORDER BY +${columnOf[sort]} ${way}, +c.id ${way} LIMIT @limit`,
        { ...selection.values, ...place.values, limit: limit + 1 },
      ),
    ) ?? []
  const ids = rows.slice(0, limit).map((row) => row.id)
  return { ids, next: rows.length > limit ? cursorAt(ids.at(-1), false) : null, sorted: true }
}

const cursorAt = (id: number | undefined, byId: boolean): Cursor | null => (id === undefined ? null : { id, byId })

function walked(reader: Reader, { selection, wish, window }: Asked & { window: number }): IdPage {
  const place = placeOf(reader, wish, '')
  const way = wish.desc ? 'DESC' : 'ASC'
  const order = wish.sort === 'added' ? `c.id ${way}` : `${columnOf[wish.sort]} ${way}, c.id ${way}`
  const tests = testsBut(selection, null)
  const rows = reader.iterate<{ id: number; hit: 0 | 1 }>(
    `SELECT c.id, (${tests}) AS hit FROM contacts c ${indexOf[wish.sort]} WHERE ${place.text} ORDER BY ${order} LIMIT ${window}`,
    { ...selection.values, ...place.values },
  )
  return { ...collect(rows, { limit: wish.limit, window, byId: false }), sorted: true }
}

function searched(reader: Reader, { selection, lead, wish, window }: Asked & { window: number }): IdPage {
  const desc = wish.sort === 'added' && wish.desc
  const tests = testsBut(selection, lead)
  const after = wish.after ? `AND w.rowid ${desc ? '<' : '>'} @afterId` : ''
  const page = searching(() =>
    collect(
      reader.iterate<{ id: number; hit: 0 | 1 }>(
        `SELECT c.id, (${tests}) AS hit FROM contact_words w CROSS JOIN contacts c ON c.id = w.rowid
         WHERE w.contact_words MATCH @match ${after} ORDER BY w.rowid ${desc ? 'DESC' : 'ASC'} LIMIT ${window}`,
        { ...selection.values, ...(wish.after ? { afterId: wish.after.id } : {}) },
      ),
      { limit: wish.limit, window, byId: true },
    ),
  )
  return { ...(page ?? { ids: [], next: null }), sorted: wish.sort === 'added' }
}

function collect(
  rows: Iterable<{ id: number; hit: 0 | 1 }>,
  { limit, window, byId }: { limit: number; window: number; byId: boolean },
): Omit<IdPage, 'sorted'> {
  const ids: number[] = []
  let seen = 0
  let last: number | undefined
  for (const { id, hit } of rows) {
    // one more than the page, so that the last page says so
    if (hit && ids.length === limit) return { ids, next: cursorAt(last, byId) }
    if (hit) ids.push(id)
    last = id
    seen++
  }
  return { ids, next: seen === window ? cursorAt(last, byId) : null }
}
