import type { Reader } from './open.ts'

/** Mail that left through the mailbox without us: it counts in the same limits, because the server counts it. */

/** How many after instant `after` (ms). */
export const outsideAfter = (reader: Reader, accountId: number, after: number): number =>
  reader.get<{ n: number }>('SELECT count(*) AS n FROM outside_sends WHERE account_id = ? AND at > ?', accountId, after)
    ?.n ?? 0

/** Instants (ms) after `after`, ascending. */
export const outsideInstants = (reader: Reader, accountId: number, after: number): number[] =>
  reader
    .all<{ at: number }>('SELECT at FROM outside_sends WHERE account_id = ? AND at > ? ORDER BY at', accountId, after)
    .map(({ at }) => at)
