/** Copies of sent mail that are still to be filed. What becomes of them never changes what became of the email. */
import { accountById } from './accounts.ts'
import { filingOf } from './filing.ts'
import type { Reader, Tx } from './open.ts'

/** How long after an email left its copy is looked for, while nobody knows whether the server files it itself. */
export const learningWait = 5 * 60_000

export interface SentCopy {
  sendId: number
  sendPublicId: string
  accountId: number
  messageId: string
  /** The id the server said it used instead. */
  serverMessageId: string | null
  /** APPENDs begun: one of them may have come through. */
  tries: number
  nextAt: number
  /** Its Date header, ms; the copy's own date. */
  dateAt: number
  /** When it was known to have left, ms. */
  sentAt: number
}

/**
 * Keeps the exact bytes of an email that has just left, if they are to be filed. To be called before they are forgotten,
 * in the transaction that settles it. The account that sent is whose folder they go to, whoever asked for the email.
 */
export function queueCopy(tx: Tx, sendId: number, now: number): void {
  const send = tx.get<{ id: number }>('SELECT account_id AS id FROM sends WHERE id = ? AND sandbox = 0', sendId)
  const account = send && filingAccount(tx, send.id)
  if (!account) return
  const { files } = filingOf(tx, account)
  if (files === 'server') return
  tx.run(
    `INSERT OR IGNORE INTO sent_copies (send_id, account_id, raw, tries, next_at)
     SELECT send_id, ?, raw, 0, ? FROM outgoing WHERE send_id = ?`,
    account.id,
    files === 'client' ? now : now + learningWait,
    sendId,
  )
}

/** The account, where it has a mailbox that copies may be filed in. */
const filingAccount = (tx: Tx, id: number) =>
  tx.known(`filing ${id}`, () =>
    tx.get(
      `SELECT 1 FROM accounts WHERE id = ? AND imap IS NOT NULL AND coalesce(imap ->> '$.sentCopies', '') <> 'never'`,
      id,
    )
      ? accountById(tx, id)
      : undefined,
  )

/** Accounts with copies to file, each with the instant of its first. */
export const copyTurns = (reader: Reader): { accountId: number; at: number; waiting: number }[] =>
  reader.all(
    'SELECT account_id AS accountId, min(next_at) AS at, count(*) AS waiting FROM sent_copies GROUP BY account_id',
  )

/** Those of an account whose time has come, oldest first. */
export const dueCopies = (reader: Reader, accountId: number, now: number, most: number): SentCopy[] =>
  reader.all(
    `SELECT c.send_id AS sendId, s.public_id AS sendPublicId, c.account_id AS accountId, s.message_id AS messageId,
       s.server_message_id AS serverMessageId, c.tries, c.next_at AS nextAt,
       coalesce(s.date_at, s.claimed_at, c.next_at) AS dateAt, coalesce(s.settled_at, c.next_at) AS sentAt
     FROM sent_copies c JOIN sends s ON s.id = c.send_id
     WHERE c.account_id = ? AND c.next_at <= ? ORDER BY c.next_at, c.send_id LIMIT ?`,
    accountId,
    now,
    most,
  )

export const copyBytes = (reader: Reader, sendId: number): Buffer | null =>
  reader.get<{ raw: Buffer }>('SELECT raw FROM sent_copies WHERE send_id = ?', sendId)?.raw ?? null

/** The newest email whose copy has been filed, old enough that a server's own copy would be there too. */
export const lastFiled = (
  reader: Reader,
  accountId: number,
  before: number,
): { sendPublicId: string; messageId: string } | undefined =>
  reader.get(
    `SELECT public_id AS sendPublicId, message_id AS messageId FROM sends INDEXED BY sends_counted
     WHERE account_id = ? AND claimed_at < ? AND state IN ('sending', 'sent', 'unsure') AND state = 'sent'
       AND sandbox = 0 AND NOT EXISTS (SELECT 1 FROM sent_copies c WHERE c.send_id = sends.id)
     ORDER BY claimed_at DESC LIMIT 1`,
    accountId,
    before,
  )

export const waitingCopies = (reader: Reader, accountId: number): number =>
  reader.get<{ n: number }>('SELECT count(*) AS n FROM sent_copies WHERE account_id = ?', accountId)?.n ?? 0

/** Before an APPEND begins: if we stop in its middle, the folder is looked through first. */
export const beginCopy = (tx: Tx, sendId: number): void =>
  void tx.run('UPDATE sent_copies SET tries = tries + 1 WHERE send_id = ?', sendId)

/** It is tried again at `at`. */
export const putOffCopy = (tx: Tx, sendId: number, at: number, trouble: string | null): void =>
  void tx.run('UPDATE sent_copies SET next_at = ?, trouble = ? WHERE send_id = ?', at, trouble, sendId)

/** It is in the folder, or will not be. */
export const dropCopy = (tx: Tx, sendId: number): void =>
  void tx.run('DELETE FROM sent_copies WHERE send_id = ?', sendId)

/** Nothing of the account is to be filed any more; how many were waiting. */
export const dropCopies = (tx: Tx, accountId: number): number =>
  tx.run('DELETE FROM sent_copies WHERE account_id = ?', accountId).changes
