/** What counts in an account's limits, and what does although its send doesn't say so any more. */
import { HOUR } from '../../shared/domain/time.ts'
import type { Reader } from './open.ts'
import { outsideInstants } from './outside.ts'

/**
 * Instants that count in an account's limits since `from`: sent, unsure, what is in flight, copies that may have left
 * before a send was wanted again or let be, and what left through the mailbox without us. Ours count when their answer
 * came: the server saw them before that, so no window is over its limit by the server's clock either. An answer takes
 * minutes at most, so who was claimed more than an hour before `from` was answered before it too.
 */
export function countedInstants(reader: Reader, accountId: number, from: number): number[] {
  const counted = reader
    .all<{ at: number }>(
      `SELECT coalesce((SELECT max(a.ended_at) FROM attempts a WHERE a.send_id = s.id AND a.started_at = s.claimed_at),
       s.claimed_at) as at
     FROM sends s WHERE s.account_id = ? AND s.claimed_at >= ? AND s.state IN ('sending', 'sent', 'unsure')`,
      accountId,
      from - HOUR,
    )
    .filter(({ at }) => at >= from)
  const stray = strayCopies(reader, from).filter((copy) => copy.accountId === accountId)
  return [...[...counted, ...stray].map((row) => row.at), ...outsideInstants(reader, accountId, from - 1)]
}

/** A try whose text may have left although its send does not count for that any more. */
export interface StrayCopy {
  accountId: number
  at: number
  batchId: number | null
  slot: number
  step: number
  domain: string
}

/** Those since `from`: sent again by a person's wish, or skipped, while nobody could tell whether they had arrived. */
export const strayCopies = (reader: Reader, from: number): StrayCopy[] =>
  reader.all(
    `SELECT s.account_id as accountId, coalesce(a.ended_at, a.started_at) as at, s.batch_id as batchId, s.slot, s.step,
       s.domain
     FROM attempts a JOIN sends s ON s.id = a.send_id
     WHERE a.outcome IN ('broken', 'interrupted') AND a.data_started_at IS NOT NULL AND a.started_at >= ?
       AND s.sandbox = 0 AND NOT (s.state IN ('sending', 'sent', 'unsure') AND s.claimed_at = a.started_at)`,
    from,
  )
