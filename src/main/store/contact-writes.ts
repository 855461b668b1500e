/** Every change of contacts but the import's. Search index and tag list follow by themselves (triggers). */
import type { ContactInput } from '../../shared/domain/contact.ts'
import type { ZoneSource } from '../../shared/domain/contact-zone.ts'
import type { Mark } from './clockwork.ts'
import type { Reader, Tx } from './open.ts'

export function insertContact(tx: Tx, publicId: string, c: ContactInput, now: number, mark: Mark): number {
  return tx.run(
    `INSERT INTO contacts (public_id, address, address_key, domain, first_name, last_name, company, owner, zone, fields,
       tags, created_at, author, device, hlc) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    publicId,
    c.address,
    c.key,
    c.domain,
    c.firstName,
    c.lastName,
    c.company,
    c.owner,
    c.zone,
    JSON.stringify(c.fields),
    JSON.stringify(c.tags),
    now,
    mark.author,
    mark.device,
    mark.hlc,
  ).id
}

/** Everything an edit can change, as it is to be afterwards. */
export type ContactValues = Pick<
  ContactInput,
  'address' | 'key' | 'domain' | 'firstName' | 'lastName' | 'company' | 'owner' | 'zone' | 'fields'
>

export const updateContact = (tx: Tx, id: number, c: ContactValues, mark: Mark): void =>
  void tx.run(
    `UPDATE contacts SET address = ?, address_key = ?, domain = ?, first_name = ?, last_name = ?, company = ?, owner = ?,
       zone = ?, fields = ?, version = version + 1, author = ?, device = ?, hlc = ? WHERE id = ?`,
    c.address,
    c.key,
    c.domain,
    c.firstName,
    c.lastName,
    c.company,
    c.owner,
    c.zone,
    JSON.stringify(c.fields),
    mark.author,
    mark.device,
    mark.hlc,
    id,
  )

/** The zone that the rest tells about a contact who has none; null: nothing tells one surely enough. */
export const writeZoneGuess = (tx: Tx, id: number, guess: { zone: string; from: ZoneSource } | null): void =>
  void tx.run('UPDATE contacts SET zone_guess = ?, zone_from = ? WHERE id = ?', guess?.zone ?? '', guess?.from, id)

/** Contacts of whom nobody has looked yet what their fields tell, some at a time. */
export const placeless = (reader: Reader, limit: number): { id: number; fields: string; domain: string }[] =>
  reader.all(
    `SELECT c.id, c.fields, c.domain FROM contacts c INDEXED BY contacts_placeless
     WHERE c.zone IS NULL AND c.zone_guess IS NULL ORDER BY c.id LIMIT ?`,
    limit,
  )

/** One statement for all of them. */
export const writeZoneGuesses = (tx: Tx, guesses: { id: number; zone: string; from: ZoneSource | null }[]): void =>
  void tx.run(
    `UPDATE contacts SET zone_guess = w.zone, zone_from = w.src FROM (SELECT value ->> 'id' AS id, value ->> 'zone' AS zone,
       value ->> 'from' AS src FROM json_each(?)) w WHERE contacts.id = w.id`,
    JSON.stringify(guesses),
  )

/** Emails to a contact whose fate is open: their address can't be another one any more. */
export const openEmails = (reader: Reader, contactId: number): number =>
  reader.get<{ n: number }>(
    `SELECT count(*) as n FROM sends s WHERE s.contact_id = ? AND s.state IN ('planned', 'sending', 'unsure')`,
    contactId,
  )?.n ?? 0

interface Tagged {
  id: number
  publicId: string
  tags: string
}

/** What adding and removing tags would change about one contact. */
export interface TagChange {
  id: number
  publicId: string
  tags: string[]
  added: string[]
  removed: string[]
}

/** Those of these contacts whose tags would be others, with the tags they would have. Removing comes first. */
export function tagChanges(
  reader: Reader,
  ids: readonly number[],
  wish: { add: readonly string[]; remove: readonly string[] },
): TagChange[] {
  const rows = reader.all<Tagged>(
    'SELECT id, public_id as publicId, tags FROM contacts WHERE id IN (SELECT value FROM json_each(?))',
    JSON.stringify(ids),
  )
  return rows.flatMap(({ id, publicId, tags }) => {
    const has = JSON.parse(tags) as string[]
    const removed = has.filter((tag) => wish.remove.includes(tag) && !wish.add.includes(tag))
    const added = wish.add.filter((tag) => !has.includes(tag))
    if (removed.length + added.length === 0) return []
    return [{ id, publicId, tags: [...has.filter((tag) => !removed.includes(tag)), ...added].sort(), added, removed }]
  })
}

/** One statement for all: one by one, each would close a page of the search index. */
export const writeTags = (tx: Tx, changes: readonly TagChange[], mark: Mark): void =>
  void tx.run(
    `UPDATE contacts SET tags = w.tags, version = version + 1, author = @author, device = @device, hlc = @hlc
     FROM (SELECT value ->> 'id' as id, value ->> 'tags' as tags FROM json_each(@changes)) w WHERE contacts.id = w.id`,
    { ...mark, changes: JSON.stringify(changes.map(({ id, tags }) => ({ id, tags }))) },
  )

/** Those of these contacts that have another owner, with the owner they have. */
export const ownedByOthers = (
  reader: Reader,
  ids: readonly number[],
  owner: string | null,
): { id: number; publicId: string; owner: string | null }[] =>
  reader.all(
    `SELECT id, public_id as publicId, owner FROM contacts
     WHERE id IN (SELECT value FROM json_each(?)) AND owner IS NOT ?`,
    JSON.stringify(ids),
    owner,
  )

export const writeOwner = (tx: Tx, ids: readonly number[], owner: string | null, mark: Mark): void =>
  void tx.run(
    `UPDATE contacts SET owner = @owner, version = version + 1, author = @author, device = @device, hlc = @hlc
     WHERE id IN (SELECT value FROM json_each(@ids))`,
    { ...mark, owner, ids: JSON.stringify(ids) },
  )
