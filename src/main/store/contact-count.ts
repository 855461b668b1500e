/** How many contacts: all of them exactly, those of a filter up to a bound. */
import { visible } from './audience.ts'
import { type ContactFilter, fewest, type Selection, searched, selectionOf, testsBut } from './contact-search.ts'
import { anyHidden, contactCount } from './contacts.ts'
import type { Reader } from './open.ts'

/** `more`: there are at least so many. */
export interface Counted {
  contacts: number
  more: boolean
}

/** Counted exactly where an index alone tells. */
const countable = 100_000
/** Rows looked at one by one. */
const looked = 20_000
/** Rows between two looks at the clock. */
const stretch = 256
/** Contacts a tag or an owner is counted to, and how many of them are named. */
const perName = 10_000
const mostNames = 1_000

/** Looks at every row, however long that takes: for a worker. @param enough as `countOf` has it */
export const countWhole = (reader: Reader, filter: ContactFilter, enough?: () => boolean): Counted =>
  countOf(reader, filter, endless, enough)

/** No list is as long. */
const endless = 1_000_000_000

/**
 * @param most rows looked at one by one
 * @param enough true once it has lasted too long: what was counted until then is told
 */
export function countOf(
  reader: Reader,
  { except = [], ...filter }: ContactFilter,
  most: number = looked,
  enough: () => boolean = () => false,
): Counted {
  const whole = countAll(reader, filter, most, enough)
  return except.length === 0 ? whole : { ...whole, contacts: whole.contacts - fitting(reader, filter, except) }
}

/** How many of these fit: so few are looked at one by one. */
function fitting(reader: Reader, filter: ContactFilter, ids: readonly number[]): number {
  const selection = selectionOf(reader, filter, looked)
  if (selection.nothing) return 0
  const { says, values } = selection
  const rows = reader.all<{ text: string }>(
    `SELECT ${says ? searched : `''`} AS text FROM (SELECT DISTINCT value AS id FROM json_each(@these)) w
     CROSS JOIN contacts c ON c.id = w.id WHERE ${testsBut(selection, null)}`,
    { ...values, these: JSON.stringify(ids) },
  )
  return says ? rows.filter(({ text }) => says(text)).length : rows.length
}

function countAll(reader: Reader, filter: ContactFilter, most: number, enough: () => boolean): Counted {
  const selection = selectionOf(reader, filter, most)
  const { conditions, values, nothing } = selection
  if (nothing) return { contacts: 0, more: false }
  if (conditions.length === 0) return { contacts: contactCount(reader), more: false }
  const [only] = conditions
  if (conditions.length === 1 && only?.ids && !selection.says && !anyHidden(reader))
    return upTo(reader, `SELECT DISTINCT id FROM (${only.ids})`, values, Math.max(most, countable))
  return oneByOne(reader, selection, most, enough)
}

/** Looks at the rows of the smallest condition, or at the first ones of all. */
function oneByOne(reader: Reader, selection: Selection, most: number, enough: () => boolean): Counted {
  const lead = fewest(reader, selection, most)
  const from = lead ? `SELECT DISTINCT id FROM (${lead.ids})` : `SELECT id FROM contacts ORDER BY id LIMIT ${most + 1}`
  const { says, values } = selection
  const rows = reader.iterate<{ hit: 0 | 1; text: string }>(
    `SELECT (${testsBut(selection, lead)}) AS hit, ${says ? searched : `''`} AS text
     FROM (${from}) w CROSS JOIN contacts c ON c.id = w.id`,
    values,
  )
  let contacts = 0
  let seen = 0
  for (const { hit, text } of rows) {
    seen++
    if (hit && (!says || says(text))) contacts++
    if (seen % stretch === 0 && enough()) return { contacts, more: true }
  }
  return { contacts, more: lead === null && seen > most }
}

function upTo(reader: Reader, text: string, values: Record<string, unknown>, most: number): Counted {
  const n = reader.get<{ n: number }>(`SELECT count(*) AS n FROM (${text} LIMIT ${most + 1})`, values)?.n ?? 0
  return { contacts: Math.min(n, most), more: n > most }
}

/** Every tag by name, found by leaping from one to the next in the index. */
export function tagCounts(reader: Reader): ({ tag: string } & Counted)[] {
  const shown = anyHidden(reader) ? ` JOIN contacts c ON c.id = t.contact_id AND ${visible}` : ''
  const seen = `SELECT t.contact_id FROM contact_tags t${shown} WHERE t.tag = @tag`
  return leaps(reader, 'contact_tags', 'tag')
    .map((tag) => ({ tag, ...upTo(reader, seen, { tag }, perName) }))
    .filter(({ contacts }) => contacts > 0)
}

/** Every owner that contacts name, in lower case. */
export function ownerCounts(reader: Reader): ({ owner: string } & Counted)[] {
  const seen = `SELECT c.id FROM contacts c WHERE c.owner_key = @owner${anyHidden(reader) ? ` AND ${visible}` : ''}`
  return leaps(reader, 'contacts', 'owner_key')
    .map((owner) => ({ owner, ...upTo(reader, seen, { owner }, perName) }))
    .filter(({ contacts }) => contacts > 0)
}

function leaps(reader: Reader, table: string, column: string): string[] {
  const rows = reader.all<{ name: string }>(
    `WITH RECURSIVE leap(name) AS (
       SELECT (SELECT min(${column}) FROM ${table} WHERE ${column} IS NOT NULL)
       UNION ALL SELECT (SELECT min(${column}) FROM ${table} WHERE ${column} > leap.name) FROM leap WHERE leap.name IS NOT NULL
     ) SELECT name FROM leap WHERE name IS NOT NULL LIMIT ${mostNames}`,
  )
  return rows.map((row) => row.name)
}
