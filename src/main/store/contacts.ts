import { visible } from './audience.ts'
import type { Reader } from './open.ts'

export interface ContactRow {
  id: number
  publicId: string
  address: string
  addressKey: string
  domain: string
  firstName: string | null
  lastName: string | null
  company: string | null
  owner: string | null
  zone: string | null
  fields: string
  tags: string
  version: number
  createdAt: number
}

const columns = `c.id, c.public_id as publicId, c.address, c.address_key as addressKey, c.domain,
  c.first_name as firstName, c.last_name as lastName, c.company, c.owner, c.zone, c.fields, c.tags, c.version,
  c.created_at as createdAt`

/** In the order of the ids. */
export function contactRows(reader: Reader, ids: readonly number[]): ContactRow[] {
  const rows = reader.all<ContactRow>(
    `SELECT ${columns} FROM contacts c WHERE c.id IN (SELECT value FROM json_each(?))`,
    JSON.stringify(ids),
  )
  const byId = new Map(rows.map((row) => [row.id, row]))
  return ids.flatMap((id) => byId.get(id) ?? [])
}

export const contactByPublicId = (reader: Reader, publicId: string): ContactRow | undefined =>
  reader.get(`SELECT ${columns} FROM contacts c WHERE c.public_id = ? AND ${visible}`, publicId)

/** Row ids of those that are there and may be seen, in no order. */
export const contactIdsOf = (reader: Reader, publicIds: readonly string[]): number[] =>
  reader
    .all<{ id: number }>(
      `SELECT c.id FROM contacts c WHERE c.public_id IN (SELECT value FROM json_each(?)) AND ${visible}`,
      JSON.stringify(publicIds),
    )
    .map((row) => row.id)

/** Who has this address, seen or not: an address belongs to one contact only. */
export const holderOfAddress = (
  reader: Reader,
  addressKey: string,
): { id: number; publicId: string; seen: 0 | 1 } | undefined =>
  reader.get(
    `SELECT c.id, c.public_id as publicId, (${visible}) as seen FROM contacts c WHERE c.address_key = ?`,
    addressKey,
  )

export interface CoveringEntry {
  contactId: number
  kind: 'address' | 'domain'
  value: string
  reason: string
  source: string
}

/** The entry of the suppression list for each of these contacts that has one; the address's own before its domain's. */
export function coveringEntries(reader: Reader, ids: readonly number[]): Map<number, CoveringEntry> {
  const select =
    'SELECT c.id as contactId, x.kind, x.value, x.reason, x.source FROM contacts c CROSS JOIN suppressions x'
  const rows = reader.all<CoveringEntry>(
    `${select} ON x.kind = 'domain' AND x.value = c.domain AND x.deleted = 0 WHERE c.id IN (SELECT value FROM json_each(@ids))
     UNION ALL
     ${select} ON x.kind = 'address' AND x.value = c.address_key AND x.deleted = 0
     WHERE c.id IN (SELECT value FROM json_each(@ids))`,
    { ids: JSON.stringify(ids) },
  )
  return new Map(rows.map((row) => [row.contactId, row]))
}

export interface CurrentEnrollment {
  contactId: number
  publicId: string
  sequence: string
  sequencePublicId: string
  state: 'pending' | 'active' | 'paused'
  nextAt: number | null
  nextId: number | null
  sandbox: 0 | 1
}

/** The sequence each of these contacts is in now; a real one before one of the sandbox. */
export function currentEnrollments(reader: Reader, ids: readonly number[]): Map<number, CurrentEnrollment> {
  const rows = reader.all<CurrentEnrollment>(
    `SELECT e.contact_id as contactId, e.public_id as publicId, q.name as sequence, q.public_id as sequencePublicId,
       e.state, e.sandbox,
       (SELECT min(s.at) FROM sends s WHERE s.enrollment_id = e.id AND s.state = 'planned') as nextAt,
       (SELECT s.id FROM sends s WHERE s.enrollment_id = e.id AND s.state = 'planned' ORDER BY s.at LIMIT 1) as nextId
     FROM enrollments e JOIN sequences q ON q.id = e.sequence_id
     WHERE e.contact_id IN (SELECT value FROM json_each(?)) AND +e.state IN ('pending', 'active', 'paused')
     ORDER BY e.sandbox DESC, e.id`,
    JSON.stringify(ids),
  )
  return new Map(rows.map((row) => [row.contactId, row]))
}

/** When the last email left to each of these contacts; the sandbox is no history. */
export const lastSent = (reader: Reader, ids: readonly number[]): Map<number, number> =>
  new Map(
    reader
      .all<{ contactId: number; at: number }>(
        `SELECT s.contact_id as contactId, max(s.settled_at) as at FROM sends s
         WHERE s.contact_id IN (SELECT value FROM json_each(?)) AND +s.state = 'sent' AND s.sandbox = 0
         GROUP BY s.contact_id`,
        JSON.stringify(ids),
      )
      .map((row) => [row.contactId, row.at]),
  )

/** True while rows stand in the table that nobody may see: of an undecided import, or deleted. */
export const anyHidden = (reader: Reader): boolean =>
  reader.get(
    `SELECT 1 WHERE EXISTS (SELECT 1 FROM imports WHERE state IN ('running', 'cancelled'))
       OR EXISTS (SELECT 1 FROM contacts WHERE deleted = 1)`,
  ) !== undefined

/** Exact: all rows of the shortest index, less those that nobody may see. */
export function contactCount(reader: Reader): number {
  const n = (text: string) => reader.get<{ n: number }>(text)?.n ?? 0
  const all = n('SELECT count(*) AS n FROM contacts')
  if (!anyHidden(reader)) return all
  const undecided = n(
    `SELECT count(*) AS n FROM imports i JOIN contacts c ON c.id > i.after_contact AND c.import_id = i.id
     WHERE i.state IN ('running', 'cancelled') AND c.deleted = 0`,
  )
  return all - undecided - n('SELECT count(*) AS n FROM contacts WHERE deleted = 1')
}
