/** Fields of contacts that have a label and a type. */
import { reservedNames } from '../../shared/domain/contact.ts'
import { toSnake } from '../../shared/domain/csv-names.ts'
import { Refusal } from '../../shared/domain/failure.ts'
import { stamp } from '../store/clockwork.ts'
import {
  type ContactFieldRow,
  contactFieldByPublicId,
  contactFieldRows,
  contactsWithField,
  insertContactField,
  placeContactField,
  removeContactField,
  updateContactField,
} from '../store/contact-fields.ts'
import { fieldId } from '../store/field-name.ts'
import type { Reader } from '../store/open.ts'
import { iso, os } from './context.ts'

const mostFields = 200

const shown = (row: ContactFieldRow) => ({
  public_id: row.publicId,
  name: row.name,
  label: row.label,
  type: row.type,
  options: row.options,
  version: row.version,
  created_at: iso(row.createdAt),
})

/** @throws Refusal `bad_request` for a name that can't be a variable, `conflict` for one that has a type already */
function checkName(reader: Reader, name: string): void {
  if (reservedNames.has(name))
    throw new Refusal('bad_request', `"${name}" means something already wherever variables are used.`, {
      field: 'name',
    })
  if (toSnake(name) !== name)
    throw new Refusal(
      'bad_request',
      `"${name}" can't be the name of a variable. Use small letters, digits and _, such as ${toSnake(name) || 'job_title'}.`,
      { field: 'name' },
    )
  const rows = contactFieldRows(reader)
  if (rows.some((row) => row.name === name))
    throw new Refusal('conflict', `There is a field "${name}" already. Change that one.`, { field: 'name' })
  if (rows.length >= mostFields) throw new Refusal('state', `There are ${mostFields} fields. Remove one first.`)
}

/** Of a choice as they are kept: each once; of others none. @throws Refusal `bad_request` for a choice without any */
function optionsFor(type: ContactFieldRow['type'], options: readonly string[]): string[] {
  if (type !== 'choice') return []
  const byKey = new Map(options.map((option): [string, string] => [option.toLowerCase(), option]))
  if (byKey.size === 0)
    throw new Refusal('bad_request', 'A choice needs at least one thing to choose.', { field: 'options' })
  return [...byKey.values()]
}

function found(reader: Reader, publicId: string): ContactFieldRow {
  const row = contactFieldByPublicId(reader, publicId)
  if (!row) throw new Refusal('not_found', `There is no field "${publicId}".`)
  return row
}

const list = os.contact_fields.list.handler(({ context: { room } }) => contactFieldRows(room.store).map(shown))

const create = os.contact_fields.create.handler(({ input, context: { room, asker } }) => {
  const { name, label, type } = input
  const createdAt = room.ports.clock.now()
  // two computers that make the same field before they hear of each other make one
  const publicId = fieldId(name)
  room.store.write((tx) => {
    checkName(tx, name)
    const options = optionsFor(type, input.options)
    insertContactField(tx, { publicId, name, label, type, options, createdAt }, stamp(tx, createdAt, asker.seatId))
  })
  room.changes.tell('contacts')
  return shown(found(room.store, publicId))
})

const update = os.contact_fields.update.handler(({ input, context: { room, asker } }) => {
  const { public_id, version, label, type, options } = input
  room.store.write((tx) => {
    const row = found(tx, public_id)
    if (version !== undefined && version !== row.version)
      throw new Refusal('stale_version', `${row.label} has been changed meanwhile: it is version ${row.version} now.`, {
        version: row.version,
      })
    const after = type ?? row.type
    const values = { label: label ?? row.label, type: after, options: optionsFor(after, options ?? row.options) }
    updateContactField(tx, row.id, values, stamp(tx, room.ports.clock.now(), asker.seatId))
  })
  room.changes.tell('contacts')
  return shown(found(room.store, public_id))
})

const remove = os.contact_fields.remove.handler(({ input, context: { room, asker } }) => {
  const contacts = room.store.write((tx) => {
    const row = found(tx, input.public_id)
    removeContactField(tx, row.id, stamp(tx, room.ports.clock.now(), asker.seatId))
    return contactsWithField(tx, row.name)
  })
  room.changes.tell('contacts')
  return { contacts }
})

const reorder = os.contact_fields.reorder.handler(({ input, context: { room, asker } }) => {
  room.store.write((tx) => {
    const rows = contactFieldRows(tx)
    const wanted = new Set(input.ids)
    if (wanted.size !== rows.length || rows.some((row) => !wanted.has(row.publicId)))
      throw new Refusal('bad_request', 'Name each field exactly once, in the order they are to have.')
    const mark = stamp(tx, room.ports.clock.now(), asker.seatId)
    for (const [at, publicId] of [...wanted].entries()) placeContactField(tx, found(tx, publicId).id, at + 1, mark)
  })
  room.changes.tell('contacts')
  return contactFieldRows(room.store).map(shown)
})

export const contact_fields = { list, create, update, remove, reorder }
