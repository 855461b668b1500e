import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { roleScopes } from '../../src/shared/domain/access.ts'
import { people, type Story, story } from './story.ts'
import { addContacts } from './world.ts'

const HOUR = 3_600_000
const MONDAY = Date.parse('2026-11-23T00:00:00Z')
let s: Story
let n = 0

/** A sequence of its own with two steps. */
async function sequence(text = 'Hello'): Promise<string> {
  const name = `Sequence ${++n}`
  await s.client.sequences.create({
    name,
    steps: [
      { subject: 'Hi', text },
      { subject: '', text: 'Again', delay: { days: 2 } },
    ],
  })
  return name
}
const add = (...contacts: Parameters<typeof addContacts>[1]) => addContacts(s.engine, contacts)
const fresh = (count: number): string[] => {
  const contacts = people(count, `engage${++n}.test`)
  add(...contacts.map((address) => ({ address, first_name: 'Ada' })))
  return contacts
}
const written = () => s.engine.room.store.get<{ n: number }>('SELECT count(*) as n FROM batches')?.n
const server = { smtp_host: '127.0.0.1', smtp_port: 2525, smtp_protocol: 'none' } as const

/** An active account with the usual limits. Nothing is sent in these tests. */
async function account(address: string, more: object = {}): Promise<string> {
  const made = await s.client.accounts.create({ permits: ['role', 'more'], from_email: address, ...server, ...more })
  await s.client.accounts.activate({ public_id: made.public_id })
  return made.public_id
}

beforeAll(async () => {
  const first = { zone: 'Africa/Lagos', seatName: 'Me', seatAddress: 'me@example.com' }
  s = await story(MONDAY, { first, loops: false })
  await s.client.seats.add({ name: 'Bob', address: 'bob@example.com' })
  await s.client.seats.add({ name: 'Cleo', address: 'cleo@example.com' })
  await account('mine@example.com')
  await account('bob@example.com', { seat: 'bob@example.com' })
})
afterAll(() => s.stop())

describe('the token of a preview', () => {
  const wish = async (count = 60) => ({
    sequence: await sequence(),
    contacts: fresh(count),
    senders: [{ account: 'mine@example.com' }],
    start: '2026-11-24T10:00',
  })

  it('writes exactly the plan that was shown', async () => {
    const given = await wish()
    const preview = await s.client.schedule.preview({ ...given, sends: true })
    const engaged = await s.client.schedule.engage({ ...given, token: preview.token })
    expect(engaged).toMatchObject({ engaged: 60, sends: 120, finish: preview.summary.finish, sandbox: false })
    const rows = (await s.client.sends.list({ sequence: given.sequence, limit: 500 })).rows
    const plain = (
      list: { contact: string; sender: string; step: number; at: string; slot: string; why: string[] }[],
    ) =>
      list
        .map((x) => [x.contact, x.sender, x.step, Date.parse(x.at), Date.parse(x.slot), x.why])
        .sort((a, b) => String(a).localeCompare(String(b)))
    expect(plain(rows)).toEqual(plain(preview.sends ?? []))
  })

  it('still holds minutes later, as long as the plan is the same', async () => {
    const given = { ...(await wish(3)), start: 'now' }
    const { token } = await s.client.schedule.preview(given)
    await s.goTo(s.now() + 5 * 60_000)
    expect(await s.client.schedule.engage({ ...given, token })).toMatchObject({ engaged: 3 })
  })

  interface Change {
    more?: { per_day: number }
  }
  const changes: [string, (contacts: string[]) => Promise<Change>][] = [
    [
      'a contact opted out',
      async ([first = '']) => {
        await s.client.suppressions.add({ value: first })
        return {}
      },
    ],
    [
      'a limit was lowered',
      async () => {
        const mine = (await s.client.accounts.list()).find((a) => a.from_email === 'mine@example.com')
        const { public_id = '', version = 0 } = mine ?? {}
        await s.client.accounts.update({ public_id, version, quotas: ['20/hour'] })
        return {}
      },
    ],
    ['other choices are engaged than were shown', async () => ({ more: { per_day: 10 } })],
    [
      'the slot that was shown has begun',
      async () => {
        await s.goTo(MONDAY + 34.2 * HOUR)
        return {}
      },
    ],
  ]
  it.each(changes)(
    'does not hold when %s: a conflict with the difference, and nothing is written',
    async (_, change) => {
      const given = { ...(await wish()), start: 'now' }
      const { token, summary } = await s.client.schedule.preview(given)
      const { more } = await change(given.contacts)
      const before = written()
      await expect(s.client.schedule.engage({ ...given, ...more, token })).rejects.toMatchObject({
        code: 'plan_changed',
        status: 409,
        data: { shown: { emails: 120, finish: summary.finish } },
      })
      expect(written()).toBe(before)
    },
  )

  it('that is none is refused', async () => {
    const given = await wish(1)
    await expect(s.client.schedule.engage({ ...given, token: 'nonsense' })).rejects.toMatchObject({
      code: 'bad_request',
    })
  })
})

