import type { Reader, Tx } from './open.ts'

/** A message that the built-in sandbox server took. */
export interface SandboxMessageRow {
  publicId: string
  /** Public id of the send it belongs to (`X-Cadenza-Send-Id`), where it says so. */
  sendId: string | null
  sender: string
  recipients: string[]
  subject: string
  receivedAt: number
  size: number
}

interface Raw extends Omit<SandboxMessageRow, 'recipients'> {
  recipients: string
}

const columns = `public_id AS publicId, send_id AS sendId, sender, recipients, subject, received_at AS receivedAt,
  length(raw) AS size`
const row = (raw: Raw): SandboxMessageRow => ({ ...raw, recipients: JSON.parse(raw.recipients) as string[] })

/** Keeps a message exactly as it arrived. */
export function keepMessage(tx: Tx, message: Omit<SandboxMessageRow, 'size'> & { raw: Uint8Array }): void {
  tx.run(
    `INSERT INTO sandbox_messages (public_id, send_id, sender, recipients, subject, raw, received_at)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
    message.publicId,
    message.sendId,
    message.sender,
    JSON.stringify(message.recipients),
    message.subject,
    message.raw,
    message.receivedAt,
  )
}

/** Part of the subject or of an address, without case as far as SQLite knows case; null finds all. */
const matches = `(@search IS NULL OR subject LIKE @search ESCAPE '\\' OR sender LIKE @search ESCAPE '\\'
  OR recipients LIKE @search ESCAPE '\\')`
const pattern = (search: string | null): string | null =>
  search === null ? null : `%${search.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`

/**
 * Newest first; `after` is the public id of the last row of the page before, null for the first page. A search reads
 * every message's head: an inbox of one computer, which a person can empty.
 */
export function sandboxPage(
  reader: Reader,
  after: string | null,
  limit: number,
  search: string | null = null,
): SandboxMessageRow[] {
  return reader
    .all<Raw>(
      `SELECT ${columns} FROM sandbox_messages
       WHERE id < CASE WHEN @after IS NULL THEN ${Number.MAX_SAFE_INTEGER}
         ELSE (SELECT id FROM sandbox_messages WHERE public_id = @after) END AND ${matches}
       ORDER BY id DESC LIMIT @limit`,
      { after, limit, search: pattern(search) },
    )
    .map(row)
}

export const sandboxCount = (reader: Reader, search: string | null = null): number =>
  reader.get<{ n: number }>(`SELECT count(*) AS n FROM sandbox_messages WHERE ${matches}`, { search: pattern(search) })
    ?.n ?? 0

/** Removes every message; returns how many there were. */
export const clearMessages = (tx: Tx): number => tx.run('DELETE FROM sandbox_messages').changes

/** One message with its exact bytes. */
export function sandboxMessage(reader: Reader, publicId: string): (SandboxMessageRow & { raw: Buffer }) | undefined {
  const found = reader.get<Raw & { raw: Buffer }>(
    `SELECT ${columns}, raw FROM sandbox_messages WHERE public_id = ?`,
    publicId,
  )
  return found && { ...row(found), raw: found.raw }
}

/** Keeps a message that the sandbox server took, with the send it says it belongs to. */
export function keepArrived(
  tx: Tx,
  publicId: string,
  mail: { raw: Buffer; envelope: { from: string; to: string[] }; at: number },
): void {
  const end = mail.raw.indexOf('\r\n\r\n')
  const head = mail.raw.subarray(0, end < 0 ? Math.min(mail.raw.length, 65_536) : end).toString('latin1')
  const header = (name: string) => new RegExp(`^${name}:[ \t]*(.*(?:\r?\n[ \t].*)*)`, 'im').exec(head)?.[1]
  keepMessage(tx, {
    publicId,
    sendId: header('X-Cadenza-Send-Id')?.trim() ?? null,
    sender: mail.envelope.from,
    recipients: mail.envelope.to,
    subject: (header('Subject') ?? '').replace(/\r?\n[ \t]+/g, ' '),
    receivedAt: mail.at,
    raw: mail.raw,
  })
}
