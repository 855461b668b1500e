/** Somebody whom two admins add beside each other: two seats of one address, one row on every computer, and one person's rights. */
import { afterEach, expect, it } from 'vitest'
import { chunkOf, lastChunk } from '../../src/main/store/chunks.ts'
import { stamp } from '../../src/main/store/clockwork.ts'
import { courtOf } from '../../src/main/store/facts.ts'
import { revokeOfSeat } from '../../src/main/store/revoking.ts'
import { insertSeat, seatByAddress, updateSeat } from '../../src/main/store/seats.ts'
import type { ChunkHeader } from '../../src/shared/domain/shared-change.ts'
import { notAsAnew } from './anew.ts'
import { admit, type Device, exchange, nameBy, seal, settleAll, type Team, teamOf } from './devices.ts'
import { addContact, addMailbox, engage, mailOf, stateOf } from './engaging.ts'

const teams: Team[] = []
afterEach(() => {
  nameBy()
  for (const team of teams.splice(0)) team.close()
})

const ana = { name: 'Ana', address: 'ana@acme.com', role: 'admin' } as const
const cy = { name: 'Cy', address: 'cy@acme.com', role: 'admin' } as const
type Role = 'admin' | 'member'

/** Ana adds Bo, Cy adds Bo a second later; neither has heard of the other's, and each admits a computer of theirs. */
async function twice(roles: readonly [Role, Role], names: readonly [string, string]) {
  const team = await teamOf([ana, cy])
  teams.push(team)
  const { devices, clock } = team
  const [a, c] = devices as [Device, Device]
  const add = async (founder: Device, role: Role, publicId: string): Promise<Device> => {
    clock.now += 1000
    const { now } = clock
    const bo = { name: 'Bo', address: 'bo@acme.com', role }
    founder.store.write((tx) => insertSeat(tx, { ...bo, publicId, createdAt: now }, stamp(tx, now)))
    return await admit(founder, bo, publicId, now)
  }
  const one = await add(a, roles[0], names[0])
  const other = await add(c, roles[1], names[1])
  const all = { devices: [a, c, one, other], clock }
  /** Whether what a computer told last counts with an admin's standing, as each computer sees it; null: not at all. */
  const standing = (device: Device) =>
    all.devices.map(({ store }) => {
      const number = lastChunk(device.store, device.id)?.number ?? 0
      const { seen } = JSON.parse(chunkOf(device.store, device.id, number)?.header ?? '') as ChunkHeader
      const place = { device: device.id, number, seen }
      return courtOf(store).authority.standing(place)?.admin ?? null
    })
  return { ...all, a, c, one, other, standing }
}

const lesser = '0aaaaaaaaaaaaaaa'
const greater = '0bbbbbbbbbbbbbbb'
const same = (value: unknown) => [value, value, value, value]

const seats = ({ store }: Device) =>
  store.all("SELECT public_id AS id, role, state FROM seats WHERE address_key = 'bo@acme.com'")
const refusals = ({ store }: Device) => store.all("SELECT kind, words FROM merge_notes WHERE what = 'refused'")

/** Engages one contact from a mailbox of the computer's own. */
function work(device: Device, name: string, now: number): string {
  const account = addMailbox(device, `${name}@acme.com`, now)
  return engage(device, { account, contact: addContact(device, `${name}@shop.com`, now), name }, now)
}

it.each([
  { roles: ['member', 'admin'] as const, names: [lesser, greater] as const, turned: false },
  { roles: ['member', 'admin'] as const, names: [greater, lesser] as const, turned: true },
  { roles: ['admin', 'member'] as const, names: [lesser, greater] as const, turned: true },
  { roles: ['admin', 'member'] as const, names: [greater, lesser] as const, turned: false },
])('makes one person of $roles, named $names, whose word counts alike', async ({ roles, names, turned }) => {
  const { devices, clock, a, c, one, other, standing } = await twice(roles, names)
  const before = [work(one, 'early', clock.now), work(other, 'late', clock.now)]
  for (const device of devices) seal(device, clock.now)
  const pairs: [Device, Device][] = [
    [a, one],
    [c, other],
    [one, other],
    [a, c],
  ]
  for (const [x, y] of turned ? pairs.toReversed() : pairs) exchange(x, y, clock.now)
  settleAll({ devices, clock })
  clock.now += 1000
  const after = [work(one, 'third', clock.now), work(other, 'fourth', clock.now)]
  settleAll({ devices, clock })
  const stopped = before[1] as string
  one.store.write((tx) => {
    const { author, device, hlc } = stamp(tx, clock.now)
    tx.run(
      "UPDATE enrollments SET state = 'stopped', reason = 'by hand', author = ?, device = ?, hlc = ? WHERE public_id = ?",
      ...[author, device, hlc, stopped],
    )
  })
  settleAll({ devices, clock })
  const role = roles[1]
  for (const device of devices) {
    expect(seats(device)).toEqual([{ id: lesser, role, state: 'active' }])
    expect(refusals(device)).toEqual([])
    expect(notAsAnew(device)).toEqual([])
    expect([...before, ...after].map((id) => [stateOf(device, id)?.state, mailOf(device, id).length])).toEqual([
      ['pending', 2],
      ['stopped', mailOf(a, stopped).length],
      ['pending', 2],
      ['pending', 2],
    ])
  }
  expect([standing(one), standing(other)]).toEqual([same(role === 'admin'), same(role === 'admin')])
})

it.each(['locked', 'removed'])(
  'shuts out all computers of whoever is %s under one of two seats, also one not heard of',
  async (how) => {
    const { devices, clock, a, one, other, standing } = await twice(['admin', 'member'], [greater, lesser])
    seal(one, clock.now)
    seal(other, clock.now)
    clock.now += 1000
    a.store.write((tx) => {
      const bo = seatByAddress(tx, 'bo@acme.com')
      if (!bo) throw new Error('Ana knows Bo')
      const { author, device, hlc } = stamp(tx, clock.now)
      if (how === 'removed') {
        tx.run('UPDATE seats SET deleted = 1, author = ?, device = ?, hlc = ? WHERE id = ?', author, device, hlc, bo.id)
        return
      }
      revokeOfSeat(tx, bo.id, { now: clock.now, seatId: 1 })
      updateSeat(tx, bo.id, { ...bo, state: 'locked' }, stamp(tx, clock.now))
    })
    clock.now += 1000
    addContact(one, 'x@shop.com', clock.now)
    addContact(other, 'y@shop.com', clock.now)
    // whoever is shut out goes on telling what nobody takes: it never comes to an end
    for (const x of [...devices, ...devices]) for (const y of devices) if (x !== y) exchange(x, y, clock.now)
    for (const device of devices) {
      if (how === 'locked') expect(seats(device)).toEqual([{ id: lesser, role: 'member', state: 'locked' }])
      expect(notAsAnew(device)).toEqual([])
    }
    expect([standing(one), standing(other)]).toEqual([same(null), same(null)])
    expect(a.store.all("SELECT public_id AS id FROM shared_rows WHERE kind = 'contact'")).toEqual([])
  },
)
