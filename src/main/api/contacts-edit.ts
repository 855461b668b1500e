/** Adds and changes a contact by hand. Each refusal names what is wrong and where. */
import { addressKey, checkAddress } from '../../shared/domain/address.ts'
import { reservedNames } from '../../shared/domain/contact.ts'
import { fieldValue, type TypedField } from '../../shared/domain/contact-field.ts'
import { isUsable } from '../../shared/domain/contact-zone.ts'
import { toSnake } from '../../shared/domain/csv-names.ts'
import { Refusal } from '../../shared/domain/failure.ts'
import { publicIdBytes, publicIdFrom } from '../../shared/domain/ids.ts'
import { isZone } from '../../shared/domain/time.ts'
import { guessZone } from '../atlas.ts'
import { stamp } from '../store/clockwork.ts'
import { contactFieldRows } from '../store/contact-fields.ts'
import { keptOf } from '../store/contact-merge.ts'
import {
  type ContactValues,
  insertContact,
  openEmails,
  updateContact,
  writeZoneGuess,
} from '../store/contact-writes.ts'
import { type ContactRow, contactByPublicId, coveringEntries, holderOfAddress } from '../store/contacts.ts'
import { erasedMessage, isErased } from '../store/erased.ts'
import type { Reader, Tx } from '../store/open.ts'
import { ownerAs } from './contacts-bulk.ts'
import { shownContact } from './contacts-shown.ts'
import type { Asker, Room } from './context.ts'

interface Details {
  first_name?: string | null | undefined
  last_name?: string | null | undefined
  company?: string | null | undefined
  owner?: string | null | undefined
  zone?: string | null | undefined
  fields?: Record<string, string | null> | undefined
}

const mostFields = 200

function parsedAddress(text: string): Pick<ContactValues, 'address' | 'key' | 'domain'> {
  const checked = checkAddress(text.trim())
  if (!checked.ok) throw new Refusal('invalid_address', `${text.trim()}: ${checked.message}`, { field: 'address' })
  return { address: checked.address, key: addressKey(checked.address), domain: checked.domain }
}

/** @throws Refusal `conflict` with the `public_id` of who has it, `state` for somebody who was erased */
function checkFree(reader: Reader, key: string, own?: number): void {
  if (isErased(reader, key)) throw new Refusal('state', erasedMessage(key), { field: 'address' })
  const holder = holderOfAddress(reader, key)
  if (!holder || holder.id === own) return
  const kept = keptOf(reader, holder.publicId)
  if (kept)
    throw new Refusal('conflict', `${key} is another address of ${kept.address}, since the two were merged.`, {
      field: 'address',
      public_id: kept.publicId,
    })
  if (!holder.seen)
    throw new Refusal('conflict', `${key} is in a list that is being imported just now. Wait for its end.`)
  throw new Refusal('conflict', `There is a contact with the address ${key} already.`, {
    field: 'address',
    public_id: holder.publicId,
  })
}

function checkedZone(zone: string | null): string | null {
  if (zone === null || zone === '') return null
  if (isZone(zone)) return zone
  throw new Refusal('invalid_zone', `"${zone}" is no time zone. Use an IANA name such as Europe/Paris.`, {
    field: 'zone',
  })
}

/** Own fields with a change laid over them. @throws Refusal `bad_request` for a name that can't be a variable */
function fieldsWith(
  reader: Reader,
  before: Record<string, string>,
  change: Record<string, string | null>,
): Record<string, string> {
  const after = new Map(Object.entries(before))
  const typed = new Map(contactFieldRows(reader).map((field) => [field.name, field]))
  for (const [name, value] of Object.entries(change)) {
    if (!after.has(name) && (toSnake(name) !== name || reservedNames.has(name)))
      throw new Refusal('bad_request', fieldMessage(name), { field: `fields.${name}` })
    const kept = value?.trim() ?? ''
    if (kept === '') after.delete(name)
    // what a list brought before the field had its type stays, until somebody writes another value
    else if (after.get(name) !== kept) after.set(name, fitting(typed.get(name), name, kept))
  }
  if (after.size > mostFields)
    throw new Refusal('bad_request', `A contact has ${mostFields} fields of its own at most.`, { field: 'fields' })
  return Object.fromEntries(after)
}

/** @throws Refusal `bad_request` for what is no value of the field's type */
function fitting(field: TypedField | undefined, name: string, value: string): string {
  const checked = field ? fieldValue(field, value) : { ok: true as const, value }
  if (checked.ok) return checked.value
  throw new Refusal('bad_request', checked.message, { field: `fields.${name}` })
}

