/** Counts for people: what is planned, what went out, how full an account's windows are. */
import type { Reader } from './open.ts'

export interface Figures {
  planned: number
  unsure: number
  /** Earliest planned send that nothing holds back, ms since the epoch. */
  nextAt: number | null
}

export function figures(reader: Reader): Figures {
  const found = reader.get<Figures>(
    `SELECT (SELECT count(*) FROM sends WHERE state = 'planned') AS planned,
       (SELECT count(*) FROM sends WHERE state = 'unsure') AS unsure,
       (SELECT min(at) FROM sends WHERE state = 'planned' AND held = 0 AND paused = 0) AS nextAt`,
  )
  return found ?? { planned: 0, unsure: 0, nextAt: null }
}

/** Emails that a server took since `from`. */
export const sentSince = (reader: Reader, from: number): number =>
  reader.get<{ n: number }>("SELECT count(*) AS n FROM sends WHERE state = 'sent' AND settled_at >= ?", from)?.n ?? 0

/** What counts in an account's limits after instant `after`: sent, unsure, and what is in flight. */
export const countedAfter = (reader: Reader, accountId: number, after: number): number =>
  reader.get<{ n: number }>(
    `SELECT count(*) AS n FROM sends WHERE account_id = ? AND claimed_at > ?
     AND state IN ('sending', 'sent', 'unsure')`,
    accountId,
    after,
  )?.n ?? 0
