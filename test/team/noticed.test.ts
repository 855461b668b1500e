/** What schedules of chance come to too seldom: that an email leaves twice where one of these rules is not kept. */
import { expect, it } from 'vitest'
import { lookAfterHomes } from '../../src/main/work/homes/homes.ts'
import { meetAll } from './files.ts'
import { type Breach, type Computer, Fleet } from './fleet.ts'
import { type Draw, send } from './leaving.ts'
import { engageOne, freeContacts, mailboxes } from './people.ts'

const HOUR = 3_600_000

/** Whatever is due is tried in turn, and every server says yes. */
async function sendAll(fleet: Fleet, one: Computer): Promise<void> {
  let turn = 0
  const calm: Draw = (n) => (n === 12 ? 5 : n === 3 ? 0 : n === 5 ? 1 : turn++ % n)
  for (let n = 0; n < 40; n++) await send(fleet, one, calm)
}

/** Two computers of one person, and one of a colleague. */
async function withFleet(breach: Breach | null, work: (fleet: Fleet, first: Computer, second: Computer) => unknown) {
  const fleet = await Fleet.of(3, 1, () => 0)
  fleet.breach = breach
  const [first, second] = fleet.computers as [Computer, Computer]
  try {
    await work(fleet, first, second)
    return fleet.left.length
  } finally {
    fleet.close()
  }
}

const ownMailbox = (one: Computer) => mailboxes(one).find(({ seat }) => seat === 1) as { id: number; publicId: string }

/** The first one sends, and nobody hears of it; the second one takes the mailbox over. */
const takenOver = (breach: Breach | null) =>
  withFleet(breach, async (fleet, first, second) => {
    await sendAll(fleet, first)
    await second.client.homes.take_over({ public_id: ownMailbox(second).publicId, closed: true })
    await sendAll(fleet, second)
  })

/** The second one has a part of the mailbox, and sends to whom it has engaged; the first one has not heard that it did. */
const inParts = (breach: Breach | null) =>
  withFleet(breach, async (fleet, first, second) => {
    const { publicId } = ownMailbox(first)
    await first.client.homes.authorise({ public_id: publicId, device: second.id, share: 300 })
    meetAll(fleet, [first, second])
    await lookAfterHomes(second.room, second.opened)
    const [about] = freeContacts(second)
    const mailbox = ownMailbox(second)
    if (about) engageOne(second, mailbox.id, about, { sequenceId: 1, now: fleet.now })
    meetAll(fleet, [first, second])
    fleet.now += HOUR
    await sendAll(fleet, second)
    expect(fleet.left.map(({ device }) => device)).toContain(second.id)
    await sendAll(fleet, first)
  })

it('sends nothing twice after a take-over because somebody looks first, nor where two computers have parts', async () => {
  expect(await takenOver(null)).toBeGreaterThan(0)
  expect(await inParts(null)).toBeGreaterThan(0)
  await expect(takenOver('review')).rejects.toThrow('for the second time')
  await expect(inParts('part')).rejects.toThrow('for the second time')
})
