/** Whom mail is sent to, and whom it must not be sent to. */
import { addressKey, domainOf } from '../../../shared/domain/address.ts'
import { erasedPlaceholder, forgetContact } from '../contact-erase.ts'
import { sameContacts } from '../contact-merge.ts'
import type { Reader, Tx } from '../open.ts'
import { sharedRow } from '../shared-rows.ts'
import { namesOf, staying, withTwins } from '../twins.ts'
import { type Codec, foldedAs, type SharedWrite } from './codec.ts'
import { weighAgain } from './engaging.ts'
import {
  address,
  columnsFor,
  type Field,
  int,
  keptContact,
  map,
  orNone,
  putRow,
  ref,
  rowNamed,
  stampOf,
  tableCodec,
  text,
  words,
} from './table.ts'

const fields: Record<string, Field> = {
  address,
  firstName: orNone(text()),
  lastName: orNone(text()),
  company: orNone(text()),
  owner: orNone(text()),
  zone: orNone(text()),
  fields: map,
  tags: words,
  /** Public id of the contact that it was merged into. */
  mergedInto: orNone(text()),
  createdAt: int,
}

/** A contact under that name; one of an import that isn't decided yet, under its address: it becomes the one that is told. */
const rowOf = (reader: Reader, publicId: string, address: unknown): number | undefined =>
  reader.get<{ id: number }>('SELECT id FROM contacts WHERE public_id = ?', publicId)?.id ??
  (typeof address === 'string'
    ? reader.get<{ id: number }>(
        `SELECT id FROM contacts WHERE address_key = ? AND import_id IN
           (SELECT id FROM imports WHERE state IN ('running', 'cancelled'))`,
        addressKey(address),
      )?.id
    : undefined)

const plain = tableCodec({
  kind: 'contact',
  table: 'contacts',
  fields,
  where: `(t.import_id IS NULL OR t.import_id NOT IN (SELECT id FROM imports WHERE state IN ('running', 'cancelled')))`,
})

/** Contacts only ever go by being erased: then nothing is left on any computer but a row that others refer to. */
function erase(tx: Tx, row: SharedWrite, now: number): 'done' | 'waits' {
  const held = tx.get<{ id: number; key: string; deleted: number }>(
    'SELECT id, address_key AS key, deleted FROM contacts WHERE public_id = ?',
    row.id,
  )
  const { author, device, hlc } = stampOf(row) as { author: string | null; device: string; hlc: string }
  const mark = { author, device, hlc }
  if (!held) erasedPlaceholder(tx, row.id, now, mark)
  else if (held.deleted === 0) return forgetContact(tx, { ...held, publicId: row.id, now, mark }) ? 'done' : 'waits'
  return 'done'
}

function write(tx: Tx, row: SharedWrite, now: number): 'done' | 'waits' {
  if (row.gone) return erase(tx, row, now)
  const told = row.fields.address
  const rowId = rowOf(tx, row.id, told)
  const columns = columnsFor(tx, fields, row.fields)
  if (columns === null || (rowId === undefined && typeof told !== 'string')) return 'done'
  const derived = typeof told === 'string' ? { address_key: addressKey(told), domain: domainOf(addressKey(told)) } : {}
  const guess = { zone_guess: null, zone_from: null }
  const merged = mergerOf(tx, row, now)
  if (merged === 'waits') return 'waits'
  const before = rowId === undefined ? null : mergedAt(tx, rowId)
  const whole = {
    public_id: row.id,
    import_id: null,
    ...columns,
    ...derived,
    ...guess,
    ...stampOf(row),
    ...merged.columns,
  }
  const id = putRow(tx, 'contacts', rowId, whole)
  if (rowId !== undefined) tx.run('UPDATE contacts SET version = version + 1 WHERE id = ?', id)
  if (merged.into !== null) goOver(tx, id, merged.into, now)
  if (before !== null && before !== merged.columns.merged_into) goElsewhere(tx, { id, before }, now)
  else if (merged.into !== null && isToldApart(tx, row.id)) outOfRound(tx, now)
  return 'done'
}

