/** Other senders: what is tried is what is done, and whoever was written to keeps the sender. */
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { daysOff } from '../../src/main/days-off.ts'
import { replan } from '../../src/main/work/planner/replan.ts'
import type { TriedEvent } from '../../src/shared/contract/calendar.ts'
import { formatIso } from '../../src/shared/domain/time-text.ts'
import { asker } from '../host/room.ts'
import { size } from '../size.ts'
import { people, type Story, story } from '../work/story.ts'
import { addContacts } from '../work/world.ts'

let s: Story
/** Monday 23 November 2026, 10:40 in Paris. */
const now = Date.parse('2026-11-23T09:40:00Z')
const span = { from: '2026-11-23', to: '2027-01-10', by: 'sender' } as const
const ids: Record<string, string> = {}

async function account(address: string, limits: string[], more: object = {}): Promise<void> {
  const smtp = { smtp_host: '127.0.0.1', smtp_port: 2525, smtp_protocol: 'none' as const }
  const made = await s.client.accounts.create({
    permits: ['role', 'more'],
    from_email: address,
    ...smtp,
    quotas: limits,
    ...more,
  })
  await s.client.accounts.activate({ public_id: made.public_id })
  ids[address] = made.public_id
}

async function engage(name: string, senders: string[], count: number, more: object = {}): Promise<void> {
  const contacts = people(count, `${name.toLowerCase()}.test`)
  addContacts(
    s.engine,
    contacts.map((address) => ({ address })),
  )
  await s.client.schedule.engage({
    sequence: name.replace(/\d/g, ''),
    contacts,
    assign: 'selected',
    senders: senders.map((each) => ({ account: each })),
    seed: 5,
    ...more,
  })
}

const sql = <T>(text: string, ...values: unknown[]) => s.engine.room.store.all<T>(text, ...values)
const run = (text: string, ...values: unknown[]) => s.engine.room.store.write((tx) => tx.run(text, ...values))

/** Some first emails leave: those contacts belong to their sender from now on. */
const leave = (every: number) =>
  run(
    `UPDATE sends SET state = 'sent', claimed_at = ?, settled_at = ?, date_at = ? WHERE step = 1 AND state = 'planned'
       AND enrollment_id % ? = 0`,
    now - 60_000,
    now - 50_000,
    now - 60_000,
    every,
  )

const senderOf = () =>
  new Map(
    sql<{ id: number; account: string }>(
      `SELECT e.id, a.address AS account FROM enrollments e JOIN accounts a ON a.id = e.account_id`,
    ).map(({ id, account }) => [id, account]),
  )
const reached = () =>
  sql<{ id: number }>(
    `SELECT DISTINCT enrollment_id AS id FROM sends WHERE state IN ('sent', 'sending', 'unsure') ORDER BY 1`,
  ).map(({ id }) => id)

/** What is still to leave, as it stands in the ledger. */
function planned() {
  const rows = sql<{ at: number }>(`SELECT at FROM sends WHERE state = 'planned' ORDER BY at`)
  const days = new Map<string, number>()
  for (const { at } of rows) {
    const date = formatIso(at, 'Europe/Paris').slice(0, 10)
    days.set(date, (days.get(date) ?? 0) + 1)
  }
  return {
    finish: new Date(rows.at(-1)?.at ?? 0).toISOString(),
    totals: [...days].map(([date, emails]) => ({ date, emails })),
  }
}

async function tried(change: object): Promise<TriedEvent[]> {
  const events: TriedEvent[] = []
  for await (const event of await s.client.calendar.what_if({ ...span, ...change })) events.push(event)
  return events
}
const exactOf = (events: readonly TriedEvent[]) => {
  const exact = events.find((event) => event.kind === 'exact')
  if (exact?.kind !== 'exact') throw new Error('no plan came')
  const { finish, totals, slots } = exact
  return { finish, totals, slots }
}

const addresses = ['anna@team.test', 'marc@team.test', 'ines@team.test', 'office@team.test']

beforeAll(async () => {
  s = await story(now, { loops: false })
  for (const [i, address] of addresses.entries()) await account(address, [`${20 + i * 10}/hour`, `${90 + i * 30}/day`])
  const later = { subject: '', text: 'Once more', delay: { days: 2 } }
  await s.client.sequences.create({ name: 'Autumn', steps: [{ subject: 'Autumn', text: 'Hello' }, later] })
  await engage('Autumn', ['anna@team.test', 'marc@team.test'], 300)
  await engage('Autumn2', ['marc@team.test'], 60, { start: '2026-11-26T09:00' })
})
afterAll(() => s.stop())

