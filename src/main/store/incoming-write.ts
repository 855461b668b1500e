/** Puts messages that came back into their table, and says how far a folder was read. */
import type { IncomingVerdict } from '../../shared/domain/incoming-shape.ts'
import { stamp } from './clockwork.ts'
import { changesNothing, type Effects } from './incoming-kept.ts'
import type { Reader, Tx } from './open.ts'
import { announceIncoming } from './webhook-queue.ts'

/** Where a message is; null through the opt-out page. */
export interface MessagePlace {
  folder: string
  uidValidity: string
  uid: number
}

export interface NewIncoming {
  publicId: string
  accountId: number | null
  messageKey: string
  place: MessagePlace | null
  at: number
  fromAddress: string
  fromName: string | null
  subject: string
  verdict: Omit<IncomingVerdict, 'ids' | 'sendIds'>
  body: string | null
  sendId: number | null
  enrollmentId: number | null
  contactId: number | null
  effects: Effects
  decidedAt: number
}

/** Its row id. */
export function insertIncoming(tx: Tx, m: NewIncoming): number {
  const mark = stamp(tx, m.decidedAt)
  const { kind, hard } = m.verdict
  announceIncoming(tx, { ...m, kind, hard, from: m.fromAddress })
  return tx.run(
    `INSERT INTO incoming (public_id, account_id, message_key, folder, uid_validity, uid, at, from_address, from_name,
       subject, kind, hard, recipients, return_date, feedback, text, body, evidence, send_id, enrollment_id, contact_id, state,
       effects, decided_at, author, device, hlc)
     VALUES (@publicId, @accountId, @messageKey, @folder, @uidValidity, @uid, @at, @fromAddress, @fromName, @subject,
       @kind, @hard, @recipients, @returnDate, @feedback, @text, @body, @evidence, @sendId, @enrollmentId, @contactId, @state,
       @effects, @decidedAt, @author, @device, @hlc)`,
    {
      ...mark,
      publicId: m.publicId,
      accountId: m.accountId,
      messageKey: m.messageKey,
      folder: m.place?.folder ?? null,
      uidValidity: m.place?.uidValidity ?? null,
      uid: m.place?.uid ?? null,
      at: m.at,
      fromAddress: m.fromAddress,
      fromName: m.fromName,
      subject: m.subject,
      kind: m.verdict.kind,
      hard: m.verdict.hard ? 1 : 0,
      recipients: JSON.stringify(m.verdict.recipients),
      returnDate: m.verdict.returnDate,
      feedback: m.verdict.feedback,
      text: m.verdict.text,
      body: m.body,
      evidence: JSON.stringify(m.verdict.evidence),
      sendId: m.sendId,
      enrollmentId: m.enrollmentId,
      contactId: m.contactId,
      state: changesNothing(m.effects) ? 'none' : 'done',
      effects: JSON.stringify(m.effects),
      decidedAt: m.decidedAt,
    },
  ).id
}

/** The same message where it was taken in before: a copy in another folder, or a folder that was read anew. */
export const sameMessage = (reader: Reader, accountId: number, messageKey: string): { publicId: string } | undefined =>
  reader.get(
    'SELECT public_id AS publicId FROM incoming WHERE account_id = ? AND message_key = ?',
    accountId,
    messageKey,
  )

/** What was asked for through a page before, the newest first; `like` is its key, `like#2` the same wish once more. */
export const sameWishes = (reader: Reader, like: string): { publicId: string; state: 'done' | 'undone' | 'none' }[] =>
  reader.all(
    `SELECT public_id AS publicId, state FROM incoming WHERE account_id IS NULL
       AND (message_key = @like OR (message_key > @like || '#' AND message_key < @like || '$')) ORDER BY id DESC`,
    { like },
  )

/** How far a folder was read. `readAt` null: there is more to read, so what was known before stays how fresh it is. */
export const saveFolder = (tx: Tx, accountId: number, cursor: FolderCursor): void =>
  void tx.run(
    `INSERT INTO inbox_folders (account_id, folder, uid_validity, uid_next, read_at, trouble)
     VALUES (@accountId, @folder, @uidValidity, @uidNext, @readAt, NULL)
     ON CONFLICT (account_id, folder) DO UPDATE SET uid_validity = excluded.uid_validity, uid_next = excluded.uid_next,
       read_at = coalesce(excluded.read_at, read_at), trouble = NULL`,
    { accountId, ...cursor },
  )

/** How far a folder was read, as in `mail/imap-inbox.ts`. */
export interface FolderCursor {
  folder: string
  uidValidity: string
  uidNext: number
  readAt: number | null
}
