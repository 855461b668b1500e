/** The fold of all chunks, row by row, as it is kept; and the rows of this computer that it doesn't know of yet. */
import type { SharedKind } from '../../shared/domain/shared-change.ts'
import { beside } from '../../shared/domain/shared-fold.ts'
import type { Reader, Tx } from './open.ts'

export interface SharedRow {
  kind: SharedKind
  /** Public id. */
  id: string
  /** Flat: keys of a map are told apart ("fields.city"); null where a key was removed. */
  fields: Record<string, unknown>
  /** Clock of all fields but those in `clocks`. */
  clock: string
  clocks: Record<string, string>
  /** Clock of its deletion; null: it lives. */
  gone: string | null
  waits: boolean
  /** Public id of the seat behind its latest change. */
  by: string | null
}

interface Raw extends Omit<SharedRow, 'fields' | 'clocks' | 'waits'> {
  fields: string
  clocks: string | null
  waits: number
}

const columns = 'kind, public_id AS id, fields, clock, clocks, gone, waits, author AS "by"'

const rowIn = (raw: Raw): SharedRow => ({
  ...raw,
  fields: JSON.parse(raw.fields) as Record<string, unknown>,
  clocks: raw.clocks === null ? {} : (JSON.parse(raw.clocks) as Record<string, string>),
  waits: raw.waits === 1,
})

export function sharedRow(reader: Reader, kind: SharedKind, id: string): SharedRow | undefined {
  const raw = reader.get<Raw>(`SELECT ${columns} FROM shared_rows WHERE kind = ? AND public_id = ?`, kind, id)
  return raw && rowIn(raw)
}

/** Names of those that wait for what they refer to. Ordered by name alone, every row of the kind would be looked at. */
export const waitingRows = (reader: Reader, kind: SharedKind): string[] =>
  reader
    .all<{ id: string }>(
      'SELECT public_id AS id FROM shared_rows INDEXED BY shared_rows_waits WHERE kind = ? AND waits = 1 ORDER BY public_id',
      kind,
    )
    .map(({ id }) => id)

/** What stays of the fields of mail to or from an erased person. Of the contact itself nothing stays. */
export const erasedFields: Partial<Record<SharedKind, Readonly<Record<string, unknown>>>> = {
  contact_note: { text: '' },
  send: {
    address: 'erased',
    domain: 'erased.invalid',
    subject: null,
    reply: null,
    reason: null,
    messageId: null,
    serverMessageId: null,
  },
  incoming: {
    fromAddress: 'erased',
    fromName: null,
    subject: '',
    recipients: [],
    returnDate: null,
    text: null,
    evidence: [],
  },
}

const without = (words: object, blank: object): object =>
  Object.fromEntries(Object.entries(words).filter(([field]) => !(field in blank)))

/** The same whatever is told of them later by those who don't know yet. */
function emptied(reader: Reader, row: SharedRow): SharedRow {
  if (row.kind === 'contact') return row.gone === null ? row : { ...row, fields: {}, clocks: {} }
  const blank = erasedFields[row.kind]
  const { contact } = row.fields
  if (!blank || typeof contact !== 'string' || !wasErased(reader, contact)) return row
  const fields = Object.entries(row.fields).map(([field, value]) => [
    field,
    field in blank ? blank[field] : field === beside ? without(value as object, blank) : value,
  ])
  return { ...row, fields: Object.fromEntries(fields) }
}

/** Returns it as it is kept: without what tells of people who were erased. */
export function putSharedRow(tx: Tx, whole: SharedRow): SharedRow {
  const row = emptied(tx, whole)
  tx.run(
    `INSERT INTO shared_rows (kind, public_id, fields, clock, clocks, gone, waits, author)
     VALUES (@kind, @id, @fields, @clock, @clocks, @gone, @waits, @by)
     ON CONFLICT (kind, public_id) DO UPDATE SET fields = excluded.fields, clock = excluded.clock,
       clocks = excluded.clocks, gone = excluded.gone, waits = excluded.waits, author = excluded.author`,
    {
      kind: row.kind,
      id: row.id,
      fields: JSON.stringify(row.fields),
      clock: row.clock,
      clocks: Object.keys(row.clocks).length === 0 ? null : JSON.stringify(row.clocks),
      gone: row.gone,
      waits: Number(row.waits),
      by: row.by,
    },
  )
  return row
}

/** Somebody erased that contact (public id): it never comes back under that name. */
export const wasErased = (reader: Reader, contact: string): boolean =>
  reader.get("SELECT 1 FROM shared_rows WHERE kind = 'contact' AND public_id = ? AND gone IS NOT NULL", contact) !==
  undefined

/** The table of this row holds what the fold has: nothing of it is to be told to others. */
export const forgetDirty = (tx: Tx, kind: SharedKind, rowId: number): void =>
  void tx.run('DELETE FROM shared_dirty WHERE kind = ? AND row_id = ?', kind, rowId)

/** The table says more of this row than the others were told: it is looked at when the next chunk is made. */
export const markDirty = (tx: Tx, kind: SharedKind, rowId: number): void =>
  void tx.run('INSERT OR IGNORE INTO shared_dirty (kind, row_id) VALUES (?, ?)', kind, rowId)
