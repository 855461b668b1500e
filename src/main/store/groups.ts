import type { Reader } from './open.ts'

/** A delivery group: accounts that stand in for each other. */
export interface GroupRow {
  id: number
  publicId: string
  name: string
  createdAt: number
  version: number
}

const select = `SELECT id, public_id AS publicId, name, created_at AS createdAt, version FROM groups WHERE deleted = 0`

/** By name. */
export const groupRows = (reader: Reader): GroupRow[] => reader.all(`${select} ORDER BY name_key`)

export const groupByPublicId = (reader: Reader, publicId: string): GroupRow | undefined =>
  reader.get(`${select} AND public_id = ?`, publicId)
