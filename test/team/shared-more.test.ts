/** Snippets, fields and notes of contacts, merged contacts, and the texts and steps of more kinds, among several computers. */
import { afterEach, expect, it } from 'vitest'
import { checkChunk, readHeader } from '../../src/main/store/chunk.ts'
import { stamp } from '../../src/main/store/clockwork.ts'
import { fieldId } from '../../src/main/store/field-name.ts'
import type { Tx } from '../../src/main/store/open.ts'
import { codecs } from '../../src/main/store/shared-codecs/index.ts'
import { type Device, forged, newId, seal, settleAll, type Team, take, teamOf } from './devices.ts'
import { addContact, addMailbox, engage } from './engaging.ts'

const teams: Team[] = []
afterEach(() => {
  for (const team of teams.splice(0)) team.close()
})

async function team() {
  const made = await teamOf([
    { name: 'Ana', address: 'ana@acme.com', role: 'admin' },
    { name: 'Bo', address: 'bo@acme.com', role: 'member' },
    { name: 'Cy', address: 'cy@acme.com', role: 'member' },
  ])
  teams.push(made)
  const [a, b, c] = made.devices as [Device, Device, Device]
  return { a, b, c, now: made.clock.now, settle: () => settleAll(made), all: made.devices }
}

/** Inserts a row with its stamp. @returns its public id */
function insert(one: Device, table: string, row: Record<string, unknown>, now: number, id = newId()): string {
  one.store.write((tx: Tx) => {
    const { author, device, hlc } = stamp(tx, now)
    const whole = { public_id: id, created_at: now, author, device, hlc, ...row }
    const names = Object.keys(whole)
    tx.run(`INSERT INTO ${table} (${names.join()}) VALUES (${names.map((n) => `@${n}`).join()})`, whole)
  })
  return id
}

const field = (one: Device, label: string, now: number) =>
  insert(one, 'contact_fields', { name: 'city', label, type: 'text', options: '[]', position: 1 }, now)
const note = (one: Device, contact: string, text: string, now: number) =>
  insert(one, 'contact_notes', { contact_id: rowId(one, contact), seat_id: 1, text, changed_at: now }, now)
const rowId = ({ store }: Device, contact: string): number =>
  store.get<{ id: number }>('SELECT id FROM contacts WHERE public_id = ?', contact)?.id as number

it('tells of snippets, fields and notes; two labels of one field are one field, and two snippets of one name are two', async () => {
  const { a, b, all, now, settle } = await team()
  const contact = addContact(a, 'x@shop.com', now)
  settle()
  for (const [i, one] of [a, b].entries()) {
    insert(one, 'snippets', { name: 'Bye', name_key: 'bye', html: `<p>${i}</p>`, seat_id: null }, now)
    field(one, `City ${i}`, now + i)
    note(one, contact, `Note ${i}`, now)
  }
  settle()
  for (const { store } of all) {
    expect(store.all('SELECT name, html FROM snippets WHERE deleted = 0 ORDER BY html')).toEqual([
      { name: 'Bye', html: '<p>0</p>' },
      { name: 'Bye', html: '<p>1</p>' },
    ])
    expect(store.all('SELECT public_id AS id, label FROM contact_fields')).toEqual([
      { id: fieldId('city'), label: 'City 1' },
    ])
    const notes = 'SELECT n.text, s.address AS by FROM contact_notes n JOIN seats s ON s.id = n.seat_id ORDER BY n.text'
    expect(store.all(notes)).toEqual([
      { text: 'Note 0', by: 'ana@acme.com' },
      { text: 'Note 1', by: 'bo@acme.com' },
    ])
  }
})

it('lets nobody change a note of somebody else, write one in their name, or name a field as another', async () => {
  const { a, b, c, now, settle } = await team()
  const contact = addContact(a, 'x@shop.com', now)
  settle()
  const id = note(b, contact, 'Call in May', now)
  const own = insert(b, 'snippets', { name: 'Mine', name_key: 'mine', html: 'Hi', seat_id: 1 }, now)
  settle()
  const by = c.seat
  const told = { seat: b.seat, contact, createdAt: now, changedAt: now }
  const bad = forged(c, now + 1000, [
    { kind: 'contact_note', id, by, set: { text: 'Never call' } },
    { kind: 'contact_note', id, by, gone: true },
    { kind: 'contact_note', id: newId(), by, set: { ...told, text: 'Mine, says Bo' } },
    { kind: 'snippet', id: own, by, set: { html: '<b>Buy</b>' } },
    {
      kind: 'contact_field',
      id: newId(),
      by,
      set: { name: 'city', label: 'X', type: 'text', position: 1, createdAt: 1 },
    },
  ])
  expect(take(a, [bad], now + 1000)[0]).toMatchObject({ state: 'applied' })
  expect(a.store.all('SELECT text, deleted FROM contact_notes')).toEqual([{ text: 'Call in May', deleted: 0 }])
  expect(a.store.all('SELECT html FROM snippets')).toEqual([{ html: 'Hi' }])
  expect(a.store.all('SELECT id FROM contact_fields')).toEqual([])
})

