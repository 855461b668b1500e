/**
 * Several contacts become one: what belongs to the others goes over to the one that is kept. Their rows stay, out of all lists,
 * so that an answer from their addresses is still found, and nobody writes to an address that asked for no more mail.
 */
import type { Mark } from './clockwork.ts'
import type { Reader, Tx } from './open.ts'

export interface Kept {
  id: number
  publicId: string
  address: string
  addressKey: string
  domain: string
}

const keptColumns = 'k.id, k.public_id AS publicId, k.address, k.address_key AS addressKey, k.domain'

/**
 * Public ids of those that contacts were merged into, and of whoever those were merged into, and so on: a query to be put in
 * brackets. Each row names the next one, as it was told; another computer may know of steps between.
 *
 * @param which a condition on contacts
 */
export const mergedUp = (which: string): string =>
  `WITH RECURSIVE up(name) AS (SELECT merged_into FROM contacts WHERE ${which} AND merged_into IS NOT NULL
     UNION SELECT m.merged_into FROM up JOIN contacts m ON m.public_id = up.name AND m.merged_into IS NOT NULL)
   SELECT name FROM up`

/** Into whom a contact (public id) was merged in the end; undefined: into nobody. */
export const keptOf = (reader: Reader, publicId: string): Kept | undefined =>
  reader.get(
    `SELECT ${keptColumns} FROM contacts k WHERE k.public_id IN (${mergedUp('public_id = ?')}) AND k.deleted = 0`,
    publicId,
  )

/** Whose other address this is (in comparable form). */
export const keptOfAddress = (reader: Reader, key: string): Kept | undefined =>
  reader.get(
    `SELECT ${keptColumns} FROM contacts k WHERE k.public_id IN (${mergedUp('address_key = ?')}) AND k.deleted = 0`,
    key,
  )

/**
 * Contacts, and whoever was merged into each of them at whatever remove, as the table `same(kept, id, name)` for what follows:
 * row id of the one, row id and public id of the other. Each is among its own.
 *
 * @param which a condition on contacts
 */
export const sameContacts = (which: string): string =>
  `WITH RECURSIVE same(kept, id, name) AS (SELECT id, id, public_id FROM contacts WHERE ${which}
     UNION SELECT same.kept, m.id, m.public_id FROM same JOIN contacts m INDEXED BY contacts_merged
       ON m.merged_into = same.name AND m.merged_into IS NOT NULL)`

/** Other addresses of these contacts (row ids): of those that were merged into them. CROSS: or SQLite goes through all contacts, in order. */
export function mergedAddresses(reader: Reader, ids: readonly number[]): Map<number, string[]> {
  const rows = reader.all<{ id: number; address: string }>(
    `${sameContacts('id IN (SELECT value FROM json_each(?))')}
     SELECT same.kept AS id, m.address FROM same CROSS JOIN contacts m ON m.id = same.id WHERE m.id <> same.kept ORDER BY m.id`,
    JSON.stringify(ids),
  )
  const byId = new Map<number, string[]>()
  for (const { id, address } of rows) byId.set(id, [...(byId.get(id) ?? []), address])
  return byId
}

/** Contacts that were merged into this one (public id), or into one of them. */
export const mergedInto = (reader: Reader, publicId: string): { id: number; publicId: string; key: string }[] =>
  reader.all(
    `${sameContacts('public_id = ?')} SELECT m.id, m.public_id AS publicId, m.address_key AS key FROM same
     CROSS JOIN contacts m ON m.id = same.id WHERE m.id <> same.kept ORDER BY m.id`,
    publicId,
  )

export interface Belongings {
  emails: number
  incoming: number
  notes: number
  enrollments: number
  /** Being handed over or unsure. */
  open: number
}

/** What would go over with these contacts (row ids). */
export function belongings(reader: Reader, ids: readonly number[]): Belongings {
  const n = (text: string) =>
    reader.get<{ n: number }>(
      `SELECT count(*) AS n FROM ${text} AND contact_id IN (SELECT value FROM json_each(?))`,
      JSON.stringify(ids),
    )?.n ?? 0
  return {
    emails: n('sends WHERE 1'),
    // the plus: half a million messages stand in the index of those that are not deleted
    incoming: n('incoming WHERE +deleted = 0'),
    notes: n('contact_notes WHERE +deleted = 0'),
    enrollments: n('enrollments WHERE 1'),
    open: n(`sends WHERE +state IN ('sending', 'unsure')`),
  }
}

export interface Running {
  enrollmentId: number
  contactId: number
  sequence: string
  planned: number
}

/** The sequence that each of these contacts is in now, tried ones left aside. */
export const running = (reader: Reader, ids: readonly number[]): Running[] =>
  reader.all(
    `SELECT e.id AS enrollmentId, e.contact_id AS contactId, q.name AS sequence,
       (SELECT count(*) FROM sends s WHERE s.enrollment_id = e.id AND s.state = 'planned') AS planned
     FROM enrollments e JOIN sequences q ON q.id = e.sequence_id
     WHERE e.contact_id IN (SELECT value FROM json_each(?)) AND +e.state IN ('pending', 'active', 'paused') AND e.sandbox = 0
     ORDER BY e.id`,
    JSON.stringify(ids),
  )

/** Row id of the seat that engaged a contact; undefined: of nobody that is known. */
export const engagedBy = (reader: Reader, enrollmentId: number): number | undefined =>
  reader.get<{ seatId: number }>(
    'SELECT b.seat_id AS seatId FROM enrollments e JOIN batches b ON b.id = e.batch_id WHERE e.id = ?',
    enrollmentId,
  )?.seatId

/**
 * Everything of one contact goes over to another. What is planned for it goes to the address that is kept. Whoever is in a
 * sequence in both was stopped in one before.
 */
export function absorb(tx: Tx, gone: { id: number; publicId: string }, kept: Kept, mark: Mark): void {
  const ids = { gone: gone.id, kept: kept.id }
  for (const table of ['enrollments', 'sends', 'incoming'])
    tx.run(`UPDATE ${table} SET contact_id = @kept WHERE contact_id = @gone`, ids)
  tx.run(
    `UPDATE contact_notes SET contact_id = @kept, version = version + 1, device = @device, hlc = @hlc
     WHERE contact_id = @gone`,
    { ...ids, device: mark.device, hlc: mark.hlc },
  )
  tx.run(`UPDATE sends SET address = @address, domain = @domain WHERE contact_id = @kept AND state = 'planned'`, {
    kept: kept.id,
    address: kept.address,
    domain: kept.domain,
  })
  // emails looked through before engaging: where the kept one has its own, that one counts
  tx.run('UPDATE OR IGNORE letter_drafts SET contact_id = @kept WHERE contact_id = @gone', ids)
  tx.run('DELETE FROM letter_drafts WHERE contact_id = @gone', { gone: gone.id })
  tx.run(
    `UPDATE contacts SET merged_into = @to, deleted = 1, fields = '{}', tags = '[]', version = version + 1, author = @author,
       device = @device, hlc = @hlc WHERE id = @gone`,
    { ...mark, gone: gone.id, to: kept.publicId },
  )
}
