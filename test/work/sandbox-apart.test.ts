import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { people, type Story, story } from './story.ts'
import { addContacts } from './world.ts'

const DAY = 86_400_000
const MONDAY = Date.parse('2026-11-23T00:00:00Z')
const steps = [
  { subject: 'Hi', text: 'Hello' },
  { subject: '', text: 'Once more', delay: { days: 2 } },
]
let s: Story
let server: Awaited<ReturnType<Story['account']>>['server']

beforeAll(async () => {
  s = await story(MONDAY, { first: { zone: 'Africa/Lagos', seatName: 'Me', seatAddress: 'me@example.com' } })
  server = (await s.account('me@example.com')).server
  for (const name of ['Tried', 'Carried']) await s.client.sequences.create({ name, steps })
})
afterAll(() => s.stop())

const managed = async () =>
  (await s.client.accounts.list()).find((account) => account.type === 'managed')?.public_id ?? ''
const add = (count: number, domain: string) => {
  const contacts = people(count, domain)
  addContacts(
    s.engine,
    contacts.map((address) => ({ address })),
  )
  return contacts
}

describe('what was engaged in the sandbox', () => {
  it('is no history, excludes nobody, and is not reported with mail to people', async () => {
    const contacts = add(3, 'tried.test')
    const wish = { sequence: 'Tried', contacts }
    await s.client.schedule.engage({ ...wish, senders: [{ account: await managed() }] })
    expect(await s.client.reports.sequence({ sequence: 'Tried' })).toMatchObject({ sandbox: true, engaged: 3 })
    // Some of it has left by now, the rest is under way.
    await s.goTo(MONDAY + DAY)
    expect(await s.states('Tried')).toEqual({ sent: 3, planned: 3 })
    const engaged = await s.client.schedule.engage({ ...wish, senders: [{ account: 'me@example.com' }] })
    expect(engaged).toMatchObject({ engaged: 3, excluded: [], sandbox: false })
    expect(await s.client.reports.sequence({ sequence: 'Tried' })).toMatchObject({
      sandbox: false,
      sandboxContacts: 3,
      engaged: 3,
      enrollments: { pending: 3 },
      emails: { planned: 6, sent: 0 },
      perSender: [{ sender: 'me@example.com', contacts: 3, planned: 6, sent: 0 }],
      first: null,
      conserved: true,
    })
    await s.goTo(MONDAY + 6 * DAY)
    const report = await s.client.reports.sequence({ sequence: 'Tried' })
    expect(report).toMatchObject({ engaged: 3, emails: { planned: 0, sent: 6 }, conserved: true })
    expect(report.slots.reduce((n, slot) => n + slot.sent, 0)).toBe(6)
    expect(server.arrivals).toHaveLength(6)
    expect((await s.client.sandbox.list({ limit: 500 })).rows).toHaveLength(6)
  })

  it('is never carried over to a real server', async () => {
    await s.goTo(MONDAY + 7 * DAY)
    const contacts = add(2, 'carried.test')
    await s.client.schedule.engage({ sequence: 'Carried', contacts, senders: [{ account: await managed() }] })
    const before = server.arrivals.length
    const smtp = JSON.stringify({ host: '127.0.0.1', port: server.port, protocol: 'none', user: null })
    s.engine.room.store.write((tx) =>
      tx.run(`UPDATE accounts SET smtp = ?, version = version + 1 WHERE kind = 'managed'`, smtp),
    )
    s.engine.changes.tell('accounts')
    await s.goTo(MONDAY + 14 * DAY)
    expect(server.arrivals).toHaveLength(before)
    expect(await s.states('Carried')).toEqual({ withdrawn: 4 })
    expect(await s.enrollment('Carried', 'p0@carried.test')).toMatchObject({
      state: 'stopped',
      reason: expect.stringContaining('sandbox'),
    })
  })
})
