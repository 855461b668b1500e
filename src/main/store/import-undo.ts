/**
 * An import is taken back: the contacts it made go where nothing holds them, the values it changed are put back where
 * nobody has changed them since. Some rows a transaction; after a crash it goes on where it was.
 */
import { type KnownContact, putBack } from '../../shared/domain/contact-news.ts'
import type { Mark } from './clockwork.ts'
import type { Reader, Store, Tx } from './open.ts'

/** What there is to take back. */
export interface Undoable {
  /** Contacts it made that are still there, and those of them that something holds. */
  contacts: number
  held: number
  /** Those to whom an email left, or is being handed over. */
  written: number
  /** Contacts whose values it changed. */
  changed: number
}

const left = `EXISTS (SELECT 1 FROM sends s WHERE s.contact_id = c.id
  AND +s.state IN ('sending', 'sent', 'unsure') AND s.sandbox = 0 AND s.kind <> 'task')`
/** In a sequence, answered, written about: history is not thrown away. */
const held = `(EXISTS (SELECT 1 FROM enrollments e WHERE e.contact_id = c.id)
  OR EXISTS (SELECT 1 FROM sends s WHERE s.contact_id = c.id)
  OR EXISTS (SELECT 1 FROM incoming i WHERE i.contact_id = c.id)
  OR EXISTS (SELECT 1 FROM contact_notes n WHERE n.contact_id = c.id AND n.deleted = 0))`

const lastContact = (reader: Reader): number =>
  reader.get<{ n: number | null }>('SELECT max(id) AS n FROM contacts')?.n ?? 0

/** Looks at some contacts after another, counting into `found`; yields how far it is, 0 to 1. */
export function* lookForUndo(
  reader: Reader,
  { id, afterContact }: { id: number; afterContact: number },
  found: Undoable,
  limit: number,
): Generator<number> {
  found.changed = reader.get<{ n: number }>('SELECT count(*) AS n FROM contact_updates WHERE import_id = ?', id)?.n ?? 0
  const last = lastContact(reader)
  for (let at = afterContact; at < last; at += limit) {
    const counted = reader.get<{ n: number; held: number | null; written: number | null }>(
      `SELECT count(*) AS n, sum(${held}) AS held, sum(${left}) AS written
       FROM contacts c WHERE c.id > ? AND c.id <= ? AND c.import_id = ? AND c.deleted = 0`,
      at,
      at + limit,
      id,
    )
    found.contacts += counted?.n ?? 0
    found.held += counted?.held ?? 0
    found.written += counted?.written ?? 0
    yield Math.min(1, (at + limit - afterContact) / (last - afterContact))
  }
}

/** From here on it is decided. */
export const decideUndo = (tx: Tx, id: number, now: number): void =>
  void tx.run(`UPDATE imports SET state = 'undoing', undone_at = ? WHERE id = ?`, now, id)

/** What was taken back so far. */
export interface Undone {
  removed: number
  restored: number
  /** Contacts of which some value was changed since: that stays. */
  kept: number
}

/** Takes an import back, step by step. */
export function* undoSteps(
  store: Store,
  id: number,
  mark: Mark,
  limit: number,
  undone: Undone = { removed: 0, restored: 0, kept: 0 },
): Generator<Undone> {
  const after = store.get<{ n: number }>('SELECT after_contact AS n FROM imports WHERE id = ?', id)?.n ?? 0
  const last = lastContact(store)
  for (let at = after; at < last; at += limit) {
    undone.removed += removeMade(store, id, { from: at, to: at + limit }, mark)
    yield undone
  }
  while (store.write((tx) => restoreSome(tx, id, limit, mark, undone))) yield undone
  store.write((tx) => tx.run(`UPDATE imports SET state = 'undone' WHERE id = ?`, id))
  yield undone
}

