import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { contactAt, isWrittenTo } from '../../src/main/store/incoming-lookup.ts'
import { findPlaces } from '../../src/main/work/places/places.ts'
import { addContacts, type World, world } from '../work/world.ts'

const monday = Date.parse('2026-11-23T08:00:00Z')
let w: World
let client: ReturnType<World['engine']['client']>
beforeEach(async () => {
  w = await world(monday, { loops: false })
  client = w.engine.client()
})
afterEach(() => w.stop())

async function ended<T>(stream: Promise<AsyncIterator<unknown, T>>): Promise<T> {
  const steps = await stream
  for (;;) {
    const step = await steps.next()
    if (step.done) return step.value as T
  }
}

async function pieces<T>(stream: Promise<AsyncIterable<T>>): Promise<T[]> {
  const all: T[] = []
  for await (const piece of await stream) all.push(piece)
  return all
}

interface Found {
  groups: { reason: string; contacts: { address: string }[] }[]
}

describe('fields with a type', () => {
  it('take what fits, refuse the rest at its field, and keep what was there before they had a type', async () => {
    const ann = await client.contacts.create({ address: 'ann@acme.test', fields: { seats: 'about ten', plan: 'gold' } })
    const field = await client.contact_fields.create({ name: 'seats', label: 'Seats', type: 'number' })
    await client.contact_fields.create({
      name: 'plan',
      label: 'Plan',
      type: 'choice',
      options: ['Gold', 'Silver', 'gold'],
    })
    await client.contact_fields.create({ name: 'since', label: 'Since', type: 'date' })
    await client.contact_fields.create({ name: 'site', label: 'Site', type: 'url' })
    const change = (fields: Record<string, string>) => client.contacts.update({ public_id: ann.public_id, fields })
    expect((await change({ seats: 'about ten', plan: 'SILVER' })).fields).toEqual({
      seats: 'about ten',
      plan: 'Silver',
    })
    for (const [name, value, words] of [
      ['seats', '1,000', /Seats: "1,000" is no number/],
      ['since', '2026-02-30', /Since: "2026-02-30" is no date/],
      ['site', 'example.com', /web address/],
      ['plan', 'Bronze', /Gold, Silver|gold, Silver/],
    ] as const)
      await expect(change({ [name]: value })).rejects.toMatchObject({
        message: words,
        data: { field: `fields.${name}` },
      })
    const whole = await change({ seats: '12.5', since: '2028-02-29', site: 'https://acme.test/a' })
    expect(whole.fields).toEqual({ seats: '12.5', plan: 'Silver', since: '2028-02-29', site: 'https://acme.test/a' })
    const ids = (await client.contact_fields.list()).map(({ public_id }) => public_id)
    const turned = await client.contact_fields.reorder({ ids: ids.reverse() })
    expect(turned.map(({ name }) => name)).toEqual(['site', 'since', 'plan', 'seats'])
    expect(await client.contact_fields.remove({ public_id: field.public_id })).toEqual({ contacts: 1 })
    expect((await change({ seats: 'many' })).fields.seats).toBe('many')
  })
})