describe('other senders', () => {
  it('does what was tried, whoever is chosen, and leaves everybody who was written to with their sender', async () => {
    const choice = fc.tuple(
      fc.uniqueArray(fc.constantFrom(...addresses), { minLength: 1 }),
      fc.integer({ min: 7, max: 40 }),
    )
    await fc.assert(
      fc.asyncProperty(choice, async ([accounts, every]) => {
        leave(every)
        const before = senderOf()
        const kept = reached()
        const senders = { sequence: 'Autumn', accounts }
        const trial = exactOf(await tried({ senders }))
        const wished = await s.client.calendar.apply({ senders, dry_run: true })
        expect(senderOf()).toEqual(before)
        expect(await s.client.calendar.apply({ senders, token: wished.token })).toMatchObject({ applied: true })
        const after = senderOf()
        expect(kept.map((id) => after.get(id))).toEqual(kept.map((id) => before.get(id)))
        const others = sql<{ id: number }>(
          `SELECT enrollment_id AS id FROM sends WHERE step = 1 AND state = 'planned' AND slot > ?`,
          now,
        )
        expect(others.filter(({ id }) => !accounts.includes(after.get(id) ?? ''))).toEqual([])
        expect(exactOf(await tried({}))).toEqual(trial)
        // And as the planner writes it: the ledger is what was shown.
        replan({ store: s.engine.room.store, now, daysOff })
        expect(planned()).toEqual({ finish: trial.finish, totals: trial.totals })
        expect(
          sql('SELECT 1 FROM sends s JOIN enrollments e ON e.id = s.enrollment_id WHERE s.account_id <> e.account_id'),
        ).toEqual([])
      }),
      { numRuns: size(4, 30) },
    )
  })

  it('says who shares them, who could, and what changes', async () => {
    await s.client.calendar.apply({ senders: { sequence: 'Autumn', accounts: ['anna@team.test', 'marc@team.test'] } })
    const told = await s.client.calendar.senders({ sequence: 'Autumn' })
    expect(told.senders.map(({ address }) => address).sort()).toEqual(['anna@team.test', 'marc@team.test'])
    expect(told.senders.reduce((sum, { contacts }) => sum + contacts, 0)).toBe(told.contacts)
    expect(told.others.map(({ address }) => address)).toEqual(['ines@team.test', 'office@team.test'])
    const wished = await s.client.calendar.apply({
      senders: { sequence: 'Autumn', accounts: addresses },
      dry_run: true,
    })
    expect(wished.words[0]).toBe(
      'Senders of “Autumn”: anna@team.test, marc@team.test becomes anna@team.test, marc@team.test, ines@team.test, office@team.test.',
    )
    expect(wished.words[1]).toMatch(/^They share \d+ contacts that have had no email yet; \d+ get another sender\./)
  })

  it('answers with an estimate first, which knows the new senders', async () => {
    const kinds: Record<string, string[]> = {}
    for (const accounts of [['anna@team.test'], addresses]) {
      const events = await tried({ senders: { sequence: 'Autumn', accounts } })
      expect(events.map(({ kind }) => kind)).toEqual(['coarse', 'exact', 'held'])
      for (const event of events)
        if (event.kind !== 'held') kinds[event.kind] = [...(kinds[event.kind] ?? []), event.finish ?? '']
    }
    // Fewer senders take longer, by either reckoning.
    for (const [one, four] of Object.values(kinds))
      expect(Date.parse(one ?? '')).toBeGreaterThan(Date.parse(four ?? ''))
  })

  it('refuses senders that can’t send, and tells what to do', async () => {
    const managed = sql<{ id: string }>(`SELECT public_id AS id FROM accounts WHERE kind = 'managed'`)[0]
    await expect(
      s.client.calendar.apply({ senders: { sequence: 'Autumn', accounts: [managed?.id ?? ''] }, dry_run: true }),
    ).rejects.toMatchObject({ code: 'no_sender' })
    await s.client.accounts.pause({ public_id: ids['office@team.test'] ?? '' })
    await expect(tried({ senders: { sequence: 'Autumn', accounts: ['office@team.test'] } })).rejects.toThrow('paused')
    expect((await s.client.calendar.senders({ sequence: 'Autumn' })).others.map(({ address }) => address)).toEqual([
      'ines@team.test',
    ])
    await s.client.accounts.resume({ public_id: ids['office@team.test'] ?? '' })
  })

  it('applies nothing that was shown of another world', async () => {
    const senders = { sequence: 'Autumn', accounts: ['anna@team.test', 'ines@team.test'] }
    const { token } = await s.client.calendar.apply({ senders, dry_run: true })
    leave(3)
    await expect(s.client.calendar.apply({ senders, token })).rejects.toMatchObject({ code: 'stale_version' })
  })
})

