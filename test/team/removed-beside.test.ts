/** A mailbox is removed beside what the computer that was home to it says of where it goes. */
import { afterEach, expect, it } from 'vitest'
import { stamp } from '../../src/main/store/clockwork.ts'
import { deleteAccount } from '../../src/main/store/removal.ts'
import { acquire, release } from '../../src/shared/domain/home.ts'
import { type Device, exchange, settleAll } from './devices.ts'
import { addContact, engage } from './engaging.ts'
import { begin, box, connect, endTeams, mailbox, mailboxes, move, person, shown } from './joined.ts'

afterEach(endTeams)

/** Ana's mailbox, which Cy gave to Bo: Ana's computer is home to it still. */
async function givenAway() {
  const team = await begin([person('Cy', 'admin'), person('Ana', 'member', 2), person('Bo', 'member')])
  const [c, a, a2, b] = team.devices as [Device, Device, Device, Device]
  const { clock } = team
  connect(a, 'lesser', clock.now)
  settleAll(team)
  c.store.write((tx) => {
    const { author, device, hlc } = stamp(tx, clock.now)
    tx.run(
      `UPDATE accounts SET seat_id = (SELECT id FROM seats WHERE public_id = ?), author = ?, device = ?, hlc = ? WHERE address_key = ?`,
      ...[b.seat, author, device, hlc, box],
    )
  })
  settleAll(team)
  clock.now += 1000
  return { team, clock, c, a, a2, b }
}

const remove = (on: Device, now: number) => on.store.write((tx) => deleteAccount(tx, mailbox(on).id, stamp(tx, now)))

it.each(['removal', 'hand-over'])(
  'stays away where its former owner hands it over later, the %s heard first',
  async (first) => {
    const { team, clock, c, a, a2, b } = await givenAway()
    remove(b, clock.now)
    clock.now += 1000
    move(a, clock.now, (where) => release(where, a.id, c.id))
    for (const other of first === 'removal' ? [b, a] : [a, b]) exchange(other, c, clock.now)
    settleAll(team)
    for (const device of [c, a, a2, b]) {
      expect(mailboxes(device)).toEqual([])
      expect(shown(device)).toMatchObject({ refused: [], waiting: [] })
    }
  },
)

it('comes back by whoever takes it up, as by every other word of whoever may say so', async () => {
  const { team, clock, a, b } = await givenAway()
  move(a, clock.now, (where) => release(where, a.id, b.id))
  settleAll(team)
  clock.now += 1000
  exchange(a, b, clock.now)
  const other = team.devices[0] as Device
  remove(other, clock.now)
  clock.now += 1000
  move(b, clock.now, (where) => acquire(where, b.id))
  engage(
    b,
    { account: mailbox(b).publicId, contact: addContact(b, 'x@shop.com', clock.now), name: 'Spring' },
    clock.now,
  )
  settleAll(team)
  for (const device of team.devices) expect(mailboxes(device)).toMatchObject([{ home: b.id, epoch: 2 }])
})
