/** What a person said of one email that a lost computer may have sent says nothing of the next one to the same contact. */
import { expect, it } from 'vitest'
import { stamp } from '../../src/main/store/clockwork.ts'
import { fileOf, meetAll, reopen, takeFile } from './files.ts'
import { type Computer, Fleet, type Shared } from './fleet.ts'
import { type Draw, send } from './leaving.ts'
import { engageOne, freeContacts, mailboxes } from './people.ts'

const HOUR = 3_600_000

/** Whatever is due is tried in turn, and every server says yes. */
async function sendAll(fleet: Fleet, one: Computer): Promise<void> {
  let turn = 0
  const calm: Draw = (n) => (n === 12 ? 5 : n === 3 ? 0 : n === 5 ? 1 : turn++ % n)
  for (let n = 0; n < 40; n++) await send(fleet, one, calm)
}

/**
 * The second computer of a person took the first one's mailbox over; only then it hears whom the first one had engaged before.
 * That one lives, has heard nothing, and sends.
 */
async function heardLate(
  work: (fleet: Fleet, about: { second: Computer; mailbox: string; address: string }) => unknown,
) {
  const fleet = await Fleet.of(3, 1, () => 0)
  try {
    const [first, second] = fleet.computers as [Computer, Computer]
    const own = mailboxes(first).find(({ seat }) => seat === 1) as { id: number; publicId: string }
    const [about] = freeContacts(first) as [{ id: number; address: string; domain: string }]
    engageOne(first, own.id, about, { sequenceId: 1, now: fleet.now })
    const file = (await fileOf(fleet, first, true)) as Shared
    await second.client.homes.take_over({ public_id: own.publicId, closed: true })
    takeFile(fleet, second, file)
    fleet.now += 30 * HOUR
    await sendAll(fleet, first)
    fleet.now += HOUR
    await sendAll(fleet, first)
    await work(fleet, { second, mailbox: own.publicId, address: about.address })
  } finally {
    fleet.close()
  }
}

const stand = ({ store }: Computer, address: string) =>
  store.all<{ id: string; state: string; held: number; review: string | null }>(
    'SELECT public_id AS id, state, held, review FROM sends WHERE address = ? ORDER BY step',
    address,
  )

it('keeps the second email waiting for a look, whatever a person says of the first', async () => {
  for (const way of ['sent', 'skip', 'send'] as const)
    await heardLate(async (fleet, { second, mailbox, address }) => {
      expect(fleet.left.filter(({ account }) => account === mailbox).length).toBeGreaterThan(1)
      // the dispatcher finds the first one; the second waits for it
      await sendAll(fleet, second)
      const [one = '', two = ''] = stand(second, address).map(({ id }) => id)
      expect(stand(second, address)).toMatchObject([{ review: 'take_over' }, { review: null, held: 0 }])
      await second.client.homes.settle_review({ public_id: mailbox, way, sends: [one] })
      const waits = { state: 'planned', held: 1, review: 'take_over' }
      expect(stand(second, address)[1], way).toMatchObject(waits)
      const { rows } = await second.client.homes.review({ public_id: mailbox })
      expect(rows.find(({ public_id }) => public_id === two)).toMatchObject({ may_have_left: true })
      if (way === 'send') return
      fleet.now += HOUR
      await sendAll(fleet, second)
      expect(stand(second, address)[1], way).toMatchObject(waits)
    })
})

it('keeps what was cancelled before that look, and is put back after it, waiting for its own', async () => {
  await heardLate(async (fleet, { second, mailbox, address }) => {
    await sendAll(fleet, second)
    const [one = '', two = ''] = stand(second, address).map(({ id }) => id)
    await second.client.sends.cancel({ public_id: two })
    await second.client.homes.settle_review({ public_id: mailbox, way: 'send', sends: [one] })
    await second.client.sends.restore({ public_id: two })
    expect(stand(second, address)[1]).toMatchObject({ state: 'planned', held: 1, review: 'take_over' })
    await expect(second.client.sends.release({ public_id: two })).rejects.toThrow('Nobody has said yet')
    const { rows } = await second.client.homes.review({ public_id: mailbox })
    expect(rows.find(({ public_id }) => public_id === two)).toMatchObject({ may_have_left: true })
  })
})

/** A third email for whoever is under way, by somebody at that computer. */
async function addStep({ store, client }: Computer): Promise<void> {
  // a sequence that is edited needs hours in which it is sent
  const week = JSON.stringify([1, 2, 3, 4, 5, 6, 7].map((day) => ({ day, from: 0, to: 24 })))
  store.write((tx) => tx.run('UPDATE batches SET windows = ?', week))
  const sequence = store.get<{ public_id: string; version: number }>(
    'SELECT public_id, version FROM sequences WHERE id = 1',
  ) as { public_id: string; version: number }
  const next = { subject: 'Hello', text: 'Hi', delay: { days: 1 } }
  await client.sequences.update({ ...sequence, steps: [{ subject: 'Hello', text: 'Hi' }, next, next] })
}

const adds = [
  { by: 'the lost computer before it heard', heard: false, hours: 0, colleague: false },
  { by: 'the lost computer days later, not having heard', heard: false, hours: 50, colleague: false },
  { by: 'the lost computer after it heard', heard: true, hours: 50, colleague: false },
  { by: 'a colleague who has not heard', heard: false, hours: 50, colleague: true },
  { by: 'a colleague who has heard', heard: true, hours: 50, colleague: true },
]

it.each(adds)('looks first at a step that was added by whoever had not heard: $by', async (one) => {
  const fleet = await Fleet.of(3, 1, () => 0)
  try {
    const [first, second, third] = fleet.computers as [Computer, Computer, Computer]
    const own = mailboxes(first).find(({ seat }) => seat === 1) as { id: number; publicId: string }
    const [about] = freeContacts(first) as [{ id: number; address: string; domain: string }]
    engageOne(first, own.id, about, { sequenceId: 1, now: fleet.now })
    first.store.write((tx) => tx.run("UPDATE seats SET role = 'admin', hlc = ?", stamp(tx, fleet.now).hlc))
    meetAll(fleet, [first, second, third])
    // as an admin
    await reopen(fleet, third, { killed: false })
    await second.client.homes.take_over({ public_id: own.publicId, closed: true })
    const sends = stand(second, about.address).map(({ id }) => id)
    await second.client.homes.settle_review({ public_id: own.publicId, way: 'send', sends })
    const adder = one.colleague ? third : first
    if (one.heard) meetAll(fleet, [adder, second])
    fleet.now += one.hours * HOUR
    await addStep(adder)
    meetAll(fleet, [adder, second])
    const goes = { state: 'planned', held: 0, review: null }
    const looks = { state: 'planned', held: 1, review: 'take_over' }
    expect(stand(second, about.address)).toMatchObject([goes, goes, one.heard ? goes : looks])
  } finally {
    fleet.close()
  }
})