describe('the zone that is known', () => {
  it('is told with what it is from and how sure, and found for those that a list brought', async () => {
    const guess = async (fields: Record<string, string>, address: string) =>
      (await client.contacts.create({ address, fields })).zone_guess
    expect(await guess({ country: 'Frankreich' }, 'a@x.test')).toEqual({
      zone: 'Europe/Paris',
      from: 'country',
      confidence: 'sure',
      reason: 'all of France is there',
    })
    const usual = { from: 'region', confidence: 'sure' }
    expect(await guess({ country: 'USA', state: 'ca' }, 'b@x.test')).toMatchObject({
      ...usual,
      zone: 'America/Los_Angeles',
    })
    expect(await guess({ country: 'Canada', region: 'BC' }, 'c@x.test')).toMatchObject({
      confidence: 'likely',
      zone: 'America/Vancouver',
    })
    expect(await guess({ phone: '+1 415 555 2671' }, 'd@x.test')).toMatchObject({
      from: 'phone',
      zone: 'America/Los_Angeles',
    })
    expect(await guess({ phone: '+49 30 901820' }, 'e@x.test')).toMatchObject({
      confidence: 'likely',
      zone: 'Europe/Berlin',
    })
    expect(await guess({ phone: '+49 30 901820', country: 'JP' }, 'f@x.test')).toMatchObject({
      from: 'country',
      zone: 'Asia/Tokyo',
    })
    expect(await guess({ country: 'US' }, 'g@x.test')).toMatchObject({ confidence: 'guess', zone: 'America/New_York' })
    expect(await guess({}, 'h@firma.de')).toMatchObject({ from: 'domain', confidence: 'guess', zone: 'Europe/Berlin' })
    expect(await guess({}, 'i@x.test')).toBeNull()
    addContacts(w.engine, [{ address: 'listed@x.test' }])
    w.engine.room.store.write((tx) =>
      tx.run(`UPDATE contacts SET fields = '{"country":"Japan"}' WHERE address_key = 'listed@x.test'`),
    )
    expect(await findPlaces(w.engine.room.store, new AbortController().signal)).toBe(1)
    const kept = w.engine.room.store.all('SELECT address, zone_guess FROM contacts ORDER BY id')
    expect(kept.slice(-4)).toEqual([
      { address: 'g@x.test', zone_guess: '' },
      { address: 'h@firma.de', zone_guess: '' },
      { address: 'i@x.test', zone_guess: '' },
      { address: 'listed@x.test', zone_guess: 'Asia/Tokyo' },
    ])
  })
})

describe('notes', () => {
  it('are everybody’s to read and their writer’s to change', async () => {
    const { public_id: contact } = await client.contacts.create({ address: 'ann@acme.test' })
    const made = await client.contact_notes.add({ contact, text: 'Met in Lyon' })
    await client.seats.add({ name: 'Bo', address: 'bo@example.com' })
    const bo = w.engine.client({ seatId: 2, role: 'member', scopes: ['read', 'write'] })
    const change = { public_id: made.public_id, text: 'No' }
    await expect(bo.contact_notes.change(change)).rejects.toMatchObject({ code: 'forbidden' })
    await expect(bo.contact_notes.remove({ public_id: made.public_id })).rejects.toMatchObject({ code: 'forbidden' })
    expect((await bo.contact_notes.list({ contact })).map(({ text, mine }) => [text, mine])).toEqual([
      ['Met in Lyon', false],
    ])
    await client.contact_notes.change({ ...change, text: 'Met in Paris', version: 1 })
    await expect(client.contact_notes.change({ ...change, version: 1 })).rejects.toMatchObject({
      code: 'stale_version',
    })
    expect((await client.contact_notes.list({ contact }))[0]?.text).toBe('Met in Paris')
    await client.contact_notes.remove({ public_id: made.public_id })
    expect(await client.contact_notes.list({ contact })).toEqual([])
  })
})

