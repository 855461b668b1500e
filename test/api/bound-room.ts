/** A workspace with two accounts at work, so that a key for one of them has something it must not reach. */
import { type TestRoom, testRoom } from '../host/room.ts'

export interface AtWork {
  account: string
  address: string
  sends: string[]
  enrollments: string[]
}

export interface BoundRoom extends TestRoom {
  mine: AtWork
  other: AtWork
  /** An empty delivery group, "EU". */
  group: string
  server: { smtp_host: string; smtp_port: number; smtp_protocol: 'none' }
}

/** Each of the two has two contacts under way in the sequence "S". */
export async function boundRoom(): Promise<BoundRoom> {
  const here = testRoom()
  const client = here.client()
  const server = { smtp_host: '127.0.0.1', smtp_port: 2525, smtp_protocol: 'none' as const }
  await client.sequences.create({
    name: 'S',
    steps: [
      { subject: 'Hi', text: 'Hello' },
      { subject: 'Again', text: 'Hello', delay: { days: 3 } },
    ],
  })
  const atWork = async (name: string): Promise<AtWork> => {
    const address = `${name}@example.com`
    const made = await client.accounts.create({ from_email: address, ...server, permits: ['more', 'role'] })
    await client.accounts.activate({ public_id: made.public_id })
    const contacts = [`one@${name}.test`, `two@${name}.test`]
    for (const contact of contacts) await client.contacts.create({ address: contact })
    await client.schedule.engage({ sequence: 'S', contacts, senders: [{ account: made.public_id }] })
    const sends = (await client.sends.list({ sender: address })).rows.map(({ public_id }) => public_id)
    const enrollments = (await client.enrollments.list({ sender: address })).rows.map(({ public_id }) => public_id)
    return { account: made.public_id, address, sends, enrollments }
  }
  const mine = await atWork('anna')
  const other = await atWork('bert')
  const group = (await client.groups.create({ name: 'EU' })).public_id
  return { ...here, mine, other, group, server }
}
