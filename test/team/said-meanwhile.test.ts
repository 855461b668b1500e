/** What a person changes on a computer that tells nothing for a while, as one in safe mode, while files change the same rows. */
import fc from 'fast-check'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openStore } from '../../src/main/store/open.ts'
import { setSequencePaused } from '../../src/main/store/pausing.ts'
import { sharedRow } from '../../src/main/store/shared-rows.ts'
import type { SharedKind } from '../../src/shared/domain/shared-change.ts'
import { size } from '../size.ts'
import { type Device, lacking, newId, seal, settleAll, type Team, take, teamOf } from './devices.ts'
import { addContact, addMailbox, engage } from './engaging.ts'
import { add, change, of } from './rows.ts'

let team: Team
let a: Device
let b: Device
let now: number
beforeEach(async () => {
  team = await teamOf([
    { name: 'Ana', address: 'ana@acme.com', role: 'admin' },
    { name: 'Bo', address: 'bo@acme.com', role: 'admin' },
  ])
  ;[a, b] = team.devices as [Device, Device]
  ;({ now } = team.clock)
})
afterEach(() => team.close())

/** Everything is told a while later than any of this happens. */
function settle() {
  team.clock.now = now + 10_000
  settleAll(team)
}

/** What Bo has to tell comes to Ana, who tells nothing. */
function hear(at: number) {
  seal(b, at)
  return take(a, lacking(b, a), at)
}

/** Everybody ends with the row as it is on Ana's computer while she can't tell of it. */
function staysEverywhere(kind: SharedKind, id: string) {
  const here = of(a, kind, id)
  settle()
  for (const device of [a, b]) expect(of(device, kind, id)).toEqual(here)
  expect(sharedRow(a.store, kind, id)).toEqual(sharedRow(b.store, kind, id))
}

const city = (name: string) => ({ fields: JSON.stringify({ city: name }) })
const tags = (...names: string[]) => ({ tags: JSON.stringify(names) })

it('keeps the city of a contact whose tags a file changes, and tells it afterwards', () => {
  const contact = addContact(a, 'x@shop.com', now)
  settleAll(team)
  change(a, 'contacts', contact, city('Lyon'), now + 1)
  change(b, 'contacts', contact, tags('warm'), now + 2)
  hear(now + 3)
  expect(of(a, 'contact', contact)).toMatchObject({ 'fields.city': 'Lyon', tags: ['warm'] })
  change(b, 'contacts', contact, { first_name: 'Xavier' }, now + 4)
  hear(now + 5)
  expect(of(a, 'contact', contact)).toMatchObject({ 'fields.city': 'Lyon', tags: ['warm'], firstName: 'Xavier' })
  staysEverywhere('contact', contact)
})

it('keeps that a field was emptied, and what was changed again after a file', () => {
  const contact = addContact(a, 'x@shop.com', now)
  change(a, 'contacts', contact, { ...city('Lyon'), company: 'Shop' }, now)
  settleAll(team)
  change(a, 'contacts', contact, { fields: '{}', company: null }, now + 1)
  change(b, 'contacts', contact, tags('warm'), now + 2)
  hear(now + 3)
  change(a, 'contacts', contact, { last_name: 'Young' }, now + 4)
  change(b, 'contacts', contact, tags('cold'), now + 5)
  hear(now + 6)
  const { company, lastName, tags: told, ...rest } = of(a, 'contact', contact) ?? {}
  expect({ company, lastName, told }).toEqual({ company: null, lastName: 'Young', told: ['cold'] })
  expect(rest).not.toHaveProperty(['fields.city'])
  staysEverywhere('contact', contact)
})

it('keeps one of two words on one field, the same that counts in the end, and writes down that there were two', () => {
  const contact = addContact(a, 'x@shop.com', now)
  settleAll(team)
  change(a, 'contacts', contact, city('Lyon'), now + 1)
  change(b, 'contacts', contact, { ...city('Paris'), ...tags('warm') }, now + 2)
  hear(now + 3)
  expect(of(a, 'contact', contact)).toMatchObject({ 'fields.city': 'Lyon', tags: ['warm'] })
  const notes = a.store.all<{ subject: string; words: string }>(
    "SELECT subject, words FROM merge_notes WHERE what = 'conflict'",
  )
  expect(notes).toHaveLength(1)
  expect(notes[0]).toMatchObject({
    subject: contact,
    words: expect.stringMatching(/^City: what was said on .+ counts/),
  })
  staysEverywhere('contact', contact)
})

it('takes what a file says where nothing, or the same, was said here', () => {
  const contact = addContact(a, 'x@shop.com', now)
  settleAll(team)
  change(a, 'contacts', contact, city('Lyon'), now + 1)
  change(b, 'contacts', contact, city('Lyon'), now + 2)
  hear(now + 3)
  expect(a.store.get('SELECT 1 FROM shared_dirty')).toBeUndefined()
  change(b, 'contacts', contact, city('Paris'), now + 4)
  hear(now + 5)
  expect(of(a, 'contact', contact)).toMatchObject({ 'fields.city': 'Paris' })
  staysEverywhere('contact', contact)
})

