/** What a team told is judged anew, and nothing comes out otherwise: then nothing is changed, whatever had happened. */
import { afterEach, expect, it } from 'vitest'
import { stamp } from '../../src/main/store/clockwork.ts'
import { eraseContact } from '../../src/main/store/contact-erase.ts'
import { insertContactNote } from '../../src/main/store/contact-notes.ts'
import { finishErasures } from '../../src/main/store/erasures.ts'
import { newName } from '../../src/main/store/maker-name.ts'
import { byHand } from './by-hand.ts'
import { type Deeds, deeds } from './deeds.ts'
import { type Device, dice, forged, newId, seal, settleAll, type Team, take, teamOf } from './devices.ts'
import { addContact, addMailbox, engage } from './engaging.ts'
import { beforeRules, opened } from './judged-before.ts'
import { change, of } from './rows.ts'
import { schedule } from './schedule.ts'

const teams: Team[] = []
afterEach(() => {
  for (const team of teams.splice(0)) team.close()
})

async function begin() {
  const team = await teamOf([
    { name: 'Ana', address: 'ana@acme.com', role: 'admin' },
    { name: 'Bo', address: 'bo@acme.com', role: 'member' },
    { name: 'Cy', address: 'cy@acme.com', role: 'member' },
  ])
  teams.push(team)
  const [a, b, c] = team.devices as [Device, Device, Device]
  return { team, a, b, c, now: team.clock.now }
}

const updates: Deeds = [
  [
    8,
    'is updated',
    async (fleet, one) => {
      beforeRules(one)
      if ((await opened(one, fleet.clock(one))) !== 0) throw new Error(`${one.name} has something otherwise`)
    },
  ],
]

it('goes on as before, whenever it is updated', { timeout: 300_000 }, async () => {
  for (let seed = 1; seed < 5; seed++) await schedule(seed, () => {}, { deeds: [...deeds, ...byHand, ...updates] })
})

const erase = ({ store }: Device, publicId: string, now: number) =>
  store.write((tx) => {
    const about = tx.get('SELECT id, address_key AS key FROM contacts WHERE public_id = ?', publicId)
    const { id, key } = about as { id: number; key: string }
    eraseContact(tx, { id, publicId, key, entryId: newId(), now, mark: stamp(tx, now) })
  })

const fold = ({ store }: Device) => store.all('SELECT * FROM shared_rows ORDER BY kind, public_id')
const ledger = ({ store }: Device) => store.all('SELECT * FROM sends ORDER BY id')

it('leaves whom somebody erased as they are: what was told of them is gone, and they do not come back', async () => {
  const { team, a, b, c, now } = await begin()
  // a member erases whom they wrote down alone; who begins a row that is gone is known of no word any more
  const own = addContact(b, 'x@shop.com', now)
  const other = addContact(a, 'y@shop.com', now)
  const account = addMailbox(b, 'bo@acme.com', now)
  settleAll(team)
  const enrollments = [own, other].map((contact, i) => engage(b, { account, contact, name: `Spring ${i}` }, now + 1))
  const given = { subject: 'Again', html: null, text: 'Hi', hash: 'h', by: b.seat, at: now, how: 'edited' }
  for (const id of enrollments) change(b, 'enrollments', id, { texts: JSON.stringify({ 2: given }) }, now + 2)
  b.store.write((tx) => {
    const { id: contactId } = tx.get('SELECT id FROM contacts WHERE public_id = ?', own) as { id: number }
    const note = { publicId: newName(tx, dice), contactId, seatId: 1, text: 'Call', createdAt: now }
    insertContactNote(tx, note, stamp(tx, now + 2))
    const { author, device, hlc } = stamp(tx, now + 3)
    tx.run(
      "UPDATE sends SET state = 'sent', claimed_at = ?, settled_at = ?, author = ?, device = ?, hlc = ? WHERE step = 1",
      ...[now, now, author, device, hlc],
    )
  })
  settleAll(team)
  b.store.write((tx) => {
    tx.run("UPDATE enrollments SET state = 'stopped'")
    tx.run("UPDATE sends SET state = 'withdrawn' WHERE step = 2")
  })
  erase(b, own, now + 4)
  settleAll(team)
  erase(a, other, now + 5)
  settleAll(team)
  for (const device of [a, b, c]) await finishErasures(device.store)
  for (const device of [a, b, c]) {
    const before = [fold(device), ledger(device)]
    beforeRules(device)
    expect(await opened(device, now + 6)).toBe(0)
    expect([fold(device), ledger(device)]).toEqual(before)
  }
  // a word of somebody who had not heard of it
  const late = forged(c, now + 7, [{ kind: 'contact', id: own, by: c.seat, set: { firstName: 'Xaver' } }])
  take(a, [late], now + 7)
  expect(of(a, 'contact', own)).toBeNull()
  expect(a.store.all("SELECT 1 FROM shared_rows WHERE fields LIKE '%Xaver%'")).toEqual([])
})

it('leaves both of two lines of one name where they are', async () => {
  const { a, b, c, now } = await begin()
  const id = newId()
  const line = (device: Device, value: string) =>
    forged(device, now + 1, [
      {
        kind: 'suppression',
        id,
        by: device.seat,
        set: { kind: 'address', value, reason: 'r', source: 'opt_out', createdAt: now },
      },
    ])
  const told = [line(b, 'x@shop.com'), line(c, 'y@shop.com')]
  const lines = (device: Device) =>
    device.store.all('SELECT public_id, value FROM suppressions WHERE deleted = 0 ORDER BY value')
  // the one hears of them in one order, the other in the other
  take(a, told, now + 2)
  take(c, told.toReversed(), now + 2)
  for (const device of [a, c]) {
    const before = [lines(device), fold(device)]
    expect(before[0]).toHaveLength(2)
    beforeRules(device)
    expect(await opened(device, now + 4)).toBe(0)
    expect([lines(device), fold(device)]).toEqual(before)
    expect(seal(device, now + 5)).toEqual([])
  }
  expect(lines(a)).not.toEqual(lines(c))
})

it('has what was told about who may do what as today’s rules judge it', async () => {
  const { a, b, c, now } = await begin()
  const role = "UPDATE seats SET role = 'admin' WHERE public_id = ?"
  const folded = `UPDATE shared_rows SET fields = json_set(fields, '$.role', 'admin') WHERE kind = 'seat' AND public_id = ?`
  c.store.write((tx) => {
    tx.run(folded, b.seat)
    tx.run(role, b.seat)
    tx.run('DELETE FROM shared_dirty')
  })
  beforeRules(c)
  expect(await opened(c, now + 1)).toBe(1)
  expect(of(c, 'seat', b.seat)).toMatchObject({ role: 'member' })
  expect(of(c, 'seat', b.seat)).toEqual(of(a, 'seat', b.seat))
})
