/** Emails that another computer may have sent: where they are looked for, what was found, and what comes next. */
import type { Evidence } from '../../shared/domain/incoming-shape.ts'
import { stamp } from './clockwork.ts'
import { note } from './journal.ts'
import type { Reader, Tx } from './open.ts'
import { type ReviewRow, settleReview } from './reviews.ts'
import { heardAt } from './shares.ts'

/** One that waits for a look. `looks` in the Sent folder were made; `nextAt` (ms): the next one, null: none. */
export interface Awaited extends ReviewRow {
  /** Public id of its enrollment. */
  enrollment: string
  looks: number
  nextAt: number | null
}

/** Those whose Sent folder can tell (they are all held, and found by that among all that is planned), in the order of their steps; what is looked for for the first time is due at once. */
export const awaitedOf = (reader: Reader, accountId: number): Awaited[] =>
  reader.all(
    `SELECT s.id, s.public_id AS publicId, s.enrollment_id AS enrollmentId, s.step, s.address, NULL AS contact,
       NULL AS sequence, s.subject, s.at, s.review AS why, s.reason IS NOT NULL AS later, e.public_id AS enrollment, coalesce(u.tries, 0) AS looks,
       CASE WHEN u.send_id IS NULL THEN 0 ELSE u.next_at END AS nextAt
     FROM sends s INDEXED BY sends_aside JOIN enrollments e ON e.id = s.enrollment_id
       LEFT JOIN unsure_looks u ON u.send_id = s.id
     WHERE s.account_id = ? AND s.state = 'planned' AND (s.held = 1 OR s.paused = 1 OR s.replan = 2) AND s.review IN ('take_over', 'lease') AND s.sandbox = 0 ORDER BY s.id`,
    accountId,
  )

/** Accounts (row ids) with such emails. */
export const accountsInReview = (reader: Reader): number[] =>
  reader
    .all<{ id: number }>(
      `SELECT DISTINCT account_id AS id FROM sends INDEXED BY sends_aside
       WHERE state = 'planned' AND (held = 1 OR paused = 1 OR replan = 2) AND review IN ('take_over', 'lease')`,
    )
    .map(({ id }) => id)

/** Since when one of these devices can have sent what nobody heard of (ms); null: it was never heard of. */
export const silentSince = (reader: Reader, devices: readonly string[]): number | null =>
  devices.reduce<number | null>((least, device) => {
    const at = heardAt(reader, device)
    return least === null || at === null ? null : Math.min(least, at)
  }, Number.MAX_SAFE_INTEGER)

/** A copy of it in the Sent folder. */
export interface SentCopy {
  folder: string
  /** When the server took it in, ms. */
  at: number
  messageId: string | null
}

/** It did leave: settled as sent, as of when its copy says. */
export function foundSent(tx: Tx, row: ReviewRow, copy: SentCopy, now: number): void {
  settleReview(tx, row, 'sent', stamp(tx, now), now, copy)
  const words = `Step ${row.step} to ${row.address} has left already: its copy is in the folder “${copy.folder}”.`
  note(tx, now, 'found_sent', words, { send: row.publicId })
}

/** What a look came to for all of these that it did not find, in place of what the look before did. */
export function keepLooked(
  tx: Tx,
  rows: readonly Awaited[],
  looked: Evidence & { at: number },
  nextAt: (looks: number) => number | null,
): void {
  const line = JSON.stringify([looked])
  for (const { id, looks } of rows)
    tx.run(
      `INSERT INTO unsure_looks (send_id, tries, next_at, evidence) VALUES (@id, @looks, @next, @line)
       ON CONFLICT (send_id) DO UPDATE SET tries = @looks, next_at = @next, evidence = @line`,
      { id, looks: looks + 1, next: nextAt(looks + 1), line },
    )
}
