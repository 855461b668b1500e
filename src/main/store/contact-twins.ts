/** Contacts that look like one person, looked for some at a time: a list of a million is gone through in seconds. */
import { mailboxOf, phoneIn, phoneKey, type TwinReason } from '../../shared/domain/contact-twins.ts'
import { visible } from './audience.ts'
import type { Reader } from './open.ts'

export interface TwinGroup {
  reason: TwinReason
  /** Row ids. */
  ids: number[]
}

/** Rows looked at in one go, and groups told of: what waits meanwhile is not to feel it. */
const piece = 2_000
const groupsAtOnce = 100
/** Contacts of one name that are compared; a name that more have says nothing. */
const mostNamed = 200
/** What sorts behind every name: whoever has none. */
const nameless = 'char(1114111)'

/** Goes through the names in their order; those of one company are one person, likely. */
function* sameNames(reader: Reader): Generator<{ looked: number; groups: TwinGroup[] }> {
  let after = { key: '', id: 0 }
  let open: { key: string; ids: number[] } = { key: '', ids: [] }
  for (;;) {
    const rows = reader.all<{ key: string; id: number }>(
      `SELECT c.name_key AS key, c.id FROM contacts c INDEXED BY contacts_name
       WHERE (c.name_key, c.id) > (@key, @id) AND c.name_key < ${nameless} ORDER BY c.name_key, c.id LIMIT ${piece}`,
      after,
    )
    const groups: TwinGroup[] = []
    for (const { key, id } of rows) {
      if (key === open.key) open.ids.push(id)
      else {
        groups.push(...byCompany(reader, open.ids))
        open = { key, ids: [id] }
      }
    }
    const last = rows.at(-1)
    if (!last) groups.push(...byCompany(reader, open.ids))
    yield { looked: rows.length, groups }
    if (!last) return
    after = last
  }
}

function byCompany(reader: Reader, ids: readonly number[]): TwinGroup[] {
  if (ids.length < 2 || ids.length > mostNamed) return []
  const rows = reader.all<{ id: number; company: string }>(
    `SELECT id, lower(trim(company)) AS company FROM contacts
     WHERE id IN (SELECT value FROM json_each(?)) AND trim(coalesce(company, '')) <> '' AND deleted = 0`,
    JSON.stringify(ids),
  )
  const groups = new Map<string, number[]>()
  for (const { id, company } of rows) groups.set(company, [...(groups.get(company) ?? []), id])
  return [...groups.values()].filter((found) => found.length > 1).map((found) => ({ reason: 'name', ids: found }))
}

const hasPhone = /"(?:phone|mobile|telephone|phone_number|mobile_phone|tel)"/

/** Collects who has the same key; a key that one has is one number. */
function meeting<K>() {
  const first = new Map<K, number>()
  const met = new Map<K, number[]>()
  return {
    add(key: K, id: number): void {
      const other = first.get(key)
      if (other === undefined) first.set(key, id)
      else met.set(key, [...(met.get(key) ?? [other]), id])
    },
    groups: () => [...met.values()],
  }
}

function* samePhonesAndMailboxes(reader: Reader): Generator<{ looked: number; groups: TwinGroup[] }> {
  const phones = meeting<number>()
  const mailboxes = meeting<string>()
  let after = 0
  for (;;) {
    const rows = reader.all<{ id: number; key: string; fields: string }>(
      `SELECT id, address_key AS key, fields FROM contacts WHERE id > ? AND deleted = 0 ORDER BY id LIMIT ${piece}`,
      after,
    )
    for (const { id, key, fields } of rows) {
      const mailbox = mailboxOf(key)
      if (mailbox !== null) mailboxes.add(mailbox, id)
      const phone = hasPhone.test(fields) ? phoneIn(JSON.parse(fields) as Record<string, string>) : null
      const digits = phone === null ? null : phoneKey(phone)
      if (digits !== null) phones.add(Number(digits), id)
    }
    const last = rows.at(-1)
    if (!last) break
    after = last.id
    yield { looked: rows.length, groups: [] }
  }
  const groups: TwinGroup[] = [
    ...mailboxes.groups().map((ids): TwinGroup => ({ reason: 'mailbox', ids })),
    // a switchboard's number is nobody's own
    ...phones.groups().flatMap((ids): TwinGroup[] => (ids.length > 5 ? [] : [{ reason: 'phone', ids }])),
  ]
  for (let at = 0; at < groups.length; at += groupsAtOnce)
    yield { looked: 0, groups: groups.slice(at, at + groupsAtOnce) }
}

/** All of it, a piece at each step. */
export function* twins(reader: Reader): Generator<{ looked: number; groups: TwinGroup[] }> {
  yield* sameNames(reader)
  yield* samePhonesAndMailboxes(reader)
}

/** Those of them that lists show. */
export const shownOf = (reader: Reader, ids: readonly number[]): number[] =>
  reader
    .all<{ id: number }>(
      `SELECT c.id FROM contacts c WHERE c.id IN (SELECT value FROM json_each(?)) AND ${visible} ORDER BY c.id`,
      JSON.stringify(ids),
    )
    .map((row) => row.id)
