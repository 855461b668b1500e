import { addressKey } from '../../shared/domain/address.ts'
import { Refusal } from '../../shared/domain/failure.ts'
import { type ContactRow, contactByPublicId, contactCount, contactPage } from '../store/contacts.ts'
import { importContacts } from './contacts-import.ts'
import { iso, os } from './context.ts'

const shown = (row: ContactRow) => ({
  public_id: row.publicId,
  address: row.address,
  first_name: row.firstName,
  last_name: row.lastName,
  company: row.company,
  owner: row.owner,
  zone: row.zone,
  fields: JSON.parse(row.fields) as Record<string, string>,
  tags: JSON.parse(row.tags) as string[],
  version: row.version,
  created_at: iso(row.createdAt),
})

const list = os.contacts.list.handler(({ input, context: { room } }) => {
  const after = Number(input.after ?? 0)
  if (!Number.isSafeInteger(after) || after < 0)
    throw new Refusal('bad_request', `"${input.after}" is not a place in this list. Use the "next" of a page.`)
  const search = input.search ? addressKey(input.search) : null
  const rows = contactPage(room.store, after, input.limit + 1, search)
  const page = rows.slice(0, input.limit)
  return { rows: page.map(shown), next: rows.length > input.limit ? String(page.at(-1)?.id) : null }
})

const get = os.contacts.get.handler(({ input, context: { room } }) => {
  const row = contactByPublicId(room.store, input.public_id)
  if (!row) throw new Refusal('not_found', `There is no contact "${input.public_id}".`)
  return shown(row)
})

const count = os.contacts.count.handler(({ context: { room } }) => ({ contacts: contactCount(room.store) }))

export const contacts = { list, get, count, import: importContacts }
