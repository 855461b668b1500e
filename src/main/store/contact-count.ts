/** How many contacts: all of them exactly, those of a filter up to a bound. */
import { visible } from './audience.ts'
import { type ContactFilter, searching, selectionOf } from './contact-search.ts'
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
const looked = 50_000
/** Contacts a tag or an owner is counted to, and how many of them are named. */
const perName = 10_000
const mostNames = 1_000

export function countOf(reader: Reader, filter: ContactFilter): Counted {
  const { conditions, values, nothing } = selectionOf(filter)
  if (nothing) return { contacts: 0, more: false }
  if (conditions.length === 0) return { contacts: contactCount(reader), more: false }
  const lead = conditions.find((each) => each.ids !== null)
  const [only] = conditions
  if (conditions.length === 1 && only?.ids && !anyHidden(reader))
    return upTo(reader, `SELECT DISTINCT id FROM (${only.ids})`, values, countable)
  const tests = [...conditions.filter((each) => each !== lead).map((each) => each.test), visible]
  const from = lead?.ids
    ? `SELECT DISTINCT id FROM (${lead.ids}) LIMIT ${looked + 1}`
    : `SELECT id FROM contacts LIMIT ${looked + 1}`
  const found = searching(() =>
    reader.get<{ n: number; seen: number }>(
      `SELECT count(*) FILTER (WHERE ${tests.join(' AND ')}) AS n, count(*) AS seen
     FROM (${from}) w CROSS JOIN contacts c ON c.id = w.id`,
      values,
    ),
  )
  return { contacts: found?.n ?? 0, more: (found?.seen ?? 0) > looked }
}

function upTo(reader: Reader, text: string, values: Record<string, unknown>, most: number): Counted {
  const found = searching(() =>
    reader.get<{ n: number }>(`SELECT count(*) AS n FROM (${text} LIMIT ${most + 1})`, values),
  )
  const n = found?.n ?? 0
  return { contacts: Math.min(n, most), more: n > most }
}

/** Every tag by name, found by leaping from one to the next in the index. */
export function tagCounts(reader: Reader): ({ tag: string } & Counted)[] {
  const names = leaps(reader, 'contact_tags', 'tag')
  const seen = `SELECT t.contact_id FROM contact_tags t${anyHidden(reader) ? ` JOIN contacts c ON c.id = t.contact_id AND ${visible}` : ''} WHERE t.tag = @tag`
  return names.map((tag) => ({ tag, ...upTo(reader, seen, { tag }, perName) })).filter(({ contacts }) => contacts > 0)
}

/** Every owner that contacts name, in lower case. */
export function ownerCounts(reader: Reader): ({ owner: string } & Counted)[] {
  const names = leaps(reader, 'contacts', 'owner_key')
  const seen = `SELECT c.id FROM contacts c WHERE c.owner_key = @owner${anyHidden(reader) ? ` AND ${visible}` : ''}`
  return names
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
