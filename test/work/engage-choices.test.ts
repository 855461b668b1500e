import { afterAll, beforeAll, expect, it } from 'vitest'
import { people, type Story, story } from './story.ts'
import { addContacts } from './world.ts'

let s: Story

/** An active account with the usual limits. Nothing is sent in these tests. */
async function account(address: string, more: object = {}): Promise<void> {
  const made = await s.client.accounts.create({
    permits: ['role', 'more'],
    from_email: address,
    smtp_host: '127.0.0.1',
    smtp_port: 2525,
    smtp_protocol: 'none',
    ...more,
  })
  await s.client.accounts.activate({ public_id: made.public_id })
}

function fresh(count: number, domain: string): string[] {
  const contacts = people(count, domain)
  addContacts(
    s.engine,
    contacts.map((address) => ({ address })),
  )
  return contacts
}

beforeAll(async () => {
  const first = { zone: 'Africa/Lagos', seatName: 'Me', seatAddress: 'me@example.com' }
  s = await story(Date.parse('2026-11-23T00:00:00Z'), { first, loops: false })
  await s.client.seats.add({ name: 'Bob', address: 'bob@example.com' })
  await account('mine@example.com')
  await account('bob@example.com', { seat: 'bob@example.com' })
  await s.client.sequences.create({
    name: 'Hello',
    steps: [
      { subject: 'Hi', text: 'Hello' },
      { subject: '', text: 'Again', delay: { days: 2 } },
    ],
  })
})
afterAll(() => s.stop())

it('a token names its choices: others that give the same plan today are a conflict', async () => {
  const given = {
    sequence: 'Hello',
    contacts: fresh(5, 'token.test'),
    senders: [{ account: 'mine@example.com' }],
    start: '2026-11-24T10:00',
  }
  const { token } = await s.client.schedule.preview(given)
  const wider = { ...given, windows: ['daily 09:00-18:00'], token }
  await expect(s.client.schedule.engage(wider)).rejects.toMatchObject({ code: 'plan_changed' })
  expect((await s.client.schedule.engage({ ...given, token })).engaged).toBe(5)
})

it('selected: the share of a mailbox that needs permission is excluded, nobody else gets it', async () => {
  const senders = [{ account: 'mine@example.com' }, { account: 'bob@example.com' }]
  const given = { sequence: 'Hello', contacts: fresh(10, 'share.test'), assign: 'selected' as const, senders }
  const { summary, excluded } = await s.client.schedule.preview(given)
  expect(summary.perSender).toEqual([{ sender: 'mine@example.com', contacts: 5, emails: 10 }])
  expect(excluded.map(({ reason }) => reason)).toEqual(Array(5).fill('no_sender'))
  expect(excluded[0]?.message).toMatch(/belongs to Bob. Ask for permission/)
})