describe('who may', () => {
  let ben: ReturnType<Story['engine']['client']>
  beforeAll(async () => {
    const seat = await s.client.seats.add({ name: 'Ben', address: 'ben@team.test' })
    const [row] = sql<{ id: number }>('SELECT id FROM seats WHERE public_id = ?', seat.public_id)
    ben = s.engine.client(asker(row?.id ?? 0, 'member', 'read', 'write'))
    await account('ben@team.test', ['30/hour'], { seat: 'ben@team.test' })
    run('UPDATE accounts SET seat_id = ? WHERE address = ?', row?.id, 'ben@team.test')
    // Of the team: everybody may send from it. The others are the admin's own.
    run(`UPDATE accounts SET seat_id = NULL WHERE address IN ('office@team.test', 'ines@team.test')`)
    const contacts = people(40, 'spring.test')
    addContacts(
      s.engine,
      contacts.map((address) => ({ address })),
    )
    await s.client.sequences.create({ name: 'Spring', steps: [{ subject: 'Spring', text: 'Hello' }] })
    await ben.schedule.engage({ sequence: 'Spring', contacts, assign: 'mine', start: '2026-11-30T09:00' })
  })
  const asked = (accounts: string[], sequence = 'Spring') => ({ senders: { sequence, accounts } })

  it('takes one’s own mailboxes and the team’s, others’ only where that is allowed', async () => {
    expect((await ben.calendar.senders({ sequence: 'Spring' })).others.map(({ address }) => address)).toEqual([
      'ines@team.test',
      'office@team.test',
    ])
    await expect(ben.calendar.apply(asked(['ben@team.test', 'anna@team.test']))).rejects.toMatchObject({
      code: 'no_sender',
    })
    await s.client.workspace.update({ policy: { send_for_each_other: true } })
    const wished = await ben.calendar.apply({ ...asked(['ben@team.test', 'anna@team.test']), dry_run: true })
    await s.client.workspace.update({ policy: { send_for_each_other: false } })
    await expect(
      ben.calendar.apply({ ...asked(['ben@team.test', 'anna@team.test']), token: wished.token }),
    ).rejects.toMatchObject({ code: 'no_sender' })
    expect(await ben.calendar.apply(asked(['ben@team.test', 'office@team.test']))).toMatchObject({ applied: true })
  })

  it('leaves mail alone that others engaged from their mailboxes', async () => {
    const told = await ben.calendar.senders({ sequence: 'Autumn' })
    expect(told.against).toMatch(/did not engage/)
    await expect(ben.calendar.apply(asked(['ben@team.test'], 'Autumn'))).rejects.toMatchObject({ code: 'forbidden' })
  })

  it('asks again inside the transaction: what was allowed while it was tried may not be any more', async () => {
    const { store } = s.engine.room
    const { write } = store
    const before = senderOf()
    const slot = '2026-12-02T10:00'
    for (const go of [
      () => ben.calendar.apply(asked(['ben@team.test', 'ines@team.test'])),
      () => ben.calendar.move_start({ sequence: 'Spring', slot }),
    ]) {
      const [own] = sql<{ seat: number }>(`SELECT seat_id AS seat FROM batches ORDER BY id DESC LIMIT 1`)
      // The mailboxes and the engagement change hands when the trial is over and the write begins.
      store.write = (work) => {
        store.write = write
        run(`UPDATE accounts SET seat_id = 1 WHERE address IN ('ben@team.test', 'office@team.test', 'ines@team.test')`)
        run('UPDATE batches SET seat_id = 1 WHERE id = (SELECT max(id) FROM batches)')
        return write(work)
      }
      try {
        await expect(go()).rejects.toMatchObject({ code: expect.stringMatching(/forbidden|no_sender/) })
      } finally {
        store.write = write
        run('UPDATE batches SET seat_id = ? WHERE id = (SELECT max(id) FROM batches)', own?.seat)
        run(`UPDATE accounts SET seat_id = ? WHERE address = 'ben@team.test'`, own?.seat)
        run(`UPDATE accounts SET seat_id = NULL WHERE address IN ('office@team.test', 'ines@team.test')`)
      }
    }
    expect(senderOf()).toEqual(before)
  })
})

describe('moving a start, and back', () => {
  const starts = () =>
    sql<{ id: number; start: number }>(
      `SELECT b.id, b.start FROM batches b JOIN sequences q ON q.id = b.sequence_id WHERE q.name = 'Autumn' ORDER BY b.id`,
    )

  it('gives each engagement the start it had', async () => {
    const before = starts()
    expect(new Set(before.map(({ start }) => start)).size).toBe(2)
    const trial = exactOf(await tried({}))
    const moved = await s.client.calendar.move_start({ sequence: 'Autumn', slot: '2026-12-03T10:00' })
    expect(new Set(starts().map(({ start }) => start)).size).toBe(1)
    const back = await s.client.calendar.move_start({ sequence: 'Autumn', starts: moved.former_starts })
    expect(back.words[0]).toBe(
      'First emails of “Autumn” that have not left get the starts of their 2 engagements back.',
    )
    expect(starts()).toEqual(before)
    expect(exactOf(await tried({}))).toEqual(trial)
  })

  it('wants one of both', async () => {
    await expect(s.client.calendar.move_start({ sequence: 'Autumn' })).rejects.toMatchObject({ code: 'bad_request' })
  })

  it('sees a start that changed, of however many engagements', async () => {
    for (let i = 3; i < 33; i++) await engage(`Autumn${i}`, ['ines@team.test'], 1, { start: '2026-12-07T09:00' })
    const ask = { sequence: 'Autumn', slot: '2026-12-09T10:00' }
    const { token } = await s.client.calendar.move_start({ ...ask, dry_run: true })
    run('UPDATE batches SET start = start + 3600000 WHERE id = (SELECT max(id) FROM batches)')
    await expect(s.client.calendar.move_start({ ...ask, token })).rejects.toMatchObject({ code: 'stale_version' })
  })
})
