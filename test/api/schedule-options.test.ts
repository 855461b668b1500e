/** What the wizard asks before it plans, and the try-out without contacts or accounts. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Story, story } from '../work/story.ts'
import { addContacts } from '../work/world.ts'

let s: Story
/** Monday 23 November 2026, 10:40 in Paris. */
const now = Date.parse('2026-11-23T09:40:00Z')

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

beforeAll(async () => {
  s = await story(now, { loops: false })
  await s.client.seats.add({ name: 'Bob', address: 'bob@team.test' })
  await account('me@team.test', { seat: 'me@example.com' })
  await account('bob@team.test', { seat: 'bob@team.test', quotas: ['30-40/hour'] })
  addContacts(s.engine, [
    { address: 'ada@a.test', first_name: 'Ada', owner: 'me@example.com' },
    { address: 'ben@a.test', first_name: 'Ben', owner: 'Me@Example.com' },
    { address: 'cleo@a.test', owner: 'me@example.com' },
    { address: 'dan@b.test', first_name: 'Dan', owner: 'bob@team.test' },
    { address: 'eve@b.test', first_name: 'Eve' },
  ])
  const { rows } = await s.client.contacts.list({ limit: 10 })
  const ids = rows.filter(({ address }) => /^(ada|dan)@/.test(address)).map((row) => row.public_id)
  const steps = await s.client.contacts.tag({ ids, add: ['autumn'] })
  for (let step = await steps.next(); !step.done; ) step = await steps.next()
  await s.client.sequences.create({ name: 'Hello', steps: [{ subject: 'Hi {{ first_name }}', text: 'Hello' }] })
})
afterAll(() => s.stop())

describe('the options', () => {
  it('name every account with whose it is, and why it can’t send', async () => {
    const { accounts, default_account, sequence, ...rest } = await s.client.schedule.options({ sequence: 'Hello' })
    expect(
      accounts.map(({ address, kind, limits, objection, sandbox }) => [address, kind, limits, objection, sandbox]),
    ).toEqual([
      [expect.stringContaining('@'), 'managed', '50 a day (UTC)', null, true],
      ['me@team.test', 'own', '50 an hour, 400 a day', null, false],
      ['bob@team.test', 'other', '400 a day, 30–40 an hour', expect.stringContaining('Ask for permission'), false],
    ])
    expect(default_account).toBe(accounts[1]?.account)
    expect(sequence).toMatchObject({ name: 'Hello', steps: 1, paused: false })
    expect(rest).toMatchObject({
      zone: 'Europe/Paris',
      windows: 'Mon–Fri 09:00–18:00',
      now: '2026-11-23T10:40:00.000+01:00',
      next_open: '2026-11-23T11:00:00.000+01:00',
      contacts: 5,
      tags: [{ tag: 'autumn', contacts: 2 }],
    })
  })

  it('count owners without case, with the mailbox that would send for each', async () => {
    const { owners } = await s.client.schedule.options({ sequence: 'Hello' })
    expect(owners.map(({ contacts, address, objection }) => [contacts, address, objection])).toEqual([
      [3, 'me@team.test', null],
      [1, null, expect.stringContaining('belongs to Bob. Ask for permission')],
      [1, null, 'These contacts name no owner.'],
    ])
  })

  it('a policy opens the mailboxes of others', async () => {
    await s.client.workspace.update({ policy: { send_for_each_other: true } })
    const { accounts } = await s.client.schedule.options({ sequence: 'Hello' })
    expect(accounts[2]).toMatchObject({ kind: 'delegated', objection: null })
    await s.client.workspace.update({ policy: { send_for_each_other: null } })
  })
})