function removeMade(store: Store, importId: number, piece: { from: number; to: number }, mark: Mark): number {
  const values = { ...mark, ...piece, importId }
  const which = `SELECT c.id FROM contacts c WHERE c.id > @from AND c.id <= @to AND c.import_id = @importId
    AND c.deleted = 0 AND NOT ${held}`
  // others of the team may know them by now: for them they go as an erased one does, and the address is free again
  if (store.get('SELECT 1 FROM workspace WHERE shared_since IS NOT NULL'))
    return store.write(
      (tx) =>
        tx.run(
          `UPDATE contacts SET address = 'removed', address_key = 'removed:' || public_id, domain = 'removed.invalid',
             first_name = NULL, last_name = NULL, company = NULL, owner = NULL, zone = NULL, fields = '{}', tags = '[]',
             deleted = 1, version = version + 1, author = @author, device = @device, hlc = @hlc WHERE id IN (${which})`,
          values,
        ).changes,
    )
  // what could refer to them was looked at; the database would look through whole tables, once for every row
  store.sqlite.pragma('foreign_keys = OFF')
  try {
    return store.write((tx) => {
      const ids = JSON.stringify(tx.all<{ id: number }>(which, values).map((row) => row.id))
      const these = '(SELECT value FROM json_each(?))'
      tx.run(`DELETE FROM contact_notes WHERE contact_id IN ${these}`, ids)
      // what later lists said about them
      if (tx.get('SELECT 1 FROM contact_updates WHERE import_id > ?', importId))
        tx.run(`DELETE FROM contact_updates WHERE contact_id IN ${these}`, ids)
      return tx.run(`DELETE FROM contacts WHERE id IN ${these}`, ids).changes
    })
  } finally {
    store.sqlite.pragma('foreign_keys = ON')
  }
}

interface UpdateRow extends Omit<KnownContact, 'fields' | 'tags'> {
  updateId: number
  id: number
  fields: string
  tags: string
  before: string
  values: string
}

const emptied: KnownContact = {
  firstName: null,
  lastName: null,
  company: null,
  owner: null,
  zone: null,
  fields: {},
  tags: [],
}

/** Puts some values back, and forgets what was kept of them; false when none was left. */
function restoreSome(tx: Tx, importId: number, limit: number, mark: Mark, undone: Undone): boolean {
  const rows = tx.all<UpdateRow>(
    `SELECT u.id AS updateId, c.id, c.first_name AS firstName, c.last_name AS lastName, c.company, c.owner, c.zone,
       c.fields, c.tags, u.before, u."values" AS "values"
     FROM (SELECT * FROM contact_updates WHERE import_id = ? ORDER BY id LIMIT ?) u
     JOIN contacts c ON c.id = u.contact_id AND c.deleted = 0`,
    importId,
    limit,
  )
  const changes = rows.flatMap((row) => {
    const now = { ...row, fields: JSON.parse(row.fields), tags: JSON.parse(row.tags) } as KnownContact
    const before = { ...emptied, ...JSON.parse(row.before) } as KnownContact
    const { to, kept } = putBack(now, { before, values: { ...emptied, ...JSON.parse(row.values) } })
    if (kept) undone.kept++
    return to ? [{ ...to, id: row.id, fields: JSON.stringify(to.fields), tags: JSON.stringify(to.tags) }] : []
  })
  if (changes.length > 0) writeBack(tx, changes, mark)
  undone.restored += changes.length
  return (
    tx.run(
      'DELETE FROM contact_updates WHERE id IN (SELECT id FROM contact_updates WHERE import_id = ? ORDER BY id LIMIT ?)',
      importId,
      limit,
    ).changes > 0
  )
}

const writeBack = (tx: Tx, changes: readonly unknown[], mark: Mark): void =>
  void tx.run(
    `UPDATE contacts SET first_name = w.v ->> 'firstName', last_name = w.v ->> 'lastName', company = w.v ->> 'company',
       owner = w.v ->> 'owner', zone = w.v ->> 'zone', fields = w.v ->> 'fields', tags = w.v ->> 'tags',
       zone_guess = NULL,
       version = version + 1, author = @author, device = @device, hlc = @hlc
     FROM (SELECT value AS v, value ->> 'id' AS id FROM json_each(@changes)) w WHERE contacts.id = w.id`,
    { ...mark, changes: JSON.stringify(changes) },
  )

/** What stood there before is other people's data: only the latest imports keep it. */
const importsThatKeep = 10

export const forgetOldUpdates = (tx: Tx, limit = 100_000): void =>
  void tx.run(
    `DELETE FROM contact_updates WHERE id IN (SELECT id FROM contact_updates WHERE import_id <=
       (SELECT id FROM imports WHERE updated > 0 AND state = 'done' ORDER BY id DESC LIMIT 1 OFFSET ?) LIMIT ?)`,
    importsThatKeep - 1,
    limit,
  )
