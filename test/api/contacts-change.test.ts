import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { suppress } from '../../src/main/store/suppressions.ts'
import { addContacts, type World, world } from '../work/world.ts'

const monday = Date.parse('2026-11-23T08:00:00Z')
let w: World
let client: ReturnType<World['engine']['client']>
beforeEach(async () => {
  w = await world(monday, { loops: false })
  client = w.engine.client()
})
afterEach(() => w.stop())

/** The last value of a stream. */
async function ended<T>(stream: Promise<AsyncIterator<unknown, T>>): Promise<T> {
  const steps = await stream
  for (;;) {
    const step = await steps.next()
    if (step.done) return step.value as T
  }
}

const mark = { author: null, device: 'd', hlc: 'h' }
const list = async () => (await client.contacts.list({})).rows
const named = async (address: string) => {
  const found = (await client.contacts.list({ search: address })).rows[0]
  if (!found) throw new Error(`there is no ${address}`)
  return found
}

async function engage(...addresses: string[]) {
  addContacts(
    w.engine,
    addresses.map((address) => ({ address, first_name: 'Ada' })),
  )
  const later = { subject: '', text: 'Again', delay: { days: 2 } }
  await client.sequences.create({ name: 'Offer', steps: [{ subject: 'Hi', text: 'Hello' }, later] })
  await client.schedule.engage({ sequence: 'Offer', contacts: addresses })
}
const states = async () =>
  (await client.sends.list({})).rows
    .map((send) => [send.contact, send.step, send.state])
    .sort((a, b) => (a < b ? -1 : 1))

describe('one contact', () => {
  it('is added, changed with its version, and refused with what is wrong and where', async () => {
    const made = await client.contacts.create({
      address: ' Ann@Acme.Test ',
      first_name: ' Ann ',
      owner: 'ME@example.com',
      zone: 'Europe/Paris',
      fields: { job_title: 'CTO', nickname: '' },
      tags: ['vip', 'vip'],
    })
    expect(made).toEqual({
      public_id: made.public_id,
      address: 'Ann@Acme.Test',
      first_name: 'Ann',
      last_name: null,
      company: null,
      owner: 'me@example.com',
      zone: 'Europe/Paris',
      zone_guess: null,
      merged_from: [],
      fields: { job_title: 'CTO' },
      tags: ['vip'],
      suppressed: null,
      enrollment: null,
      last_sent: null,
      version: 1,
      created_at: '2026-11-23T08:00:00.000Z',
    })
    const id = { public_id: made.public_id }
    const changed = await client.contacts.update({
      ...id,
      version: 1,
      company: 'Acme',
      zone: null,
      fields: { job_title: null },
    })
    expect(changed).toEqual({ ...made, company: 'Acme', zone: null, fields: {}, version: 2 })
    // nothing new is no change
    expect(await client.contacts.update({ ...id, company: 'Acme' })).toEqual(changed)
    const refused: [object, string, string][] = [
      [{}, 'bad_request', 'empty'],
      [{ version: 1, company: 'B' }, 'stale_version', 'version 2'],
      [{ zone: 'Mars/Base' }, 'invalid_zone', 'Mars/Base'],
      [{ address: 'nobody' }, 'invalid_address', 'nobody'],
      [{ fields: { 'Job title': 'x' } }, 'bad_request', 'job_title'],
      [{ fields: { email: 'x' } }, 'bad_request', 'means something already'],
    ]
    for (const [change, code, words] of refused)
      await expect(client.contacts.update({ ...id, ...change })).rejects.toMatchObject({
        code,
        message: expect.stringContaining(words),
      })
    await expect(client.contacts.create({ address: 'ANN@acme.test' })).rejects.toMatchObject({
      code: 'conflict',
      data: { public_id: made.public_id },
    })
    expect(await list()).toEqual([changed])
  })

  it('keeps its address while mail is under way, and always when it is on the suppression list', async () => {
    await engage('ada@one.test')
    const { public_id } = await named('ada@one.test')
    await expect(client.contacts.update({ public_id, address: 'b@one.test' })).rejects.toMatchObject({
      code: 'state',
      message: '2 emails to ada@one.test are under way. Stop the sequence for this contact first, or wait for its end.',
    })
    const { public_id: entry } = await client.suppressions.add({ value: 'ada@one.test', reason: 'asked me' })
    await expect(client.contacts.update({ public_id, address: 'b@one.test' })).rejects.toMatchObject({
      message: expect.stringContaining('asked me'),
    })
    await client.suppressions.remove({ public_id: entry })
    expect(await client.contacts.update({ public_id, address: 'b@one.test' })).toMatchObject({ address: 'b@one.test' })
  })

  it('has its whole story in one list', async () => {
    await engage('ada@one.test')
    await client.suppressions.add({ value: '@one.test', reason: 'left' })
    const { public_id } = await named('ada@one.test')
    const { rows, more } = await client.contacts.history({ public_id })
    expect(more).toBe(false)
    expect(rows.map(({ kind, state, title, step, reason }) => ({ kind, state, title, step, reason }))).toEqual([
      ...[2, 1].map((step) => ({
        kind: 'email',
        state: 'withdrawn',
        title: null,
        step,
        reason: 'the address is on the suppression list: left',
      })),
      {
        kind: 'engaged',
        state: 'stopped',
        title: null,
        step: null,
        reason: 'the address is on the suppression list: left',
      },
      { kind: 'suppressed', state: 'domain', title: 'one.test', step: null, reason: 'left' },
      { kind: 'added', state: null, title: null, step: null, reason: null },
    ])
    expect(rows[0]).toMatchObject({ sequence: 'Offer', sender: expect.stringContaining('@'), sandbox: true })
    expect(rows[0]?.why.length).toBeGreaterThan(0)
  })
})

