/**
 * Somebody was erased, and a colleague who had not heard of it tells of the same address under a name of their own. What was
 * erased stays so on every computer: one that may erase that copy, too, does it and tells the others.
 */
import { lastChunk, seenHeads } from './chunks.ts'
import { stamp } from './clockwork.ts'
import { forgetContact } from './contact-erase.ts'
import { ownDevice } from './devices.ts'
import { addressHash, erasedAmong, isErased } from './erased.ts'
import { courtOf } from './facts.ts'
import { breathe } from './import-finish.ts'
import type { Reader, Store, Tx } from './open.ts'
import { namesOf } from './twins.ts'

/** Seats (public ids) on whose computers a row of the fold was begun; `admin`: one of them is an admin's. */
function begunBy(reader: Reader, kind: 'contact' | 'suppression', publicId: string): { seat: string; admin: 0 | 1 }[] {
  return reader.all(
    `SELECT DISTINCT coalesce(s.public_id, '') AS seat, coalesce(s.role = 'admin', 0) AS admin
     FROM shared_rows r, json_each(r.fields -> '$."~began"') b
       LEFT JOIN devices d ON d.public_id = b.key LEFT JOIN seats s ON s.id = d.seat_id
     WHERE r.kind = ? AND r.public_id IN (SELECT value FROM json_each(?))`,
    kind,
    JSON.stringify(namesOf(reader, kind, publicId)),
  )
}

/**
 * May this computer erase the copy as well? An admin's may, and another where nobody else wrote it. And only where whoever
 * erased the person could have erased it: a member who puts somebody's address on that list erases nothing of what others wrote.
 */
function mayErase(tx: Tx, contact: string, line: string): boolean {
  const device = ownDevice(tx)
  const place = { device, number: (lastChunk(tx, device)?.number ?? 0) + 1, seen: seenHeads(tx, device) }
  const standing = courtOf(tx).authority.standing(place)
  if (!standing) return false
  const writers = begunBy(tx, 'contact', contact)
  const isAlone = (seat: string) => writers.length > 0 && writers.every((each) => each.seat === seat)
  if (!standing.admin && !isAlone(standing.seat)) return false
  const told = begunBy(tx, 'suppression', line)
  const erasers = told.length > 0 ? told : [{ seat: standing.seat, admin: Number(standing.admin) }]
  return erasers.some(({ seat, admin }) => admin === 1 || isAlone(seat))
}

/** Erases a contact (public id) that is on the list of the erased. False: it isn't, or that is for another computer to do. */
export function eraseAgain(tx: Tx, publicId: string, now: number): boolean {
  const row = tx.get<{ id: number; key: string }>(
    'SELECT id, address_key AS key FROM contacts WHERE public_id = ? AND deleted = 0',
    publicId,
  )
  if (!row || !isErased(tx, row.key)) return false
  const line = tx.get<{ id: string }>(
    "SELECT public_id AS id FROM suppressions WHERE kind = 'hash' AND value = ? AND deleted = 0",
    addressHash(tx, row.key),
  )
  if (!line || !mayErase(tx, publicId, line.id)) return false
  return forgetContact(tx, { ...row, publicId, now, mark: stamp(tx, now) })
}

/** In the queue of erasures: all contacts are compared with the list. */
const everybody = '"everybody"'

/** Somebody more is on the list of the erased: who is here under another name is looked for. */
export const lookForErased = (tx: Tx): void =>
  void tx.run(
    `INSERT INTO erasures (subjects) SELECT @everybody
     WHERE NOT EXISTS (SELECT 1 FROM erasures WHERE subjects = @everybody AND number = 0)`,
    { everybody },
  )

/** Contacts a piece. */
const piece = 2000

function lookAtSome(tx: Tx, now: number): boolean {
  const look = tx.get<{ id: number; after: number }>(
    'SELECT id, number AS after FROM erasures WHERE subjects = ? ORDER BY id LIMIT 1',
    everybody,
  )
  if (!look) return false
  const contacts = tx.all<{ id: number; publicId: string; key: string }>(
    `SELECT id, public_id AS publicId, address_key AS key FROM contacts WHERE id > ? AND deleted = 0 ORDER BY id LIMIT ${piece}`,
    look.after,
  )
  const isOn = erasedAmong(tx)
  for (const { publicId, key } of contacts) if (isOn?.(key)) eraseAgain(tx, publicId, now)
  if (contacts.length < piece) tx.run('DELETE FROM erasures WHERE id = ?', look.id)
  else tx.run('UPDATE erasures SET number = ? WHERE id = ?', contacts.at(-1)?.id, look.id)
  return true
}

/** Finishes all that is begun; stopped half way, the next call does the rest. @param now ms since the epoch */
export async function findErased(store: Store, now: () => number): Promise<void> {
  while (store.write((tx) => lookAtSome(tx, now()))) await breathe()
}
