/** One contact's whole story in one list: brought, engaged, written to, refused, withdrawn, suppressed; newest first. */
import {
  type HistoryEmail,
  type HistoryEnrollment,
  type HistoryEntry,
  historyEmails,
  historyEnrollments,
  historySuppressions,
  originOf,
} from '../store/contact-history.ts'
import type { ContactRow } from '../store/contacts.ts'
import { sentElsewhere } from '../store/elsewhere.ts'
import type { Reader } from '../store/open.ts'
import { iso, isoOrNull } from './context.ts'

/** Of each kind. Nobody reads more, and a program asks the lists of emails and enrollments. */
const most = 500

const blank = {
  state: null,
  title: null,
  by: null as string | null,
  reason: null,
  why: [] as string[],
  reply: null,
  sequence: null,
  sequence_id: null,
  step: null,
  sender: null,
  public_id: null,
  held: false,
  sandbox: false,
  computer: null as string | null,
  heard_at: null as string | null,
  waits: false,
}

/** When it happened, or is to happen. */
const instantOf = ({ state, at, claimedAt, settledAt }: HistoryEmail): number =>
  state === 'planned' ? at : (settledAt ?? claimedAt ?? at)

/** Which computer sends what is planned, where it isn't this one. */
function elsewhereOf(reader: Reader, { id, state }: HistoryEmail) {
  const away = state === 'planned' ? sentElsewhere(reader, id) : null
  return {
    computer: away?.computer ?? null,
    heard_at: isoOrNull(away?.heardAt ?? null),
    waits: away !== null && away.computer === null,
  }
}

const email = (reader: Reader) => (row: HistoryEmail) => ({
  ...blank,
  ...elsewhereOf(reader, row),
  at: instantOf(row),
  kind: 'email' as const,
  state: row.state,
  title: row.subject,
  reason: row.reason,
  why: row.why === null ? [] : (JSON.parse(row.why) as string[]),
  reply: row.reply,
  sequence: row.sequence,
  sequence_id: row.sequencePublicId,
  step: row.step,
  sender: row.sender,
  public_id: row.publicId,
  held: row.held === 1,
  sandbox: row.sandbox === 1,
})

const engaged = (row: HistoryEnrollment) => ({
  ...blank,
  at: row.enrolledAt,
  kind: 'engaged' as const,
  state: row.state,
  reason: row.reason,
  sequence: row.sequence,
  sequence_id: row.sequencePublicId,
  sender: row.sender,
  public_id: row.publicId,
  sandbox: row.sandbox === 1,
})

const entered = (row: HistoryEntry) => ({
  ...blank,
  at: row.createdAt,
  kind: 'suppressed' as const,
  state: row.kind,
  title: row.value,
  reason: row.reason,
})

export function historyOf(reader: Reader, contact: ContactRow) {
  const emails = historyEmails(reader, contact.id, most + 1)
  const enrollments = historyEnrollments(reader, contact.id, most + 1)
  const origin = originOf(reader, contact.id)
  const events = [
    ...emails.slice(0, most).map(email(reader)),
    ...enrollments.slice(0, most).map(engaged),
    ...historySuppressions(reader, contact.addressKey, contact.domain).map(entered),
    { ...blank, at: contact.createdAt, kind: 'added' as const, title: origin.list, by: origin.by },
  ]
  // what happened at one instant: emails stand above the engagement that planned them
  events.sort((a, b) => b.at - a.at)
  return {
    rows: events.map((event) => ({ ...event, at: iso(event.at) })),
    more: emails.length > most || enrollments.length > most,
  }
}
