import fc from 'fast-check'
import { expect, it } from 'vitest'
import { size } from '../size.ts'
import { type Story, story } from '../work/story.ts'

const first = { zone: 'Africa/Lagos', seatName: 'Me', seatAddress: 'me@example.com' }
const monday = Date.parse('2026-11-23T00:00:00Z')
const HOUR = 3_600_000

const way = fc.constantFrom('save' as const, 'tag' as const, 'move' as const, 'go_ahead' as const)
const case_ = fc.record({
  contacts: fc.integer({ min: 1, max: 6 }),
  steps: fc.integer({ min: 1, max: 3 }),
  /** Hours after Monday 00:00 at which the mailbox goes: before, amid and after its mail. */
  hours: fc.integer({ min: 1, max: 90 }),
  way,
  paused: fc.boolean(),
  held: fc.boolean(),
  cancelled: fc.boolean(),
  again: fc.boolean(),
})

const count = (s: Story, sql: string, ...values: unknown[]): number =>
  s.engine.room.store.get<{ n: number }>(`SELECT count(*) AS n FROM sends WHERE ${sql}`, ...values)?.n ?? -1
const through = (s: Story, id: string) =>
  count(s, `state = 'planned' AND account_id = (SELECT id FROM accounts WHERE public_id = ?)`, id)

async function live(s: Story, given: Given): Promise<void> {
  const old = await s.account('old@example.com')
  const heir = await s.account('new@example.org')
  const contacts = Array.from({ length: given.contacts }, (_, i) => `p${i}@any.test`)
  const steps = Array.from({ length: given.steps - 1 }, () => ({ days: 1 }))
  const name = await s.engage({ sender: 'old@example.com', contacts, steps })
  await s.goTo(monday + given.hours * HOUR)
  const planned = (await s.sends(name)).filter((row) => row.state === 'planned')
  const [one, two] = planned.map((row) => ({ public_id: row.public_id }))
  if (given.held && one) await s.client.sends.hold(one)
  if (given.cancelled && two) await s.client.sends.cancel(two)
  const open = (await s.client.enrollments.list({ sequence: name })).rows.filter((row) =>
    ['pending', 'active'].includes(row.state),
  )
  if (given.paused && open[0]) await s.client.enrollments.pause({ public_id: open[0].public_id })

  const impact = await s.client.accounts.removal({ public_id: old.id })
  const whole = count(s, '1')
  expect(impact.scheduled + impact.drafts).toBe(through(s, old.id))
  const to = given.way === 'move' ? { to: heir.id } : {}
  const done = await s.client.accounts.remove({ public_id: old.id, way: given.way, seen: impact.seen, ...to })
  expect(done.contacts + done.moved).toBe(impact.contacts)
  expect(done.emails + done.moved_emails).toBe(impact.scheduled + impact.drafts)
  expect(through(s, old.id)).toBe(0)
  expect(count(s, '1')).toBe(whole)
  if (given.again && given.way !== 'move') {
    const went = await s.client.enrollments.reassign({ account: heir.id, removed: old.id })
    expect(went).toMatchObject({ contacts: impact.contacts, emails: impact.scheduled, refused: [] })
    expect(through(s, heir.id)).toBe(impact.scheduled)
  }
  const before = old.server.arrivals.length
  await s.goTo(monday + 21 * 24 * HOUR)
  expect(old.server.arrivals.length).toBe(before)
  const ids = [...old.server.arrivals, ...heir.server.arrivals].map(
    ({ raw }) => raw.match(/^X-Cadenza-Send-Id: (.*)\r$/m)?.[1],
  )
  expect(new Set(ids).size).toBe(ids.length)
  expect(ids.length).toBe(count(s, `state = 'sent'`))
  expect((await s.client.reports.sequence({ sequence: name })).conserved).toBe(true)
}

type Given = typeof case_ extends fc.Arbitrary<infer T> ? T : never

it('whatever way it goes: nothing of it is planned any more, the figures agree with the report, and nobody gets a step twice', async () => {
  await fc.assert(
    fc.asyncProperty(case_, async (given) => {
      const s = await story(monday, { first })
      try {
        await live(s, given)
      } finally {
        await s.stop()
      }
    }),
    { numRuns: size(8, 60), endOnFailure: true },
  )
}, 60_000)