/** Somebody is in a sequence of two emails, and everybody knows. */
function beginSpring() {
  const contact = addContact(a, 'x@shop.com', now)
  const account = addMailbox(a, 'ana@acme.com', now)
  engage(a, { account, contact, name: 'Spring' }, now)
  settleAll(team)
}

it('keeps a sequence paused that a file gives another name, and its emails stand still', () => {
  beginSpring()
  const { id, sequence } = a.store.get<{ id: number; sequence: string }>(
    'SELECT id, public_id AS sequence FROM sequences',
  ) as { id: number; sequence: string }
  change(a, 'sequences', sequence, { paused: 1, paused_by: 'Ana' }, now + 1)
  a.store.write((tx) => setSequencePaused(tx, id, true, 'Ana'))
  change(b, 'sequences', sequence, { name: 'Summer' }, now + 2)
  hear(now + 3)
  expect(of(a, 'sequence', sequence)).toMatchObject({ name: 'Summer', paused: true, pausedBy: 'Ana' })
  const moving = 'SELECT count(*) AS n FROM sends WHERE paused = 0'
  expect(a.store.get(moving)).toEqual({ n: 0 })
  staysEverywhere('sequence', sequence)
  for (const { store } of [a, b]) expect(store.get(moving)).toEqual({ n: 0 })
})

it('keeps a text that was written beside a colleague’s, and both computers number them alike', () => {
  beginSpring()
  const texts = ({ store }: Device) =>
    store.all<{ version: number; subject: string }>(
      `SELECT version, steps ->> '$[0].subject' AS subject FROM sequence_versions ORDER BY version`,
    )
  const write = ({ store }: Device, subject: string, at: number) =>
    store.write((tx) => {
      const { id, steps } = tx.get<{ id: number; steps: string }>(
        'SELECT sequence_id AS id, steps FROM sequence_versions ORDER BY version LIMIT 1',
      ) as { id: number; steps: string }
      const [first, ...rest] = JSON.parse(steps)
      tx.run(
        'INSERT INTO sequence_versions (public_id, sequence_id, version, steps, created_at) VALUES (?, ?, 2, ?, ?)',
        ...[newId(), id, JSON.stringify([{ ...first, subject }, ...rest]), at],
      )
    })
  write(a, 'From Ana', now + 1)
  write(b, 'From Bo', now + 2)
  hear(now + 3)
  const known = texts(a)
  expect(known.map(({ subject }) => subject).slice(1)).toEqual(['From Ana', 'From Bo'])
  settle()
  for (const device of [a, b]) expect(texts(device)).toEqual(known)
})

it('keeps a choice in the settings beside another', () => {
  const { id } = a.store.get<{ id: string }>('SELECT public_id AS id FROM workspace') as { id: string }
  const choose = ({ store }: Device, columns: Record<string, string>) =>
    store.write((tx) => {
      const sets = Object.keys(columns).map((name) => `${name} = @${name}`)
      tx.run(`UPDATE workspace SET ${sets.join(', ')}`, columns)
    })
  choose(a, { zone: 'Europe/Rome', policy: JSON.stringify({ tracking: false }) })
  choose(b, { name: 'Acme Europe', policy: JSON.stringify({ send_for_each_other: true }) })
  hear(now + 3)
  expect(of(a, 'workspace', id)).toMatchObject({
    zone: 'Europe/Rome',
    name: 'Acme Europe',
    'policy.tracking': false,
    'policy.send_for_each_other': true,
  })
  staysEverywhere('workspace', id)
})

it('keeps a mailbox paused whose name and limits a file changes', () => {
  const account = addMailbox(a, 'ana@acme.com', now)
  settleAll(team)
  change(a, 'accounts', account, { paused: 1 }, now + 1)
  change(b, 'accounts', account, { name: 'Ana of Acme', min_gap: 120 }, now + 2)
  hear(now + 3)
  expect(of(a, 'account', account)).toMatchObject({ paused: true, name: 'Ana of Acme', minGap: 120 })
  staysEverywhere('account', account)
})

it('keeps that an alias was taken away, though a file changes its mailbox', () => {
  const account = addMailbox(a, 'ana@acme.com', now)
  const own = a.store.get<{ id: number }>('SELECT id FROM accounts WHERE public_id = ?', account)?.id
  const at = { address: 'press@acme.com', address_key: 'press@acme.com' }
  const alias = add(a, 'aliases', { account_id: own, ...at }, now)
  settleAll(team)
  change(a, 'aliases', alias, { deleted: 1 }, now + 1)
  change(b, 'accounts', account, { name: 'Ana of Acme' }, now + 2)
  hear(now + 3)
  expect(of(a, 'alias', alias)).toBeNull()
  staysEverywhere('alias', alias)
})

