/** Counts for people: what is planned, what went out, how full an account's windows are. */
import { keptBy } from './kept-by.ts'
import type { Reader } from './open.ts'

export interface Figures {
  planned: number
  unsure: number
  /** Earliest planned send that nothing holds back, of an account that can send; ms since the epoch. */
  nextAt: number | null
}

/** Asked after every email: each figure is tallied or has an index of its own, or a million rows would be read for it. */
export function figures(reader: Reader): Figures {
  const found = reader.get<Figures>(
    `SELECT (SELECT coalesce(sum(n), 0) FROM planned_tally) AS planned,
       (SELECT count(*) FROM sends INDEXED BY sends_open WHERE state IN ('sending', 'unsure') AND state = 'unsure') AS unsure,
       (SELECT min(first) FROM (SELECT (SELECT min(at) FROM sends INDEXED BY sends_due WHERE account_id = a.id
          AND state = 'planned' AND held = 0 AND paused = 0 AND replan = 0 AND kind <> 'task') AS first FROM accounts a
          WHERE a.deleted = 0 AND a.state = 'active' AND a.paused = 0 AND (${keptBy}) IS NULL)) AS nextAt`,
  )
  return found ?? { planned: 0, unsure: 0, nextAt: null }
}

const testsOf = (sandbox: 0 | 1): string =>
  `SELECT count(*) FROM sends INDEXED BY sends_tests
   WHERE kind = 'test' AND state = @state AND settled_at >= @from AND sandbox = ${sandbox}`

/** Emails that came to this end from `from` on, but tests; what the built-in sandbox took is counted apart. */
export function settledSince(
  reader: Reader,
  state: 'sent' | 'refused' | 'unsure',
  from: number,
): { real: number; sandbox: number } {
  const found = reader.get<{ real: number; sandbox: number }>(
    `SELECT coalesce(sum(sandbox = 0), 0) - (${testsOf(0)}) AS real,
       coalesce(sum(sandbox = 1), 0) - (${testsOf(1)}) AS sandbox
     FROM sends INDEXED BY sends_settled WHERE state = @state AND settled_at >= @from`,
    { state, from },
  )
  return found ?? { real: 0, sandbox: 0 }
}

/** What counts in an account's limits after instant `after`: sent, unsure, and what is in flight. */
export const countedAfter = (reader: Reader, accountId: number, after: number): number =>
  reader.get<{ n: number }>(
    `SELECT count(*) AS n FROM sends WHERE account_id = ? AND claimed_at > ?
     AND state IN ('sending', 'sent', 'unsure')`,
    accountId,
    after,
  )?.n ?? 0