describe('many contacts', () => {
  const hundreds = () => {
    addContacts(
      w.engine,
      Array.from({ length: 1203 }, (_, i) => ({
        address: `p${i}@x.test`,
        ...(i % 3 ? {} : { owner: 'old@list.test' }),
      })),
    )
  }

  it('are tagged and given away by filter, and the calls that come back undo exactly that', async () => {
    hundreds()
    const ids = (await client.contacts.list({ search: 'p1' })).rows.slice(0, 5).map((row) => row.public_id)
    await ended(client.contacts.tag({ ids, add: ['a', 'z'] }))
    const before = await client.contacts.list({ limit: 500 })
    const tagged = await ended(client.contacts.tag({ filter: {}, add: ['b', 'a'], remove: ['z'] }))
    expect(tagged).toMatchObject({ changed: 1203, unchanged: 0 })
    expect(await client.contacts.tags()).toEqual([
      { tag: 'a', contacts: 1203, more: false },
      { tag: 'b', contacts: 1203, more: false },
    ])
    expect(await ended(client.contacts.tag({ filter: { tag: 'a' }, add: ['a'] }))).toMatchObject({
      changed: 0,
      unchanged: 1203,
    })
    for (const { ids, add = [], remove = [] } of tagged.undo ?? [])
      await ended(client.contacts.tag({ ids, add, remove }))
    const given = await ended(client.contacts.assign({ filter: { owner: 'old@list.test' }, owner: 'me@example.com' }))
    expect(given).toMatchObject({ changed: 401, unchanged: 0 })
    expect(await client.contacts.owners()).toEqual([{ owner: 'me@example.com', contacts: 401, more: false }])
    for (const { ids, owner = null } of given.undo ?? []) await ended(client.contacts.assign({ ids, owner }))
    const told = ({ rows }: typeof before) => rows.map(({ version: _, ...row }) => row)
    expect(told(await client.contacts.list({ limit: 500 }))).toEqual(told(before))
  })

  it('are all that fit but those taken out, and the count of them is right', async () => {
    hundreds()
    const out = (await client.contacts.list({ search: 'p1' })).rows.slice(0, 3).map((row) => row.public_id)
    const steps = await client.contacts.tag({ filter: { except: out }, add: ['a'] })
    const first = await steps.next()
    expect(first.value).toEqual({ done: 500, total: 1200 })
    for (let step = first; !step.done; step = await steps.next());
    expect(await client.contacts.tags()).toEqual([{ tag: 'a', contacts: 1200, more: false }])
    expect((await client.contacts.list({ where: { all: [{ field: 'tag', op: 'empty' }] } })).rows).toHaveLength(3)
    // whoever is taken out and doesn't fit anyway is not counted twice
    const filter = { tag: 'a', search: 'p2', except: out }
    const { contacts } = await client.contacts.count({ tag: 'a', search: 'p2' })
    expect(await ended(client.contacts.assign({ filter, owner: 'me@example.com' }))).toMatchObject({
      changed: contacts,
    })
    let file = ''
    for await (const { csv = '' } of await client.contacts.export({ filter: { tag: 'a', except: out } })) file += csv
    expect(file.trim().split('\n')).toHaveLength(1201)
  })

  it('need to be named in one way, and to be there; what is asked must mean something', async () => {
    hundreds()
    const first = (await list())[0]?.public_id ?? ''
    const refused: [object, string][] = [
      [{ add: ['x'] }, 'one of the two'],
      [{ ids: [first], filter: {}, add: ['x'] }, 'one of the two'],
      [{ ids: [first, 'nobody'], add: ['x'] }, '1 of these 2'],
      [{ ids: [first] }, 'at least one tag'],
      [{ ids: [first], add: ['x'], remove: ['x'] }, 'at once'],
      [{ ids: [first], add: ['a,b'] }, 'comma'],
      [{ filter: { sequence: 'none' }, add: ['x'] }, 'no sequence'],
      [{ filter: { except: [first, 'nobody'] }, add: ['x'] }, '1 of these 2 contacts to leave out'],
      [{ filter: { except: Array(1001).fill(first) }, add: ['x'] }, 'At most 1000 can be left out by hand'],
    ]
    for (const [input, words] of refused)
      await expect(ended(client.contacts.tag(input))).rejects.toMatchObject({ message: expect.stringContaining(words) })
    expect(await client.contacts.tags()).toEqual([])
  })
})

