/**
 * Which variables contacts have. Looked at are the newest contacts up to a bound: it is asked for while somebody types,
 * and a list of a million answers as fast as one of ten thousand.
 */
import { visible } from './audience.ts'
import type { Reader } from './open.ts'

/** So many of the newest contacts are looked at. */
export const looksAt = 20_000

const builtIn: Record<string, string> = {
  first_name: 'c.first_name',
  last_name: 'c.last_name',
  company: 'c.company',
  owner: 'c.owner',
  zone: 'c.zone',
}

/** SQL that holds a contact's value of a variable: own columns of a list lie in `fields`. Quoted for a JSON path. */
function sqlFor(variable: string): { sql: string; values: string[] } {
  const column = Object.hasOwn(builtIn, variable) ? builtIn[variable] : undefined
  return column === undefined
    ? { sql: 'json_extract(c.fields, ?)', values: [`$."${variable.replaceAll(/["\\]/g, '')}"`] }
    : { sql: column, values: [] }
}

/** Every contact has an address, and every email a sender. */
const always = (variable: string): boolean =>
  variable === 'email' || variable === 'domain' || variable === 'sender' || variable.startsWith('sender.')

const newest = `(SELECT c.* FROM contacts c WHERE ${visible} ORDER BY c.id DESC LIMIT ${looksAt}) c`
const count = (reader: Reader, sql: string, ...values: unknown[]): number =>
  reader.get<{ n: number }>(sql, ...values)?.n ?? 0

export const contactsLookedAt = (reader: Reader): number => count(reader, `SELECT count(*) as n FROM ${newest}`)

/** Variables that every list can fill, whether it does or not. */
export const builtInNames: readonly string[] = Object.keys(builtIn)

/** How many of the contacts looked at lack a value, by variable; looked at once for all of them. */
export function contactsWithout(reader: Reader, variables: readonly string[]): Map<string, number> {
  const asked = variables.filter((name) => !always(name)).map((name) => ({ name, ...sqlFor(name) }))
  const columns = asked.map(({ sql }) => `coalesce(sum(trim(coalesce(${sql}, '')) = ''), 0)`)
  const row =
    asked.length === 0
      ? {}
      : reader.get<Record<string, number>>(
          `SELECT ${columns.map((sql, i) => `${sql} AS n${i}`).join(', ')} FROM ${newest}`,
          ...asked.flatMap(({ values }) => values),
        )
  return new Map([
    ...variables.map((name): [string, number] => [name, 0]),
    ...asked.map(({ name }, i): [string, number] => [name, row?.[`n${i}`] ?? 0]),
  ])
}

/** How many of those to whom some emails (row ids) are to go out lack a value. */
export function unsentWithout(reader: Reader, ids: readonly number[], variable: string): number {
  if (always(variable)) return 0
  const { sql, values } = sqlFor(variable)
  return count(
    reader,
    `SELECT count(*) as n FROM sends s JOIN contacts c ON c.id = s.contact_id
     WHERE s.state = 'planned' AND s.id IN (SELECT value FROM json_each(?)) AND trim(coalesce(${sql}, '')) = ''`,
    JSON.stringify(ids),
    ...values,
  )
}

export interface KnownVariable {
  name: string
  contacts: number
  sample: string | null
}

/** Columns of their own that contacts came with, the most common first. */
export const ownVariables = (reader: Reader): KnownVariable[] =>
  reader
    .all<KnownVariable & { newest: number }>(
      `SELECT f.key as name, count(*) as contacts, max(c.id) as newest, f.value as sample
       FROM ${newest}, json_each(c.fields) f WHERE trim(f.value) <> '' GROUP BY f.key ORDER BY contacts DESC, f.key
       LIMIT 200`,
    )
    .map(({ name, contacts, sample }) => ({ name, contacts, sample: String(sample) }))

/** The same with how many contacts fill them and what the newest of those has; looked at once for all. */
export function builtInVariables(reader: Reader): KnownVariable[] {
  const filled = builtInNames.map((name) => `CASE WHEN trim(coalesce(${builtIn[name]}, '')) <> '' THEN c.id END`)
  const row = reader.get<Record<string, number | null>>(
    `SELECT ${filled.map((sql, i) => `count(${sql}) AS n${i}, max(${sql}) AS id${i}`).join(', ')} FROM ${newest}`,
  )
  return builtInNames.map((name, i) => ({
    name,
    contacts: row?.[`n${i}`] ?? 0,
    sample:
      reader.get<{ sample: string }>(
        `SELECT ${builtIn[name]} AS sample FROM contacts c WHERE c.id = ?`,
        row?.[`id${i}`],
      )?.sample ?? null,
  }))
}

/** The newest contact's public id; undefined when there is none. */
export const newestContact = (reader: Reader): string | undefined =>
  reader.get<{ id: string }>(`SELECT c.public_id as id FROM contacts c WHERE ${visible} ORDER BY c.id DESC LIMIT 1`)?.id

/** Names of all own fields that any of these contacts has a value of. */
export const ownNames = (reader: Reader, ids: readonly number[]): string[] =>
  reader
    .all<{ name: string }>(
      `SELECT DISTINCT f.key AS name FROM (SELECT value AS id FROM json_each(?)) w CROSS JOIN contacts c ON c.id = w.id
       CROSS JOIN json_each(c.fields) f WHERE f.value <> ''`,
      JSON.stringify(ids),
    )
    .map(({ name }) => name)
