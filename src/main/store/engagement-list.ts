/** The engagements of a sequence, each with what was chosen for it. */
import type { EngagementEnds } from '../../shared/domain/engagement-ends.ts'
import type { Reader } from './open.ts'

export interface EngagementRow {
  id: number
  publicId: string
  sequenceId: number
  seatId: number
  /** Who engaged. */
  by: string
  zone: string
  start: number
  createdAt: number
  sandbox: boolean
  ends: EngagementEnds | null
  contacts: number
  underWay: number
  /** Cut short by the date on which it ends. */
  cut: number
  /** Public id of the engagement that it joined. */
  joins: string | null
}

type Raw = Omit<EngagementRow, 'ends' | 'sandbox'> & { ends: string | null; sandbox: 0 | 1 }

const select = `SELECT b.id, b.public_id AS publicId, b.sequence_id AS sequenceId, b.seat_id AS seatId, s.name AS by, b.zone,
    b.start, b.created_at AS createdAt, b.sandbox, b.ends,
    (SELECT j.public_id FROM batches j WHERE j.id = b.joins) AS joins,
    (SELECT count(*) FROM enrollments e WHERE e.batch_id = b.id) AS contacts,
    (SELECT count(*) FROM enrollments e WHERE e.batch_id = b.id AND e.state IN ('pending', 'active', 'paused')) AS underWay,
    (SELECT count(*) FROM enrollments e WHERE e.batch_id = b.id AND e.state = 'stopped'
      AND e.reason LIKE 'ended on ____-__-__') AS cut
  FROM batches b JOIN seats s ON s.id = b.seat_id WHERE b.state = 'live'`

const toRow = (row: Raw): EngagementRow => ({
  ...row,
  sandbox: row.sandbox === 1,
  ends: row.ends === null ? null : (JSON.parse(row.ends) as EngagementEnds),
})

/** The newest first. */
export const engagementsOf = (reader: Reader, sequenceId: number, limit: number): EngagementRow[] =>
  reader.all<Raw>(`${select} AND b.sequence_id = ? ORDER BY b.id DESC LIMIT ?`, sequenceId, limit).map(toRow)

export function engagementByPublicId(reader: Reader, publicId: string): EngagementRow | undefined {
  const row = reader.get<Raw>(`${select} AND b.public_id = ?`, publicId)
  return row && toRow(row)
}
