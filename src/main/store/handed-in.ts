/** Tries that are with sender hosts. A send of which there is one is being sent, whatever becomes of this process. */
import { secretIdOf } from './account-row.ts'
import type { Due } from './ledger.ts'
import { dueColumns } from './ledger.ts'
import type { Reader, Tx } from './open.ts'

/** With the claim, in its transaction. `name`: a new UUID; `line`: the course of the queue's database; `leaveBy`: ms. */
export function noteHandedIn(
  tx: Tx,
  { attemptId, sendId, name, line, leaveBy }: Pick<HandedIn, 'attemptId' | 'sendId' | 'name' | 'line' | 'leaveBy'>,
): void {
  tx.run(
    `INSERT INTO handed_in (attempt_id, account_id, name, line, leave_by, after)
     VALUES (?, (SELECT account_id FROM sends WHERE id = ?), ?, ?, ?, (
       SELECT a.queued_as FROM attempts a WHERE a.send_id = ? AND a.data_started_at IS NOT NULL AND a.queued_as IS NOT NULL
       ORDER BY a.id DESC LIMIT 1))`,
    attemptId,
    sendId,
    name,
    line,
    leaveBy,
    sendId,
  )
  tx.run('UPDATE attempts SET queued_as = ? WHERE id = ?', name, attemptId)
}

/** A try that a host has, or is to have. */
export interface HandedIn {
  attemptId: number
  name: string
  after: string | null
  line: string
  leaveBy: number
  /** When the queue had it. */
  at: number | null
  sendId: number
  send: string
  accountId: number
  account: string
  from: string
  to: string
}

const each = `SELECT h.attempt_id AS attemptId, h.name, h.after, h.line, h.leave_by AS leaveBy, h.at, s.id AS sendId,
    s.public_id AS send, c.id AS accountId, ${secretIdOf('c')} AS account, c.address AS "from", s.address AS "to"
  FROM handed_in h CROSS JOIN attempts a ON a.id = h.attempt_id CROSS JOIN sends s ON s.id = a.send_id
  CROSS JOIN accounts c ON c.id = h.account_id`

/** Those that the queue has not taken yet, the oldest first. */
export const notTakenYet = (reader: Reader, most: number): HandedIn[] =>
  reader.all(`${each} WHERE h.at IS NULL ORDER BY h.attempt_id LIMIT ?`, most)

export const handedInAs = (reader: Reader, name: string): HandedIn | undefined =>
  reader.get(`${each} WHERE h.name = ?`, name)

/** What the queue has after the try with that row id, in the order of their claims. */
export const withHosts = (reader: Reader, after: number, most: number): HandedIn[] =>
  reader.all(`${each} WHERE h.attempt_id > ? AND h.at IS NOT NULL ORDER BY h.attempt_id LIMIT ?`, after, most)

/** How many tries of an account are away, taken by the queue or not. */
export const awayOf = (reader: Reader, accountId: number): number =>
  reader.get<{ n: number }>('SELECT count(*) AS n FROM handed_in WHERE account_id = ?', accountId)?.n ?? 0

/** True: a host may have something. */
export const isAnyAway = (reader: Reader): boolean => reader.get('SELECT 1 FROM handed_in LIMIT 1') !== undefined

export const markTaken = (tx: Tx, attemptIds: readonly number[], at: number): void =>
  void tx.run(
    'UPDATE handed_in SET at = ? WHERE attempt_id IN (SELECT value FROM json_each(?))',
    at,
    JSON.stringify(attemptIds),
  )

/** Its outcome is written down: which host had it, null = none. */
export function forgetHandedIn(tx: Tx, attemptId: number, host: string | null): void {
  tx.run('DELETE FROM handed_in WHERE attempt_id = ?', attemptId)
  tx.run('UPDATE attempts SET host = ? WHERE id = ?', host, attemptId)
}

/** A try that was with a host, settled or not; undefined: this copy of the data never handed it in. */
export const everHandedIn = (reader: Reader, name: string): { attemptId: number; sendId: number } | undefined =>
  reader.get('SELECT id AS attemptId, send_id AS sendId FROM attempts WHERE queued_as = ?', name)

/** What hosts call the account that a try was of: what their leave to send from it says. */
export const accountOfTry = (reader: Reader, name: string): string | undefined =>
  reader.get<{ account: string }>(
    `SELECT ${secretIdOf('c')} AS account FROM attempts a CROSS JOIN sends s ON s.id = a.send_id
     CROSS JOIN accounts c ON c.id = s.account_id WHERE a.queued_as = ?`,
    name,
  )?.account

/** The send of a claimed try, as it was when it was due: `tries` without this one. */
export const claimedDue = (reader: Reader, sendId: number): Due | undefined => {
  const due = reader.get<Due>(`SELECT ${dueColumns} FROM sends WHERE id = ?`, sendId)
  return due && { ...due, tries: due.tries - 1 }
}

/** The exact bytes, while its fate is not settled. */
export const bytesOf = (reader: Reader, sendId: number): Buffer | undefined =>
  reader.get<{ raw: Buffer }>('SELECT raw FROM outgoing WHERE send_id = ?', sendId)?.raw
