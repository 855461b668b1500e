import { afterEach, expect, it } from 'vitest'
import { stamp } from '../../src/main/store/clockwork.ts'
import { elsewhere } from '../../src/main/store/shared-codecs/owing.ts'
import { type Device, settleAll, type Team, teamOf } from './devices.ts'
import { addContact, addMailbox, engage, mailOf, stateOf } from './engaging.ts'

const teams: Team[] = []
afterEach(() => {
  for (const team of teams.splice(0)) team.close()
})

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
  // that it stood aside is nobody's word, whatever else is told of it: it goes on when the other ends
  a.store.write((tx) => tx.run('UPDATE enrollments SET away_until = ? WHERE public_id = ?', now + 3, second))
  settle()
  b.store.write((tx) =>
    tx.run("UPDATE enrollments SET state = 'stopped', reason = 'enough' WHERE public_id = ?", first),
  )
  settle()
  for (const device of [a, b]) {
    expect(stateOf(device, second)).toEqual({ state: 'pending', reason: null })
    expect(mailOf(device, second).every(({ state }) => state === 'planned')).toBe(true)
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
