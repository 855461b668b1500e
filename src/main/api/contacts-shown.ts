import { guessZone } from '../atlas.ts'
import { mergedAddresses } from '../store/contact-merge.ts'
import {
  type ContactRow,
  type CoveringEntry,
  type CurrentEnrollment,
  coveringEntries,
  currentEnrollments,
  lastSent,
} from '../store/contacts.ts'
import type { Reader } from '../store/open.ts'
import { iso, isoOrNull } from './context.ts'
import { sentFrom } from './sent-from.ts'

const entryShown = (entry: CoveringEntry | undefined) =>
  entry ? { kind: entry.kind, value: entry.value, reason: entry.reason, source: entry.source } : null

const enrollmentShown = (reader: Reader, row: CurrentEnrollment | undefined) =>
  row
    ? {
        public_id: row.publicId,
        sequence: row.sequence,
        sequence_id: row.sequencePublicId,
        state: row.state,
        next_at: isoOrNull(row.nextAt),
        ...sentFrom(reader, row.nextId),
        sandbox: row.sandbox === 1,
      }
    : null

/** Contacts as the doors tell of them, with what is known about each today. */
export function shownContacts(reader: Reader, rows: readonly ContactRow[]) {
  const ids = rows.map((row) => row.id)
  const entries = coveringEntries(reader, ids)
  const enrollments = currentEnrollments(reader, ids)
  const sent = lastSent(reader, ids)
  const aliases = mergedAddresses(reader, ids)
  return rows.map((row) => {
    const fields = JSON.parse(row.fields) as Record<string, string>
    return {
      public_id: row.publicId,
      address: row.address,
      first_name: row.firstName,
      last_name: row.lastName,
      company: row.company,
      owner: row.owner,
      zone: row.zone,
      zone_guess: row.zone === null ? guessZone(fields, row.domain) : null,
      merged_from: aliases.get(row.id) ?? [],
      fields,
      tags: JSON.parse(row.tags) as string[],
      suppressed: entryShown(entries.get(row.id)),
      enrollment: enrollmentShown(reader, enrollments.get(row.id)),
      last_sent: isoOrNull(sent.get(row.id) ?? null),
      version: row.version,
      created_at: iso(row.createdAt),
    }
  })
}

export function shownContact(reader: Reader, row: ContactRow) {
  const [shown] = shownContacts(reader, [row])
  if (!shown) throw new Error(`contact ${row.publicId} is missing`)
  return shown
}
