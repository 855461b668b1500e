/** A mailbox that an admin gave to somebody else: what its former owner says who makes out not to have heard of that, or really hasn't. */
import fc from 'fast-check'
import { afterEach, expect, it } from 'vitest'
import { seenHeads } from '../../src/main/store/chunks.ts'
import { stamp } from '../../src/main/store/clockwork.ts'
import { takeOver } from '../../src/shared/domain/home.ts'
import type { Chunk } from '../../src/shared/domain/shared-change.ts'
import { type Device, exchange, forged, settleAll, take } from './devices.ts'
import { addContact, addMailbox, engage, mailOf } from './engaging.ts'
import { begin, box, endTeams, mailbox, mailboxes, move, person } from './joined.ts'

afterEach(endTeams)

/** Cy is an admin, Ana a member, Bo, whose mailbox it was, has two computers; the second hears of nothing since. */
async function team() {
  const made = await begin([person('Cy', 'admin'), person('Ana', 'member'), person('Bo', 'member', 2)])
  const [c, a, b, b2] = made.devices as [Device, Device, Device, Device]
  const { clock } = made
  const account = addMailbox(b, box, clock.now)
  const enrollment = engage(b, { account, contact: addContact(b, 'x@shop.com', clock.now), name: 'Spring' }, clock.now)
  const seatId = ({ store }: Device, seat: string) =>
    store.get<{ id: number }>('SELECT id FROM seats WHERE public_id = ?', seat)?.id as number
  b.store.write((tx) => tx.run('UPDATE accounts SET seat_id = ? WHERE public_id = ?', seatId(b, b.seat), account))
  settleAll(made)
  const before = seenHeads(b2.store, b2.id)
  /** An admin gives it to Ana, and her computer is its home. */
  const give = () => {
    clock.now += 1000
    c.store.write((tx) => {
      const { hlc, author } = stamp(tx, clock.now)
      tx.run(
        'UPDATE accounts SET seat_id = ?, hlc = ?, author = ? WHERE public_id = ?',
        seatId(c, a.seat),
        hlc,
        author,
        account,
      )
    })
    exchange(c, a, clock.now)
    clock.now += 1000
    move(a, clock.now, (where) => takeOver(where, a.id, clock.now))
    settleAll({ devices: [c, a, b], clock })
  }
  return { made, clock, c, a, b, b2, account, enrollment, before, give }
}

const told = ({ store }: Device, account: string) =>
  store.get(
    `SELECT s.address AS seat, a.address, a.label, a.paused, a.deleted, a.weight, a.home_device AS home, a.epoch, a.handing_to AS handing
     FROM accounts a LEFT JOIN seats s ON s.id = a.seat_id WHERE a.public_id = ?`,
    account,
  )

const homes = (b: Device) => ({ 'homes.1000': { device: b.id }, 'homes.2000': { device: b.id, taken: 1 } })
const claims: Record<string, (b: Device) => { set?: Record<string, unknown>; gone?: true }[]> = {
  'its home': (b) => [{ set: homes(b) }],
  'its home, a word each': (b) => [
    { set: { 'homes.1000': { device: b.id } } },
    { set: { 'homes.2000': { device: b.id } } },
  ],
  'its settings': () => [{ set: { label: 'mine', paused: true, weight: 9 } }],
  'its settings with its home': (b) => [{ set: { label: 'mine', paused: true, ...homes(b) } }],
  'its address': () => [{ set: { address: 'bo@acme.com' } }],
  'that it is gone': () => [{ gone: true }],
  'its home, and hands it on from there': (b) => [
    { set: homes(b) },
    { set: { handingTo: b.id, handingEpoch: 1000 } },
    { set: { handingTo: b.id, handingEpoch: 2000 } },
  ],
}

it.each(
  Object.keys(claims).flatMap(
    (what) =>
      [
        [what, 'before'],
        [what, 'after'],
      ] as const,
  ),
)('is not had again by telling %s, heard %s it was given away', async (what, when) => {
  const { c, a, b, b2, account, before, clock, give } = await team()
  const changes =
    claims[what]?.(b2).map((one) => ({ kind: 'account' as const, id: account, by: b2.seat, ...one })) ?? []
  const claim = forged(b2, clock.now + 1_000_000, changes, { seen: before })
  // beside the admin's word either way
  if (when === 'before') expect(take(b, [claim], clock.now)).toMatchObject([{ state: 'applied' }])
  give()
  if (when === 'after')
    for (const device of [c, a, b]) expect(take(device, [claim], clock.now)).toMatchObject([{ state: 'applied' }])
  settleAll({ devices: [c, a, b], clock })
  for (const device of [c, a, b])
    expect(told(device, account)).toEqual({
      ...{ seat: 'ana@acme.com', address: box, label: null, paused: 0, deleted: 0, weight: 1 },
      ...{ home: a.id, epoch: 1000, handing: null },
    })
})

