import { afterEach, expect, it } from 'vitest'
import { stamp } from '../../src/main/store/clockwork.ts'
import { insertBatch, insertEnrollments, insertSends } from '../../src/main/store/engaging.ts'
import type { Tx } from '../../src/main/store/open.ts'
import { elsewhere } from '../../src/main/store/shared-codecs/engaging.ts'
import { type Device, newId, settleAll, type Team, teamOf } from './devices.ts'

const teams: Team[] = []
afterEach(() => {
  for (const team of teams.splice(0)) team.close()
})

const idOf = (tx: Tx, table: string, publicId: string): number =>
  tx.get<{ id: number }>(`SELECT id FROM ${table} WHERE public_id = ?`, publicId)?.id as number

/** A mailbox of whoever's computer it is, at home there. */
const addMailbox = ({ store }: Device, address: string, now: number): string =>
  store.write((tx) => {
    const { author, device, hlc } = stamp(tx, now)
    const id = newId()
    tx.run(
      `INSERT INTO accounts (public_id, kind, seat_id, address, address_key, limits, state, home_device, created_at, author, device, hlc)
       VALUES (?, 'smtp', 1, ?, ?, '[]', 'active', ?, ?, ?, ?, ?)`,
      ...[id, address, address, device, now, author, device, hlc],
    )
    return id
  })

const addContact = ({ store }: Device, address: string, now: number): string =>
  store.write((tx) => {
    const { author, device, hlc } = stamp(tx, now)
    const id = newId()
    tx.run(
      `INSERT INTO contacts (public_id, address, address_key, domain, fields, tags, created_at, author, device, hlc)
       VALUES (?, ?, ?, 'shop.com', '{}', '[]', ?, ?, ?, ?)`,
      ...[id, address, address, now, author, device, hlc],
    )
    return id
  })

/** Two emails to one contact, planned as the engine writes them. */
const engage = ({ store }: Device, about: { account: string; contact: string; name: string }, now: number): string =>
  store.write((tx) => {
    const mark = stamp(tx, now)
    const { author, device, hlc } = mark
    const step = { subject: 'Hello', html: null, text: 'Hi', days: 0, hour: null, attachments: [] }
    const sequenceId = tx.run(
      'INSERT INTO sequences (public_id, name, created_at, author, device, hlc) VALUES (?, ?, ?, ?, ?, ?)',
      ...[newId(), about.name, now, author, device, hlc],
    ).id
    const versionId = tx.run(
      'INSERT INTO sequence_versions (sequence_id, version, steps, created_at) VALUES (?, 1, ?, ?)',
      ...[sequenceId, JSON.stringify([step, { ...step, days: 3 }]), now],
    ).id
    const rest = { perDay: null, perHour: null, zone: 'UTC', windows: [], holidays: null, daysOff: [], seed: 1 }
    const more = { useContactZone: false, sandbox: false, assign: 'mine', groupId: null, state: 'live' } as const
    const whole = { publicId: newId(), sequenceId, versionId, seatId: 1, start: now, now, mark, ...rest, ...more }
    const batchId = insertBatch(tx, whole as Parameters<typeof insertBatch>[1])
    const [accountId, contactId] = [idOf(tx, 'accounts', about.account), idOf(tx, 'contacts', about.contact)]
    const publicId = newId()
    const owed = { batchId, contactId, accountId, sandbox: false, mark }
    const one = { ...owed, publicId, sequenceId, aliasId: null, position: 0, emails: 2, enrolledAt: now }
    const [enrollmentId] = insertEnrollments(tx, [one]) as [number]
    const when = { due: now, slot: now, at: now, why: null, paused: false, replan: false }
    const to = { address: 'x@shop.com', domain: 'shop.com' }
    insertSends(
      tx,
      [1, 2].map((step) => ({ publicId: newId(), enrollmentId, step, ...owed, ...when, ...to })),
    )
    return publicId
  })

const mailOf = ({ store }: Device, enrollment: string) =>
  store.all<{ step: number; state: string }>(
    `SELECT s.step, s.state FROM sends s JOIN enrollments e ON e.id = s.enrollment_id WHERE e.public_id = ? ORDER BY s.step`,
    enrollment,
  )
const stateOf = ({ store }: Device, enrollment: string) =>
  store.get<{ state: string; reason: string | null }>(
    'SELECT state, reason FROM enrollments WHERE public_id = ?',
    enrollment,
  )

const ana = { name: 'Ana', address: 'ana@acme.com', role: 'admin' } as const
const bo = { name: 'Bo', address: 'bo@acme.com', role: 'member' } as const

async function two(): Promise<{ a: Device; b: Device; settle: () => void; now: number; team: Team }> {
  const team = await teamOf([ana, bo])
  teams.push(team)
  const [a, b] = team.devices as [Device, Device]
  return { a, b, settle: () => settleAll(team), now: team.clock.now, team }
}

