/** Whom an engagement could reach, and what is known against each. */
import { isLive } from './engagements.ts'
import type { Reader } from './open.ts'

export interface AudienceRow {
  id: number
  publicId: string
  address: string
  addressKey: string
  domain: string
  firstName: string | null
  lastName: string | null
  company: string | null
  owner: string | null
  zone: string | null
  /** The one that counts for sending: its own, else one that is known surely enough. */
  placeZone?: string | null
  /** JSON, parsed only where a template needs it. */
  fields: string
}

/** Contacts of an import that isn't decided yet are invisible everywhere. */
export const visible = `c.deleted = 0 AND (c.import_id IS NULL OR c.import_id NOT IN
  (SELECT id FROM imports WHERE state IN ('running', 'cancelled')))`

export const audienceColumns = `c.id, c.public_id as publicId, c.address, c.address_key as addressKey, c.domain, c.first_name as firstName,
  c.last_name as lastName, c.company, c.owner, c.zone, coalesce(c.zone, nullif(c.zone_guess, '')) as placeZone, c.fields`

/** Everybody, or those with a tag, in the order they came in. */
export const audience = (reader: Reader, tag: string | null): AudienceRow[] =>
  tag === null
    ? reader.all(`SELECT ${audienceColumns} FROM contacts c WHERE ${visible} ORDER BY c.id`)
    : reader.all(
        `SELECT ${audienceColumns} FROM contacts c WHERE ${visible} AND EXISTS
           (SELECT 1 FROM json_each(c.tags) t WHERE t.value = ?) ORDER BY c.id`,
        tag,
      )

/** True when there are more contacts than `limit`, invisible ones counted. */
export const hasMoreContacts = (reader: Reader, limit: number): boolean =>
  reader.get('SELECT 1 FROM contacts LIMIT 1 OFFSET ?', limit) !== undefined

/** One contact by address key or public id. */
export const audienceMember = (reader: Reader, key: string): AudienceRow | undefined =>
  reader.get(
    `SELECT ${audienceColumns} FROM contacts c WHERE ${visible} AND (c.address_key = ? OR c.public_id = ?)`,
    key,
    key,
  )

/** Those of these contacts (row ids) that are still to be seen, in the order given. */
export const audienceOf = (reader: Reader, ids: readonly number[]): AudienceRow[] =>
  reader.all(
    `SELECT ${audienceColumns} FROM json_each(?) given CROSS JOIN contacts c ON c.id = given.value WHERE ${visible}
     ORDER BY given.key`,
    JSON.stringify(ids),
  )

export const suppressedValues = (reader: Reader, kind: 'address' | 'domain'): Set<string> =>
  new Set(
    reader
      .all<{ value: string }>('SELECT value FROM suppressions WHERE deleted = 0 AND kind = ?', kind)
      .map((row) => row.value),
  )

/**
 * Contacts that are in a sequence now, with the sequence; sandbox engagements count only among themselves. Here and below
 * one that is being written, or taken back, doesn't count.
 */
export const activeContacts = (
  reader: Reader,
  sandbox: boolean,
): Map<number, { sequenceId: number; sequence: string }> =>
  new Map(
    reader
      .all<{ contactId: number; sequenceId: number; sequence: string }>(
        `SELECT e.contact_id as contactId, e.sequence_id as sequenceId, s.name as sequence
         FROM enrollments e JOIN sequences s ON s.id = e.sequence_id
         WHERE e.state IN ('pending', 'active', 'paused') AND e.sandbox = ?
           AND ${isLive('e.batch_id')}`,
        sandbox ? 1 : 0,
      )
      .map((row) => [row.contactId, row]),
  )

/** Contacts that have been in a sequence before, however it ended; the sandbox is no history. */
export const beenIn = (reader: Reader, sequenceId: number): Set<number> =>
  new Set(
    reader
      .all<{ contactId: number }>(
        `SELECT contact_id as contactId FROM enrollments WHERE sequence_id = ? AND sandbox = 0 AND ${isLive('batch_id')}`,
        sequenceId,
      )
      .map((row) => row.contactId),
  )

/**
 * The last sequence email that left for each contact since `since` (ms): when, and of which sequence. What the sandbox got
 * is no email.
 */
export const writtenSince = (reader: Reader, since: number): Map<number, { at: number; sequence: string }> =>
  new Map(
    reader
      .all<{ contactId: number; at: number; sequence: string }>(
        // with max() the other columns are those of its row
        `SELECT r.contactId, r.at, q.name AS sequence FROM
           (SELECT contact_id AS contactId, max(settled_at) AS at, batch_id AS batchId FROM sends INDEXED BY sends_settled
            WHERE state IN ('sent', 'unsure') AND settled_at > ? AND sandbox = 0 AND settled_at IS NOT NULL
              AND kind = 'sequence' AND contact_id IS NOT NULL GROUP BY contact_id) r
         JOIN batches b ON b.id = r.batchId JOIN sequences q ON q.id = b.sequence_id`,
        since,
      )
      .map((row) => [row.contactId, row]),
  )

/** What planned emails are called, by row id: to whom, of which sequence, from where. */
export const namesOfSends = (
  reader: Reader,
  ids: readonly number[],
): { id: number; contact: string; sequence: string; sender: string }[] =>
  reader.all(
    `SELECT s.id, s.address as contact, q.name as sequence, a.address as sender
     FROM sends s JOIN enrollments e ON e.id = s.enrollment_id JOIN sequences q ON q.id = e.sequence_id
       JOIN accounts a ON a.id = s.account_id
     WHERE s.id IN (SELECT value FROM json_each(?))`,
    JSON.stringify(ids),
  )
