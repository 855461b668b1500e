/** Mail that left through the mailbox without us: it counts in the same limits, because the server counts it. */
import { HOUR } from '../../shared/domain/time.ts'
import type { Reader, Tx } from './open.ts'

/** How many after instant `after` (ms). */
export const outsideAfter = (reader: Reader, accountId: number, after: number): number =>
  reader.get<{ n: number }>('SELECT count(*) AS n FROM outside_sends WHERE account_id = ? AND at > ?', accountId, after)
    ?.n ?? 0

/** Instants (ms) after `after`, ascending. */
export const outsideInstants = (reader: Reader, accountId: number, after: number): number[] =>
  reader
    .all<{ at: number }>('SELECT at FROM outside_sends WHERE account_id = ? AND at > ? ORDER BY at', accountId, after)
    .map(({ at }) => at)

/** Of every account, from `from` on and before `to`. */
export const outsideBetween = (
  reader: Reader,
  from: number,
  to = Number.MAX_SAFE_INTEGER,
): { accountId: number; at: number }[] =>
  reader.all('SELECT account_id AS accountId, at FROM outside_sends WHERE at >= ? AND at < ?', from, to)

/** How far the Sent folder of an account was read, and how the last look ended. Instants are ms since the epoch. */
export interface SentState {
  folder: string
  uidValidity: string
  uidNext: number
  /** When it was last read to its end; null = never. */
  readAt: number | null
  /** Why it could not be read since; null = it could. */
  trouble: string | null
  /** What is counted is good until then, whatever the last look came to; null = never looked at. */
  goodUntil: number | null
}

export const sentState = (reader: Reader, accountId: number): SentState | undefined =>
  reader.get(
    `SELECT folder, uid_validity AS uidValidity, uid_next AS uidNext, read_at AS readAt, trouble,
       good_until AS goodUntil
     FROM folder_cursors WHERE account_id = ? AND purpose = 'sent'`,
    accountId,
  )

/** No promise reaches further than the longest time a server is left in peace; a clock set back would make one. */
const farthest = 2 * HOUR

/** True when mail from elsewhere is to be counted anew before anything leaves at `now`. */
export function isCountStale(reader: Reader, accountId: number, now: number): boolean {
  const goodUntil = sentState(reader, accountId)?.goodUntil ?? null
  return goodUntil === null || goodUntil < now || goodUntil > now + farthest
}

export interface FoundMail {
  uid: number
  at: number
  messageId: string | null
  sendId: string | null
  /** Ids that a server put aside for its own. */
  originalIds?: readonly string[]
}

/** Of what a Sent folder holds, what is not in our own ledger. */
export function notOurs<T extends FoundMail>(reader: Reader, accountId: number, found: readonly T[]): T[] {
  if (found.length === 0) return []
  const marks = JSON.stringify(found.map(({ sendId }) => sendId).filter((id) => id !== null))
  const known = new Set(
    reader
      .all<{ id: string }>(
        // one that was given up, and that nobody took up here, left from a computer of which that word is not believed
        `SELECT public_id AS id FROM sends s WHERE public_id IN (SELECT value FROM json_each(?))
           AND NOT (state = 'withdrawn' AND NOT EXISTS (SELECT 1 FROM attempts t WHERE t.send_id = s.id))`,
        marks,
      )
      .map(({ id }) => id),
  )
  // A server that drops unknown headers keeps the Message-ID, or tells the one it gave instead. One that a person wanted
  // again or let be may have left all the same.
  const named = JSON.stringify(found.flatMap(({ messageId, originalIds = [] }) => [messageId, ...originalIds]))
  const ids = new Set(
    reader
      .all<{ id: string }>(
        `SELECT message_id AS id FROM sends INDEXED BY sends_message
           WHERE message_id IN (SELECT value FROM json_each(@named)) AND message_id IS NOT NULL AND account_id = @accountId
         UNION SELECT server_message_id FROM sends INDEXED BY sends_server_message
           WHERE server_message_id IN (SELECT value FROM json_each(@named)) AND server_message_id IS NOT NULL
             AND account_id = @accountId`,
        { accountId, named },
      )
      .map(({ id }) => id),
  )
  return found.filter(
    ({ sendId, messageId, originalIds = [] }) =>
      !(sendId !== null && known.has(sendId)) && ![messageId, ...originalIds].some((id) => id !== null && ids.has(id)),
  )
}

/** What one look at the Sent folder found. */
export interface SentFound {
  folder: string
  uidValidity: string
  uidNext: number
  /** Everything was read anew: what was counted of it before is void. */
  anew: boolean
  /** What counts: not ours. */
  mails: readonly { uid: number; at: number }[]
  /** Older mail is in no limit any more and is dropped (ms). */
  since: number
}

/**
 * Writes a look down, all of it or nothing. Returns whether anything that counts has changed.
 *
 * @param good how long the count is good, ms
 */
export function saveSent(tx: Tx, accountId: number, found: SentFound, now: number, good: number): boolean {
  const before = outsideInstants(tx, accountId, found.since).join()
  if (found.anew) tx.run('DELETE FROM outside_sends WHERE account_id = ?', accountId)
  tx.run('DELETE FROM outside_sends WHERE account_id = ? AND at < ?', accountId, found.since)
  tx.run(
    `INSERT OR IGNORE INTO outside_sends (account_id, at, uid_validity, uid)
     SELECT ?, min(value ->> 1, ?), ?, value ->> 0 FROM json_each(?)`,
    accountId,
    // A server whose clock is ahead would hold a place in every window until that instant is past.
    now,
    found.uidValidity,
    JSON.stringify(found.mails.map(({ uid, at }) => [uid, at])),
  )
  saveState(tx, accountId, { ...found, readAt: now, trouble: null, goodUntil: now + good })
  return outsideInstants(tx, accountId, found.since).join() !== before
}

/** The folder could not be read: what was counted before stays, and is what counts until `goodUntil`. */
export function saveSentTrouble(tx: Tx, accountId: number, trouble: string, goodUntil: number): void {
  const before = sentState(tx, accountId) ?? { folder: '', uidValidity: '', uidNext: 0, readAt: null }
  saveState(tx, accountId, { ...before, trouble, goodUntil })
}

function saveState(tx: Tx, accountId: number, state: SentState): void {
  tx.run(
    `INSERT INTO folder_cursors (account_id, purpose, folder, uid_validity, uid_next, read_at, trouble, good_until)
     VALUES (?, 'sent', ?, ?, ?, ?, ?, ?)
     ON CONFLICT (account_id, purpose) DO UPDATE SET folder = excluded.folder, uid_validity = excluded.uid_validity,
       uid_next = excluded.uid_next, read_at = excluded.read_at, trouble = excluded.trouble,
       good_until = excluded.good_until`,
    accountId,
    state.folder,
    state.uidValidity,
    state.uidNext,
    state.readAt,
    state.trouble,
    state.goodUntil,
  )
}

/** Before anything leaves, every Sent folder is looked at once more. */
export const countAnew = (tx: Tx): void =>
  void tx.run(`UPDATE folder_cursors SET good_until = NULL WHERE purpose = 'sent'`)

/** The mailbox is read no more, or another one is: nothing that was counted in it is known to count. */
export function forgetSent(tx: Tx, accountId: number): void {
  tx.run('DELETE FROM outside_sends WHERE account_id = ?', accountId)
  tx.run(`DELETE FROM folder_cursors WHERE account_id = ? AND purpose = 'sent'`, accountId)
}
