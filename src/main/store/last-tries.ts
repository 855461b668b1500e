import type { Reader } from './open.ts'

/** Of each send its last try: which host had it, and whether hosts have it still. Sends that were never tried are left out. */
export function lastTries(
  reader: Reader,
  sendIds: readonly number[],
): Map<number, { host: string | null; away: 0 | 1 }> {
  const rows = reader.all<{ sendId: number; host: string | null; away: 0 | 1 }>(
    `SELECT a.send_id AS sendId, a.host, EXISTS (SELECT 1 FROM handed_in h WHERE h.attempt_id = a.id) AS away
     FROM json_each(?) j CROSS JOIN attempts a ON a.send_id = j.value ORDER BY a.id`,
    JSON.stringify(sendIds),
  )
  return new Map(rows.map(({ sendId, ...rest }) => [sendId, rest]))
}