describe('the suppression list', () => {
  it('says what it would withdraw, and withdraws that at once', async () => {
    await engage('a@one.test', 'b@one.test', 'c@two.test')
    const ids = [await named('a@one.test'), await named('c@two.test')].map((row) => row.public_id)
    const told = { contacts: 2, already: 0, emails: 4, sending: 0, sequences: [{ sequence: 'Offer', contacts: 2 }] }
    expect(await ended(client.contacts.suppress({ ids, dry_run: true }))).toEqual({ ...told, added: [] })
    expect((await states()).every(([, , state]) => state === 'planned')).toBe(true)
    const done = await ended(client.contacts.suppress({ ids, reason: 'asked' }))
    expect(done).toEqual({ ...told, added: [expect.any(String), expect.any(String)] })
    expect(await states()).toEqual([
      ['a@one.test', 1, 'withdrawn'],
      ['a@one.test', 2, 'withdrawn'],
      ['b@one.test', 1, 'planned'],
      ['b@one.test', 2, 'planned'],
      ['c@two.test', 1, 'withdrawn'],
      ['c@two.test', 2, 'withdrawn'],
    ])
    expect(await named('a@one.test')).toMatchObject({
      suppressed: { kind: 'address', value: 'a@one.test', reason: 'asked', source: 'hand' },
      enrollment: null,
    })
    const would = { value: 'one.test', emails: 2, contacts: 1, sending: 0 }
    expect(await client.suppressions.add({ value: 'one.test', dry_run: true })).toMatchObject(would)
    expect(await client.suppressions.list({})).toMatchObject({ rows: { length: 2 } })
    expect(await client.suppressions.add({ value: 'one.test' })).toMatchObject(would)
    expect((await states()).filter(([, , state]) => state === 'planned')).toEqual([])
    expect(await ended(client.contacts.suppress({ filter: { state: 'suppressed' } }))).toMatchObject({
      contacts: 0,
      already: 3,
    })
  })

  it('gives back only what was put there by hand; what came from outside wins over a hand, and stays', async () => {
    addContacts(w.engine, [{ address: 'a@one.test' }])
    const added = await client.suppressions.add({ value: 'a@one.test', reason: 'mistake' })
    expect(added).toMatchObject({ removable: true, contact: (await named('a@one.test')).public_id })
    expect(await client.suppressions.remove({ public_id: added.public_id })).toMatchObject({ value: 'a@one.test' })
    expect((await client.suppressions.list({})).rows).toEqual([])
    await expect(client.suppressions.remove({ public_id: added.public_id })).rejects.toMatchObject({
      code: 'not_found',
    })
    expect(await client.suppressions.add({ value: 'a@one.test', reason: 'again' })).toMatchObject({ reason: 'again' })
    const entry = {
      publicId: 'x',
      kind: 'address' as const,
      value: 'a@one.test',
      reason: 'no such user',
      source: 'server',
    }
    w.engine.room.store.write((tx) => suppress(tx, { ...entry, createdAt: 1 }, mark))
    const [row] = (await client.suppressions.list({ search: 'A@one', kind: 'address' })).rows
    expect(row).toMatchObject({ reason: 'no such user', source: 'server', removable: false })
    await expect(client.suppressions.remove({ public_id: row?.public_id ?? '' })).rejects.toMatchObject({
      code: 'state',
      message: expect.stringContaining('Opt-outs'),
    })
    // and a hand changes nothing about it
    expect(await client.suppressions.add({ value: 'a@one.test', reason: 'me' })).toMatchObject({ source: 'server' })
    expect((await client.suppressions.list({ search: '@two.test' })).rows).toEqual([])
  })
})
