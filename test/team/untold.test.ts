/** What a computer told of mail after it was shut out: taken back where it came in, and never in the way of what is told anew. */
import { afterEach, expect, it } from 'vitest'
import { stamp } from '../../src/main/store/clockwork.ts'
import { revokeOfSeat } from '../../src/main/store/revoking.ts'
import { seatRows, updateSeat } from '../../src/main/store/seats.ts'
import { lookFirst } from '../../src/main/store/shared-codecs/owing.ts'
import { type Device, lacking, seal, settleAll, type Team, take, teamOf } from './devices.ts'
import { addContact, addMailbox, engage, mailOf, stateOf } from './engaging.ts'

const teams: Team[] = []
afterEach(() => {
  for (const team of teams.splice(0)) team.close()
})

const leftAt = ({ store }: Device, step: number, now: number) =>
  store.write((tx) => {
    const { author, device, hlc } = stamp(tx, now)
    const set = `UPDATE sends SET state = 'sent', claimed_at = ?, settled_at = ?, message_id = 'm', author = ?, device = ?, hlc = ?`
    tx.run(`${set} WHERE step = ?`, now, now, author, device, hlc, step)
  })

it('looks whether an email has left that only a computer says which was shut out, and takes in who knows it', async () => {
  const team = await teamOf([
    { name: 'Ana', address: 'ana@acme.com', role: 'admin' },
    { name: 'Bo', address: 'bo@acme.com', role: 'member' },
    { name: 'Cy', address: 'cy@acme.com', role: 'admin' },
  ])
  teams.push(team)
  const [ana, bo, cy] = team.devices as [Device, Device, Device]
  const { now } = team.clock
  const account = addMailbox(bo, 'bo@acme.com', now)
  const enrollment = engage(bo, { account, contact: addContact(bo, 'x@shop.com', now), name: 'Spring' }, now)
  settleAll(team)
  leftAt(bo, 1, now + 1)
  leftAt(bo, 2, now + 2)
  bo.store.write((tx) => tx.run("UPDATE enrollments SET state = 'finished'"))
  seal(bo, now + 3)
  take(cy, lacking(bo, cy), now + 3)
  expect([stateOf(cy, enrollment)?.state, mailOf(cy, enrollment)[0]?.state]).toEqual(['finished', 'sent'])
  ana.store.write((tx) => {
    const seat = seatRows(tx).find(({ address }) => address === 'bo@acme.com')
    if (!seat) throw new Error('no Bo')
    revokeOfSeat(tx, seat.id, { now, seatId: 1 })
    updateSeat(tx, seat.id, { ...seat, state: 'locked' }, stamp(tx, now + 4))
  })
  seal(ana, now + 5)
  take(cy, lacking(ana, cy), now + 5)
  const rows = (one: Device) =>
    one.store.all('SELECT step, state, held, review, reason, deleted FROM sends ORDER BY step')
  const looked = { state: 'planned', held: 1, review: 'take_over', reason: lookFirst, deleted: 0 }
  expect(stateOf(cy, enrollment)?.state).toBe('pending')
  expect(rows(cy)).toEqual([
    { step: 1, ...looked },
    { step: 2, ...looked },
  ])

  leftAt(ana, 1, now + 6)
  seal(ana, now + 7)
  take(cy, lacking(ana, cy), now + 7)
  expect(rows(cy)[0]).toMatchObject({ step: 1, state: 'sent', held: 0, deleted: 0 })
  expect(cy.store.all("SELECT public_id FROM shared_rows WHERE kind = 'send' AND waits = 1")).toEqual([])
})
