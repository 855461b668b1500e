/** Whoever engages without leave learns what became of it: nothing is written, nothing looks planned, and each says why. */
import { afterEach, expect, it } from 'vitest'
import { stamp } from '../../src/main/store/clockwork.ts'
import { nextGrantName } from '../../src/main/store/grant-name.ts'
import { grantByPublicId, insertGrant, moveGrant } from '../../src/main/store/grants.ts'
import { type Device, forged, lacking, newId, seal, settleAll, type Team, take, teamOf } from './devices.ts'
import { addContact, addMailbox, engage, mailOf, stateOf } from './engaging.ts'

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
  const { now } = made.clock
  const account = addMailbox(a, 'ana@acme.com', now)
  const contact = addContact(b, 'x@shop.com', now)
  const settle = () => settleAll(made)
  settle()
  return { a, b, c, settle, now, account, contact }
}

const seatRow = ({ store }: Device, publicId: string): number =>
  store.get<{ id: number }>('SELECT id FROM seats WHERE public_id = ?', publicId)?.id as number

/** In this computer's own database, whatever its person may. */
function grant(on: Device, a: Device, b: Device, now: number): string {
  const id = newId()
  const who = { ownerId: seatRow(on, a.seat), delegateId: seatRow(on, b.seat) }
  const made = { publicId: id, ...who, origin: 'grant', state: 'active', expiresAt: now + 1, createdAt: now } as const
  on.store.write((tx) => insertGrant(tx, made, stamp(tx, now)))
  return id
}

const words = 'They may not send from that mailbox.'
const reason = `the team does not take it: ${words}`
const withdrawn = [
  { step: 1, state: 'withdrawn' },
  { step: 2, state: 'withdrawn' },
]
const noted = ({ store }: Device) => store.all('SELECT kind, words FROM merge_notes ORDER BY kind')
const reasons = ({ store }: Device) => store.all('SELECT DISTINCT reason FROM sends')

it('a grant that a member writes into their own database convinces nobody, and ends on their computer too', async () => {
  const { a, b, settle, now, account, contact } = await team()
  const id = grant(b, a, b, now)
  const enrollment = engage(b, { account, contact, name: 'Spring' }, now)
  settle()
  expect(grantByPublicId(a.store, id)).toBeUndefined()
  expect([stateOf(a, enrollment), mailOf(a, enrollment)]).toEqual([undefined, []])
  expect(grantByPublicId(b.store, id)).toBeUndefined()
  expect([stateOf(b, enrollment), mailOf(b, enrollment)]).toEqual([{ state: 'stopped', reason }, withdrawn])
  expect(reasons(b)).toEqual([{ reason }])
  expect(noted(b)).toEqual([
    { kind: 'enrollment', words },
    { kind: 'grant', words: 'It was not their move.' },
  ])
})

it('what was engaged while its owner took the permission back ends with that reason on both computers', async () => {
  const { a, b, settle, now, account, contact } = await team()
  const id = grant(a, a, b, now)
  settle()
  const enrollment = engage(b, { account, contact, name: 'Spring' }, now)
  a.store.write((tx) => {
    const row = grantByPublicId(tx, id)
    if (row) moveGrant(tx, row, { type: 'revoked', reason: null }, now, stamp(tx, now))
  })
  settle()
  expect([stateOf(b, enrollment), mailOf(b, enrollment)]).toEqual([{ state: 'stopped', reason }, withdrawn])
  expect(noted(b)).toEqual([{ kind: 'enrollment', words }])
  expect([stateOf(a, enrollment), mailOf(a, enrollment)]).toEqual([undefined, []])
})

it('a permission is not passed on: whoever may send for a delegate may not send for whom the delegate may send for', async () => {
  const { a, b, c, settle, now, account } = await team()
  grant(a, a, b, now)
  settle()
  grant(b, b, c, now)
  settle()
  const enrollment = engage(c, { account, contact: addContact(c, 'y@shop.com', now), name: 'Autumn' }, now)
  settle()
  expect([stateOf(c, enrollment), mailOf(c, enrollment)]).toEqual([{ state: 'stopped', reason }, withdrawn])
  expect(noted(c)).toEqual([{ kind: 'enrollment', words }])
  for (const device of [a, b])
    expect([stateOf(device, enrollment), mailOf(device, enrollment)]).toEqual([undefined, []])
})

it('nobody takes the name of a permission between others before they begin it', async () => {
  const { a, b, c, now } = await team()
  const name = (on: Device) => nextGrantName(on.store, seatRow(on, a.seat), seatRow(on, b.seat), 'grant')
  const id = name(b)
  expect(name(a)).toBe(id)
  // Cy gives Bo leave to send for Cy, and calls it what Ana's permission for Bo will be called
  const set = { owner: c.seat, delegate: b.seat, origin: 'grant', state: 'active', expiresAt: 9e12, createdAt: 1 }
  const taken = forged(c, now, [{ kind: 'grant', id, by: c.seat, set }])
  expect(take(a, [taken], now)).toMatchObject([{ state: 'applied' }])
  expect(take(b, [taken], now)).toMatchObject([{ state: 'applied' }])
  const who = { ownerId: seatRow(a, a.seat), delegateId: seatRow(a, b.seat) }
  const made = { publicId: id, ...who, origin: 'grant', state: 'active', expiresAt: now + 1, createdAt: now } as const
  a.store.write((tx) => insertGrant(tx, made, stamp(tx, now)))
  seal(a, now)
  take(b, lacking(a, b), now)
  for (const device of [a, b]) {
    expect(grantByPublicId(device.store, id)).toMatchObject({ state: 'active', owner: { publicId: a.seat } })
    expect(noted(device)).toEqual([{ kind: 'grant', words: 'Its name is that of a permission between others.' }])
  }
})

it('a permission that was begun before its people had their names in the team is told under a right one', async () => {
  const { a, b, settle, now } = await team()
  const who = { ownerId: seatRow(a, a.seat), delegateId: seatRow(a, b.seat) }
  const made = { publicId: 'u000000000000000', ...who, origin: 'grant', state: 'active' } as const
  a.store.write((tx) => insertGrant(tx, { ...made, expiresAt: now + 1, createdAt: now }, stamp(tx, now)))
  settle()
  for (const { store } of [a, b])
    expect(store.all('SELECT state, public_id = ? AS same FROM grants', made.publicId)).toEqual([
      { state: 'active', same: 0 },
    ])
  expect(noted(b)).toEqual([])
})
