/** A row of the ledger as every door shows it. */
import type { SendRow } from '../store/sends.ts'
import { iso, isoOrNull } from './context.ts'

export const shownSend = (row: SendRow) => ({
  public_id: row.publicId,
  contact: row.contact,
  sender: row.sender,
  sequence: row.sequence,
  step: row.step,
  state: row.state,
  at: iso(row.at),
  slot: iso(row.slot),
  sent_at: isoOrNull(row.sentAt),
  held: row.held === 1,
  tries: row.tries,
  subject: row.subject,
  message_id: row.messageId,
  reason: row.reason,
  reply: row.reply,
  why: row.why === null ? [] : (JSON.parse(row.why) as string[]),
  sandbox: row.sandbox === 1,
})
