/** Emails and people that a message which came back may be about. */
import type { EnrollmentState } from '../../shared/domain/enrollment.ts'
import type { KnownSend } from '../../shared/domain/matching.ts'
import type { SendState } from '../../shared/domain/send.ts'
import { keptOfAddress, mergedUp } from './contact-merge.ts'
import type { Reader } from './open.ts'

export interface FoundSend extends KnownSend {
  accountId: number
  enrollmentId: number | null
  contactId: number | null
  step: number
  state: SendState
}

/**
 * What was only tried out in the sandbox is never answered. Mail to whoever was erased is nobody's any more: what comes back
 * of it would bring them back.
 */
const columns = `SELECT s.id, s.public_id AS publicId, s.address, s.claimed_at AS leftAt, s.message_id AS messageId,
    s.server_message_id AS serverMessageId, s.account_id AS accountId, s.enrollment_id AS enrollmentId,
    s.contact_id AS contactId, s.step, s.state FROM sends s`
/** Whoever answers a test answers themselves. */
const real = `s.sandbox = 0 AND s.kind <> 'test'
  AND NOT EXISTS (SELECT 1 FROM contacts x WHERE x.id = s.contact_id AND x.deleted = 1)`

/** Who has one of these addresses, or had it before it was merged. */
const holders = (addresses: string): string =>
  `SELECT id FROM contacts WHERE address_key IN (SELECT value FROM json_each(${addresses}))
   UNION SELECT id FROM contacts
     WHERE public_id IN (${mergedUp(`address_key IN (SELECT value FROM json_each(${addresses}))`)})`

/** By the ids they had or were given by the server, with angle brackets. */
export const sendsByMessageId = (reader: Reader, ids: readonly string[]): FoundSend[] =>
  ids.length === 0
    ? []
    : reader.all(
        `${columns} WHERE ${real} AND s.id IN (
           SELECT id FROM sends INDEXED BY sends_message
             WHERE message_id IN (SELECT value FROM json_each(@ids)) AND message_id IS NOT NULL
           UNION SELECT id FROM sends INDEXED BY sends_server_message
             WHERE server_message_id IN (SELECT value FROM json_each(@ids)) AND server_message_id IS NOT NULL)`,
        { ids: JSON.stringify(ids) },
      )

export const sendById = (reader: Reader, id: number): FoundSend | undefined =>
  reader.get(`${columns} WHERE s.id = ?`, id)

export const sendsByMark = (reader: Reader, marks: readonly string[]): FoundSend[] =>
  marks.length === 0
    ? []
    : reader.all(`${columns} WHERE ${real} AND s.public_id IN (SELECT value FROM json_each(?))`, JSON.stringify(marks))

/**
 * The newest emails to each of these addresses (in comparable form) that left through the account, or through one whose
 * answers go to it, between two instants (ms).
 */
export const sendsToAddress = (
  reader: Reader,
  accountId: number,
  addresses: readonly string[],
  from: number,
  to: number,
): FoundSend[] =>
  addresses.length === 0
    ? []
    : reader.all(
        `${columns} JOIN contacts c ON c.id = s.contact_id
         WHERE c.id IN (${holders('@addresses')}) AND ${real}
           AND s.state IN ('sent', 'sending', 'unsure') AND s.claimed_at BETWEEN @from AND @to
           AND (s.account_id = @accountId OR s.account_id IN (SELECT o.id FROM accounts o JOIN accounts a
             ON a.id = @accountId WHERE lower(o.reply_to) = a.address_key))
         ORDER BY s.claimed_at DESC LIMIT 20`,
        { addresses: JSON.stringify(addresses), accountId, from, to },
      )

/** True when an email of ours went to a contact with one of these addresses. */
export const isWrittenTo = (reader: Reader, addresses: readonly string[]): boolean =>
  addresses.length > 0 &&
  reader.get(
    `SELECT 1 FROM contacts c JOIN sends s INDEXED BY sends_contact ON s.contact_id = c.id
     WHERE c.id IN (${holders('@addresses')}) AND s.claimed_at IS NOT NULL LIMIT 1`,
    { addresses: JSON.stringify(addresses) },
  ) !== undefined

/** Addresses of accounts and aliases, in comparable form, among those given; of this account `own`. */
export function ourAddresses(
  reader: Reader,
  accountId: number,
  addresses: readonly string[],
): { own: Set<string>; ours: Set<string> } {
  const rows = reader.all<{ address: string; accountId: number }>(
    `SELECT address_key AS address, id AS accountId FROM accounts
       WHERE deleted = 0 AND address_key IN (SELECT value FROM json_each(@addresses))
     UNION SELECT address_key, account_id FROM aliases
       WHERE deleted = 0 AND address_key IN (SELECT value FROM json_each(@addresses))`,
    { addresses: JSON.stringify(addresses) },
  )
  return {
    own: new Set(rows.filter((row) => row.accountId === accountId).map(({ address }) => address)),
    ours: new Set(rows.map(({ address }) => address)),
  }
}

/** What is known of whoever an email went to. */
export interface AboutContact {
  contactId: number
  address: string
  name: string | null
  /** The zone that counts for them. */
  zone: string
}

export const aboutContact = (reader: Reader, contactId: number, accountId: number): AboutContact | undefined =>
  reader.get(
    `SELECT c.id AS contactId, c.address, nullif(trim(coalesce(c.first_name, '') || ' ' || coalesce(c.last_name, '')), '')
       AS name, coalesce(c.zone, nullif(c.zone_guess, ''), a.zone, w.zone) AS zone
     FROM contacts c CROSS JOIN workspace w LEFT JOIN accounts a ON a.id = ? WHERE c.id = ?`,
    accountId,
    contactId,
  )

/** The contact with that address (in comparable form), seen in lists or not. */
export const contactAt = (reader: Reader, address: string): number | null =>
  keptOfAddress(reader, address)?.id ??
  reader.get<{ id: number }>('SELECT id FROM contacts WHERE address_key = ?', address)?.id ??
  null

/** The only enrollment of a contact that can be under way; null: none is. */
export const underWay = (reader: Reader, contactId: number): number | null =>
  reader.get<{ id: number }>(
    `SELECT id FROM enrollments WHERE contact_id = ? AND state IN ('pending', 'active', 'paused') AND sandbox = 0`,
    contactId,
  )?.id ?? null

export const enrollmentState = (reader: Reader, id: number): EnrollmentState | null =>
  reader.get<{ state: EnrollmentState }>('SELECT state FROM enrollments WHERE id = ?', id)?.state ?? null

/** How many of the contact's emails before this one came back softly, in a row up to it, the newest first. */
export function softBouncesBefore(reader: Reader, contactId: number, sendId: number, bound: number): number {
  const rows = reader.all<{ soft: 0 | 1 }>(
    `SELECT EXISTS (SELECT 1 FROM incoming i INDEXED BY incoming_send WHERE i.send_id = s.id AND i.kind = 'bounce' AND i.hard = 0
       AND i.state <> 'undone' AND i.deleted = 0) AS soft
     FROM sends s INDEXED BY sends_contact WHERE s.contact_id = @contactId AND s.state = 'sent' AND s.sandbox = 0
       AND s.id <> @sendId AND s.claimed_at < (SELECT coalesce(claimed_at, 0) FROM sends WHERE id = @sendId)
     ORDER BY s.claimed_at DESC LIMIT @bound`,
    { contactId, sendId, bound },
  )
  const end = rows.findIndex(({ soft }) => soft === 0)
  return end === -1 ? rows.length : end
}