describe('who sends', () => {
  it('mine: the account that was chosen, or the default one', async () => {
    const given = { sequence: await sequence(), contacts: fresh(2) }
    const { summary } = await s.client.schedule.preview(given)
    expect(summary.perSender).toEqual([{ sender: 'mine@example.com', contacts: 2, emails: 4 }])
    const two = [{ account: 'mine@example.com' }, { account: 'bob@example.com' }]
    await expect(s.client.schedule.preview({ ...given, senders: two })).rejects.toMatchObject({ code: 'no_sender' })
  })

  it("somebody else's: only with permission", async () => {
    const given = { sequence: await sequence(), contacts: fresh(1), senders: [{ account: 'bob@example.com' }] }
    await expect(s.client.schedule.preview(given)).rejects.toThrow(/belongs to Bob. Ask for permission/)
    const { version } = await s.client.workspace.get()
    await s.client.workspace.update({ version, policy: { send_for_each_other: true } })
    expect((await s.client.schedule.preview(given)).summary.contacts).toBe(1)
    const after = await s.client.workspace.get()
    await s.client.workspace.update({ version: after.version, policy: { send_for_each_other: null } })
  })

  it('one that is not active: refused with its reason', async () => {
    const id = await account('idle@example.com')
    await s.client.accounts.deactivate({ public_id: id })
    const given = { sequence: await sequence(), contacts: fresh(1), senders: [{ account: 'idle@example.com' }] }
    await expect(s.client.schedule.preview(given)).rejects.toThrow(/idle@example.com is inactive: .*Activate it first/)
    const unknown = { ...given, senders: [{ account: 'nobody@example.com' }] }
    await expect(s.client.schedule.preview(unknown)).rejects.toMatchObject({ code: 'not_found' })
  })

  it('owners: each contact by the mailbox of its owner, the others told why not', async () => {
    add(
      { address: 'a@owned.test', owner: 'ME@example.com' },
      { address: 'b@owned.test', owner: 'bob@example.com' },
      { address: 'c@owned.test', owner: 'cleo@example.com' },
      { address: 'd@owned.test' },
      { address: 'e@owned.test', owner: 'stranger@example.com' },
    )
    const contacts = ['a', 'b', 'c', 'd', 'e'].map((name) => `${name}@owned.test`)
    const given = { sequence: await sequence(), contacts, assign: 'owners' as const }
    const { summary, excluded } = await s.client.schedule.preview(given)
    expect(summary.perSender).toEqual([{ sender: 'mine@example.com', contacts: 1, emails: 2 }])
    expect(excluded.map(({ contact, reason }) => [contact, reason])).toEqual([
      ['b@owned.test', 'no_sender'],
      ['c@owned.test', 'no_sender'],
      ['d@owned.test', 'unknown_owner'],
      ['e@owned.test', 'unknown_owner'],
    ])
    expect(excluded[0]?.message).toMatch(/Ask for permission/)
    expect(excluded[1]?.message).toMatch(/has no active mailbox/)
  })

  it('selected: 75 and 25 of a hundred, the same people for one seed', async () => {
    await account('second@example.com')
    const senders = [
      { account: 'mine@example.com', weight: 75 },
      { account: 'second@example.com', weight: 25 },
    ]
    const given = {
      sequence: await sequence(),
      contacts: fresh(100),
      assign: 'selected' as const,
      senders,
      sends: true,
    }
    const byPeople = async (wish: object) => {
      const { sends = [], summary } = await s.client.schedule.preview({ ...given, ...wish })
      expect(summary.perSender.map((x) => x.contacts)).toEqual([75, 25])
      return sends
        .filter((x) => x.step === 1)
        .map((x) => `${x.contact} ${x.sender}`)
        .sort()
    }
    const first = await byPeople({ seed: 1 })
    expect(await byPeople({ seed: 1, contacts: given.contacts.toReversed() })).toEqual(first)
    expect(await byPeople({ seed: 2 })).not.toEqual(first)
    const twice = [{ account: 'mine@example.com' }, { account: 'MINE@example.com' }]
    await expect(s.client.schedule.preview({ ...given, senders: twice })).rejects.toThrow(/is named twice/)
  })

  it('a member engages from their own mailbox, never from mine', async () => {
    const bob = s.engine.client({ seatId: 2, role: 'member', scopes: roleScopes.member })
    const given = { sequence: await sequence(), contacts: fresh(1) }
    const { summary } = await bob.schedule.preview(given)
    expect(summary.perSender.map((x) => x.sender)).toEqual(['bob@example.com'])
    await expect(bob.schedule.preview({ ...given, senders: [{ account: 'mine@example.com' }] })).rejects.toThrow(
      /belongs to Me\./,
    )
  })
})