const fieldMessage = (name: string): string =>
  reservedNames.has(name)
    ? `"${name}" means something already wherever variables are used. Name the field otherwise.`
    : `"${name}" can't be the name of a variable. Use small letters, digits and _, such as ${toSnake(name) || 'job_title'}.`

const said = (value: string | null | undefined, before: string | null): string | null =>
  value === undefined ? before : value?.trim() || null

function valuesWith(reader: Reader, before: ContactValues, change: Details): ContactValues {
  const { first_name, last_name, company, owner, zone, fields } = change
  return {
    ...before,
    firstName: said(first_name, before.firstName),
    lastName: said(last_name, before.lastName),
    company: said(company, before.company),
    owner: owner === undefined ? before.owner : ownerAs(reader, owner),
    zone: zone === undefined ? before.zone : checkedZone(zone),
    fields: fields === undefined ? before.fields : fieldsWith(reader, before.fields, fields),
  }
}

const blank = { firstName: null, lastName: null, company: null, owner: null, zone: null, fields: {} }

/** Keeps what the fields tell about the zone, where it tells one surely enough to send by. */
export function place(tx: Tx, id: number, { fields, domain }: Pick<ContactValues, 'fields' | 'domain'>): void {
  const guess = guessZone(fields, domain)
  writeZoneGuess(tx, id, guess && isUsable(guess) ? guess : null)
}

export function createContact(
  room: Room,
  asker: Asker,
  input: Details & { address: string; tags?: string[] | undefined },
) {
  const now = room.ports.clock.now()
  const publicId = publicIdFrom(room.ports.dice.bytes(publicIdBytes))
  room.store.write((tx) => {
    const values = valuesWith(tx, { ...blank, ...parsedAddress(input.address) }, input)
    checkFree(tx, values.key)
    const tags = [...new Set(input.tags)].sort()
    place(tx, insertContact(tx, publicId, { ...values, tags }, now, stamp(tx, now, asker.seatId)), values)
  })
  room.changes.tell('contacts')
  return shownContact(room.store, find(room.store, publicId))
}

export function find(reader: Reader, publicId: string): ContactRow {
  const row = contactByPublicId(reader, publicId)
  const kept = row ? undefined : keptOf(reader, publicId)
  if (kept)
    throw new Refusal('not_found', `That contact was merged into ${kept.address}.`, { public_id: kept.publicId })
  if (!row) throw new Refusal('not_found', `There is no contact "${publicId}".`)
  return row
}

/**
 * Another address is another mailbox. It can't be changed while emails to it are under way, and never for somebody on
 * the suppression list: that would write again to a person who wants no mail.
 *
 * @throws Refusal `state`, `conflict`
 */
function checkMove(reader: Reader, row: ContactRow, key: string): void {
  if (key === row.addressKey) return
  const entry = coveringEntries(reader, [row.id]).get(row.id)
  if (entry)
    throw new Refusal('state', `${row.address} is on the suppression list (${entry.reason}): its address stays.`, {
      field: 'address',
    })
  const open = openEmails(reader, row.id)
  if (open > 0)
    throw new Refusal(
      'state',
      `${open} ${open === 1 ? 'email' : 'emails'} to ${row.address} ${open === 1 ? 'is' : 'are'} under way. Stop the sequence for this contact first, or wait for its end.`,
      { field: 'address' },
    )
  checkFree(reader, key, row.id)
}

export interface ContactChange extends Details {
  public_id: string
  version?: number | undefined
  address?: string | undefined
}

export function changeContact(room: Room, asker: Asker, change: ContactChange) {
  const { public_id, version, ...rest } = change
  if (Object.values(rest).every((value) => value === undefined))
    throw new Refusal('bad_request', 'The change is empty. Name at least one thing to change.')
  const now = room.ports.clock.now()
  room.store.write((tx) => {
    const row = find(tx, public_id)
    if (version !== undefined && version !== row.version)
      throw new Refusal(
        'stale_version',
        `${row.address} has been changed meanwhile: it is version ${row.version} now.`,
        {
          version: row.version,
        },
      )
    const { address, addressKey: key, domain, firstName, lastName, company, owner, zone } = row
    const fields = JSON.parse(row.fields) as Record<string, string>
    const before = { address, key, domain, firstName, lastName, company, owner, zone, fields }
    const moved = rest.address === undefined ? before : { ...before, ...parsedAddress(rest.address) }
    checkMove(tx, row, moved.key)
    const after = valuesWith(tx, moved, rest)
    if (JSON.stringify(after) === JSON.stringify(before)) return
    updateContact(tx, row.id, after, stamp(tx, now, asker.seatId))
    place(tx, row.id, after)
  })
  room.changes.tell('contacts')
  return shownContact(room.store, find(room.store, public_id))
}
