import type { Mark } from './clockwork.ts'
import type { Reader, Tx } from './open.ts'

/** Somebody asked for a higher limit. Instants are ms since the epoch. */
export interface LimitRequestRow {
  id: number
  publicId: string
  kind: 'accounts' | 'managed'
  seatId: number
  /** Address of the seat that asked. */
  seat: string
  seatName: string
  wanted: number
  note: string | null
  state: 'pending' | 'approved' | 'declined'
  granted: number | null
  decidedByName: string | null
  decidedAt: number | null
  reason: string | null
  createdAt: number
  version: number
}

const select = `SELECT r.id, r.public_id AS publicId, r.kind, r.seat_id AS seatId, s.address AS seat, s.name AS seatName,
  r.wanted, r.note, r.state, r.granted, d.name AS decidedByName, r.decided_at AS decidedAt, r.reason,
  r.created_at AS createdAt, r.version
  FROM limit_requests r JOIN seats s ON s.id = r.seat_id LEFT JOIN seats d ON d.id = r.decided_by WHERE r.deleted = 0`

export const lastLimitRequest = (reader: Reader, kind: LimitRequestRow['kind']): LimitRequestRow | undefined =>
  reader.get(`${select} AND r.kind = ? ORDER BY r.id DESC LIMIT 1`, kind)

/** Newest first: there are few, one open one of each kind. */
export const limitRequestRows = (reader: Reader, limit: number): LimitRequestRow[] =>
  reader.all(`${select} ORDER BY r.id DESC LIMIT ?`, limit)

export const limitRequestByPublicId = (reader: Reader, publicId: string): LimitRequestRow | undefined =>
  reader.get(`${select} AND r.public_id = ?`, publicId)

export const insertLimitRequest = (
  tx: Tx,
  request: Pick<LimitRequestRow, 'publicId' | 'kind' | 'seatId' | 'wanted' | 'note' | 'createdAt'>,
  stamp: Mark,
): void =>
  void tx.run(
    `INSERT INTO limit_requests (public_id, kind, seat_id, wanted, note, state, created_at, author, device, hlc)
     VALUES (?, ?, ?, ?, ?, 'pending', ?, ?, ?, ?)`,
    request.publicId,
    request.kind,
    request.seatId,
    request.wanted,
    request.note,
    request.createdAt,
    stamp.author,
    stamp.device,
    stamp.hlc,
  )

/** An admin's answer. False when it was answered before, and nothing was written. */
export const answerLimitRequest = (
  tx: Tx,
  id: number,
  answer: { state: 'approved' | 'declined'; granted: number | null; reason: string | null; by: number; at: number },
  stamp: Mark,
): boolean =>
  tx.run(
    `UPDATE limit_requests SET state = @state, granted = @granted, reason = @reason, decided_by = @by, decided_at = @at,
       version = version + 1, author = @author, device = @device, hlc = @hlc WHERE id = @id AND state = 'pending'`,
    { id, ...answer, ...stamp },
  ).changes > 0