describe('the audience', () => {
  it('is counted by reason and given row by row, and what is mended leaves its group', async () => {
    await s.client.suppressions.add({ value: 'b.test' })
    const ask = (more: object = {}) => s.client.schedule.audience({ sequence: 'Hello', ...more })
    const { contacts, engaged, groups, rows, next } = await ask({ reason: 'suppressed', limit: 1 })
    expect({ contacts, engaged, groups, next }).toEqual({
      contacts: 5,
      engaged: 2,
      groups: [
        { reason: 'suppressed', count: 2, overridable: false, variable: null },
        { reason: 'missing_variable', count: 1, overridable: false, variable: 'first_name' },
      ],
      next: 1,
    })
    expect(rows).toMatchObject([{ contact: 'dan@b.test', name: 'Dan', suppressed: 'b.test', variable: null }])
    expect((await ask({ reason: 'suppressed', after: 1 })).rows.map(({ contact }) => contact)).toEqual(['eve@b.test'])
    const [lacking] = (await ask({ reason: 'missing_variable' })).rows
    expect(lacking).toMatchObject({ contact: 'cleo@a.test', variable: 'first_name' })
    const without = async (variable: string | null) => (await ask({ reason: 'missing_variable', variable })).rows.length
    expect([await without('first_name'), await without('company'), await without(null)]).toEqual([1, 0, 0])
    const except = rows.concat(lacking ?? []).flatMap(({ public_id }) => public_id ?? [])
    expect(await ask({ except })).toMatchObject({ contacts: 3, engaged: 2, groups: [{ count: 1 }] })
  })

  it.each([
    [{ tag: 'autumn' }, ['ada@a.test', 'dan@b.test']],
    [{ filter: { search: 'ben' } }, ['ben@a.test']],
    [{ filter: { owner: 'me@example.com' } }, ['ada@a.test', 'ben@a.test', 'cleo@a.test']],
    [{ filter: { owner: '-' } }, ['eve@b.test']],
    [{ filter: { state: 'suppressed' as const }, tag: 'autumn' }, ['dan@b.test']],
    [{ filter: { search: '@a.test', owner: 'me@example.com' } }, ['ada@a.test', 'ben@a.test', 'cleo@a.test']],
    [{ filter: { search: '…' } }, []],
  ])('is whom %j fits, as the list of contacts has it', async (wish, expected) => {
    const { contacts } = await s.client.schedule.audience({ sequence: 'Hello', ...wish })
    expect(contacts).toBe(expected.length)
    const { filter = {}, tag } = wish as { filter?: object; tag?: string }
    const { rows } = await s.client.contacts.list({ limit: 50, ...filter, ...(tag ? { tag } : {}) })
    expect(rows.map(({ address }) => address).sort()).toEqual(expected)
  })

  it('is named one by one or by a filter, not both', async () => {
    const both = { sequence: 'Hello', contacts: ['ada@a.test'], filter: { owner: '-' } }
    await expect(s.client.schedule.audience(both)).rejects.toMatchObject({ code: 'bad_request' })
  })

  it('leaves out by hand in preview and engage alike', async () => {
    const wish = { sequence: 'Hello', contacts: ['ada@a.test', 'ben@a.test'], except: ['contact1-ben@a.test'] }
    const { summary, excluded, token } = await s.client.schedule.preview(wish)
    expect([summary.contacts, excluded]).toEqual([1, []])
    await expect(s.client.schedule.engage({ ...wish, except: [], ...(token ? { token } : {}) })).rejects.toMatchObject({
      code: 'plan_changed',
    })
  })
})

describe('a try-out', () => {
  const csv = `email,owner,time zone
${Array.from({ length: 120 }, (_, i) => `p${i}@x.test,${i % 3 === 0 ? 'nora' : 'emil'}@studio.test,`).join('\n')}
nonsense,nora@studio.test,
p1@x.test,nora@studio.test,
`

  it('plans a list that is written nowhere, by the owners it names', async () => {
    const before = await s.client.contacts.count()
    const { calendar, summary, slots, excluded, token } = await s.client.schedule.tryout({ csv })
    expect(await s.client.contacts.count()).toEqual(before)
    expect(token).toBeUndefined()
    expect(summary).toMatchObject({
      contacts: 120,
      emails: 360,
      perSender: [
        { sender: 'nora@studio.test', contacts: 40, emails: 120 },
        { sender: 'emil@studio.test', contacts: 80, emails: 240 },
      ],
    })
    expect(excluded.map(({ reason }) => reason)).toEqual(['invalid_address', 'duplicate'])
    expect(calendar?.groups.map(({ reason, count }) => [reason, count])).toEqual([
      ['invalid_address', 1],
      ['duplicate', 1],
    ])
    expect(calendar?.held_back).toMatchObject({ accounts: ['emil@studio.test'], limit: 50, unit: 'hour' })
    expect(calendar?.senders.map(({ limits, per_hour }) => [limits, per_hour])).toEqual(
      Array(2).fill(['50 an hour, 400 a day', 50]),
    )
    expect(slots[0]).toMatchObject({
      start: '2026-11-23T11:00:00.000+01:00',
      lanes: [
        { sender: 0, first: 40, later: 0, other: 0, cap: 50 },
        { sender: 1, first: 50, later: 0, other: 0, cap: 50 },
      ],
    })
    const example = calendar?.example
    expect(example?.sends.map(({ step }) => step)).toEqual([1, 2, 3])
    for (const { why } of example?.sends ?? []) expect(why.length).toBeGreaterThan(0)
  })

  it('takes placeholders, choices and later steps', async () => {
    const { summary, calendar } = await s.client.schedule.tryout({
      csv,
      assign: 'selected',
      placeholders: [{ address: 'one@studio.test', limits: ['10/hour'] }, { address: 'two@studio.test' }],
      steps: [{ days: 1 }],
      zone: 'Asia/Kathmandu',
      windows: ['daily 00:00-24:00'],
      per_day: 60,
    })
    expect(summary).toMatchObject({ contacts: 120, emails: 240 })
    expect(summary.perSender.map(({ contacts }) => contacts)).toEqual([60, 60])
    expect(summary.start).toMatch(/^2026-11-23T16:\d\d.*\+05:45$/)
    expect(calendar?.senders.map(({ limits }) => limits)).toEqual(['400 a day, 10 an hour', '50 an hour, 400 a day'])
  })

  it.each([
    [{}, 'bad_request', 'Give the list'],
    [{ csv: '' }, 'bad_request', 'empty'],
    [{ csv: 'email\na@x.test', upload: undefined, windows: ['never'] }, 'invalid_window', 'never'],
    [{ csv: 'email\na@x.test', start: '2026-11-22T10:00' }, 'invalid_slot', 'in the past'],
    [{ upload: '../../etc/passwd' }, 'bad_request', 'upload'],
    [{ csv: 'email\na@x.test', placeholders: [{ address: 'a@b.test', limits: ['lots'] }] }, 'bad_request', 'lots'],
  ])('refuses %j', async (wish, code, words) => {
    await expect(s.client.schedule.tryout(wish)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(words),
    })
  })
})
