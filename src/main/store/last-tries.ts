import type { Reader } from './open.ts'

export interface LastTry {
  /** Which host had it; null: none, or it is not known yet. */
  host: string | null
  /** It is to be with hosts now. */
  away: 0 | 1
  /** Since when the queue has it, ms; null: it doesn't. */
  takenAt: number | null
}

/** Of each send its last try. Sends that were never tried are left out. */
export function lastTries(reader: Reader, sendIds: readonly number[]): Map<number, LastTry> {
  const rows = reader.all<LastTry & { sendId: number }>(
    `SELECT a.send_id AS sendId, a.host, h.attempt_id IS NOT NULL AS away, h.at AS takenAt
     FROM json_each(?) j CROSS JOIN attempts a ON a.send_id = j.value
       LEFT JOIN handed_in h ON h.attempt_id = a.id ORDER BY a.id`,
    JSON.stringify(sendIds),
  )
  return new Map(rows.map(({ sendId, ...rest }) => [sendId, rest]))
}
