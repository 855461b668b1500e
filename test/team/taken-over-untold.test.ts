/** A computer takes a mailbox over, sends, and hears that another one did so too before it has told anybody, as one in safe mode does. */
import { afterEach, expect, it } from 'vitest'
import { stamp } from '../../src/main/store/clockwork.ts'
import { takeOver } from '../../src/shared/domain/home.ts'
import { type Device, lacking, seal, settleAll, take } from './devices.ts'
import { addContact, engage, mailOf } from './engaging.ts'
import { begin, connect, endTeams, mailbox, move, person, shown } from './joined.ts'

afterEach(endTeams)

it.each(['sent', 'refused'])('is believed that an email was %s, which has an end for everybody', async (state) => {
  const team = await begin([person('Ana', 'admin', 3)])
  const [a, a2, a3] = team.devices as [Device, Device, Device]
  const { clock } = team
  connect(a, 'lesser', clock.now)
  settleAll(team)
  for (const device of [a2, a3]) {
    clock.now += 1000
    move(device, clock.now, (where) => takeOver(where, device.id, clock.now))
  }
  const contact = addContact(a2, 'x@shop.com', clock.now)
  const id = engage(a2, { account: mailbox(a2).publicId, contact, name: 'Spring' }, clock.now)
  a2.store.write((tx) => {
    const { author, device, hlc } = stamp(tx, clock.now)
    tx.run(
      `UPDATE sends SET state = @state, claimed_at = @now, settled_at = @now, epoch = 1000, author = @author, device = @device, hlc = @hlc
       WHERE step = 1 AND enrollment_id = (SELECT id FROM enrollments WHERE public_id = @id)`,
      { state, now: clock.now, author, device, hlc, id },
    )
  })
  seal(a3, clock.now)
  take(a2, lacking(a3, a2), clock.now)
  settleAll(team)
  for (const device of team.devices) {
    expect(mailbox(device)).toMatchObject({ home: a3.id })
    expect(mailOf(device, id)[0]).toEqual({ step: 1, state })
    expect(shown(device).refused).toEqual([])
  }
})
