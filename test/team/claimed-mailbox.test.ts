/** A mailbox has the name of the computer that connected it: nobody else begins it, whatever they make out not to have heard of. */
import { afterEach, expect, it } from 'vitest'
import { seenHeads } from '../../src/main/store/chunks.ts'
import { hereOf } from '../../src/main/store/homes.ts'
import { type Mail, maySend } from '../../src/shared/domain/sender.ts'
import { type Device, forged, seal, settleAll, take } from './devices.ts'
import { addContact, addMailbox, engage } from './engaging.ts'
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
  const told = seal(a, now)
  const changes = claims[what](b).map((one) => ({ kind: 'account' as const, id: account, by: b.seat, ...one }))
  const claim = forged(b, now + 1_000_000, changes, { seen: before })
  for (const device of [c, a2])
    for (const chunk of when === 'before' ? [claim, ...told] : [...told, claim])
      expect(take(device, [chunk], now)).toMatchObject([{ state: 'applied' }])
  take(a, [claim], now)
  settleAll({ devices: [c, a, a2], clock: made.clock })
  for (const device of [c, a, a2]) {
    expect(mailboxes(device)).toMatchObject([{ publicId: account, home: a.id, epoch: 1 }])
    const rows = device.store.all(
      'SELECT s.public_id AS seat, a.label FROM accounts a LEFT JOIN seats s ON s.id = a.seat_id WHERE a.public_id = ?',
      account,
    )
    expect(rows).toEqual([{ seat: a.seat, label: null }])
    expect(shown(device).refused).toContainEqual({ kind: 'account', words: anothers })
  }
  expect(barTo(a, enrollment)).toBeNull()
})
