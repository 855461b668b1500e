/** A message that came back, as every door shows it. */
import type { IncomingRow } from '../store/incoming.ts'
import { linesOf } from '../store/incoming-story.ts'
import type { Reader } from '../store/open.ts'
import { seatByPublicId } from '../store/seats.ts'
import { type Asker, iso, isoOrNull } from './context.ts'
import { canUndo } from './incoming-rights.ts'

export const shownIncoming = (reader: Reader, asker: Asker, row: IncomingRow) => ({
  public_id: row.publicId,
  at: iso(row.at),
  kind: row.kind,
  hard: row.hard === 1,
  from: row.fromAddress,
  from_name: row.fromName,
  subject: row.subject,
  text: row.text,
  return_date: row.returnDate,
  account_id: row.accountPublicId,
  account: row.account,
  contact: row.contact,
  contact_id: row.contactPublicId,
  contact_name: [row.firstName, row.lastName].filter(Boolean).join(' ') || null,
  sequence: row.sequence,
  sequence_id: row.sequencePublicId,
  enrollment_id: row.enrollmentPublicId,
  send_id: row.sendPublicId,
  step: row.step,
  state: row.state,
  consequence: linesOf(reader, row),
  can_undo: canUndo(reader, asker, row),
  undone_by: row.undoneBy === null ? null : (seatByPublicId(reader, row.undoneBy)?.name ?? row.undoneBy),
  undone_at: isoOrNull(row.undoneAt),
  seen: row.seenAt !== null,
})
