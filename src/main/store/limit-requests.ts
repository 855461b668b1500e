import type { Reader } from './open.ts'

/** Somebody asked for a higher limit. Instants are ms since the epoch. */
export interface LimitRequestRow {
  id: number
  publicId: string
  kind: 'accounts' | 'managed'
  /** Address of the seat that asked. */
  seat: string
  wanted: number
  note: string | null
  state: 'pending' | 'approved' | 'declined'
  granted: number | null
  decidedAt: number | null
  reason: string | null
  createdAt: number
  version: number
}

const select = `SELECT r.id, r.public_id AS publicId, r.kind, s.address AS seat, r.wanted, r.note, r.state, r.granted,
  r.decided_at AS decidedAt, r.reason, r.created_at AS createdAt, r.version
  FROM limit_requests r JOIN seats s ON s.id = r.seat_id WHERE r.deleted = 0`

export const lastLimitRequest = (reader: Reader, kind: LimitRequestRow['kind']): LimitRequestRow | undefined =>
  reader.get(`${select} AND r.kind = ? ORDER BY r.id DESC LIMIT 1`, kind)
