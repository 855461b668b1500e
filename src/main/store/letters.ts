/** Letters about permissions, as they left or came, and the emails that carry them. */
import type { LetterPurpose } from '../../shared/domain/delegation-letter.ts'
import type { SendState } from '../../shared/domain/send.ts'
import { HOUR } from '../../shared/domain/time.ts'
import type { Mark } from './clockwork.ts'
import { keptBy } from './kept-by.ts'
import type { Reader, Tx } from './open.ts'

export interface LetterRow {
  id: number
  publicId: string
  /** Which letter it is: `letterName`. */
  nonce: string
  direction: 'out' | 'in'
  purpose: LetterPurpose
  /** Public id. */
  grant: string
  /** The line of base64url that it travels as. */
  text: string
  state: 'waiting' | 'sent' | 'used' | 'refused'
  reason: string | null
  /** The email it left as. */
  sendId: number | null
  sendState: SendState | null
  sendReply: string | null
  expiresAt: number
  createdAt: number
}

const select = `SELECT l.id, l.public_id AS publicId, l.nonce, l.direction, l.purpose, l.grant_id AS "grant", l.text,
    l.state, l.reason, l.send_id AS sendId, s.state AS sendState, s.reply AS sendReply, l.expires_at AS expiresAt,
    l.created_at AS createdAt
  FROM letters l LEFT JOIN sends s ON s.id = l.send_id`

/** The last letter that left about a grant (public id). */
export const lastLetterOut = (reader: Reader, grant: string): LetterRow | undefined =>
  reader.get(`${select} WHERE l.grant_id = ? AND l.direction = 'out' ORDER BY l.id DESC LIMIT 1`, grant)

export const letterNamed = (reader: Reader, name: string): LetterRow | undefined =>
  reader.get(`${select} WHERE l.nonce = ?`, name)

/** Those that came in and wait for an answer, newest first. */
export const lettersWaiting = (reader: Reader, now: number): LetterRow[] =>
  reader.all(
    `${select} WHERE l.direction = 'in' AND l.state = 'waiting' AND l.expires_at > ? ORDER BY l.id DESC LIMIT 200`,
    now,
  )

/** How many came in and wait, also those that nobody will answer any more in time. */
export const waitingCount = (reader: Reader): number =>
  reader.get<{ n: number }>("SELECT count(*) AS n FROM letters WHERE direction = 'in' AND state = 'waiting'")?.n ?? 0

/** Letters that are over and were never answered. */
export const dropOverdue = (tx: Tx, now: number): void =>
  void tx.run("DELETE FROM letters WHERE direction = 'in' AND state = 'waiting' AND expires_at <= ?", now)

export type NewLetter = Pick<
  LetterRow,
  'publicId' | 'nonce' | 'direction' | 'purpose' | 'grant' | 'text' | 'state' | 'sendId' | 'expiresAt' | 'createdAt'
>

/** False where that letter is kept already: nothing is written then. */
export const insertLetter = (tx: Tx, letter: NewLetter): boolean =>
  tx.run(
    `INSERT INTO letters (public_id, nonce, direction, purpose, grant_id, text, state, send_id, expires_at, created_at)
     VALUES (@publicId, @nonce, @direction, @purpose, @grant, @text, @state, @sendId, @expiresAt, @createdAt)
     ON CONFLICT (nonce) DO NOTHING`,
    { ...letter },
  ).changes > 0

/** It was followed: from now on it is refused. */
export const spendLetter = (tx: Tx, name: string): void =>
  void tx.run(`UPDATE letters SET state = 'used' WHERE nonce = ?`, name)

/** What still waits about a grant is no longer needed: withdraws the emails, too, that have not left. */
export function dropLetters(tx: Tx, grant: string): number[] {
  tx.run(`UPDATE letters SET state = 'used' WHERE grant_id = ? AND direction = 'in' AND state = 'waiting'`, grant)
  return tx
    .all<{ id: number }>(
      `SELECT s.id FROM letters l JOIN sends s ON s.id = l.send_id
       WHERE l.grant_id = ? AND l.direction = 'out' AND s.state = 'planned'`,
      grant,
    )
    .map(({ id }) => id)
}

/**
 * The mailbox that a seat's letters leave from: one of its own, else the managed account where it has a server. Only
 * what sends from this computer.
 */
export const letterAccount = (
  reader: Reader,
  seatId: number,
): { id: number; address: string; name: string | null } | undefined =>
  reader.get(
    `SELECT a.id, a.address, a.name FROM accounts a CROSS JOIN workspace w
     WHERE a.deleted = 0 AND a.state = 'active' AND a.paused = 0 AND a.home_device = w.device AND a.smtp IS NOT NULL
       AND (${keptBy}) IS NULL
       AND (a.seat_id = @seatId OR a.kind = 'managed') ORDER BY a.kind = 'managed', a.id LIMIT 1`,
    { seatId },
  )

/** Plans the email that carries a letter, for the dispatcher to send now. Returns its row id. */
export function planLetterEmail(
  tx: Tx,
  email: { publicId: string; accountId: number; address: string; subject: string; now: number },
  mark: Mark,
): number {
  const { now } = email
  return tx.run(
    `INSERT INTO sends (public_id, kind, step, account_id, address, domain, state, due, slot, at, subject, why, author,
       device, hlc)
     VALUES (@publicId, 'letter', 1, @accountId, @address, @domain, 'planned', @now, @slot, @now, @subject, @why,
       @author, @device, @hlc)`,
    {
      publicId: email.publicId,
      accountId: email.accountId,
      address: email.address,
      domain: email.address.slice(email.address.lastIndexOf('@') + 1).toLowerCase(),
      now,
      slot: now - (now % HOUR),
      subject: email.subject,
      why: JSON.stringify(['A letter about a permission to send.']),
      ...mark,
    },
  ).id
}

/** What the email of a letter is made from; undefined: that send is none. */
export const letterOfSend = (
  reader: Reader,
  sendId: number,
): { text: string; purpose: LetterPurpose; publicId: string; to: string; key: Buffer } | undefined =>
  reader.get(
    `SELECT l.text, l.purpose, s.public_id AS publicId, s.address AS "to", w.message_key AS key
     FROM letters l JOIN sends s ON s.id = l.send_id CROSS JOIN workspace w WHERE l.send_id = ? AND l.direction = 'out'`,
    sendId,
  )

/** From the few letters there are: it is asked whenever an email changes, and those can be a million. */
const misplaced = `letters l JOIN sends s ON s.id = l.send_id
  WHERE l.direction = 'out' AND s.state = 'planned' AND s.replan > 0`

/** Gives the emails of letters a time again that could not leave at theirs, or were moved: the planner plans only contacts'. */
export const placeLetters = (tx: Tx, at: number): number =>
  tx.run(
    `UPDATE sends SET replan = 0, at = max(@at, coalesce(by_hand, 0)),
       slot = max(@at, coalesce(by_hand, 0)) / @hour * @hour, retry_at = NULL
     WHERE id IN (SELECT s.id FROM ${misplaced})`,
    { at, hour: HOUR },
  ).changes

export const lettersMisplaced = (reader: Reader): boolean =>
  reader.get(`SELECT 1 FROM ${misplaced} LIMIT 1`) !== undefined
