/** The calendar over the real engine: counts against the ledger, what is tried against what then happens. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TriedEvent } from '../../src/shared/contract/calendar.ts'
import { formatIso } from '../../src/shared/domain/time-text.ts'
import { asker } from '../host/room.ts'
import { people, type Story, story } from '../work/story.ts'
import { addContacts } from '../work/world.ts'
import { counted, exactOf, type Row, type Slots, shown, zone } from './calendar-counts.ts'

let s: Story
/** Monday 23 November 2026, 10:40 in Paris. */
const now = Date.parse('2026-11-23T09:40:00Z')
const ids: Record<string, string> = {}

async function account(address: string, limits: string[]): Promise<void> {
  const smtp = { permits: ['more' as const], smtp_host: '127.0.0.1', smtp_port: 2525, smtp_protocol: 'none' as const }
  const made = await s.client.accounts.create({ from_email: address, ...smtp, quotas: limits })
  await s.client.accounts.activate({ public_id: made.public_id })
  ids[address] = made.public_id
}

function fresh(count: number, domain: string): string[] {
  const contacts = people(count, domain)
  addContacts(
    s.engine,
    contacts.map((address) => ({ address })),
  )
  return contacts
}

async function engage(name: string, count: number, senders: string[], start: string) {
  const later = { subject: '', text: 'Once more' }
  await s.client.sequences.create({
    name,
    steps: [
      { subject: name, text: 'Hello' },
      { ...later, delay: { days: 2 } },
      { ...later, delay: { days: 3 } },
    ],
  })
  await s.client.schedule.engage({
    sequence: name,
    contacts: fresh(count, `${name.toLowerCase()}.test`),
    assign: 'selected',
    senders: senders.map((each) => ({ account: each })),
    start,
    seed: 5,
  })
}

beforeAll(async () => {
  s = await story(now, { loops: false })
  await s.client.workspace.update({ holidays: 'FR', days_off: ['2026-11-27'] })
  await account('anna@team.test', ['50/hour', '120/day'])
  await account('marc@team.test', ['20/hour', '90/day'])
  await engage('Autumn', 400, ['anna@team.test', 'marc@team.test'], '2026-11-23T11:00')
  await engage('Winter', 90, ['marc@team.test'], '2026-11-25T09:00')
})
afterAll(() => s.stop())

const span = { from: '2026-11-23', to: '2026-12-20' }

const ledger = (): Row[] =>
  s.engine.room.store.all<Row>(
    `SELECT s.at, a.public_id AS account, q.public_id AS sequence, s.step FROM sends s
     JOIN accounts a ON a.id = s.account_id JOIN batches b ON b.id = s.batch_id JOIN sequences q ON q.id = b.sequence_id
     WHERE s.state IN ('planned', 'sending', 'sent', 'unsure')`,
  )

