/**
 * The contacts that a filter means, in an order, a page at a time. No page looks at more than a bounded number of rows,
 * however many there are: few matches are gathered through the index of a condition and sorted; many are met soon
 * enough by walking the index of the sort. A walk that meets too few ends early and says where to go on.
 */
import type { ContactSort } from '../../shared/domain/contact-query.ts'
import { type ContactFilter, fewest, type Selection, searched, selectionOf, testsBut } from './contact-search.ts'
import type { Condition } from './contact-tree.ts'
import type { Reader } from './open.ts'

export interface PageWish {
  sort: ContactSort
  desc: boolean
  /** `next` of the page before: row id of the last one looked at; null for the first page. */
  after: number | null
  limit: number
}

export interface IdPage {
  ids: number[]
  next: number | null
}

export interface Bounds {
  /** Matches gathered and sorted at most. */
  few: number
  /** Rows looked at for one page at most. */
  window: number
  /** True once a page has looked for long enough: asked again and again while it looks at rows. */
  enough?: () => boolean
}
export const usual: Bounds = { few: 5_000, window: 20_000 }
/** Rows looked at between two such questions. */
const stretch = 256

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

/** The ids of one page. A page may be short, even empty, and the list go on. */
export function contactIds(reader: Reader, filter: ContactFilter, wish: PageWish, bounds: Bounds = usual): IdPage {
  const selection = selectionOf(reader, filter, bounds.few)
  if (selection.nothing) return { ids: [], next: null }
  const lead = fewest(reader, selection, bounds.few)
  return lead ? gathered(reader, selection, lead, wish) : walked(reader, selection, wish, bounds)
}

/** The condition for what comes after the cursor; a row keeps its place by its present name. */
function placeOf(reader: Reader, { sort, desc, after }: PageWish, plus: '' | '+') {
  if (after === null) return { text: '1', values: {} }
  const than = desc ? '<' : '>'
  if (sort === 'added') return { text: `${plus}c.id ${than} @afterId`, values: { afterId: after } }
  const column = columnOf[sort]
  const row = reader.get<{ key: string }>(`SELECT ${column} AS key FROM contacts c WHERE c.id = ?`, after)
  const text = `(${plus}${column}, ${plus}c.id) ${than} (@afterKey, @afterId)`
  return { text, values: { afterKey: row?.key ?? '', afterId: after } }
}

interface Met {
  id: number
  hit: 0 | 1
  text: string
}

const textOf = ({ says }: Selection): string => (says ? searched : `''`)

function gathered(reader: Reader, selection: Selection, lead: Condition, wish: PageWish): IdPage {
  const { sort, desc, limit } = wish
  const place = placeOf(reader, wish, '+')
  const way = desc ? 'DESC' : 'ASC'
  const rows = reader.iterate<Met>(
    `SELECT c.id, 1 AS hit, ${textOf(selection)} AS text FROM contacts c
     WHERE c.id IN (${lead.ids}) AND ${testsBut(selection, lead)} AND ${place.text}
     ORDER BY +${columnOf[sort]} ${way}, +c.id ${way}`,
    { ...selection.values, ...place.values },
  )
  return collect(rows, selection, limit, { window: Number.POSITIVE_INFINITY })
}

function walked(reader: Reader, selection: Selection, wish: PageWish, bounds: Bounds): IdPage {
  const { window } = bounds
  const place = placeOf(reader, wish, '')
  const way = wish.desc ? 'DESC' : 'ASC'
  const order = wish.sort === 'added' ? `c.id ${way}` : `${columnOf[wish.sort]} ${way}, c.id ${way}`
  const rows = reader.iterate<Met>(
    `SELECT c.id, (${testsBut(selection, null)}) AS hit, ${textOf(selection)} AS text
     FROM contacts c ${indexOf[wish.sort]} WHERE ${place.text} ORDER BY ${order} LIMIT ${window}`,
    { ...selection.values, ...place.values },
  )
  return collect(rows, selection, wish.limit, bounds)
}

function collect(
  rows: Iterable<Met>,
  { says }: Selection,
  limit: number,
  { window, enough }: Pick<Bounds, 'window' | 'enough'>,
): IdPage {
  const ids: number[] = []
  let seen = 0
  let last: number | null = null
  for (const { id, hit, text } of rows) {
    const fits = hit === 1 && (says === null || says(text))
    // one more than the page, so that the last page says so
    if (fits && ids.length === limit) return { ids, next: last }
    if (fits) ids.push(id)
    last = id
    seen++
    if (seen % stretch === 0 && enough?.()) return { ids, next: last }
  }
  return { ids, next: seen === window ? last : null }
}