it('keeps what was taken away here and changed there, and what was changed here and taken away there', () => {
  const [here, there] = [
    add(a, 'groups', { name: 'Here', name_key: 'here' }, now),
    add(a, 'groups', { name: 'There', name_key: 'there' }, now),
  ]
  settleAll(team)
  change(a, 'groups', here, { deleted: 1 }, now + 1)
  change(a, 'groups', there, { name: 'There too', name_key: 'there too' }, now + 1)
  change(b, 'groups', here, { name: 'Here too', name_key: 'here too' }, now + 2)
  change(b, 'groups', there, { deleted: 1 }, now + 2)
  hear(now + 3)
  expect(of(a, 'group', here)).toBeNull()
  expect(of(a, 'group', there)).toMatchObject({ name: 'There too' })
  staysEverywhere('group', here)
  for (const device of [a, b]) expect(of(device, 'group', there)).toMatchObject({ name: 'There too' })
})

const line = { kind: 'address', value: 'x@shop.com', reason: 'asked on the phone', source: 'hand' }

const off = { deleted: 1 }
const wish = { source: 'unsubscribed' }
it.each([
  ['keeps that a line was taken off the list by hand', off, { reason: 'asked at the fair' }, null],
  ['leaves on the list who asked for no more mail, though their line was taken off meanwhile', off, wish, wish],
  ['keeps that somebody asked for no more mail, though a file takes their line off', wish, off, wish],
] as const)('%s', (_, here, there, stays) => {
  const id = add(b, 'suppressions', line, now)
  settleAll(team)
  change(a, 'suppressions', id, here, now + 1)
  change(b, 'suppressions', id, there, now + 2)
  hear(now + 3)
  if (stays) expect(of(a, 'suppression', id)).toMatchObject(stays)
  else expect(of(a, 'suppression', id)).toBeNull()
  staysEverywhere('suppression', id)
})

it('takes from the team what this computer said itself after the copy was made', () => {
  const contact = addContact(a, 'x@shop.com', now)
  settleAll(team)
  change(a, 'contacts', contact, city('Lyon'), now + 1)
  const before = a.store.sqlite.serialize()
  change(a, 'contacts', contact, city('Paris'), now + 2)
  seal(a, now + 3)
  take(b, lacking(a, b), now + 4)
  a.store.close()
  a.store = openStore(before as unknown as string)
  take(a, lacking(b, a), now + 5)
  expect(of(a, 'contact', contact)).toMatchObject({ 'fields.city': 'Paris' })
  staysEverywhere('contact', contact)
})

const deeds: Record<string, (device: Device, ids: { contact: string; group: string }, at: number) => void> = {
  tags: (device, { contact }, at) => change(device, 'contacts', contact, tags(`t${at}`), at),
  company: (device, { contact }, at) => change(device, 'contacts', contact, { company: `s${at}` }, at),
  city: (device, { contact }, at) => change(device, 'contacts', contact, city(`c${at}`), at),
  emptied: (device, { contact }, at) => change(device, 'contacts', contact, { fields: '{}', last_name: null }, at),
  named: (device, { group }, at) => change(device, 'groups', group, { name: `G${at}`, name_key: `g${at}` }, at),
  away: (device, { group }, at) => change(device, 'groups', group, { deleted: 1 }, at),
  back: (device, { group }, at) => change(device, 'groups', group, { deleted: 0 }, at),
}

it('ends everywhere as it is here while nothing can be told, whatever else is said in whatever order', () => {
  const contact = addContact(a, 'x@shop.com', now)
  const group = add(a, 'groups', { name: 'G', name_key: 'g' }, now)
  settleAll(team)
  const shown = (device: Device) => [of(device, 'contact', contact), of(device, 'group', group)]
  const deed = fc.tuple(fc.boolean(), fc.constantFrom(...Object.keys(deeds)))
  const drawn = fc.array(fc.option(deed, { nil: 'hears' as const }), { minLength: 2, maxLength: 12 })
  fc.assert(
    fc.property(drawn, (steps) => {
      const mine: Record<string, unknown> = {}
      for (const step of steps) {
        now += 10
        if (step === 'hears') hear(now)
        else deeds[step[1]]?.(step[0] ? a : b, { contact, group }, now)
        const own = step !== 'hears' && step[0] ? step[1] : null
        if (own === 'tags') mine.tags = [`t${now}`]
        if (own === 'company') mine.company = `s${now}`
      }
      hear(now + 1)
      const here = shown(a)
      expect(here[0]).toMatchObject(mine)
      settle()
      now = team.clock.now
      for (const device of [a, b]) expect(shown(device)).toEqual(here)
    }),
    { numRuns: size(60, 2_000) },
  )
})