async function tried(change: object, more: object = {}): Promise<TriedEvent[]> {
  const events: TriedEvent[] = []
  for await (const event of await s.client.calendar.what_if({ ...span, ...change, ...more })) events.push(event)
  return events
}
describe('a stretch of the calendar', () => {
  it('counts what the ledger holds, by sender and by sequence, and day by day', async () => {
    const rows = ledger()
    const bySender = await s.client.calendar.range({ ...span, by: 'sender' })
    expect(shown(bySender.slots)).toEqual(counted(rows, 'account'))
    const bySequence = await s.client.calendar.range({ ...span, by: 'sequence' })
    expect(shown(bySequence.slots)).toEqual(counted(rows, 'sequence'))
    const days = new Map<string, number>()
    for (const { at } of rows) {
      const date = formatIso(at, zone).slice(0, 10)
      days.set(date, (days.get(date) ?? 0) + 1)
    }
    expect(new Map(bySender.totals.map(({ date, emails }) => [date, emails]))).toEqual(days)
    const last = Math.max(...rows.map(({ at }) => at))
    expect(bySender).toMatchObject({ zone, planned: rows.length, finish: new Date(last).toISOString() })
  })

  it('never shows more than a stop allows, and the stop where the day is full', async () => {
    const { slots } = await s.client.calendar.range({ ...span, by: 'sender' })
    const anna = slots.flatMap(({ start, lanes }) =>
      lanes.filter(({ key }) => key === ids['anna@team.test']).map((lane) => ({ start, ...lane })),
    )
    for (const lane of anna) expect(lane.first + lane.later).toBeLessThanOrEqual(lane.cap ?? 0)
    const monday = anna.filter(({ start }) => formatIso(Date.parse(start), zone).startsWith('2026-11-23'))
    expect(monday.map(({ first, cap }) => [first, cap]).slice(0, 4)).toEqual([
      [50, 50],
      [50, 50],
      [20, 20],
      [0, 0],
    ])
  })

  it('names closed days, and tells one sequence from the rest', async () => {
    const { days, senders, sequences, slots } = await s.client.calendar.range({
      from: '2026-11-23',
      to: '2026-12-27',
      sequence: 'Winter',
    })
    const closed = new Map(days.filter(({ open }) => !open).map(({ date, closed }) => [date, closed]))
    expect(closed.get('2026-11-27')).toBe('Day off')
    expect(closed.get('2026-11-28')).toBe('Weekend')
    expect(closed.get('2026-12-25')).toMatch(/Christmas/)
    expect(days[0]).toMatchObject({ date: '2026-11-23', hours: [9, 10, 11, 12, 13, 14, 15, 16, 17] })
    expect(senders.map(({ address, limits_text }) => [address, limits_text])).toEqual([
      ['anna@team.test', '50 an hour, 120 a day'],
      ['marc@team.test', '20 an hour, 90 a day'],
    ])
    expect(sequences.map(({ name, rest }) => [name, rest !== null])).toEqual([
      ['Autumn', true],
      ['Winter', true],
    ])
    const lanes = slots.flatMap((slot) => slot.lanes)
    const winter = ledger().filter(({ sequence }) => sequence === sequences[1]?.id).length
    expect(lanes.reduce((sum, { first, later }) => sum + first + later, 0)).toBe(winter)
    expect(lanes.reduce((sum, { other }) => sum + other, 0)).toBe(ledger().length - winter)
  })

  it('gives the second of each email of a day', async () => {
    const { dots } = await s.client.calendar.range({ from: '2026-11-24', to: '2026-11-24', dots: true })
    const rows = ledger().filter(({ at }) => formatIso(at, zone).startsWith('2026-11-24'))
    expect(dots?.reduce((sum, { emails }) => sum + emails.length, 0)).toBe(rows.length)
    expect(dots?.every(({ emails }) => emails.every(([, seconds]) => seconds >= 0 && seconds < 3600))).toBe(true)
  })

  it.each([
    [{ from: '2026-11-24', to: '2026-11-23' }, 'no stretch'],
    [{ from: '2026-01-01', to: '2026-12-31' }, '62 days'],
    [{ ...span, sequence: 'Spring' }, 'Spring'],
    [{ ...span, sender: 'nobody@team.test' }, 'nobody'],
  ])('refuses %j', async (wish, words) => {
    await expect(s.client.calendar.range(wish)).rejects.toThrow(words)
  })

  it('counts 28 days from the index alone', () => {
    const plan = s.engine.room.store.all<{ detail: string }>(
      `EXPLAIN QUERY PLAN SELECT count(*) FROM sends s INDEXED BY sends_calendar
       WHERE s.at >= 1 AND s.at < 2 AND s.state IN ('planned', 'sending', 'sent', 'unsure')`,
    )
    expect(plan.map(({ detail }) => detail).join()).toContain('COVERING INDEX sends_calendar')
  })
})

describe('what if', () => {
  it('with nothing changed is the present plan', async () => {
    const range = await s.client.calendar.range({ ...span, by: 'sender' })
    const exact = exactOf(await tried({}))
    expect(exact).toMatchObject({ finish: range.finish, working_days: 0, moved: 0, waiting: 0, totals: range.totals })
    expect(shown(exact.slots)).toEqual(shown(range.slots))
  })

  it('answers with an estimate first, then the plan, then what holds it back', async () => {
    const events = await tried({ limits: { [ids['marc@team.test'] ?? '']: ['60/hour', '400/day'] } })
    expect(events.map(({ kind }) => kind)).toEqual(['coarse', 'exact', 'held'])
    const [coarse, exact, held] = events
    if (coarse?.kind !== 'coarse' || exact?.kind !== 'exact' || held?.kind !== 'held') throw new Error('wrong order')
    expect(exact.working_days).toBeLessThan(0)
    expect(Math.abs(coarse.working_days - exact.working_days)).toBeLessThanOrEqual(1)
    expect(exact.moved).toBeGreaterThan(0)
    expect(held.held?.text).toMatch(/^mailbox (anna|marc)@team\.test: \d+ a[n]? (hour|day)$/)
  })

  it('leaves held emails where they are, and writes nothing', async () => {
    const row = ledger().find(({ step }) => step === 1)
    const store = s.engine.room.store
    const before = store.all('SELECT id, at, slot, state, held FROM sends ORDER BY id')
    const [first] = (await s.client.sends.list({ limit: 1, from: new Date(row?.at ?? 0).toISOString() })).rows
    await s.client.sends.hold({ public_id: first?.public_id ?? '' })
    const range = await s.client.calendar.range({ ...span, by: 'sender' })
    const total = (slots: Slots) =>
      slots.reduce((sum, { lanes }) => sum + lanes.reduce((n, l) => n + l.first + l.later, 0), 0)
    expect(total(exactOf(await tried({})).slots)).toBe(total(range.slots))
    await s.client.sends.release({ public_id: first?.public_id ?? '' })
    expect(store.all('SELECT id, at, slot, state, held FROM sends ORDER BY id')).toEqual(before)
  })

  it('refuses what could not be applied either', async () => {
    await expect(tried({ limits: { nobody: ['5/hour'] } })).rejects.toMatchObject({ code: 'not_found' })
    await expect(tried({ limits: { [ids['anna@team.test'] ?? '']: ['many'] } })).rejects.toMatchObject({
      code: 'invalid_limit',
    })
    await expect(tried({ windows: ['mon 22:00-02:00'] })).rejects.toMatchObject({ code: 'invalid_window' })
    await expect(tried({ start: { sequence: 'Winter', slot: '2026-11-28T10:00' } })).rejects.toMatchObject({
      code: 'invalid_slot',
    })
  })

  it('stops answering when nobody listens', async () => {
    const listening = new AbortController()
    const seen: string[] = []
    for await (const { kind } of await s.client.calendar.what_if(span, { signal: listening.signal })) {
      seen.push(kind)
      listening.abort()
    }
    expect(seen).toEqual(['coarse'])
  })
})