describe('two that are one', () => {
  /** As if they had been engaged from a mailbox: of the sandbox nothing is one at a time. */
  async function engage(...contacts: string[]) {
    await client.schedule.engage({ sequence: 'Offer', contacts })
    for (const table of ['enrollments', 'sends'])
      w.engine.room.store.write((tx) => tx.run(`UPDATE ${table} SET sandbox = 0`))
  }

  async function twice() {
    await client.sequences.create({ name: 'Offer', steps: [{ subject: 'Hi', text: 'Hello' }] })
    const one = { first_name: 'Ada', last_name: 'Byron', company: 'Acme' }
    const keep = await client.contacts.create({
      address: 'ada@acme.test',
      ...one,
      tags: ['vip'],
      fields: { phone: '+44 20 7946 0958' },
    })
    const gone = await client.contacts.create({
      address: 'ada.b@acme.test',
      ...one,
      company: 'ACME',
      tags: ['old'],
      fields: { job: 'CTO', phone: '020 7946 0958' },
    })
    await client.contact_notes.add({ contact: gone.public_id, text: 'Likes tea' })
    return { keep, gone, wish: { keep: keep.public_id, merge: [gone.public_id] } }
  }

  it('are found, and become one with notes, tags, values and the sequence of the other', async () => {
    const { keep, gone, wish } = await twice()
    await client.contacts.create({ address: 'j.doe+x@gmail.com' })
    await client.contacts.create({ address: 'jdoe@googlemail.com' })
    const found = await ended<Found>(client.contacts.duplicates())
    expect(found.groups.map(({ reason, contacts }) => [reason, contacts.map(({ address }) => address)])).toEqual([
      ['name', ['ada@acme.test', 'ada.b@acme.test']],
      ['mailbox', ['j.doe+x@gmail.com', 'jdoe@googlemail.com']],
    ])
    await engage(gone.address)
    const foreseen = await client.contacts.merging(wish)
    expect(foreseen).toMatchObject({ emails: 1, notes: 1, moved: { sequence: 'Offer', planned: 1 }, stopped: [] })
    expect(foreseen.values.find(({ field }) => field === 'company')).toEqual({
      field: 'company',
      from: keep.public_id,
      value: 'Acme',
      others: [{ from: gone.public_id, value: 'ACME' }],
    })
    const { values } = await client.contacts.merge({ ...wish, take: { company: gone.public_id } })
    expect(values.find(({ field }) => field === 'company')?.value).toBe('ACME')
    const now = await client.contacts.get({ public_id: keep.public_id })
    expect(now).toMatchObject({
      company: 'ACME',
      tags: ['old', 'vip'],
      merged_from: ['ada.b@acme.test'],
      fields: { job: 'CTO' },
    })
    expect(now.enrollment?.sequence).toBe('Offer')
    expect((await client.sends.list({})).rows.map((send) => send.contact)).toEqual(['ada@acme.test'])
    expect((await client.contact_notes.list({ contact: keep.public_id })).map(({ text }) => text)).toEqual([
      'Likes tea',
    ])
    await expect(client.contacts.get({ public_id: gone.public_id })).rejects.toThrow(/merged into ada@acme.test/)
    await expect(client.contacts.create({ address: 'ADA.B@acme.test' })).rejects.toThrow(
      /another address of ada@acme.test/,
    )
    const { store } = w.engine.room
    const id = store.get<{ id: number }>(`SELECT id FROM contacts WHERE address_key = 'ada@acme.test'`)?.id
    expect(contactAt(store, 'ada.b@acme.test')).toBe(id)
    expect(isWrittenTo(store, ['ada.b@acme.test'])).toBe(false)
    await client.suppressions.add({ value: 'ada.b@acme.test' })
    expect((await client.contacts.get({ public_id: keep.public_id })).suppressed).not.toBeNull()
    expect((await client.sends.list({})).rows.map((send) => send.state)).toEqual(['withdrawn'])
  })

  it('are in one sequence at a time, and suppressed where one was', async () => {
    const { keep, gone, wish } = await twice()
    await engage(keep.address, gone.address)
    expect((await client.contacts.merging(wish)).stopped).toEqual([{ sequence: 'Offer', planned: 1 }])
    await client.suppressions.add({ value: gone.address, reason: 'asked for it' })
    expect(await client.contacts.merging(wish)).toMatchObject({ suppressed: 'asked for it', moved: null })
    await client.contacts.merge(wish)
    const now = await client.contacts.get({ public_id: keep.public_id })
    expect(now.suppressed?.reason).toBe('asked for it (as ada.b@acme.test)')
    expect(now.enrollment).toBeNull()
    await client.contacts.erase({ public_id: keep.public_id, erase: 'everything' })
    await expect(client.contacts.create({ address: gone.address })).rejects.toThrow(/erased/)
    expect(w.engine.room.store.all('SELECT address FROM contacts')).toEqual([
      { address: 'erased' },
      { address: 'erased' },
    ])
    expect(w.engine.room.store.all('SELECT text FROM contact_notes')).toEqual([{ text: '' }])
  })
})