/**
 * Whether it was merged into one contact under one of its names and into another under another. Before the names were known to be
 * one, the merger that doesn't count any more may have closed a round, though the table never had it.
 */
const isToldApart = (reader: Reader, stays: string): boolean =>
  new Set(
    namesOf(reader, 'contact', stays)
      .map((name) => ledTo(reader, sharedRow(reader, 'contact', name)))
      .filter((into) => into !== null),
  ).size > 1

const mergedAt = (tx: Tx, rowId: number): string | null =>
  tx.get<{ into: string | null }>('SELECT merged_into AS "into" FROM contacts WHERE id = ?', rowId)?.into ?? null

/**
 * Of two that were merged into each other on two computers the lesser name is the one that is kept, on both. A contact that was
 * merged into another stays as a row out of all lists: nothing of it is erased. The table calls that one as its row is called,
 * whichever of its names was told: two computers may have written it down.
 */
function mergerOf(
  tx: Tx,
  row: SharedWrite,
  now: number,
): 'waits' | { columns: { merged_into: string | null; deleted: 0 | 1 }; into: number | null } {
  const alone = { columns: { merged_into: null, deleted: 0 as const }, into: null }
  const to = ledTo(tx, row)
  const chain = [row.id]
  for (let next = to; next !== null; next = ledTo(tx, withTwins(tx, 'contact', next))) {
    const round = chain.indexOf(next)
    if (round >= 0) {
      const [kept] = chain.slice(round).toSorted() as [string]
      if (kept === row.id) return alone
      // with what went over to whomever it was merged into so far
      const told = withTwins(tx, 'contact', kept)
      const keptRow = rowOf(tx, kept, null)
      if (told && keptRow !== undefined && mergedAt(tx, keptRow) !== null)
        write(tx, foldedAs('contact', kept, told), now)
      break
    }
    chain.push(next)
  }
  if (to === null) return alone
  const into = rowOf(tx, to, null)
  return into === undefined ? 'waits' : { columns: { merged_into: to, deleted: 1 }, into }
}

/** Into whom it was merged, by the name which that one's row bears; null: into nobody. */
function ledTo(reader: Reader, row: Pick<SharedWrite, 'fields'> | undefined): string | null {
  const name = row?.fields.mergedInto
  return typeof name === 'string' ? staying(reader, 'contact', name) : null
}

/** What belonged to it belongs to the other, or whoever that one was merged into. Who is in a sequence in both stays in one of them. */
function goOver(tx: Tx, from: number, to: number, now: number): void {
  const into = keptContact(tx, to)
  const moved = tx.all<{ id: string }>('SELECT public_id AS id FROM enrollments WHERE contact_id = ?', from)
  for (const { id } of moved) weighAgain(tx, id, now)
  for (const table of ['enrollments', 'sends', 'incoming', 'contact_notes'])
    tx.run(`UPDATE OR IGNORE ${table} SET contact_id = ? WHERE contact_id = ?`, into, from)
  const kept = tx.get<{ address: string; domain: string }>('SELECT address, domain FROM contacts WHERE id = ?', into)
  tx.run(
    `UPDATE sends SET address = @address, domain = @domain WHERE contact_id = @into AND state = 'planned'
       AND address <> @address`,
    { ...kept, into },
  )
}

const kinds = { enrollment: 'enrollments', send: 'sends', incoming: 'incoming', contact_note: 'contact_notes' } as const

/**
 * Two computers merged it into two others, before either knew: by whom that was done first is told last here. What was told of it,
 * and of whoever was merged into it, leaves the one and goes to the other.
 *
 * @param gone the row id, and into whom (public id) it was merged so far
 */