describe('applying', () => {
  it('says what will happen, does it, and the planner then plans what was shown', async () => {
    const limits = { [ids['marc@team.test'] ?? '']: ['60/hour', '400/day'] }
    const wished = await s.client.calendar.apply({ limits, windows: ['mon-fri 09:00-20:00'], dry_run: true })
    expect(wished.applied).toBe(false)
    expect(wished.words.slice(0, 2)).toEqual([
      'marc@team.test: 20 an hour, 90 a day becomes 60 an hour, 400 a day.',
      'Sending hours: Mon–Fri 09:00–18:00 becomes Mon–Fri 09:00–20:00.',
    ])
    const before = await s.client.workspace.get()
    expect(before.windows[0]).toEqual({ day: 1, from: 9, to: 18 })
    const change = { limits, windows: ['mon-fri 09:00-20:00'], token: wished.token }
    expect(await s.client.calendar.apply(change)).toMatchObject({ applied: true, moved: wished.moved })
    expect((await s.client.workspace.get()).windows[0]).toEqual({ day: 1, from: 9, to: 20 })
    expect((await s.client.accounts.get({ public_id: ids['marc@team.test'] ?? '' })).quotas).toEqual([
      '60/hour',
      '400/day',
    ])
    expect(exactOf(await tried({})).finish).toBe(wished.finish)
    await expect(s.client.calendar.apply(change)).rejects.toMatchObject({ code: 'stale_version' })
  })

  it('moves the start of a sequence: what has not left follows, the rest stays', async () => {
    const before = exactOf(await tried({}, { by: 'sequence' }))
    const ask = { sequence: 'Winter', slot: '2026-12-01T10:00' }
    const wished = await s.client.calendar.move_start({ ...ask, dry_run: true })
    expect(wished.first).toBe((await s.client.calendar.move_start({ ...ask, token: wished.token })).first)
    expect(formatIso(Date.parse(wished.first ?? ''), zone).slice(0, 13)).toBe('2026-12-01T10')
    expect(wished.words[0]).toMatch(/^First emails of “Winter” that have not left start Tue 1 Dec 10:00\.$/)
    const after = exactOf(await tried({}, { by: 'sequence' }))
    expect(after.finish).toBe(wished.finish)
    expect(after.finish).not.toBe(before.finish)
    const { sequences } = await s.client.calendar.range(span)
    const soon = s.engine.room.store.get<{ n: number }>('SELECT count(*) AS n FROM sends WHERE replan = 1')
    // Only what might leave before the planner has looked is kept back.
    expect([sequences.length, soon?.n]).toEqual([2, 0])
  })

  it('asks for as much as changing it elsewhere', async () => {
    const seat = await s.client.seats.add({ name: 'Ben', address: 'ben@team.test' })
    const row = s.engine.room.store.get<{ id: number }>('SELECT id FROM seats WHERE public_id = ?', seat.public_id)
    const member = s.engine.client(asker(row?.id ?? 0, 'member', 'read', 'write', 'accounts'))
    await expect(member.calendar.apply({ windows: ['mon-fri 09:00-12:00'] })).rejects.toMatchObject({
      code: 'forbidden',
    })
    await expect(
      member.calendar.apply({ limits: { [ids['anna@team.test'] ?? '']: ['5/hour'] } }),
    ).rejects.toMatchObject({ code: 'forbidden' })
    await expect(member.calendar.move_start({ sequence: 'Winter', slot: '2026-12-02T10:00' })).rejects.toMatchObject({
      code: 'forbidden',
    })
    const reader = s.engine.client(asker(1, 'admin', 'read'))
    await expect(reader.calendar.apply({ windows: ['daily 09:00-12:00'] })).rejects.toMatchObject({ code: 'forbidden' })
  })
})