describe('files', () => {
  it('hold the list as CSV and XLSX, and one person as JSON and PDF', async () => {
    await client.contact_fields.create({ name: 'seats', label: 'Seats', type: 'number' })
    const ann = await client.contacts.create({ address: 'ann@acme.test', first_name: '=Ann', fields: { seats: '12' } })
    await client.contacts.create({ address: 'bob@acme.test', tags: ['vip'] })
    await client.contact_notes.add({ contact: ann.public_id, text: 'Met in Lyon' })
    const csv = (await pieces(client.contacts.export({ filter: { tag: 'vip' } }))).map((piece) => piece.csv).join('')
    expect(csv.split('\r\n').length).toBe(3)
    expect(csv).toMatch(/^\ufeffemail,first_name,.*seats.*\r\nbob@acme\.test,/)
    const xlsx = Buffer.concat(
      (await pieces(client.contacts.export({ format: 'xlsx' }))).map(({ base64 }) =>
        Buffer.from(base64 ?? '', 'base64'),
      ),
    )
    const { default: read } = await import('read-excel-file/node')
    const sheet = JSON.stringify(await read(xlsx))
    expect(sheet).toContain('"=Ann"')
    expect(sheet).toMatch(/"ann@acme\.test".*12/)
    const held = await client.contacts.dossier({ public_id: ann.public_id })
    expect(held.fields).toEqual([{ name: 'seats', label: 'Seats', value: '12' }])
    expect(held.notes).toMatchObject([{ text: 'Met in Lyon' }])
    const { name, base64 } = await client.contacts.dossier_pdf({ public_id: ann.public_id })
    expect(name).toBe('-Ann.pdf')
    expect(Buffer.from(base64, 'base64').subarray(0, 5).toString()).toBe('%PDF-')
  })

  it('name what was written or approved for a person before anybody is engaged, until it is erased', async () => {
    const ann = await client.contacts.create({ address: 'ann@acme.test' })
    const bob = await client.contacts.create({ address: 'bob@acme.test' })
    const sequence = 'Tea'
    await client.sequences.create({
      name: sequence,
      steps: [
        { subject: 'Tea', text: 'Tea?' },
        { subject: '', text: 'Again', delay: { days: 1 } },
      ],
    })
    const held = (public_id: string) => client.contacts.dossier({ public_id })
    const paperOf = async (public_id: string) =>
      Buffer.from((await client.contacts.dossier_pdf({ public_id })).base64, 'base64')
    const keep = async (contact: string, step: number, written?: { subject?: string; text: string }) => {
      const { rows } = await client.schedule.review({ sequence, step })
      const { account, base } = rows.find((row) => row.contact_id === contact) ?? { account: '', base: '' }
      await client.schedule.keep_reviewed({ sequence, contact, account, base, step, ...written })
    }
    expect((await held(ann.public_id)).drafts).toEqual([])
    const before = await paperOf(ann.public_id)
    await keep(ann.public_id, 1, { subject: 'For Ann', text: 'By hand, Ann' })
    await keep(ann.public_id, 2)
    await keep(bob.public_id, 1)
    const by = w.engine.room.store.get<{ name: string }>('SELECT name FROM seats')?.name
    const of = { sequence, by, at: '2026-11-23T08:00:00.000Z' }
    expect((await held(ann.public_id)).drafts).toMatchObject([
      { ...of, step: 1, subject: 'For Ann', text: 'By hand, Ann', how: 'edited' },
      { ...of, step: 2, text: 'Again', how: 'reviewed' },
    ])
    expect((await paperOf(ann.public_id)).length).toBeGreaterThan(before.length)
    await client.contacts.erase({ public_id: ann.public_id, erase: 'everything' })
    expect(w.engine.room.store.all('SELECT contact_id FROM letter_drafts')).toHaveLength(1)
    expect((await held(bob.public_id)).drafts).toMatchObject([{ ...of, step: 1, text: 'Tea?', how: 'reviewed' }])
  })
})
