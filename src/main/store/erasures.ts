/**
 * What was told to other computers about a person who is erased. The signed heads of chunks hold only salted hashes, so that
 * bodies can go and every signature still holds; a long history is gone through in pieces, also after a crash.
 */
import type { Change } from '../../shared/domain/shared-change.ts'
import { began } from '../../shared/domain/shared-fold.ts'
import { rewriteBodies, unpackBodies } from './chunks.ts'
import { breathe } from './import-finish.ts'
import type { Reader, Store, Tx } from './open.ts'
import { firstSeat } from './seats.ts'
import { erasedFields } from './shared-rows.ts'
import { namesOf } from './twins.ts'

/** Rows of a contact (`@id`) or about its address (`@key`). */
export const ownSends = `send_id IN (SELECT id FROM sends WHERE contact_id = @id
  UNION ALL SELECT send_id FROM test_emails WHERE contact_id = @id)`
export const ownIncoming = `(contact_id = @id OR ${ownSends} OR lower(from_address) = @key)`

export interface Erased {
  /** Row id and public id of the contact, and its address in comparable form. */
  id: number
  publicId: string
  key: string
  /** Public ids of messages of others that quote the address. */
  quoting: string[]
}

/**
 * May this computer tell the team that a contact (public id) is erased? An admin's may; another only where nobody else wrote
 * them down. Erasing here what the others will keep would part this computer's data from theirs for good.
 */
export function mayTellErased(reader: Reader, publicId: string): boolean {
  if (reader.get('SELECT 1 FROM workspace WHERE shared_since IS NULL') || firstSeat(reader).role === 'admin')
    return true
  return !reader.get(
    `SELECT 1 FROM shared_rows r, json_each(r.fields -> ('$."' || @began || '"')) b
     LEFT JOIN devices d ON d.public_id = b.key
     WHERE r.kind = 'contact' AND d.seat_id IS NOT (SELECT min(id) FROM seats) AND r.public_id IN
       (SELECT @id UNION SELECT public_id FROM twins WHERE kind = 'contact' AND stays = @id)`,
    { id: publicId, began },
  )
}

/** Before the rows themselves are emptied: marks what was told about them, and empties the fold. */
export function eraseTold(tx: Tx, erased: Erased): void {
  if (!tx.get('SELECT 1 FROM shared_rows LIMIT 1') && !tx.get('SELECT 1 FROM chunks LIMIT 1')) return
  const ids = (query: string) => tx.all<{ id: string }>(query, { id: erased.id, key: erased.key }).map((row) => row.id)
  const lines = ids("SELECT public_id AS id FROM suppressions WHERE kind = 'address' AND value = @key")
  const others = [
    ...ids('SELECT public_id AS id FROM sends WHERE contact_id = @id'),
    ...ids(`SELECT public_id AS id FROM incoming WHERE ${ownIncoming}`),
    ...ids('SELECT public_id AS id FROM contact_notes WHERE contact_id = @id'),
    // what was written for them alone; whoever has none keeps that they were engaged
    ...ids('SELECT public_id AS id FROM enrollments WHERE contact_id = @id AND texts IS NOT NULL'),
    ...erased.quoting,
  ]
  // whoever wrote them down beside the others gave them another name, under which as much was told
  const names = namesOf(tx, 'contact', erased.publicId)
  const subjects = [...new Set([...names, ...lines, ...others])]
  tx.run('INSERT INTO erasures (subjects) VALUES (?)', JSON.stringify(subjects))
  // a line of the list goes without a word: every computer that learns of the erasure takes it out by itself
  for (const line of lines) tx.run("DELETE FROM shared_rows WHERE kind = 'suppression' AND public_id = ?", line)
  // on which computers they were written down names nobody, and decides who may erase them
  tx.run(
    `UPDATE shared_rows SET fields = json_patch('{}', json_object(@began, json(fields -> ('$."' || @began || '"')))),
       clocks = NULL WHERE kind = 'contact' AND public_id IN (SELECT value FROM json_each(@names))`,
    { names: JSON.stringify(names), began },
  )
  for (const [kind, blank] of Object.entries(erasedFields))
    tx.run(
      `UPDATE shared_rows SET fields = json_patch(fields, ?)
       WHERE kind = ? AND public_id IN (SELECT value FROM json_each(?))`,
      JSON.stringify(blank),
      kind,
      JSON.stringify(others),
    )
}

interface Erasure {
  id: number
  subjects: string
  device: string
  number: number
}

/** Chunks a piece: some milliseconds of unpacking. */
const piece = 20

/** Goes through some chunks; false when nothing is left to be done. */
export function eraseSome(tx: Tx): boolean {
  const erasure = tx.get<Erasure>(
    // whom nobody knows by name yet is looked for in erased-again.ts
    "SELECT id, subjects, device, number FROM erasures WHERE subjects LIKE '[%' ORDER BY id LIMIT 1",
  )
  if (!erasure) return false
  const subjects = new Set(JSON.parse(erasure.subjects) as string[])
  const chunks = tx.all<{ device: string; number: number; bodies: Buffer }>(
    `SELECT device, number, bodies FROM chunks WHERE (device, number) > (?, ?) ORDER BY device, number LIMIT ${piece}`,
    erasure.device,
    erasure.number,
  )
  for (const { device, number, bodies: packed } of chunks) {
    const bodies = unpackBodies(packed)
    const left = bodies.map((body) => (body !== null && tells(body, subjects) ? null : body))
    if (left.some((body, i) => body !== bodies[i])) rewriteBodies(tx, device, number, left)
  }
  const last = chunks.at(-1)
  if (!last || chunks.length < piece) tx.run('DELETE FROM erasures WHERE id = ?', erasure.id)
  else tx.run('UPDATE erasures SET device = ?, number = ? WHERE id = ?', last.device, last.number, erasure.id)
  return true
}

/** Keys of canonical JSON are in order: the first "id" is the change's own. */
const idOf = (body: string): string => /"id":"([0-9a-z]+)"/.exec(body)?.[1] ?? ''

/** That a row is gone says nothing about anybody, and must stay. */
const tells = (body: string, subjects: ReadonlySet<string>): boolean =>
  subjects.has(idOf(body)) && (JSON.parse(body) as Change).set !== undefined

/** Finishes all that is begun. */
export async function finishErasures(store: Store): Promise<void> {
  while (store.write(eraseSome)) await breathe()
}
