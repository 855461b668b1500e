/** Fields of contacts that somebody gave a label and a type. */
import type { FieldType } from '../../shared/domain/contact-field.ts'
import { visible } from './audience.ts'
import type { Mark } from './clockwork.ts'
import { looksAt } from './contact-variables.ts'
import type { Reader, Tx } from './open.ts'

export interface ContactFieldRow {
  id: number
  publicId: string
  name: string
  label: string
  type: FieldType
  options: string[]
  position: number
  version: number
  createdAt: number
}

type Raw = Omit<ContactFieldRow, 'options'> & { options: string | null }
const columns = `id, public_id AS publicId, name, label, type, options, position, version, created_at AS createdAt`
const rowOf = (raw: Raw): ContactFieldRow => ({ ...raw, options: JSON.parse(raw.options ?? '[]') as string[] })

/** In the order they are shown in. */
export const contactFieldRows = (reader: Reader): ContactFieldRow[] =>
  reader.all<Raw>(`SELECT ${columns} FROM contact_fields WHERE deleted = 0 ORDER BY position, id`).map(rowOf)

export const contactFieldByPublicId = (reader: Reader, publicId: string): ContactFieldRow | undefined => {
  const raw = reader.get<Raw>(`SELECT ${columns} FROM contact_fields WHERE public_id = ? AND deleted = 0`, publicId)
  return raw && rowOf(raw)
}

type New = Pick<ContactFieldRow, 'publicId' | 'name' | 'label' | 'type' | 'options' | 'createdAt'>

/** Behind the others; one of that name that was taken away comes back. Where one is there the caller has looked. */
export const insertContactField = (tx: Tx, { options, ...field }: New, mark: Mark): void =>
  void tx.run(
    `INSERT INTO contact_fields (public_id, name, label, type, options, position, created_at, author, device, hlc)
     VALUES (@publicId, @name, @label, @type, @options,
       (SELECT coalesce(max(position), 0) + 1 FROM contact_fields WHERE deleted = 0), @createdAt, @author, @device, @hlc)
     ON CONFLICT (public_id) DO UPDATE SET label = excluded.label, type = excluded.type, options = excluded.options,
       position = excluded.position, deleted = 0, version = version + 1, author = excluded.author, device = excluded.device,
       hlc = excluded.hlc`,
    { ...field, ...mark, options: JSON.stringify(options) },
  )

export const updateContactField = (
  tx: Tx,
  id: number,
  { label, type, options }: Pick<ContactFieldRow, 'label' | 'type' | 'options'>,
  mark: Mark,
): void =>
  void tx.run(
    `UPDATE contact_fields SET label = @label, type = @type, options = @options, version = version + 1,
       author = @author, device = @device, hlc = @hlc WHERE id = @id`,
    { ...mark, id, label, type, options: JSON.stringify(options) },
  )

export const placeContactField = (tx: Tx, id: number, position: number, mark: Mark): void =>
  void tx.run(
    `UPDATE contact_fields SET position = @position, version = version + 1, author = @author, device = @device, hlc = @hlc
     WHERE id = @id AND position <> @position`,
    { ...mark, id, position },
  )

export const removeContactField = (tx: Tx, id: number, mark: Mark): void =>
  void tx.run(
    `UPDATE contact_fields SET deleted = 1, version = version + 1, author = @author, device = @device, hlc = @hlc
     WHERE id = @id`,
    { ...mark, id },
  )

/** How many of the newest contacts have a value of that name. */
export const contactsWithField = (reader: Reader, name: string): number =>
  reader.get<{ n: number }>(
    `SELECT count(*) AS n FROM (SELECT c.fields FROM contacts c WHERE ${visible} ORDER BY c.id DESC LIMIT ${looksAt})
     WHERE json_extract(fields, ?) IS NOT NULL`,
    `$."${name.replaceAll(/["\\]/g, '')}"`,
  )?.n ?? 0
