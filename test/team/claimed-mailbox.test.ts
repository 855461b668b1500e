/** A mailbox has the name of the computer that connected it: nobody else begins it, whatever they make out not to have heard of. */
import fc from 'fast-check'
import { afterEach, expect, it } from 'vitest'
import { seenHeads } from '../../src/main/store/chunks.ts'
import { hereOf } from '../../src/main/store/homes.ts'
import { type Mail, maySend } from '../../src/shared/domain/sender.ts'
import { type Device, forged, seal, settleAll, take } from './devices.ts'
import { addContact, addMailbox, engage } from './engaging.ts'
import { hear } from './hearing.ts'
import { begin, box, endTeams, mailboxes, person, shown } from './joined.ts'

afterEach(endTeams)

const whole = { kind: 'smtp', address: box, limits: [], minGap: 0, weight: 1, paused: false, createdAt: 1 }
const anothers = 'Another computer connected the mailbox of that name.'

/** Cy, who is an admin, Ana with a mailbox on one of two computers, and Bo; Bo's has not told anything since it was connected. */
async function team() {
  const made = await begin([person('Cy', 'admin'), person('Ana', 'member', 2), person('Bo', 'member')])
  const [c, a, a2, b] = made.devices as [Device, Device, Device, Device]
  const { now } = made.clock
  const before = seenHeads(b.store, b.id)
  const account = addMailbox(a, box, now)
  const contact = addContact(a, 'x@shop.com', now)
  const enrollment = engage(a, { account, contact, name: 'Spring' }, now)
  return { made, c, a, a2, b, now, before, account, enrollment }
}

/** What stands between the computer and sending from it; null: nothing. */
const barTo = ({ store }: Device, enrollment: string) => {
  const mail = store.get<Mail>('SELECT home, sender_device AS sender FROM enrollments WHERE public_id = ?', enrollment)
  const here = hereOf(store, store.get<{ id: number }>('SELECT account_id AS id FROM enrollments')?.id as number)
  return here && mail ? maySend(here, mail, Date.UTC(2026, 10, 24)) : 'unknown'
}

const told = ({ store }: Device, account: string) =>
  store.all(
    `SELECT s.public_id AS seat, a.label, a.paused, a.handing_to AS handing, a.deleted
     FROM accounts a LEFT JOIN seats s ON s.id = a.seat_id WHERE a.public_id = ?`,
    account,
  )

const claims = {
  whole: (b: Device) => [
    { set: { ...whole, seat: b.seat, 'homes.1': { device: b.id }, 'homes.1000': { device: b.id } } },
  ],
  'its owner and its home': (b: Device) => [{ set: { seat: b.seat, 'homes.1000': { device: b.id } } }],
  'one after another': (b: Device) => [{ set: { seat: b.seat } }, { set: { 'homes.1000': { device: b.id } } }],
  'that it is gone': (b: Device) => [{ set: { seat: b.seat }, gone: true as const }],
} as const

it.each(
  Object.keys(claims).flatMap((what) => [
    [what, 'after'],
    [what, 'before'],
  ]) as [keyof typeof claims, string][],
)('is claimed by nobody who tells %s, heard %s its owner', async (what, when) => {
  const { made, c, a, a2, b, now, before, account, enrollment } = await team()
  const hers = seal(a, now)
  const changes = claims[what](b).map((one) => ({ kind: 'account' as const, id: account, by: b.seat, ...one }))
  const claim = forged(b, now + 1_000_000, changes, { seen: before })
  hear({ owner: a, others: [c, a2], claim, told: hers, when }, made.clock)
  for (const device of [c, a, a2]) {
    expect(mailboxes(device)).toMatchObject([{ publicId: account, home: a.id, epoch: 1 }])
    expect(told(device, account)).toEqual([{ seat: a.seat, label: null, paused: 0, handing: null, deleted: 0 }])
    expect(shown(device).refused).toContainEqual({ kind: 'account', words: anothers })
  }
  expect(barTo(a, enrollment)).toBeNull()
})

/** Whatever they say of it, in whatever words: places of the seats and computers stand for themselves. */
const word = fc.record(
  {
    ...{
      kind: fc.constantFrom('smtp', 'gmail'),
      address: fc.constantFrom(box, 'other@acme.com'),
      createdAt: fc.constant(1),
    },
    ...{ seat: fc.constantFrom('own', 'hers', null), label: fc.constant('mine'), paused: fc.boolean() },
    ...{ handingTo: fc.constantFrom('own', 'hers'), handingEpoch: fc.constantFrom(1, 2) },
    ...{ 'homes.1': fc.constant('own'), 'homes.2': fc.constant('own'), 'homes.1000': fc.constant('own') },
  },
  { requiredKeys: [] },
)

it('stays as its owner told of it, whatever others claim and whoever is heard first', async () => {
  const claimed = fc.array(fc.record({ set: word, gone: fc.boolean() }), { minLength: 1, maxLength: 4 })
  const run = async (words: { set: Record<string, unknown>; gone: boolean }[], first: boolean[]) => {
    const { made, c, a, a2, b, now, before, account } = await team()
    const hers = seal(a, now)
    const named = (field: string, value: unknown) => {
      if (field.startsWith('homes.')) return { device: b.id }
      const [own, her] = field === 'seat' ? [b.seat, a.seat] : [b.id, a.id]
      return value === 'own' ? own : value === 'hers' ? her : value
    }
    const changes = words.map(({ set, gone }) => ({
      ...{ kind: 'account' as const, id: account, by: b.seat },
      set: Object.fromEntries(Object.entries(set).map(([field, value]) => [field, named(field, value)])),
      ...(gone ? { gone: true as const } : {}),
    }))
    const claim = forged(b, now + 1_000_000, changes, { seen: before })
    for (const [i, device] of [c, a2].entries()) take(device, first[i] ? [claim, ...hers] : [...hers, claim], now)
    take(a, [claim], now)
    settleAll({ devices: [c, a, a2], clock: made.clock })
    for (const device of [c, a, a2]) {
      expect(mailboxes(device)).toMatchObject([{ publicId: account, home: a.id, epoch: 1 }])
      expect(told(device, account)).toEqual([{ seat: a.seat, label: null, paused: 0, handing: null, deleted: 0 }])
    }
    endTeams()
  }
  const order = fc.array(fc.boolean(), { minLength: 2, maxLength: 2 })
  await fc.assert(fc.asyncProperty(claimed, order, run), { numRuns: 25 })
})
