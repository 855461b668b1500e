/**
 * An import is whole or not at all. Its new rows are written at once but stay invisible until one flag flips; what it
 * changes about contacts known already is kept aside until then. A crash before the flag rolls it back at the next
 * start, a crash after it rolls it forward.
 */
import type { ContactInput } from '../../shared/domain/contact.ts'
import { type KnownContact, type KnownWish, onlyEmpty, saysNew } from '../../shared/domain/contact-news.ts'
import { visible } from './audience.ts'
import type { Mark } from './clockwork.ts'
import { removeRefusals } from './import-refusals.ts'
import type { Reader, Store, Tx } from './open.ts'

export const beginImport = (
  tx: Tx,
  publicId: string,
  file: string,
  now: number,
  seatId: number | null = null,
): number =>
  tx.run(
    `INSERT INTO imports (public_id, file, state, after_contact, created_at, seat_id)
     VALUES (?, ?, 'running', (SELECT coalesce(max(id), 0) FROM contacts), ?, ?)`,
    publicId,
    file,
    now,
    seatId,
  ).id

/**
 * Settings for writing very much while nobody waits for the ledger: pages that many rows touch stay in memory, and
 * are copied from the log to the file once, not once per megabyte. Returns what puts the usual settings back.
 */
export function widen({ sqlite }: Store): () => void {
  const usual = ['cache_size', 'wal_autocheckpoint'].map((name) => [name, sqlite.pragma(name, { simple: true })])
  sqlite.pragma('cache_size = -262144')
  sqlite.pragma('wal_autocheckpoint = 131072')
  return () => {
    for (const [name, value] of usual) sqlite.pragma(`${name} = ${value}`)
  }
}

export interface ImportBatch {
  importId: number
  contacts: ContactInput[]
  /** Gives each row its name; see `publicIdSeries`. */
  nextId: () => string
  now: number
  mark: Mark
  /** What becomes of contacts known already; all that is new unless said. */
  known?: KnownWish | undefined
}

/** Rows of one statement: asking the database once a row takes as long as half the writing. */
const together = 50

const insertion = (rows: number): string =>
  `INSERT INTO contacts (public_id, address, address_key, domain, first_name, last_name, company, owner, zone, fields,
     tags, import_id, created_at, author, device, hlc)
   VALUES ${Array.from({ length: rows }, () => '(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, @importId, @now, @author, @device, @hlc)').join()}
   ON CONFLICT (address_key) DO NOTHING`
const insertMany = insertion(together)
const insertOne = insertion(1)

/** How many rows were new, known with something new about them, and known as they are. */
export interface Imported {
  imported: number
  updated: number
  unchanged: number
}

/** Writes rows whose keys differ from one another. */
export function importBatch(tx: Tx, b: ImportBatch): Imported {
  const { contacts, importId, now, known = 'update' } = b
  const named = { importId, now, ...b.mark }
  let imported = 0
  let updated = 0
  let at = 0
  while (at < contacts.length) {
    const many = at + together <= contacts.length
    const part = contacts.slice(at, at + (many ? together : 1))
    const values: unknown[] = []
    for (const c of part) pushValues(values, c, b.nextId())
    const { changes } = tx.run(many ? insertMany : insertOne, values, named)
    if (changes < part.length) updated += keepUpdates(tx, importId, part, known)
    imported += changes
    at += part.length
  }
  tx.run('UPDATE imports SET imported = imported + ?, updated = updated + ? WHERE id = ?', imported, updated, importId)
  return { imported, updated, unchanged: contacts.length - imported - updated }
}

function pushValues(values: unknown[], c: ContactInput, id: string): void {
  const tags = c.tags.length === 0 ? '[]' : JSON.stringify(c.tags)
  values.push(id, c.address, c.key, c.domain, c.firstName, c.lastName, c.company, c.owner, c.zone)
  values.push(JSON.stringify(c.fields), tags)
}

interface KnownRow extends Omit<KnownContact, 'fields' | 'tags'> {
  id: number
  key: string
  fields: string
  tags: string
}

const knownColumns = `c.id, c.address_key as key, c.first_name as firstName, c.last_name as lastName, c.company, c.owner,
  c.zone, c.fields, c.tags`

