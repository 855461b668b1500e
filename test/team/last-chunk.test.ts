/** What was told of an email that left here too waits until this computer's own word of it was told, however full its last chunk is. */
import { expect, it } from 'vitest'
import { stamp } from '../../src/main/store/clockwork.ts'
import { sealNext } from '../../src/main/store/sealing.ts'
import { type Device, lacking, seal, settleAll, take, teamOf } from './devices.ts'
import { addContact, addMailbox, engage, mailOf } from './engaging.ts'

const leftAt = ({ store }: Device, enrollment: string, now: number) =>
  store.write((tx) => {
    const { author, device, hlc } = stamp(tx, now)
    tx.run(
      `UPDATE sends SET state = 'sent', claimed_at = ?, settled_at = ?, message_id = 'm', author = ?, device = ?, hlc = ?
       WHERE step = 1 AND enrollment_id = (SELECT id FROM enrollments WHERE public_id = ?)`,
      ...[now, now, author, device, hlc, enrollment],
    )
  })

const waiting = ({ store }: Device) => store.all("SELECT public_id FROM shared_rows WHERE kind = 'send' AND waits = 1")

/** One email that left from two computers of one person, each before it heard of the other. */
async function leftTwice(more: {
  unbound?: true
}): Promise<{ first: Device; second: Device; now: number; enrollment: string; close(): void }> {
  const team = await teamOf([{ name: 'Ana', address: 'ana@acme.com', role: 'admin', devices: 2 }])
  const [first, second] = team.devices as [Device, Device]
  const { now } = team.clock
  const account = addMailbox(first, 'ana@acme.com', now)
  const contact = addContact(first, 'x@shop.com', now)
  const enrollment = engage(first, { account, contact, name: 'Spring', ...more }, now)
  settleAll(team)
  for (const [n, one] of [first, second].entries()) leftAt(one, enrollment, now + n + 1)
  return { first, second, now: now + 10, enrollment, close: team.close }
}

const names = ({ store }: Device) =>
  store.all("SELECT public_id, message_id, claimed_at FROM sends WHERE state = 'sent'")

it.each([
  ['is just full', 1, 0],
  ['has room', 2, 0],
  // what was marked meanwhile has nothing to say, so no other chunk follows the full one
  ['is full, and what is left says nothing', 1, 1],
])('takes what waited into the table where the last chunk %s', async (_, together, marked) => {
  const { first, second, now, enrollment, close } = await leftTwice({ unbound: true })
  seal(first, now)
  // a copy that may be older takes in before it tells
  take(second, lacking(first, second), now)
  expect(waiting(second)).toHaveLength(1)
  // a plan is nobody else's
  if (marked)
    second.store.write((tx) => tx.run("INSERT INTO shared_dirty (kind, row_id) SELECT 'send', max(id) FROM sends"))
  const told = () => second.store.write((tx) => sealNext(tx, now, second.keys, together))
  expect([told(), told()]).toEqual([expect.anything(), null])
  expect(waiting(second)).toEqual([])
  take(first, lacking(second, first), now)
  expect(names(second)).toEqual(names(first))
  expect(mailOf(second, enrollment)[0]?.state).toBe('sent')
  close()
})

it('waits for nothing where both know the email by one name, and tells both of the same', async () => {
  const { first, second, now, enrollment, close } = await leftTwice({})
  seal(first, now)
  take(second, lacking(first, second), now)
  expect(waiting(second)).toEqual([])
  seal(second, now)
  take(first, lacking(second, first), now)
  take(second, lacking(first, second), now)
  expect(names(second)).toEqual(names(first))
  expect(names(first)).toHaveLength(1)
  expect(mailOf(second, enrollment)[0]?.state).toBe('sent')
  close()
})
