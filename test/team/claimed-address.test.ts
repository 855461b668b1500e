/** A second mailbox of a colleague's address: whoever the team heard of first keeps it, whatever the other makes up. */
import fc from 'fast-check'
import { afterEach, expect, it } from 'vitest'
import { accountNameFor } from '../../src/main/store/account-name.ts'
import { accountByPublicId } from '../../src/main/store/accounts.ts'
import { insertAlias } from '../../src/main/store/aliases.ts'
import { lastChunk, seenHeads } from '../../src/main/store/chunks.ts'
import { stamp } from '../../src/main/store/clockwork.ts'
import { mayLeaveHere } from '../../src/main/store/homes.ts'
import { newName } from '../../src/main/store/maker-name.ts'
import type { Chunk } from '../../src/shared/domain/shared-change.ts'
import { type Device, dice, exchange, forged, newId, seal, settleAll, take } from './devices.ts'
import { addContact, addMailbox, engage } from './engaging.ts'
import { begin, box, endTeams, person } from './joined.ts'

afterEach(endTeams)

/** Cy is an admin, Ana has two computers, Bo says nothing while Ana connects a mailbox, Dee is a colleague. */
async function team() {
  const made = await begin([
    person('Cy', 'admin'),
    person('Ana', 'member', 2),
    person('Bo', 'member'),
    person('Dee', 'member'),
  ])
  const [c, a, a2, b, d] = made.devices as [Device, Device, Device, Device, Device]
  return { made, c, a, a2, b, d }
}

/** A mailbox of that address on the seat of whoever connects it, and somebody in a sequence from it. */
function connected(device: Device, now: number) {
  const account = addMailbox(device, box, now)
  device.store.write((tx) =>
    tx.run(
      'UPDATE accounts SET seat_id = (SELECT id FROM seats WHERE public_id = ?) WHERE public_id = ?',
      device.seat,
      account,
    ),
  )
  const contact = addContact(device, `x@${newId()}.com`, now)
  return { account, enrollment: engage(device, { account, contact, name: 'Spring' }, now) }
}

/** Who has a mailbox of the address, and who keeps it from them. */
const kept = ({ store }: Device) =>
  store
    .all<{ id: string }>('SELECT public_id AS id FROM accounts WHERE address_key = ? AND deleted = 0 ORDER BY 1', box)
    .map(({ id }) => [accountByPublicId(store, id)?.seat, accountByPublicId(store, id)?.keptBy ?? null])
    .sort()

/** What stands between its own computer and the first email; null: nothing. */
const barTo = ({ store }: Device, enrollment: string, now: number) =>
  mayLeaveHere(
    store,
    store.get<{ id: number }>(
      'SELECT s.id FROM sends s JOIN enrollments e ON e.id = s.enrollment_id WHERE e.public_id = ? AND s.step = 1',
      enrollment,
    )?.id as number,
    now,
  )

const whole = { kind: 'smtp', limits: [], minGap: 0, weight: 1, paused: false, createdAt: 1 }

/** A mailbox that Bo's computer tells with a program of its own, as if it had heard of nothing since. */
function claimOf(
  b: Device,
  now: number,
  seen: Record<string, number>,
  set: object = {},
  id = accountNameFor(b.id, newId()),
) {
  const told = { ...whole, seat: b.seat, address: box, 'homes.1': { device: b.id }, ...set }
  return { id, chunk: forged(b, now, [{ kind: 'account', id, by: b.seat, set: told }], { seen }) }
}

function hearAll(devices: readonly Device[], chunk: Chunk, now: number) {
  for (const device of devices) expect(take(device, [chunk], now)).toMatchObject([{ state: 'applied' }])
}

const anas = [
  ['ana@acme.com', null],
  ['bo@acme.com', 'Ana'],
]

it('stays with whoever an admin had heard of, whatever another claims of its age', async () => {
  const { made, c, a, a2, b, d } = await team()
  const { clock } = made
  const before = seenHeads(b.store, b.id)
  const hers = connected(a, clock.now)
  settleAll({ devices: [a, a2, c], clock })
  clock.now += 1000
  const { chunk } = claimOf(b, clock.now, before)
  // Dee hears of Bo's first, and says so
  take(d, [chunk], clock.now)
  seal(d, clock.now)
  hearAll([a, a2, c], chunk, clock.now)
  settleAll({ devices: [c, a, a2, d], clock })
  for (const device of [c, a, a2, d]) expect(kept(device)).toEqual(anas)
  expect(barTo(a, hers.enrollment, clock.now)).toBeNull()
})

it('stays with an admin whose it is, where there is nobody else to say', async () => {
  const made = await begin([person('Ana', 'admin'), person('Bo', 'member')])
  const [a, b] = made.devices as [Device, Device]
  const { clock } = made
  const before = seenHeads(b.store, b.id)
  const hers = connected(a, clock.now)
  const { chunk } = claimOf(b, clock.now + 1000, before)
  // as before everything that is taken in
  seal(a, clock.now)
  take(a, [chunk], clock.now + 1000)
  expect(kept(a)).toEqual(anas)
  expect(barTo(a, hers.enrollment, clock.now)).toBeNull()
})