describe('who is left out', () => {
  it('each with the reason, all of them listed', async () => {
    const name = await sequence('Hello {{ first_name }}')
    const other = await sequence()
    const [active = '', here = '', done = ''] = fresh(3)
    add(
      { address: 'opted@left.test', first_name: 'A' },
      { address: 'x@blocked.test', first_name: 'A' },
      { address: 'nameless@left.test' },
      { address: 'fine@left.test', first_name: 'A' },
    )
    await s.client.suppressions.add({ value: 'opted@left.test' })
    await s.client.suppressions.add({ value: '@blocked.test' })
    await s.client.schedule.engage({ sequence: other, contacts: [active] })
    await s.client.schedule.engage({ sequence: name, contacts: [here, done] })
    const { rows } = await s.client.enrollments.list({ sequence: name })
    await s.client.enrollments.stop({ public_id: rows.find((row) => row.contact === done)?.public_id ?? '' })
    const contacts = [
      'fine@left.test',
      'FINE@left.test',
      'opted@left.test',
      'x@blocked.test',
      'nameless@left.test',
      'unknown@left.test',
      active,
      here,
      done,
    ]
    const { summary, excluded } = await s.client.schedule.preview({ sequence: name, contacts })
    expect(summary.contacts).toBe(1)
    expect(Object.fromEntries(excluded.map(({ contact, reason }) => [contact, reason]))).toEqual({
      'fine@left.test': 'duplicate',
      'opted@left.test': 'suppressed',
      'x@blocked.test': 'suppressed',
      'nameless@left.test': 'missing_variable',
      'unknown@left.test': 'invalid_address',
      [active]: 'active_elsewhere',
      [here]: 'active_here',
      [done]: 'been_in_this_sequence',
    })
    const again = { sequence: name, contacts: [done], override: ['been_in_this_sequence'] }
    expect((await s.client.schedule.preview(again)).summary.contacts).toBe(1)
    await expect(s.client.schedule.engage({ sequence: name, contacts: [active] })).rejects.toThrow(
      /Nobody is left to write to.*still active in the sequence/,
    )
  })
})

describe('an engagement', () => {
  it('shares the limits with what is planned already', async () => {
    await account('shared@example.com', { quotas: ['50/hour'] })
    const senders = [{ account: 'shared@example.com' }]
    const start = '2026-12-07T09:00'
    const engage = async () =>
      s.client.schedule.engage({ sequence: await sequence(), contacts: fresh(75), senders, start })
    await engage()
    await engage()
    const { rows } = await s.client.sends.list({ sender: 'shared@example.com', limit: 500 })
    const first = rows.filter((row) => row.step === 1)
    const bySlot = Object.groupBy(first, (row) => row.slot.slice(11, 13))
    expect(Object.values(bySlot).map((list) => list?.length)).toEqual([50, 50, 50])
    const at = first.map((row) => Date.parse(row.at)).sort((a, b) => a - b)
    for (const [i, each] of at.entries())
      expect((at[i + 50] ?? Number.POSITIVE_INFINITY) - each).toBeGreaterThanOrEqual(HOUR)
  })

  it('is written whole or not at all', async () => {
    const given = { sequence: await sequence(), contacts: fresh(10), senders: [{ account: 'mine@example.com' }] }
    const { sqlite } = s.engine.room.store
    const counts = () =>
      ['batches', 'enrollments', 'sends'].map((table) => sqlite.prepare(`SELECT count(*) FROM ${table}`).pluck().get())
    const before = counts()
    sqlite.exec(`CREATE TEMP TRIGGER fifth BEFORE INSERT ON sends WHEN (SELECT count(*) FROM sends) = ${Number(before[2]) + 15}
      BEGIN SELECT RAISE(ABORT, 'the plug was pulled'); END`)
    await expect(s.client.schedule.engage(given)).rejects.toThrow()
    sqlite.exec('DROP TRIGGER fifth')
    expect(counts()).toEqual(before)
    expect(await s.client.schedule.engage(given)).toMatchObject({ engaged: 10 })
  })
})