it('takes a merged contact out of the lists everywhere, with all that belonged to it, and erases nobody', async () => {
  const { a, b, all, now, settle } = await team()
  const account = addMailbox(a, 'ana@acme.com', now)
  const [from, into] = [addContact(a, 'x@old.com', now), addContact(a, 'x@new.com', now)]
  settle()
  const enrollment = engage(a, { account, contact: from, name: 'Spring' }, now)
  note(b, from, 'Met in Lyon', now)
  settle()
  b.store.write((tx) => {
    const { author, device, hlc } = stamp(tx, now)
    const [gone, kept] = [rowId(b, from), rowId(b, into)]
    for (const table of ['enrollments', 'sends', 'incoming', 'contact_notes'])
      tx.run(`UPDATE ${table} SET contact_id = ? WHERE contact_id = ?`, kept, gone)
    tx.run(
      `UPDATE contacts SET merged_into = ?, deleted = 1, fields = '{}', tags = '[]', author = ?, device = ?, hlc = ? WHERE id = ?`,
      ...[into, author, device, hlc, gone],
    )
  })
  settle()
  for (const { store } of all) {
    expect(store.all('SELECT address, merged_into AS into_, deleted FROM contacts ORDER BY address')).toEqual([
      { address: 'x@new.com', into_: null, deleted: 0 },
      { address: 'x@old.com', into_: into, deleted: 1 },
    ])
    const whose = (table: string) =>
      store.all(`SELECT DISTINCT c.address FROM ${table} t JOIN contacts c ON c.id = t.contact_id`)
    for (const table of ['enrollments', 'contact_notes']) expect(whose(table)).toEqual([{ address: 'x@new.com' }])
    expect(store.get('SELECT state FROM enrollments WHERE public_id = ?', enrollment)).toBeDefined()
  }
})

it('keeps the lesser name of two contacts that were merged into each other beside each other', async () => {
  const { a, b, all, now, settle } = await team()
  const ids = [addContact(a, 'x@old.com', now), addContact(a, 'x@new.com', now)] as [string, string]
  settle()
  const merge = (one: Device, from: string, into: string) =>
    one.store.write((tx) => {
      const { hlc, device } = stamp(tx, now)
      const set = 'UPDATE contacts SET merged_into = ?, deleted = 1, device = ?, hlc = ? WHERE public_id = ?'
      tx.run(set, into, device, hlc, from)
    })
  merge(a, ids[0], ids[1])
  merge(b, ids[1], ids[0])
  settle()
  const lesser = ids.toSorted()[0]
  for (const { store } of all)
    expect(store.all('SELECT public_id AS id FROM contacts WHERE deleted = 0')).toEqual([{ id: lesser }])
})

it('checks every key of a step, of what ends a sequence and of own texts', () => {
  const step = { subject: 'Hi', html: null, text: null, days: 1, hour: null, attachments: [] }
  const versions = (more: object) => codecs.sequence_version?.fault({ steps: [{ ...step, ...more }] })?.trouble ?? null
  const variant = { key: 'B', weight: 1, subject: 'Hi', html: null, text: null, attachments: [] }
  const good = [
    {},
    { kind: 'task', note: 'Call' },
    { on: '2026-12-01', thread: 'new' },
    { variants: [variant], winner: 'B' },
  ]
  expect(good.map(versions)).toEqual([null, null, null, null])
  const bad = [
    { kind: 'call' },
    { on: 'soon' },
    { thread: {} },
    { note: 1 },
    { weight: -1 },
    { winner: 'Z' },
    { variants: {} },
    { variants: [{ ...variant, key: 'A' }] },
    { variants: [variant, variant] },
    { variants: [{ ...variant, attachments: [{ name: 'a', hash: 'b', cid: 'x>\r\nBcc: y' }] }] },
  ]
  expect(bad.map(versions)).toEqual(bad.map(() => 'wrong'))
  const own = { subject: 'Hi', html: null, text: 'Ho', hash: 'ab', by: 'seat1', at: 1, how: 'edited' }
  const texts = (key: string, value: unknown) => codecs.enrollment?.fault({ [key]: value })?.trouble ?? null
  expect([texts('texts.1', own), texts('texts.2', null)]).toEqual([null, null])
  expect([texts('texts.0', own), texts('texts.__proto__', own), texts('texts.1', { ...own, at: 'x' })]).toEqual([
    'wrong',
    'wrong',
    'wrong',
  ])
  expect(codecs.engagement?.fault({ ends: { until: 'never' } })?.trouble).toBe('wrong')
})

it('writes chunks of format 2, reads those of format 1, and refuses a later one as newer', async () => {
  const { a, now } = await team()
  addContact(a, 'x@shop.com', now)
  const [chunk] = seal(a, now)
  const header = chunk?.header ?? ''
  expect(readHeader(header)).toMatchObject({ format: 2 })
  expect(readHeader(header.replace('"format":2', '"format":1'))).toMatchObject({ format: 1 })
  const later = { ...chunk, header: header.replace('"format":2', '"format":3') } as never
  expect(checkChunk(later, null)).toMatchObject({ trouble: 'newer' })
})
