import { visible } from './audience.ts'
import type { Reader } from './open.ts'

export interface ContactRow {
  id: number
  publicId: string
  address: string
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

const columns = `c.id, c.public_id as publicId, c.address, c.first_name as firstName, c.last_name as lastName, c.company,
  c.owner, c.zone, c.fields, c.tags, c.version, c.created_at as createdAt`

/** By row id, ascending; `after` is the id of the last row before, 0 for the first page. `search`: address begins with. */
export const contactPage = (reader: Reader, after: number, limit: number, search: string | null): ContactRow[] =>
  search === null
    ? reader.all(`SELECT ${columns} FROM contacts c WHERE c.id > ? AND ${visible} ORDER BY c.id LIMIT ?`, after, limit)
    : reader.all(
        `SELECT ${columns} FROM contacts c WHERE c.address_key >= @search AND c.address_key < @end AND c.id > @after
           AND ${visible} ORDER BY c.id LIMIT @limit`,
        { search, end: `${search}\u{10ffff}`, after, limit },
      )

export const contactByPublicId = (reader: Reader, publicId: string): ContactRow | undefined =>
  reader.get(`SELECT ${columns} FROM contacts c WHERE c.public_id = ? AND ${visible}`, publicId)

export const contactCount = (reader: Reader): number =>
  reader.get<{ n: number }>(`SELECT count(*) as n FROM contacts c WHERE ${visible}`)?.n ?? 0