function goElsewhere(tx: Tx, gone: { id: number; before: string }, now: number): void {
  outOfRound(tx, now)
  const into = keptContact(tx, gone.id)
  const left = rowNamed(tx, 'contacts', gone.before)
  for (const [kind, table] of Object.entries(kinds))
    tx.run(
      `${sameContacts('id = @id')}, called(name) AS (SELECT name FROM same
         UNION SELECT t.public_id FROM twins t JOIN same ON t.kind = 'contact' AND t.stays = same.name)
       UPDATE OR IGNORE ${table} SET contact_id = @into WHERE public_id IN (
         SELECT coalesce((SELECT stays FROM twins t WHERE t.kind = r.kind AND t.public_id = r.public_id), r.public_id)
         FROM shared_rows r WHERE r.kind = @kind AND r.fields ->> 'contact' IN (SELECT name FROM called))`,
      { id: gone.id, kind, into },
    )
  // plans are told to nobody
  tx.run(
    `UPDATE sends SET contact_id = c.id, address = c.address, domain = c.domain FROM enrollments e, contacts c
     WHERE e.id = sends.enrollment_id AND c.id = @into AND e.contact_id = c.id AND sends.state = 'planned'`,
    { into },
  )
  const told = tx.all<{ id: string }>(
    `SELECT public_id AS id FROM enrollments WHERE contact_id IN (?, ?) ORDER BY public_id`,
    into,
    left === undefined ? into : keptContact(tx, left),
  )
  for (const { id } of told) weighAgain(tx, id, now, true)
}

/** Of contacts that were merged into each other in a round one is kept. Where the round is none any more, it goes on like the others. */
function outOfRound(tx: Tx, now: number): void {
  const kept = tx.all<{ id: string }>(
    `SELECT DISTINCT c.public_id AS id FROM shared_rows r LEFT JOIN twins t ON t.kind = r.kind AND t.public_id = r.public_id
       JOIN contacts c ON c.public_id = coalesce(t.stays, r.public_id) AND c.merged_into IS NULL
     WHERE r.kind = 'contact' AND r.gone IS NULL AND r.fields ->> 'mergedInto' IS NOT NULL ORDER BY c.public_id`,
  )
  for (const { id } of kept) {
    const told = withTwins(tx, 'contact', id)
    if (told) write(tx, foldedAs('contact', id, told), now)
  }
}

export const contactCodec: Codec = {
  ...plain,
  fault: (given) =>
    plain.fault(given) ??
    (given.mergedInto !== undefined && given.mergedInto !== null && !/^[0-9a-z]{1,40}$/.test(String(given.mergedInto))
      ? { trouble: 'wrong', field: 'mergedInto' }
      : null),
  // only who was erased has gone: whoever was merged into another is told as such
  read(reader, rowId) {
    const row = plain.read(reader, rowId)
    return row && (row.fields.mergedInto ?? null) !== null ? { ...row, gone: false } : row
  },
  write,
}

/** A label and a type for what lists call by that name. Its own name follows from that (field-name.ts). */
export const contactFieldCodec = tableCodec({
  kind: 'contact_field',
  table: 'contact_fields',
  fields: {
    name: text(),
    label: text(),
    type: text('text', 'number', 'date', 'url', 'choice'),
    options: orNone(words),
    position: int,
    createdAt: int,
  },
})

const notes = tableCodec({
  kind: 'contact_note',
  table: 'contact_notes',
  fields: {
    contact: ref('contacts', 'contact_id'),
    seat: ref('seats', 'seat_id'),
    text: text(),
    createdAt: int,
    changedAt: int,
  },
})

/** What was taken away is not kept. */
export const contactNoteCodec: Codec = {
  ...notes,
  write: (tx, row, now) => notes.write(tx, row.gone ? { ...row, fields: { ...row.fields, text: '' } } : row, now),
}

/** Grows only; that somebody took a line of their own off again is told as its going. */
export const suppressionCodec = tableCodec({
  kind: 'suppression',
  table: 'suppressions',
  fields: {
    kind: text('address', 'domain', 'hash'),
    value: text(),
    reason: text(),
    source: text(),
    createdAt: int,
  },
  versioned: false,
})