it('shows what another computer sends, what became of it, and stops it from here', async () => {
  const { a, b, settle, now } = await two()
  const account = addMailbox(b, 'bo@acme.com', now)
  const enrollment = engage(b, { account, contact: addContact(b, 'x@shop.com', now), name: 'Spring' }, now)
  settle()
  expect(mailOf(a, enrollment)).toEqual([
    { step: 1, state: 'planned' },
    { step: 2, state: 'planned' },
  ])
  b.store.write((tx) => {
    const set = "UPDATE sends SET state = 'sent', claimed_at = ?, settled_at = ?, message_id = 'm1' WHERE step = 1"
    tx.run(set, now + 10, now + 11)
    tx.run("UPDATE enrollments SET state = 'active'")
  })
  settle()
  expect(mailOf(a, enrollment)).toEqual([
    { step: 1, state: 'sent' },
    { step: 2, state: 'planned' },
  ])
  expect(stateOf(a, enrollment)).toEqual({ state: 'active', reason: null })
  a.store.write((tx) => {
    const { author, device, hlc } = stamp(tx, now + 20)
    tx.run(
      "UPDATE enrollments SET state = 'stopped', reason = 'enough', author = ?, device = ?, hlc = ?",
      author,
      device,
      hlc,
    )
  })
  settle()
  for (const device of [a, b]) expect(stateOf(device, enrollment)).toEqual({ state: 'stopped', reason: 'enough' })
  expect(mailOf(b, enrollment)).toEqual([
    { step: 1, state: 'sent' },
    { step: 2, state: 'withdrawn' },
  ])
  expect(a.store.all('SELECT words FROM merge_notes')).toEqual([])
  expect(b.store.all('SELECT words FROM merge_notes')).toEqual([])
})

it('names an email alike everywhere, and tells nothing beside what became of it', async () => {
  const { a, b, settle, now } = await two()
  const account = addMailbox(b, 'bo@acme.com', now)
  const enrollment = engage(b, { account, contact: addContact(b, 'x@shop.com', now), name: 'Spring' }, now)
  settle()
  // here it was thought to be over; there it had left by then
  a.store.write((tx) => tx.run("UPDATE sends SET state = 'withdrawn', reason = 'it is over' WHERE step = 1"))
  b.store.write((tx) => {
    const set = "UPDATE sends SET state = 'sent', claimed_at = ?, settled_at = ?, message_id = 'm1' WHERE step = 1"
    tx.run(set, now + 10, now + 11)
  })
  settle()
  const first = ({ store }: Device) => store.get('SELECT public_id, state, reason FROM sends WHERE step = 1')
  expect(first(a)).toEqual(first(b))
  expect(first(a)).toMatchObject({ state: 'sent', reason: null })
  expect(mailOf(a, enrollment)[0]).toMatchObject({ state: 'sent' })
})

it('leaves a contact that two people engaged to whoever was first', async () => {
  const { a, b, settle, now } = await two()
  const contact = addContact(a, 'x@shop.com', now)
  settle()
  const first = engage(b, { account: addMailbox(b, 'bo@acme.com', now), contact, name: 'Spring' }, now + 1)
  const second = engage(a, { account: addMailbox(a, 'ana@acme.com', now), contact, name: 'Autumn' }, now + 2)
  settle()
  for (const device of [a, b]) {
    expect(stateOf(device, first)).toEqual({ state: 'pending', reason: null })
    expect(stateOf(device, second)).toEqual({ state: 'stopped', reason: elsewhere })
    expect(mailOf(device, second).every(({ state }) => state !== 'planned')).toBe(true)
  }
})

it('engages nobody from a mailbox of somebody who did not allow it, or does not any more', async () => {
  const { a, b, settle, now, team } = await two()
  const account = addMailbox(a, 'ana@acme.com', now)
  const contact = addContact(a, 'x@shop.com', now)
  settle()
  const stolen = engage(b, { account, contact, name: 'Spring' }, now + 1)
  settle()
  expect(stateOf(a, stolen)).toBeUndefined()
  expect(stateOf(b, stolen)?.state).toBe('stopped')
  expect(b.store.all('SELECT kind, what FROM merge_notes')).toEqual([{ kind: 'enrollment', what: 'refused' }])

  // allowed by the policy, and engaged while an admin takes that back: neither had heard of the other
  const allow = (allowed: boolean) =>
    a.store.write((tx) => tx.run('UPDATE workspace SET policy = ?', JSON.stringify({ send_for_each_other: allowed })))
  allow(true)
  settle()
  const other = addContact(b, 'y@shop.com', now)
  const before = engage(b, { account, contact: other, name: 'Summer' }, now + 5)
  settle()
  expect(stateOf(a, before)?.state).toBe('pending')
  allow(false)
  team.clock.now += 1000
  const beside = engage(b, { account, contact: addContact(b, 'z@shop.com', now), name: 'Winter' }, now + 6)
  settle()
  for (const device of [a, b]) expect(stateOf(device, before)?.state).toBe('pending')
  expect(stateOf(a, beside)).toBeUndefined()
  expect(stateOf(b, beside)?.state).toBe('stopped')
})
