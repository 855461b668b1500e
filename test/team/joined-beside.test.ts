/** A mailbox is given to somebody else beside what its home sends, what others engage from it and what names it gets. */
import { afterEach, expect, it } from 'vitest'
import { stamp } from '../../src/main/store/clockwork.ts'
import { hereOf, senderOf } from '../../src/main/store/homes.ts'
import { type Mail, maySend } from '../../src/shared/domain/sender.ts'
import { type Device, exchange, lacking, seal, settleAll, take } from './devices.ts'
import { addContact, engage } from './engaging.ts'
import { begin, both, connect, endTeams, mailbox, mailboxes, person, shown } from './joined.ts'

afterEach(endTeams)

const giveTo = (on: Device, { seat }: Device, now: number) =>
  on.store.write((tx) => {
    const { author, hlc } = stamp(tx, now)
    tx.run(
      `UPDATE accounts SET seat_id = (SELECT id FROM seats WHERE public_id = ?), author = ?, device = ?, hlc = ?`,
      ...[seat, author, on.id, hlc],
    )
  })

const engageFrom = (device: Device, now: number): string => {
  const contact = addContact(device, 'x@shop.com', now)
  return engage(device, { account: mailbox(device).publicId, contact, name: 'Spring' }, now)
}

it.each(both)('believes what left beside it, from the home of the %s name and the other', async (early, late) => {
  const team = await begin([person('Cy', 'admin'), person('Ana', 'member', 2), person('Bo', 'member')])
  const { devices, clock } = team
  const [c, a, a2, b] = devices as [Device, Device, Device, Device]
  connect(a, early, clock.now)
  connect(a2, late, clock.now + 1000)
  clock.now += 2000
  settleAll(team)
  const id = engageFrom(a, clock.now)
  settleAll(team)
  clock.now += 1000
  giveTo(c, b, clock.now)
  a.store.write((tx) => {
    const { author, hlc } = stamp(tx, clock.now)
    tx.run(
      `UPDATE sends SET state = 'sent', claimed_at = @now, settled_at = @now, epoch = 1, author = @author, device = @device, hlc = @hlc
       WHERE step = 1 AND enrollment_id = (SELECT id FROM enrollments WHERE public_id = @id)`,
      { now: clock.now, author, device: a.id, hlc, id },
    )
  })
  settleAll(team)
  for (const device of devices)
    expect(shown(device)).toMatchObject({ refused: [], mail: [{ step: 1, state: 'sent' }, { step: 2 }] })
})

it('judges what is engaged from a mailbox of the team alike, whether its giving away is heard of before or after', async () => {
  const team = await begin([person('Cy', 'admin'), person('Ana', 'member'), person('Bo', 'member')])
  const { devices, clock } = team
  const [c, a, b] = devices as [Device, Device, Device]
  connect(c, 'lesser', clock.now)
  c.store.write((tx) => tx.run('UPDATE accounts SET seat_id = NULL'))
  settleAll(team)
  clock.now += 1000
  engageFrom(a, clock.now)
  giveTo(c, b, clock.now + 1000)
  clock.now += 2000
  exchange(a, b, clock.now)
  seal(c, clock.now)
  settleAll(team)
  const told = (device: Device) => device.store.all("SELECT public_id FROM shared_rows WHERE kind = 'enrollment'")
  expect(devices.map(told)).toEqual([[], [], []])
})

it('is two mailboxes everywhere where one name of it is given away, and the other was not heard of', async () => {
  const team = await begin([person('Cy', 'admin', 2), person('Ana', 'member', 2), person('Bo', 'member')])
  const { devices, clock } = team
  const [c, c2, a, a2, b] = devices as [Device, Device, Device, Device, Device]
  connect(a, 'lesser', clock.now)
  settleAll({ devices: [c, c2, a, b], clock })
  connect(a2, 'greater', clock.now + 1000)
  clock.now += 2000
  exchange(a2, c2, clock.now)
  giveTo(c, b, clock.now)
  settleAll(team)
  for (const device of devices) expect(mailboxes(device)).toMatchObject([{ home: a.id }, { home: a2.id }])
})

it.each(both)('sends from one computer alone what was engaged before they met, %s name first', async (early, late) => {
  const team = await begin([person('Ana', 'admin', 2)])
  const { devices, clock } = team
  const [home, other] = devices as [Device, Device]
  connect(home, early, clock.now)
  connect(other, late, clock.now + 1000)
  clock.now += 2000
  const id = engageFrom(other, clock.now)
  const [mark] = senderOf(other.store, mailbox(other).id, clock.now)
  other.store.write((tx) => tx.run('UPDATE enrollments SET home = ?', mark))
  for (const device of devices) seal(device, clock.now)
  take(home, lacking(other, home), clock.now)
  const bars = devices.map(({ store }) => {
    const mail = store.get<Mail>(
      'SELECT home, sender_device AS sender FROM enrollments WHERE public_id = ?',
      id,
    ) as Mail
    const here = hereOf(store, store.get<{ id: number }>('SELECT account_id AS id FROM enrollments')?.id as number)
    return here && maySend(here, mail, clock.now)
  })
  // that one has not heard of it and goes on: a person looks, or it would leave twice
  expect(bars).toEqual(['review', null])
})
