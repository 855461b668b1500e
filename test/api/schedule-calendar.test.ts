/** The preview's calendar over the real engine: its lines add up to the plan, and what it says it moves it moves. */
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { size } from '../size.ts'
import { people, type Story, story } from '../work/story.ts'
import { addContacts } from '../work/world.ts'

let s: Story
/** Monday 23 November 2026, 10:40 in Paris. */
const now = Date.parse('2026-11-23T09:40:00Z')
const three = { steps: [{ days: 2 }, { days: 3, at: '14:00' }] }

async function account(address: string, limits: string[], more: object = {}): Promise<string> {
  const made = await s.client.accounts.create({
    permits: ['role', 'more'],
    from_email: address,
    smtp_host: '127.0.0.1',
    smtp_port: 2525,
    smtp_protocol: 'none',
    quotas: limits,
    ...more,
  })
  await s.client.accounts.activate({ public_id: made.public_id })
  return made.public_id
}

function fresh(count: number, domain: string): string[] {
  const contacts = people(count, domain)
  addContacts(
    s.engine,
    contacts.map((address) => ({ address })),
  )
  return contacts
}

const sequence = (name: string, steps: { days: number; at?: string }[]) =>
  s.client.sequences.create({
    name,
    steps: [{ subject: name, text: 'Hello' }, ...steps.map((delay) => ({ subject: '', text: 'Once more', delay }))],
  })

beforeAll(async () => {
  s = await story(now, { loops: false })
  await s.client.workspace.update({ holidays: 'FR', days_off: ['2026-11-27'] })
  await account('anna@team.test', ['50/hour', '120/day'])
  await account('marc@team.test', ['20-30/hour'])
  await account('free@team.test', [])
  await sequence('First', three.steps)
  await sequence('Second', three.steps)
  await s.client.schedule.engage({
    sequence: 'First',
    contacts: fresh(180, 'before.test'),
    senders: [{ account: 'anna@team.test' }],
    start: '2026-11-24T10:00',
  })
})
afterAll(() => s.stop())

type Wish = Parameters<Story['client']['schedule']['preview']>[0]
const ask = async (wish: Partial<Wish>) => {
  const answer = await s.client.schedule.preview({ sequence: 'Second', seed: 3, calendar: true, ...wish })
  if (!answer.calendar) throw new Error('a preview without its calendar')
  return { ...answer, calendar: answer.calendar }
}

it('draws emails alone: what a person does by hand stands in no slot and fills no line', async () => {
  await s.client.sequences.create({
    name: 'With a call',
    steps: [
      { subject: 'Hello', text: 'Hello' },
      { subject: '', kind: 'task', note: 'Call them', delay: { days: 1 } },
      { subject: '', text: 'Once more', delay: { days: 2 } },
    ],
  })
  const found = await ask({
    sequence: 'With a call',
    contacts: fresh(12, 'call.test'),
    senders: [{ account: 'free@team.test' }],
  })
  const drawn = found.slots.reduce((sum, { emails }) => sum + emails, 0)
  const lanes = found.slots.flatMap((slot) => slot.lanes ?? [])
  expect(found.summary.emails).toBe(24)
  expect(drawn).toBe(24)
  expect(lanes.reduce((sum, { first, later }) => sum + first + later, 0)).toBe(24)
  expect(new Set(found.slots.flatMap(({ perStep }) => Object.keys(perStep)))).toEqual(new Set(['1', '3']))
})

describe('the lines of the calendar', () => {
  let contacts: string[]
  beforeAll(() => {
    contacts = fresh(260, 'lines.test')
  })

  it('add up to the summary, never pass their stop, and lie in open slots, whatever is chosen', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          count: fc.integer({ min: 0, max: 260 }),
          weights: fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 1, max: 3 })),
          per_hour: fc.option(fc.integer({ min: 1, max: 60 }), { nil: undefined }),
          start: fc.constantFrom('now', '2026-11-23T16:00', '2026-12-01T09:00'),
          seed: fc.integer({ min: 0, max: 9 }),
        }),
        async ({ count, weights: [anna, marc], per_hour, start, seed }) => {
          const { calendar, slots, summary } = await ask({
            contacts: contacts.slice(0, count),
            assign: 'selected',
            senders: [
              { account: 'anna@team.test', weight: anna },
              { account: 'marc@team.test', weight: marc },
            ],
            start,
            seed,
            ...(per_hour === undefined ? {} : { per_hour }),
          })
          const lanes = slots.flatMap((slot) => slot.lanes ?? [])
          const sum = (of: (lane: (typeof lanes)[number]) => number) => lanes.reduce((all, lane) => all + of(lane), 0)
          expect(sum((lane) => lane.first)).toBe(summary.contacts)
          expect(sum((lane) => lane.first + lane.later)).toBe(summary.emails)
          expect(slots.reduce((all, slot) => all + slot.emails, 0)).toBe(summary.emails)
          for (const [place, { emails }] of calendar.senders.entries())
            expect(sum((lane) => (lane.sender === place ? lane.first + lane.later : 0))).toBe(emails)
          for (const lane of lanes)
            expect(lane.first + lane.later + lane.other).toBeLessThanOrEqual(lane.cap ?? Infinity)
          const open = new Map(calendar.days.map(({ date, hours }) => [date, hours]))
          for (const { start: at, emails } of slots)
            if (emails > 0) expect(open.get(at.slice(0, 10))).toContain(Number(at.slice(11, 13)))
        },
      ),
      { numRuns: size(10, 60) },
    )
  })

  it('carries what other sequences planned, and stops where the smallest limit leaves no room', async () => {
    const { slots } = await ask({
      contacts: contacts.slice(0, 1),
      senders: [{ account: 'anna@team.test' }],
      start: '2026-11-25T09:00',
    })
    const tuesday = slots.filter((slot) => slot.start.startsWith('2026-11-24'))
    // 120 a day: 50, 50 and 20 of the first sequence, then nothing until the day is over.
    expect(tuesday.map(({ start, emails, lanes }) => [start.slice(11, 16), emails, lanes])).toEqual([
      ['10:00', 0, [{ sender: 0, first: 0, later: 0, other: 50, cap: 50, by: null }]],
      ['11:00', 0, [{ sender: 0, first: 0, later: 0, other: 50, cap: 50, by: null }]],
      ['12:00', 0, [{ sender: 0, first: 0, later: 0, other: 20, cap: 20, by: '120 a day' }]],
      ...['13:00', '14:00', '15:00', '16:00', '17:00'].map((hour) => [
        hour,
        0,
        [{ sender: 0, first: 0, later: 0, other: 0, cap: 0, by: '120 a day' }],
      ]),
    ])
  })
})