it('is not had by giving it to a mailbox that everybody knew before', async () => {
  const { made, c, a, a2, b, d } = await team()
  const { clock } = made
  const old = claimOf(b, clock.now, seenHeads(b.store, b.id), { address: 'other@acme.com' })
  take(b, [old.chunk], clock.now)
  settleAll(made)
  const before = seenHeads(b.store, b.id)
  const hers = connected(a, clock.now)
  settleAll({ devices: [a, a2, c, d], clock })
  clock.now += 1000
  const moved = forged(
    b,
    clock.now,
    [{ kind: 'account', id: old.id, by: b.seat, set: { address: box, createdAt: 1 } }],
    { seen: before },
  )
  hearAll([a, a2, c, d], moved, clock.now)
  settleAll({ devices: [c, a, a2, d], clock })
  for (const device of [c, a, a2, d]) expect(kept(device)).toEqual(anas)
  expect(barTo(a, hers.enrollment, clock.now)).toBeNull()
})

it('leaves an alias to whoever an admin had heard of, whatever another claims of the age of theirs', async () => {
  const { made, c, a, a2, b, d } = await team()
  const { clock } = made
  const own = claimOf(b, clock.now, seenHeads(b.store, b.id), { address: 'help@acme.com' })
  take(b, [own.chunk], clock.now)
  settleAll(made)
  const before = seenHeads(b.store, b.id)
  const alias = newName(a.store, dice)
  const info = 'info@acme.com'
  const { account } = connected(a, clock.now)
  a.store.write((tx) => {
    const { id: accountId } = tx.get<{ id: number }>('SELECT id FROM accounts WHERE public_id = ?', account) as {
      id: number
    }
    const made = { publicId: alias, accountId, address: info, name: null, createdAt: clock.now }
    insertAlias(tx, made, stamp(tx, clock.now))
  })
  settleAll({ devices: [a, a2, c], clock })
  clock.now += 1000
  const set = { account: own.id, address: info, createdAt: 1 }
  const claim = forged(b, clock.now, [{ kind: 'alias', id: newName(b.store, dice), by: b.seat, set }], { seen: before })
  // Dee hears of Bo's first, and says so
  take(d, [claim], clock.now)
  seal(d, clock.now)
  hearAll([a, a2, c], claim, clock.now)
  settleAll({ devices: [c, a, a2, d], clock })
  for (const { store } of [c, a, a2, d])
    expect(store.all('SELECT public_id AS id FROM aliases WHERE address_key = ? AND deleted = 0', info)).toEqual([
      { id: alias },
    ])
})

it('is shown by a chunk of its own that a mailbox was heard of, once, and by no other for that', async () => {
  const { made, c, a } = await team()
  const { clock } = made
  settleAll(made)
  const before = lastChunk(c.store, c.id)?.number ?? 0
  connected(a, clock.now)
  take(c, seal(a, clock.now), clock.now)
  const [said, ...more] = seal(c, clock.now)
  expect(more).toEqual([])
  expect(JSON.parse(said?.header ?? '{}')).toMatchObject({
    number: before + 1,
    seen: { [a.id]: lastChunk(a.store, a.id)?.number },
  })
  expect(said?.bodies.map((body) => JSON.parse(body ?? '{}'))).toMatchObject([{ kind: 'device', id: c.id, set: {} }])
  settleAll(made)
  for (const device of made.devices) expect(seal(device, clock.now)).toEqual([])
  expect(c.store.all("SELECT * FROM merge_notes WHERE what = 'refused'")).toEqual([])
})

const meeting = fc.tuple(fc.nat(4), fc.nat(4))

it('ends with one of them on all computers, in whatever order they meet', async () => {
  const run = async (connecting: number[], meetings: [number, number][]) => {
    const { made } = await team()
    const { devices, clock } = made
    const seated = new Set<string>()
    const begun = connecting
      .map((at) => devices[at] as Device)
      .filter(({ seat }) => !seated.has(seat) && seated.add(seat))
    const later = () => {
      clock.now += 1000
      return clock.now
    }
    for (const device of begun) connected(device, later())
    for (const [one, other] of meetings)
      if (one !== other) exchange(devices[one] as Device, devices[other] as Device, later())
    settleAll(made)
    const all = kept(devices[0] as Device)
    expect(all).toHaveLength(begun.length)
    expect(all.filter(([, by]) => by === null)).toHaveLength(1)
    for (const device of devices) expect(kept(device)).toEqual(all)
    endTeams()
  }
  const several = fc.uniqueArray(fc.nat(4), { minLength: 2, maxLength: 4 })
  await fc.assert(fc.asyncProperty(several, fc.array(meeting, { maxLength: 8 }), run), { numRuns: 15 })
})