/** Those known rows about which the list says something new, each with what it says. */
function news(rows: KnownRow[], contacts: readonly ContactInput[], wish: KnownWish): News[] {
  if (wish === 'leave') return []
  const byKey = new Map(contacts.map((c) => [c.key, c]))
  return rows.flatMap((row) => {
    const found = byKey.get(row.key)
    if (!found) return []
    const known = { ...row, fields: JSON.parse(row.fields), tags: JSON.parse(row.tags) }
    const contact = wish === 'fill' ? onlyEmpty(found, known) : found
    return saysNew(contact, known) ? [{ id: row.id, contact, known }] : []
  })
}

interface News {
  id: number
  contact: ContactInput
  known: KnownContact
}

/** Keeps aside what the list says about those of these contacts that were there before it; about how many it does. */
function keepUpdates(tx: Tx, importId: number, contacts: ContactInput[], wish: KnownWish): number {
  const rows = tx.all<KnownRow>(
    `SELECT ${knownColumns} FROM contacts c
     WHERE c.address_key IN (SELECT value FROM json_each(?)) AND c.import_id IS NOT ?`,
    JSON.stringify(contacts.map((c) => c.key)),
    importId,
  )
  const updates = news(rows, contacts, wish)
  for (const { id, contact } of updates)
    tx.run(
      'INSERT INTO contact_updates (import_id, contact_id, "values") VALUES (?, ?, ?)',
      importId,
      id,
      JSON.stringify(contact),
    )
  return updates.length
}

/** What writing these contacts would count, and what it would change about those known; for a dry run. */
export function foreseeBatch(
  reader: Reader,
  contacts: readonly ContactInput[],
  wish: KnownWish,
): Imported & { suppressed: number; news: News[] } {
  const keys = JSON.stringify(contacts.map((c) => c.key))
  const rows = reader.all<KnownRow>(
    `SELECT ${knownColumns} FROM contacts c WHERE c.address_key IN (SELECT value FROM json_each(?)) AND ${visible}`,
    keys,
  )
  const found = news(rows, contacts, wish)
  const { length: updated } = found
  return {
    imported: contacts.length - rows.length,
    updated,
    unchanged: rows.length - updated,
    suppressed: suppressedAmong(reader, contacts),
    news: found,
  }
}

function suppressedAmong(reader: Reader, contacts: readonly ContactInput[]): number {
  const found = (kind: string, of: string[]) =>
    new Set(
      reader
        .all<{ value: string }>(
          `SELECT value FROM suppressions WHERE kind = ? AND value IN (SELECT value FROM json_each(?)) AND deleted = 0`,
          kind,
          JSON.stringify(of),
        )
        .map((row) => row.value),
    )
  const addresses = found(
    'address',
    contacts.map((c) => c.key),
  )
  const domains = found('domain', [...new Set(contacts.map((c) => c.domain))])
  return contacts.filter((c) => addresses.has(c.key) || domains.has(c.domain)).length
}

/** The flag: from here on the import is decided, and its new contacts are visible. */
export const decideImport = (
  tx: Tx,
  id: number,
  { rows, refused, columns }: { rows: number; refused: number; columns: readonly string[] },
): void =>
  void tx.run(
    `UPDATE imports SET state = 'applying', rows = ?, refused = ?, columns = ? WHERE id = ?`,
    rows,
    refused,
    JSON.stringify(columns),
    id,
  )

export const cancelImport = (tx: Tx, id: number): void =>
  void tx.run(`UPDATE imports SET state = 'cancelled' WHERE id = ?`, id)

/** Rolls back what was running when Cadenza stopped. */
export const cancelRunning = (tx: Tx): number =>
  tx.run(`UPDATE imports SET state = 'cancelled' WHERE state = 'running'`).changes

export const unfinishedImports = (reader: Reader): { id: number; state: 'applying' | 'cancelled' | 'undoing' }[] =>
  reader.all(`SELECT id, state FROM imports WHERE state IN ('applying', 'cancelled', 'undoing') ORDER BY id`)

