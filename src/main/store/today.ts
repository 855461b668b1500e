/** What the first screen of the day is made of. Every query goes through an index: it is asked again after each email. */
import { type Leaving, onlyLeaving } from './leaving-here.ts'
import type { Reader, Tx } from './open.ts'

const free = (
  each: Leaving,
) => `account_id = @account AND state = 'planned' AND held = 0 AND paused = 0 AND replan = 0 AND kind <> 'task'
           AND ${onlyLeaving(each)}`
const whose = ({ account, by }: Leaving) => ({ account, device: by?.device ?? null })

/** Row ids of the next planned emails of these accounts, in order of time. */
export function nextSends(reader: Reader, accounts: readonly Leaving[], limit: number): number[] {
  return accounts
    .flatMap((each) =>
      reader.all<{ id: number; at: number }>(
        `SELECT id, at FROM sends INDEXED BY sends_due WHERE ${free(each)} ORDER BY at LIMIT @limit`,
        { ...whose(each), limit },
      ),
    )
    .sort((a, b) => a.at - b.at || a.id - b.id)
    .slice(0, limit)
    .map((row) => row.id)
}

/** Planned emails of these accounts that nothing holds back: how many leave in a stretch of time. */
export const leavingBetween = (reader: Reader, accounts: readonly Leaving[], from: number, to: number): number =>
  accounts.reduce(
    (n, each) =>
      n +
      (reader.get<{ n: number }>(
        `SELECT count(*) AS n FROM sends INDEXED BY sends_due WHERE ${free(each)} AND at >= @from AND at < @to`,
        { ...whose(each), from, to },
      )?.n ?? 0),
    0,
  )

/** When the last of them leaves, ms since the epoch; null when there is none. */
export function lastLeaving(reader: Reader, accounts: readonly Leaving[]): number | null {
  const found = accounts.flatMap(
    (each) =>
      reader.get<{ at: number | null }>(
        `SELECT max(at) AS at FROM sends INDEXED BY sends_due WHERE ${free(each)}`,
        whose(each),
      )?.at ?? [],
  )
  return found.length > 0 ? Math.max(...found) : null
}

/** Moved emails looked at for their reasons, at most. */
const looked = 5000

/** Why planned emails go later than they should have, the most frequent first. */
export const reasonsMoved = (reader: Reader, limit: number): { reason: string; count: number }[] =>
  reader.all(
    `SELECT reason, count(*) AS count FROM (SELECT reason FROM sends INDEXED BY sends_moved
       WHERE state = 'planned' AND (reason is not null or by_hand is not null) LIMIT ${looked})
     WHERE reason IS NOT NULL GROUP BY reason ORDER BY count(*) DESC, reason LIMIT ?`,
    limit,
  )

export interface JournalNote {
  at: number
  kind: string
  text: string
  late: number | null
}

/** What was written down after `since`, but for what that seat did itself, oldest first; the newest `limit` of it. */
export const notesSince = (reader: Reader, since: number, seatId: number, limit: number): JournalNote[] =>
  reader
    .all<JournalNote>(
      `SELECT at, kind, text, data ->> '$.late' AS late FROM journal
       WHERE at > ? AND data ->> '$.seat' IS NOT ? ORDER BY id DESC LIMIT ?`,
      since,
      seatId,
      limit,
    )
    .reverse()

export interface FinishedSequence {
  publicId: string
  name: string
  at: number
  contacts: number
  sent: number
}

/** When an engagement's last email left: at an end of its part of the index. */
const lastLeft = (sandbox: 0 | 1): string =>
  `coalesce((SELECT max(s.claimed_at) FROM sends s INDEXED BY sends_left
     WHERE s.state = 'sent' AND s.batch_id = b.id AND s.sandbox = ${sandbox}), 0)`

/** Sequences with nobody under way whose last email left, or was settled, from `since` on; newest first. */
export const finishedSequences = (reader: Reader, since: number, limit: number): FinishedSequence[] =>
  reader.all(
    `WITH ended AS (SELECT q.id, q.public_id, q.name,
         (SELECT nullif(max(max(${lastLeft(0)}, ${lastLeft(1)})), 0) FROM batches b WHERE b.sequence_id = q.id) AS at
       FROM sequences q WHERE q.deleted = 0 AND NOT EXISTS (SELECT 1 FROM enrollment_tally t
         WHERE t.sequence_id = q.id AND t.state IN ('pending', 'active', 'paused') AND t.n > 0))
     SELECT public_id AS publicId, name, at,
       (SELECT sum(n) FROM enrollment_tally t WHERE t.sequence_id = ended.id) AS contacts,
       (SELECT sum(n) FROM batches b JOIN send_tally t ON t.batch_id = b.id AND t.state = 'sent'
          WHERE b.sequence_id = ended.id) AS sent
     FROM ended WHERE at >= ? ORDER BY at DESC LIMIT ?`,
    since,
    limit,
  )

/** When a seat last looked, ms since the epoch; null = never. */
export const lastLook = (reader: Reader, seatId: number): number | null =>
  reader.get<{ at: number }>('SELECT at FROM looks WHERE seat_id = ?', seatId)?.at ?? null

/** A clock that was ahead for a while must not hide what happens until it is caught up with: hence not only forward. */
export const keepLook = (tx: Tx, seatId: number, at: number): void =>
  void tx.run(
    'INSERT INTO looks (seat_id, at) VALUES (?, ?) ON CONFLICT (seat_id) DO UPDATE SET at = excluded.at',
    seatId,
    at,
  )

export const hasSequences = (reader: Reader): number =>
  reader.get<{ n: number }>('SELECT count(*) AS n FROM sequences WHERE deleted = 0')?.n ?? 0

/** Counts up to `most`: whoever asks only wants to know whether there are any. */
export const contactsUpTo = (reader: Reader, most: number): number =>
  reader.get<{ n: number }>('SELECT count(*) AS n FROM (SELECT 1 FROM contacts WHERE deleted = 0 LIMIT ?)', most)?.n ??
  0
