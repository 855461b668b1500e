/** Contacts of two seats in three sequences: in every state there is, and waiting for everything that can be waited for. */
import { roleScopes } from '../../src/shared/domain/access.ts'
import { enrollmentStates } from '../../src/shared/domain/enrollment.ts'
import { type Story, story } from '../work/story.ts'
import { addContacts } from '../work/world.ts'

type Client = Story['client']

const step = { subject: 'Hello', text: 'Hello {{ first_name }}' }
const steps = [
  step,
  { subject: '', text: 'Again', delay: { days: 2 } },
  { subject: '', text: 'Last', delay: { days: 2 } },
]

async function mailbox(client: Client, address: string): Promise<string> {
  const made = await client.accounts.create({
    from_email: address,
    smtp_host: '127.0.0.1',
    smtp_port: 2525,
    smtp_protocol: 'none',
  })
  await client.accounts.activate({ public_id: made.public_id })
  return made.public_id
}

const people = (from: string, n: number) => Array.from({ length: n }, (_, i) => `${from}${i}@${from}.test`)

/** `ids`: accounts by address; `bob`: a member, who engaged the sequence "Bobs". */
export async function enrolled(): Promise<{ s: Story; bob: Client; ids: Record<string, string> }> {
  const ids: Record<string, string> = {}
  const s = await story('2026-11-23T06:00:00Z', {
    first: { zone: 'Europe/Vienna', seatName: 'Me', seatAddress: 'me@example.com' },
    loops: false,
  })
  const { client } = s
  await client.seats.add({ name: 'Bob', address: 'bob@example.com' })
  const bob = s.engine.client({ seatId: 2, role: 'member', scopes: roleScopes.member })
  for (const [who, address] of [
    [client, 'mine@example.com'],
    [client, 'other@example.com'],
    [bob, 'bob@example.com'],
  ] as const)
    ids[address] = await mailbox(who, address)
  for (const [name, who, sender, n] of [
    ['Spring', client, 'mine@example.com', 12],
    ['Autumn', client, 'other@example.com', 9],
    ['Bobs', bob, 'bob@example.com', 7],
  ] as const) {
    const addresses = people(name.toLowerCase(), n)
    addContacts(
      s.engine,
      addresses.map((address) => ({ address, first_name: 'Ada' })),
    )
    await client.sequences.create({ name, steps })
    await who.schedule.engage({ sequence: name, contacts: addresses, senders: [{ account: sender }] })
  }
  const write = (text: string, ...values: unknown[]) => s.engine.room.store.write((tx) => tx.run(text, ...values))
  const warm = [...people('spring', 4), ...people('autumn', 9), ...people('bobs', 2)]
  write(`UPDATE contacts SET tags = '["warm"]' WHERE address IN (SELECT value FROM json_each(?))`, JSON.stringify(warm))
  // all the states there are, and everything that a next email can wait for
  for (const [i, state] of enrollmentStates.entries())
    write(`UPDATE enrollments SET state = ?, reason = 'so it is' WHERE id % 11 = ?`, state, i)
  write(`UPDATE sends SET state = 'withdrawn', settled_at = 1 WHERE enrollment_id IN
    (SELECT id FROM enrollments WHERE state NOT IN ('pending', 'active', 'paused'))`)
  write(
    `UPDATE sends SET state = 'sent', claimed_at = at WHERE step = 1 AND enrollment_id % 4 = 0 AND state = 'planned'`,
  )
  write(`UPDATE sends SET held = 1 WHERE step = 2 AND enrollment_id % 8 = 0 AND state = 'planned'`)
  write(`UPDATE sends SET replan = 2 WHERE step = 1 AND enrollment_id % 7 = 0 AND state = 'planned'`)
  write(`UPDATE sends SET state = 'unsure', claimed_at = at WHERE step = 1 AND enrollment_id % 13 = 0`)
  return { s, bob, ids }
}
