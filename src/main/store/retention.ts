/** Texts of mail that are older than they may become. */
import type { Reader, Tx } from './open.ts'

/**
 * Removes whole texts of what came in before that instant (ms), and what the sandbox took before it, unless the fate of its
 * email is still open: there it is proof. At most `limit` of both together.
 *
 * @returns how many were removed
 */
export function forgetTexts(tx: Tx, before: number, limit: number): number {
  const emptied = tx.run(
    `UPDATE incoming SET body = NULL, version = version + 1
     WHERE id IN (SELECT id FROM incoming WHERE at < ? AND body IS NOT NULL ORDER BY at LIMIT ?)`,
    before,
    limit,
  ).changes
  if (emptied === limit) return emptied
  const removed = tx.run(
    `DELETE FROM sandbox_messages WHERE id IN (SELECT m.id FROM sandbox_messages m
       LEFT JOIN sends s ON s.public_id = m.send_id
       WHERE m.received_at < ? AND (s.state IS NULL OR s.state NOT IN ('sending', 'unsure'))
       ORDER BY m.received_at LIMIT ?)`,
    before,
    limit - emptied,
  ).changes
  return emptied + removed
}

/** When the oldest of what `forgetTexts` removes came (ms); infinity: there is none. */
export const oldestText = (reader: Reader): number =>
  reader.get<{ at: number | null }>(
    `SELECT min(at) AS at FROM (SELECT min(at) AS at FROM incoming WHERE body IS NOT NULL
       UNION ALL SELECT min(received_at) FROM sandbox_messages)`,
  )?.at ?? Number.POSITIVE_INFINITY