describe('the days', () => {
  it('say why they are closed, from the Monday of this week on', async () => {
    const { calendar } = await ask({ contacts: [], start: '2026-11-25T10:00' })
    expect(calendar.days.slice(0, 7)).toEqual([
      ...['23', '24', '25', '26'].map((day) => ({
        date: `2026-11-${day}`,
        open: true,
        closed: null,
        hours: [9, 10, 11, 12, 13, 14, 15, 16, 17],
      })),
      { date: '2026-11-27', open: false, closed: 'Day off', hours: [] },
      { date: '2026-11-28', open: false, closed: 'Weekend', hours: [] },
      { date: '2026-11-29', open: false, closed: 'Weekend', hours: [] },
    ])
    expect(calendar.days.find(({ date }) => date === '2026-12-25')).toMatchObject({ closed: 'Christmas Day' })
    expect(calendar.days.length % 7).toBe(0)
    expect(calendar.next_open).toBe('2026-11-23T11:00:00.000+01:00')
  })

  it('a weekday without a window is no weekend', async () => {
    const { calendar } = await ask({ contacts: [], windows: ['tue-sat 09:00-15:00'] })
    expect(calendar.days.slice(0, 7).map(({ closed }) => closed)).toEqual([
      'No sending',
      null,
      null,
      null,
      'Day off',
      null,
      'Weekend',
    ])
  })
})

describe('what an engagement moves', () => {
  const slotsOf = () =>
    new Map(
      s.engine.room.store
        .all<{ address: string; step: number; slot: number }>(
          `SELECT s.address, s.step, s.slot FROM sends s JOIN enrollments e ON e.id = s.enrollment_id
           JOIN sequences q ON q.id = e.sequence_id WHERE q.name = 'First'`,
        )
        .map(({ address, step, slot }) => [`${address} ${step}`, slot]),
    )

  it('is what engaging it really moves: count and examples equal the difference of the two plans', async () => {
    // Their first emails are due on Monday, before those of the first sequence, and take its room on Tuesday.
    const contacts = fresh(400, 'pushing.test')
    const given = { contacts, senders: [{ account: 'anna@team.test' }] }
    const { calendar, token } = await ask(given)
    const before = slotsOf()
    await s.client.schedule.engage({ sequence: 'Second', ...given, ...(token ? { token } : {}) })
    const after = slotsOf()
    const moved = [...before].filter(([key, slot]) => after.get(key) !== slot)
    expect(calendar.moved.count).toBe(moved.length)
    expect(moved.length).toBeGreaterThan(0)
    expect(calendar.moved.examples.length).toBe(Math.min(20, moved.length))
    for (const { contact, step, from, to, sequence: name, sender } of calendar.moved.examples) {
      const key = `${contact} ${step}`
      expect([name, sender]).toEqual(['First', 'anna@team.test'])
      expect([before.get(key), after.get(key)]).toEqual([Date.parse(from), Date.parse(to)])
    }
  })

  it('is nothing where it is alone on its mailbox', async () => {
    const { calendar } = await ask({ contacts: fresh(5, 'alone.test'), senders: [{ account: 'free@team.test' }] })
    expect(calendar.moved).toEqual({ count: 0, examples: [] })
  })
})

describe('what would help', () => {
  it('was really planned: taking its advice finishes then', async () => {
    const contacts = fresh(300, 'help.test')
    const wish = {
      contacts,
      senders: [{ account: 'marc@team.test' }],
      per_hour: 10,
      start: '2026-12-01T10:00',
      help: true,
    }
    const { help = [], summary, calendar } = await ask(wish)
    expect(calendar.held_back).toMatchObject({ kind: 'batch_hour', limit: 10 })
    expect(help.map(({ kind }) => kind).sort()).toEqual(['pace', 'sender', 'start', 'windows'].sort())
    for (const { change, finish } of help) {
      expect(Date.parse(finish)).toBeLessThan(Date.parse(summary.finish ?? ''))
      const next = Object.fromEntries(
        Object.entries({ ...wish, help: false, ...change }).filter(([, value]) => value !== null),
      )
      const taken = await ask(next)
      const end = taken.slots.filter(({ emails }) => emails > 0).at(-1)
      expect(end?.start).toBe(finish)
    }
  })

  it('raises the limit that holds it back, where the asker may', async () => {
    const contacts = fresh(200, 'limit.test')
    const { help = [] } = await ask({ contacts, senders: [{ account: 'free@team.test' }], help: true })
    const limit = help.find(({ kind }) => kind === 'limit')
    expect(limit).toMatchObject({ text: '80 an hour for free@team.test', change: null, account: expect.any(String) })
    const account = await s.client.accounts.get({ public_id: limit?.account ?? '' })
    expect(account.from_email).toBe('free@team.test')
  })
})
