import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { daysOff } from '../../src/main/days-off.ts'
import { differences, planState } from '../../src/main/store/plan-state.ts'
import { plan } from '../../src/shared/domain/plan.ts'
import { DAY, HOUR, MINUTE } from '../../src/shared/domain/time.ts'
import { size } from '../size.ts'
import { people, type Story, story } from './story.ts'
import { addContacts } from './world.ts'

const MONDAY = Date.parse('2026-11-23T00:00:00Z')
let s: Story
let n = 0

/** What a pass of the planner at `now` would change, if everything due had left at its time until then. */
function movedAt(now: number): unknown[] {
  const { store } = s.engine.room
  return store.write((tx) => {
    tx.run('SAVEPOINT later')
    tx.run(`UPDATE sends SET state = 'sent', claimed_at = at, settled_at = at WHERE at <= ?`, now)
    const state = planState(tx, now, daysOff)
    const moved = differences(state, plan(state.input))
    const shown = moved.slice(0, 5).map((move) => {
      const was = tx.get<Record<string, number>>('SELECT step, due, slot, at FROM sends WHERE id = ?', move.id)
      return { was, due: move.due, slot: move.slot, at: move.at }
    })
    tx.run('ROLLBACK TO later')
    tx.run('RELEASE later')
    return shown
  })
}

/** Slot boundaries and instants inside slots, from now until everything has left. */
function instants(): number[] {
  const last = s.engine.room.store.get<{ at: number }>('SELECT max(at) as at FROM sends')?.at ?? 0
  const found: number[] = []
  for (let at = s.now(); at <= last; at += size(1297, 433) * MINUTE)
    found.push(at, at - (at % HOUR), at - (at % HOUR) + 1)
  return found
}

async function account(address: string, more: object): Promise<void> {
  const server = { smtp_host: '127.0.0.1', smtp_port: 2525, smtp_protocol: 'none' as const }
  const made = await s.client.accounts.create({ permits: ['role', 'more'], from_email: address, ...server, ...more })
  await s.client.accounts.activate({ public_id: made.public_id })
}

async function engage(count: number, senders: string[], more: object = {}): Promise<void> {
  const name = `Sequence ${++n}`
  const zones = [{ zone: 'Europe/London' }, { zone: 'America/New_York' }, {}]
  const contacts = people(count, `stays${n}.test`)
  addContacts(
    s.engine,
    contacts.map((address, i) => ({ address, first_name: 'Ada', ...zones[i % 3] })),
  )
  await s.client.sequences.create({
    name,
    steps: [
      { subject: 'Hi', text: 'Hello' },
      { subject: '', text: 'Again', delay: { days: 2 } },
      { subject: '', text: 'And again', delay: { days: 1, at: '14:00' } },
    ],
  })
  const wish = {
    sequence: name,
    contacts,
    senders: senders.map((each) => ({ account: each })),
    assign: 'selected' as const,
    ...more,
  }
  const { token } = await s.client.schedule.preview(wish)
  await s.client.schedule.engage({ ...wish, token })
}

beforeAll(async () => {
  s = await story(MONDAY + 9.4 * HOUR, { loops: false })
  await account('wide@example.com', { quotas: ['40/hour', '150/day'] })
  await account('range@example.com', { quotas: ['3-5/minute', '20-30/hour', '60-90/day'], zone: 'America/New_York' })
  await account('gap@example.com', { quotas: ['50/hour'], min_gap_seconds: 45 })
})
afterAll(() => s.stop())

describe('what was engaged stays as it was shown while nothing changes', () => {
  const all = ['wide@example.com', 'range@example.com', 'gap@example.com']
  it('one engagement, planned again at any instant', async () => {
    await engage(300, all)
    for (const at of instants()) expect({ at, moved: movedAt(at) }).toEqual({ at, moved: [] })
  })

  it('several, with caps, own zones and the managed account, engaged in the middle of others', async () => {
    await s.goTo(MONDAY + 2 * DAY + 10.7 * HOUR)
    s.engine.room.store.write((tx) =>
      tx.run(`UPDATE sends SET state = 'sent', claimed_at = at, settled_at = at WHERE at <= ?`, s.now()),
    )
    await engage(200, all, { per_day: 70, per_hour: 15, recipient_zone: true })
    await engage(130, [...all, (await s.client.accounts.list()).find((a) => a.type === 'managed')?.public_id ?? ''])
    await engage(40, ['gap@example.com'], { start: '2026-12-02T10:00', windows: ['mon-sun 08:00-20:00'] })
    for (const at of instants()) expect({ at, moved: movedAt(at) }).toEqual({ at, moved: [] })
  })

  it('one that is due earlier takes the room of one that is due later: written at once, and told', async () => {
    await account('shared@example.com', { quotas: ['20/hour', '200/day'] })
    const slots = () =>
      s.engine.room.store.all<{ slot: number; batch: number; n: number }>(
        `SELECT s.slot, s.batch_id as batch, count(*) as n FROM sends s JOIN accounts a ON a.id = s.account_id
         WHERE a.address = 'shared@example.com' AND s.step = 1 GROUP BY s.slot, s.batch_id ORDER BY s.slot, s.batch_id`,
      )
    await engage(40, ['shared@example.com'], { start: '2026-12-09T10:00' })
    const later = slots()
    await engage(100, ['shared@example.com'], { start: '2026-12-08T16:00' })
    expect(slots().reduce((sum, { n }) => sum + n, 0)).toBe(140)
    for (const { n } of slots()) expect(n).toBeLessThanOrEqual(20)
    const taken = later.map(({ slot }) => slots().find((now) => now.slot === slot)?.batch)
    expect(taken).not.toEqual(later.map(({ batch }) => batch))
    expect((await s.journal())[0]).toMatch(/^moved: \d+ planned emails were moved to another slot by engaging/)
    for (const at of instants()) expect({ at, moved: movedAt(at) }).toEqual({ at, moved: [] })
  })

  it('but not when a limit is lowered', async () => {
    const { public_id = '', version = 0 } = (await s.client.accounts.list()).find((a) => a.from_email === all[0]) ?? {}
    await s.client.accounts.update({ public_id, version, quotas: ['10/hour', '150/day'] })
    expect(movedAt(s.now())).not.toEqual([])
  })
})
