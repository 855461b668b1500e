/**
 * An import is whole or not at all. Its new rows are written at once but stay invisible until one flag flips; what it
 * changes about contacts known already is kept aside until then. A crash before the flag rolls it back at the next
 * start, a crash after it rolls it forward.
 */
import type { ContactInput } from '../../shared/domain/contact.ts'
import { type Mark, stamp } from './clockwork.ts'
import type { Reader, Store, Tx } from './open.ts'

export const beginImport = (tx: Tx, publicId: string, file: string, now: number): number =>
  tx.run(`INSERT INTO imports (public_id, file, state, created_at) VALUES (?, ?, 'running', ?)`, publicId, file, now).id

export interface ImportBatch {
  importId: number
  contacts: ContactInput[]
  publicIds: string[]
  now: number
  mark: Mark
}

/** Writes up to a few hundred rows; how many were new and how many known. */
export function importBatch(tx: Tx, b: ImportBatch): { imported: number; updated: number } {
  let imported = 0
  for (const [i, c] of b.contacts.entries()) {
    const { changes } = tx.run(
      `INSERT INTO contacts (public_id, address, address_key, domain, first_name, last_name, company, owner, zone, fields,
         tags, import_id, created_at, author, device, hlc)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (address_key) DO NOTHING`,
      b.publicIds[i],
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
      b.importId,
      b.now,
      b.mark.author,
      b.mark.device,
      b.mark.hlc,
    )
    imported += changes
    if (changes === 0) keepUpdate(tx, b.importId, c)
  }
  const updated = b.contacts.length - imported
  tx.run(
    'UPDATE imports SET imported = imported + ?, updated = updated + ? WHERE id = ?',
    imported,
    updated,
    b.importId,
  )
  return { imported, updated }
}

const keepUpdate = (tx: Tx, importId: number, c: ContactInput): void =>
  void tx.run(
    'INSERT INTO contact_updates (import_id, contact_id, "values") SELECT ?, id, ? FROM contacts WHERE address_key = ?',
    importId,
    JSON.stringify(c),
    c.key,
  )

/** Contacts known already among these keys; for a dry run. */
export const knownKeys = (reader: Reader, keys: string[]): number =>
  reader.get<{ n: number }>(
    'SELECT count(*) as n FROM contacts WHERE deleted = 0 AND address_key IN (SELECT value FROM json_each(?))',
    JSON.stringify(keys),
  )?.n ?? 0

/** The flag: from here on the import is decided, and its new contacts are visible. */
export const decideImport = (tx: Tx, id: number, rows: number, refused: number): void =>
  void tx.run(`UPDATE imports SET state = 'applying', rows = ?, refused = ? WHERE id = ?`, rows, refused, id)

export const cancelImport = (tx: Tx, id: number): void =>
  void tx.run(`UPDATE imports SET state = 'cancelled' WHERE id = ?`, id)

/** Rolls back what was running when Cadenza stopped. */
export const cancelRunning = (tx: Tx): number =>
  tx.run(`UPDATE imports SET state = 'cancelled' WHERE state = 'running'`).changes

export const unfinishedImports = (reader: Reader): { id: number; state: 'applying' | 'cancelled' }[] =>
  reader.all(
    `SELECT id, state FROM imports i WHERE state = 'applying' OR (state = 'cancelled' AND
       (EXISTS (SELECT 1 FROM contacts c WHERE c.import_id = i.id)
        OR EXISTS (SELECT 1 FROM contact_updates u WHERE u.import_id = i.id)))`,
  )

/** Writes some of the updates of a decided import; false when none is left and it is done. */
export function applyUpdates(tx: Tx, importId: number, limit: number, mark: Mark): boolean {
  const rows = tx.all<{ id: number; contactId: number; values: string }>(
    'SELECT id, contact_id as contactId, "values" FROM contact_updates WHERE import_id = ? ORDER BY id LIMIT ?',
    importId,
    limit,
  )
  for (const row of rows) {
    update(tx, row.contactId, JSON.parse(row.values) as ContactInput, mark)
    tx.run('DELETE FROM contact_updates WHERE id = ?', row.id)
  }
  if (rows.length === limit) return true
  tx.run(`UPDATE imports SET state = 'done' WHERE id = ?`, importId)
  return false
}

/** What the list doesn't say stays as it is; tags only grow, and suppression isn't touched: nobody is re-subscribed. */
function update(tx: Tx, contactId: number, c: ContactInput, mark: Mark): void {
  tx.run(
    `UPDATE contacts SET first_name = coalesce(?, first_name), last_name = coalesce(?, last_name),
       company = coalesce(?, company), owner = coalesce(?, owner), zone = coalesce(?, zone),
       fields = json_patch(fields, ?),
       tags = (SELECT json_group_array(value) FROM (SELECT value FROM json_each(tags) UNION SELECT value FROM json_each(?))),
       version = version + 1, author = ?, device = ?, hlc = ? WHERE id = ?`,
    c.firstName,
    c.lastName,
    c.company,
    c.owner,
    c.zone,
    JSON.stringify(c.fields),
    JSON.stringify(c.tags),
    mark.author,
    mark.device,
    mark.hlc,
    contactId,
  )
}

/** Removes some rows of an import that was cancelled; false when none is left. */
export function removeRows(tx: Tx, importId: number, limit: number): boolean {
  const updates = tx.run(
    'DELETE FROM contact_updates WHERE id IN (SELECT id FROM contact_updates WHERE import_id = ? LIMIT ?)',
    importId,
    limit,
  ).changes
  const contacts = tx.run(
    'DELETE FROM contacts WHERE id IN (SELECT id FROM contacts WHERE import_id = ? LIMIT ?)',
    importId,
    limit,
  ).changes
  return updates + contacts > 0
}

/** At a start: rolls back what was running, carries on with what was decided. Some hundred rows a transaction. */
export async function finishImports(store: Store, now: number): Promise<void> {
  store.write((tx) => cancelRunning(tx))
  for (const { id, state } of unfinishedImports(store)) {
    const mark = store.write((tx) => stamp(tx, now))
    const step = (tx: Tx) => (state === 'applying' ? applyUpdates(tx, id, 500, mark) : removeRows(tx, id, 500))
    while (store.write(step)) await new Promise<void>((resolve) => setImmediate(resolve))
  }
}
