/** How far the folders of each mailbox were read, and whether what came back is known at present. */
import type { Reader, Tx } from './open.ts'

export interface InboxFolder {
  folder: string
  /** '' where it was never opened. */
  uidValidity: string
  uidNext: number
  /** When all that was in it was known, ms; null: never. */
  readAt: number | null
  /** Why it could not be read since; null: it could. */
  trouble: string | null
}

const inbox = 'INBOX'

/** The inbox first. */
export const inboxFolders = (reader: Reader, accountId: number): InboxFolder[] =>
  reader.all(
    `SELECT folder, uid_validity AS uidValidity, uid_next AS uidNext, read_at AS readAt, trouble
     FROM inbox_folders WHERE account_id = ? ORDER BY folder <> '${inbox}', folder`,
    accountId,
  )

export interface InboxKnown {
  /** Everything that had come until then is taken in (ms); null: nothing is known. */
  at: number | null
  /** Why the mailbox can't be read at present; null: it can. */
  trouble: string | null
}

/**
 * Until when it is known what came back. A folder beside the inbox that its server refuses to open doesn't count: nobody
 * could read it, and mail would wait for ever.
 */
export function inboxKnown(reader: Reader, accountId: number): InboxKnown {
  const folders = inboxFolders(reader, accountId)
  const first = folders.find(({ folder }) => folder === inbox)
  if (!first) return { at: null, trouble: null }
  const counted = folders.filter(({ folder, trouble }) => folder === inbox || trouble === null)
  const at = counted.reduce<number | null>(
    (least, { readAt }) => (least === null || readAt === null ? null : Math.min(least, readAt)),
    Number.POSITIVE_INFINITY,
  )
  return { at, trouble: first.trouble }
}

/**
 * Mailboxes that answers to a contact's emails come to, as far as this computer reads them: the account's own, those of
 * accounts that wrote to the contact before it, and where any of them has its answers sent. The account's own first.
 *
 * @param device the computer that asks
 * @param others accounts of other homes that it reads too
 */
export const answeredAt = (
  reader: Reader,
  accountId: number,
  enrollmentId: number,
  device: string,
  others: readonly number[] = [],
): { id: number; address: string }[] => {
  const before = reader.all<{ id: number }>(
    'SELECT DISTINCT account_id AS id FROM sends WHERE enrollment_id = +? AND claimed_at IS NOT NULL AND account_id <> +?',
    enrollmentId,
    accountId,
  )
  const senders = JSON.stringify([accountId, ...before.map(({ id }) => id)])
  const read = JSON.stringify(others)
  return reader.known(`mailboxes ${senders} ${device} ${read}`, () =>
    mailboxesOf(reader, { accountId, senders, device, others: read }),
  )
}

const mailboxesOf = (
  reader: Reader,
  asked: { accountId: number; senders: string; device: string; others: string },
): { id: number; address: string }[] =>
  reader.all(
    `WITH senders AS (SELECT value AS id FROM json_each(@senders)),
     mailboxes AS (SELECT id FROM senders UNION
       SELECT r.id FROM senders CROSS JOIN accounts o ON o.id = senders.id
         CROSS JOIN accounts r ON r.address_key = lower(o.reply_to) AND r.deleted = 0)
     SELECT a.id, a.address FROM mailboxes m CROSS JOIN accounts a ON a.id = m.id
     WHERE a.deleted = 0 AND a.imap IS NOT NULL AND a.state IN ('active', 'error')
       AND (a.home_device = @device OR a.id IN (SELECT value FROM json_each(@others)))
     ORDER BY a.id <> @accountId, a.id`,
    asked,
  )

/** They were looked at, and nothing is new in them. */
export const touchFolders = (tx: Tx, accountId: number, folders: readonly string[], now: number): void =>
  void tx.run(
    `UPDATE inbox_folders SET read_at = ?, trouble = NULL
     WHERE account_id = ? AND uid_validity <> '' AND folder IN (SELECT value FROM json_each(?))`,
    now,
    accountId,
    JSON.stringify(folders),
  )

/** A folder can't be read; with the inbox, the mailbox can't. Returns whether that was not known. */
export function saveFolderTrouble(tx: Tx, accountId: number, folder: string, trouble: string): boolean {
  const before = tx.get<{ trouble: string | null }>(
    'SELECT trouble FROM inbox_folders WHERE account_id = ? AND folder = ?',
    accountId,
    folder,
  )
  if (before?.trouble === trouble) return false
  tx.run(
    `INSERT INTO inbox_folders (account_id, folder, uid_validity, uid_next, read_at, trouble) VALUES (?, ?, '', 0, NULL, ?)
     ON CONFLICT (account_id, folder) DO UPDATE SET trouble = excluded.trouble`,
    accountId,
    folder,
    trouble,
  )
  return true
}

/** The mailbox answers again. */
export const clearInboxTrouble = (tx: Tx, accountId: number): boolean =>
  tx.run(
    `UPDATE inbox_folders SET trouble = NULL WHERE account_id = ? AND folder = '${inbox}' AND trouble IS NOT NULL`,
    accountId,
  ).changes > 0

/** A folder has another name; what was read of it stays read. */
export function renameFolder(tx: Tx, accountId: number, from: string, to: string): void {
  tx.run('DELETE FROM inbox_folders WHERE account_id = ? AND folder = ?', accountId, to)
  tx.run('UPDATE inbox_folders SET folder = ? WHERE account_id = ? AND folder = ?', to, accountId, from)
}

/** Only these are read any more. */
export const keepFolders = (tx: Tx, accountId: number, folders: readonly string[]): boolean =>
  tx.run(
    'DELETE FROM inbox_folders WHERE account_id = ? AND folder NOT IN (SELECT value FROM json_each(?))',
    accountId,
    JSON.stringify(folders),
  ).changes > 0

/** When the first email left to somebody whose sequence is still under way, ms; null: nothing did. */
export const firstAwaited = (reader: Reader, accountId: number): number | null =>
  reader.get<{ at: number | null }>(
    `SELECT min(s.claimed_at) AS at FROM enrollments e JOIN sends s ON s.enrollment_id = e.id
     WHERE e.account_id = ? AND e.state IN ('pending', 'active', 'paused') AND s.claimed_at IS NOT NULL`,
    accountId,
  )?.at ?? null
