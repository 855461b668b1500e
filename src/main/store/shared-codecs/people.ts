/** Whom mail is sent to, and whom it must not be sent to. */
import { addressKey, domainOf } from '../../../shared/domain/address.ts'
import { erasedPlaceholder, forgetContact } from '../contact-erase.ts'
import type { Reader, Tx } from '../open.ts'
import type { Codec, SharedWrite } from './codec.ts'
import { address, columnsFor, type Field, int, map, orNone, putRow, stampOf, tableCodec, text, words } from './table.ts'

const fields: Record<string, Field> = {
  address,
  firstName: orNone(text()),
  lastName: orNone(text()),
  company: orNone(text()),
  owner: orNone(text()),
  zone: orNone(text()),
  fields: map,
  tags: words,
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
  const whole = { public_id: row.id, import_id: null, ...columns, ...derived, ...stampOf(row) }
  const id = putRow(tx, 'contacts', rowId, whole)
  if (rowId !== undefined) tx.run('UPDATE contacts SET version = version + 1 WHERE id = ?', id)
  return 'done'
}

export const contactCodec: Codec = { ...plain, write }

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