/** Before the first update that is not written yet. */
const written = (tx: Tx, importId: number): number =>
  tx.get<{ id: number }>(
    'SELECT id FROM contact_updates WHERE import_id = ? AND before IS NULL ORDER BY id LIMIT 1',
    importId,
  )?.id ?? Number.MAX_SAFE_INTEGER

/**
 * Writes some of the updates of a decided import; null when none is left and it is done. What the list doesn't say
 * stays as it is; tags only grow, and suppression isn't touched: nobody is re-subscribed. What stood there before is
 * kept beside it. One statement for all: one by one, each would close a page of the search index.
 *
 * @param from what the call before gave back; null for the first, also after a crash
 */
export function applyUpdates(tx: Tx, importId: number, limit: number, mark: Mark, from: number | null): number | null {
  const first = from ?? written(tx, importId)
  const { last, n } = tx.get<{ last: number | null; n: number }>(
    `SELECT max(id) AS last, count(*) AS n FROM
       (SELECT id FROM contact_updates WHERE import_id = ? AND id >= ? ORDER BY id LIMIT ?)`,
    importId,
    first,
    limit,
  ) ?? { last: null, n: 0 }
  const piece = 'import_id = @importId AND id >= @first AND id <= @last'
  const values = { ...mark, importId, first, last: last ?? 0 }
  tx.run(
    `UPDATE contact_updates SET before = coalesce((SELECT json_object('firstName', c.first_name, 'lastName', c.last_name,
       'company', c.company, 'owner', c.owner, 'zone', c.zone, 'fields', json(c.fields), 'tags', json(c.tags))
       FROM contacts c WHERE c.id = contact_id), '{}') WHERE ${piece}`,
    values,
  )
  tx.run(
    `UPDATE contacts SET first_name = coalesce(u.v ->> 'firstName', first_name),
       last_name = coalesce(u.v ->> 'lastName', last_name), company = coalesce(u.v ->> 'company', company),
       owner = coalesce(u.v ->> 'owner', owner), zone = coalesce(u.v ->> 'zone', zone),
       fields = json_patch(fields, u.v -> 'fields'), zone_guess = NULL,
       tags = (SELECT json_group_array(value) FROM (SELECT value FROM json_each(contacts.tags)
         UNION SELECT value FROM json_each(u.v -> 'tags'))),
       version = version + 1, author = @author, device = @device, hlc = @hlc
     FROM (SELECT contact_id, "values" AS v FROM contact_updates WHERE ${piece}) u
     WHERE contacts.id = u.contact_id`,
    values,
  )
  if (last !== null && n === limit) return last + 1
  tx.run(`UPDATE imports SET state = 'done' WHERE id = ?`, importId)
  return null
}

/** Removes some rows of an import that was cancelled; false when none is left. */
export function removeRows(store: Store, importId: number, limit: number): boolean {
  // Nobody can refer to rows that nobody has seen; without this the database would look for it in the whole ledger,
  // once for every row it removes.
  store.sqlite.pragma('foreign_keys = OFF')
  try {
    return store.write((tx) => removeSome(tx, importId, limit))
  } finally {
    store.sqlite.pragma('foreign_keys = ON')
  }
}

function removeSome(tx: Tx, importId: number, limit: number): boolean {
  const { changes } = tx.run(
    'DELETE FROM contact_updates WHERE id IN (SELECT id FROM contact_updates WHERE import_id = ? LIMIT ?)',
    importId,
    limit,
  )
  if (changes > 0 || removeRefusals(tx, importId, limit)) return true
  const place = tx.get<{ after: number; last: number | null }>(
    'SELECT after_contact as after, (SELECT max(id) FROM contacts) as last FROM imports WHERE id = ?',
    importId,
  )
  if (!place) throw new Error(`there is no import ${importId}`)
  const to = place.after + limit
  tx.run('DELETE FROM contacts WHERE id > ? AND id <= ? AND import_id = ?', place.after, to, importId)
  const more = place.last !== null && to < place.last
  if (more) tx.run('UPDATE imports SET after_contact = ? WHERE id = ?', to, importId)
  else tx.run(`UPDATE imports SET state = 'removed' WHERE id = ?`, importId)
  return more
}