it('believes a second computer that had not heard of it what left, and lets nothing more leave there', async () => {
  const { made, c, a, b2, account, enrollment, clock, give } = await team()
  const { devices } = made
  // it took the mailbox over, and sent
  clock.now += 1000
  move(b2, clock.now, (where) => takeOver(where, b2.id, clock.now))
  b2.store.write((tx) => {
    const { author, hlc } = stamp(tx, clock.now)
    tx.run(
      `UPDATE sends SET state = 'sent', claimed_at = @now, settled_at = @now, epoch = 1000, author = @author, device = @device, hlc = @hlc
       WHERE step = 1`,
      { now: clock.now, author, device: b2.id, hlc },
    )
  })
  give()
  clock.now += 1000
  settleAll(made)
  for (const device of devices) {
    expect(mailOf(device, enrollment)[0]).toEqual({ step: 1, state: 'sent' })
    expect(told(device, account)).toMatchObject({ seat: 'ana@acme.com', home: a.id, epoch: 1000 })
    expect(mailboxes(device)).toHaveLength(1)
  }
  // given back by an admin, it may be taken over again
  clock.now += 1000
  c.store.write((tx) => {
    const { hlc } = stamp(tx, clock.now)
    tx.run(
      'UPDATE accounts SET seat_id = (SELECT id FROM seats WHERE public_id = ?), hlc = ? WHERE public_id = ?',
      b2.seat,
      hlc,
      account,
    )
  })
  settleAll(made)
  clock.now += 1000
  move(b2, clock.now, (where) => takeOver(where, b2.id, clock.now))
  settleAll(made)
  for (const device of devices) expect(mailbox(device)).toMatchObject({ home: b2.id, epoch: 2000 })
})

const word = fc.record(
  {
    ...{ label: fc.constant('mine'), paused: fc.boolean(), seat: fc.constantFrom('own', null), gone: fc.boolean() },
    ...{ handingTo: fc.constantFrom('own', 'hers'), handingEpoch: fc.constantFrom(1, 2, 1000, 1001) },
    ...{
      'homes.1': fc.constant('own'),
      'homes.2': fc.constant('own'),
      'homes.1000': fc.constant('own'),
      'homes.1001': fc.constant('own'),
    },
  },
  { requiredKeys: [] },
)

it('stays as it was given, whatever words are told of it and whoever is heard first', async () => {
  const run = async (words: Record<string, unknown>[], first: boolean[]) => {
    const { c, a, b, b2, account, before, clock, give } = await team()
    const named = (field: string, value: unknown) => {
      if (field.startsWith('homes.')) return { device: b2.id }
      return value === 'own' ? (field === 'seat' ? b2.seat : b2.id) : value === 'hers' ? a.id : value
    }
    const changes = words.map(({ gone, ...set }) => ({
      ...{ kind: 'account' as const, id: account, by: b2.seat },
      set: Object.fromEntries(Object.entries(set).map(([field, value]) => [field, named(field, value)])),
      ...(gone ? { gone: true as const } : {}),
    }))
    const claim = forged(b2, clock.now + 1_000_000, changes, { seen: before })
    const heard: Record<string, Chunk[]> = { early: [claim], late: [] }
    if (first[0]) take(b, heard.early as Chunk[], clock.now)
    give()
    for (const device of [c, a, b]) if (first[1] || device !== b) take(device, [claim], clock.now)
    settleAll({ devices: [c, a, b], clock })
    for (const device of [c, a, b])
      expect(told(device, account)).toMatchObject({
        seat: 'ana@acme.com',
        label: null,
        paused: 0,
        deleted: 0,
        home: a.id,
        epoch: 1000,
      })
    endTeams()
  }
  const order = fc.array(fc.boolean(), { minLength: 2, maxLength: 2 })
  await fc.assert(fc.asyncProperty(fc.array(word, { minLength: 1, maxLength: 4 }), order, run), { numRuns: 30 })
})
