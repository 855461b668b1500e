/** Feeds and files of the plan, read by two parsers that are not ours, against the ledger. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import ICAL from 'ical.js'
import nodeIcal from 'node-ical'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type HttpDoor, startHttp } from '../../src/main/host/http.ts'
import { ask } from '../host/asking.ts'
import { asker } from '../host/room.ts'
import { people, type Story, story } from '../work/story.ts'
import { addContacts } from '../work/world.ts'

let s: Story
let door: HttpDoor
let folder: string
/** Monday 23 November 2026, 10:40 in Paris. */
const now = Date.parse('2026-11-23T09:40:00Z')
const name = 'Herbst, “Launch”; Größe \\ 1\nsecond line, long enough to be folded into several lines of the file 🚀'
const ids: Record<string, string> = {}

beforeAll(async () => {
  s = await story(now, { loops: false })
  for (const from_email of ['anna@team.test', 'marc@team.test']) {
    const smtp = { smtp_host: '127.0.0.1', smtp_port: 2525, smtp_protocol: 'none' as const }
    const made = await s.client.accounts.create({ from_email, permits: ['more'], ...smtp, quotas: ['50/hour'] })
    await s.client.accounts.activate({ public_id: made.public_id })
    ids[from_email] = made.public_id
  }
  const contacts = people(150, 'shop.test')
  addContacts(
    s.engine,
    contacts.map((address) => ({ address })),
  )
  await s.client.sequences.create({
    name,
    steps: [
      { subject: 'A', text: 'Hello' },
      { subject: '', text: 'Again', delay: { days: 2 } },
    ],
  })
  await s.client.schedule.engage({
    sequence: name,
    contacts,
    assign: 'selected',
    senders: [{ account: 'anna@team.test' }, { account: 'marc@team.test' }],
    start: '2026-11-23T11:00',
    seed: 5,
  })
  folder = mkdtempSync(join(tmpdir(), 'cadenza-page-'))
  door = await startHttp({ room: s.engine.room, page: folder })
})
afterAll(async () => {
  await door.close()
  await s.stop()
  rmSync(folder, { recursive: true, force: true })
})

/** Emails by hour (UTC) and sender, as the ledger has them. */
const ledger = (account?: string): Map<string, number> => {
  const rows = s.engine.room.store.all<{ at: number; address: string }>(
    `SELECT s.at, a.address FROM sends s JOIN accounts a ON a.id = s.account_id WHERE s.state = 'planned'`,
  )
  const found = new Map<string, number>()
  for (const { at, address } of rows) {
    if (account !== undefined && address !== account) continue
    const key = `${new Date(at).toISOString().slice(0, 13)} ${address}`
    found.set(key, (found.get(key) ?? 0) + 1)
  }
  return found
}

const byTitle = (start: Date, title: string): [string, number] => {
  const [, emails = '', address = ''] = /^([\d,]+) emails? from (.+)$/.exec(title) ?? []
  return [`${start.toISOString().slice(0, 13)} ${address}`, Number(emails.replaceAll(',', ''))]
}

function byIcalJs(text: string): Map<string, number> {
  const calendar = new ICAL.Component(ICAL.parse(text))
  const events = calendar.getAllSubcomponents('vevent').map((each) => new ICAL.Event(each))
  return new Map(events.map((event) => byTitle(event.startDate.toJSDate(), event.summary)))
}

function byNodeIcal(text: string): Map<string, number> {
  const events = Object.values(nodeIcal.sync.parseICS(text)).filter((each) => each?.type === 'VEVENT')
  return new Map(events.map((event) => byTitle(new Date(event.start), String(event.summary))))
}

describe('a file of the plan', () => {
  it('says the same to two parsers as the ledger does, whole and for one mailbox', async () => {
    const whole = await s.client.calendar.ics()
    expect([whole.emails, whole.from, whole.to]).toEqual([300, '2026-11-16', '2027-02-21'])
    expect(byIcalJs(whole.text)).toEqual(ledger())
    expect(byNodeIcal(whole.text)).toEqual(ledger())
    const annas = await s.client.calendar.ics({ sender: 'anna@team.test', from: '2026-11-23', to: '2026-11-30' })
    expect(byIcalJs(annas.text)).toEqual(ledger('anna@team.test'))
    await expect(s.client.calendar.ics({ from: '2026-11-23', to: '2030-11-23' })).rejects.toMatchObject({
      code: 'bad_request',
    })
    await expect(s.client.calendar.ics({ sender: 'nobody@team.test' })).rejects.toMatchObject({ code: 'not_found' })
  })

  it('keeps to RFC 5545: lines of 75 octets, CRLF, UTC, a stamp and a name of its own for each event', async () => {
    const { text, events } = await s.client.calendar.ics()
    const lines = text.split('\r\n')
    expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/)
    expect(Math.max(...lines.map((line) => Buffer.byteLength(line)))).toBeLessThanOrEqual(75)
    const calendar = new ICAL.Component(ICAL.parse(text))
    const all = calendar.getAllSubcomponents('vevent')
    expect(all.length).toBe(events)
    expect(new Set(all.map((each) => each.getFirstPropertyValue('uid'))).size).toBe(events)
    const [first] = all
    expect(first?.toString().split('\r\n').sort()).toEqual(
      expect.arrayContaining([
        'DTSTAMP:20261123T094000Z',
        'DTSTART:20261123T100000Z',
        'DTEND:20261123T110000Z',
        'TRANSP:TRANSPARENT',
      ]),
    )
    const shown = new ICAL.Event(first as ICAL.Component)
    expect(shown.description).toContain(`${name}: `)
    // an event names senders and sequences, and nobody who is written to
    expect(text).not.toContain('shop.test')
  })

  it('has the same names later, and a higher number, so that a program replaces what it has', async () => {
    const read = (text: string) =>
      new ICAL.Component(ICAL.parse(text))
        .getAllSubcomponents('vevent')
        .map((each) => [each.getFirstPropertyValue('uid'), Number(each.getFirstPropertyValue('sequence'))] as const)
    const before = read((await s.client.calendar.ics()).text)
    await s.goTo(now + 120_000)
    const after = read((await s.client.calendar.ics()).text)
    expect(after.map(([uid]) => uid)).toEqual(before.map(([uid]) => uid))
    expect(after.map(([, number]) => number)).toEqual(before.map(([, number]) => number + 2))
  })
})

describe('a feed', () => {
  const get = (path: string, more: object = {}) =>
    ask(door.port, { path, headers: { host: `127.0.0.1:${door.port}` }, ...more })

  it('is read with its secret alone, shows the plan as it is, and is gone when it is revoked', async () => {
    const made = await s.client.calendar_feeds.create({ name: 'Team' })
    expect(made.url).toBe(`${door.origin}${made.path}`)
    expect(made.path).toMatch(/^\/calendar\/[\w-]{43}\.ics$/)
    const answer = await get(made.path)
    expect([answer.status, answer.headers['content-type']]).toEqual([200, 'text/calendar; charset=utf-8'])
    expect(answer.headers).toMatchObject({
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'; base-uri 'none'",
    })
    expect(byNodeIcal(answer.text)).toEqual(ledger())
    const head = await get(made.path, { method: 'HEAD' })
    expect([head.status, head.text, head.headers['content-length']]).toEqual([
      200,
      '',
      answer.headers['content-length'],
    ])
    const [listed] = (await s.client.calendar_feeds.list()).feeds
    expect(listed).toMatchObject({ name: 'Team', accounts: null, used: new Date(s.now()).toISOString() })
    // nothing that could open it again is kept or shown
    const secret = made.path.slice('/calendar/'.length, -'.ics'.length)
    expect(JSON.stringify(await s.client.calendar_feeds.list())).not.toContain(secret)
    expect(JSON.stringify(s.engine.room.store.all('SELECT * FROM calendar_feeds'))).not.toContain(secret)
    await s.client.calendar_feeds.revoke({ public_id: made.public_id })
    expect(await get(made.path)).toMatchObject({ status: 404, json: { code: 'not_found' } })
  })

  it('shows the mailboxes it was made for, and no other path leads in', async () => {
    const made = await s.client.calendar_feeds.create({ name: 'Anna', accounts: [ids['anna@team.test'] ?? ''] })
    expect(byIcalJs((await get(made.path)).text)).toEqual(ledger('anna@team.test'))
    const renamed = await s.client.calendar_feeds.rename({ public_id: made.public_id, name: 'Anna’s' })
    expect(renamed).toMatchObject({ name: 'Anna’s', accounts: [{ from_email: 'anna@team.test', removed: false }] })
    expect((await get(made.path)).text).toContain('X-WR-CALNAME:Anna’s')
    for (const path of [
      `${made.path}x`,
      made.path.replace('.ics', ''),
      made.path.toUpperCase(),
      '/calendar/',
      '/calendar/team.ics',
      `/calendar/${'x'.repeat(43)}.ics`,
    ])
      expect([path, (await get(path)).status]).toEqual([path, 404])
    expect((await get(made.path, { method: 'POST' })).status).toBe(405)
    expect((await get(made.path, { headers: { host: 'evil.example' } })).status).toBe(421)
    const foreign = { host: `127.0.0.1:${door.port}`, 'sec-fetch-site': 'cross-site' }
    expect((await get(made.path, { headers: foreign })).status).toBe(403)
  })

  it('is slowed down for who asks too often, and for who guesses', async () => {
    const made = await s.client.calendar_feeds.create({ name: 'Often' })
    const often = [...Array(21)].map(() => get(made.path))
    const codes = (await Promise.all(often)).map(({ status }) => status)
    expect(codes.filter((code) => code === 429).length).toBe(1)
    await s.goTo(s.now() + 3_600_000)
    const guesses = [...Array(31)].map((_, i) => get(`/calendar/${String(i).padStart(43, 'x')}.ics`))
    const told = (await Promise.all(guesses)).map(({ status }) => status)
    expect(told.filter((code) => code === 429).length).toBe(1)
    // who knows the secret is let in all the same
    expect((await get(made.path)).status).toBe(200)
  })

  it('belongs to its seat: no colleague sees or revokes it, and it ends with the seat', async () => {
    const { client } = s
    await client.seats.add({ name: 'Bob', address: 'bob@team.test' })
    const bob = s.engine.client(asker(2, 'member', 'read', 'write', 'accounts'))
    const bobs = await bob.calendar_feeds.create({ name: 'Bob' })
    expect((await bob.calendar_feeds.list()).feeds.map((each) => each.name)).toEqual(['Bob'])
    await expect(client.calendar_feeds.revoke({ public_id: bobs.public_id })).rejects.toMatchObject({
      code: 'not_found',
    })
    await expect(client.calendar_feeds.rename({ public_id: bobs.public_id, name: 'x' })).rejects.toMatchObject({
      code: 'not_found',
    })
    expect((await get(bobs.path)).status).toBe(200)
    await s.goTo(s.now() + 3_600_000)
    const seat = (await client.seats.list()).find(({ address }) => address === 'bob@team.test')
    await client.seats.update({ public_id: seat?.public_id ?? '', state: 'locked' })
    expect((await get(bobs.path)).status).toBe(404)
  })

  it('tells no address where nothing serves it', async () => {
    const origin = s.engine.room.origin
    delete s.engine.room.origin
    const made = await s.client.calendar_feeds.create({ name: 'Later' })
    expect([made.url, (await s.client.calendar_feeds.list()).origin]).toEqual([null, null])
    if (origin !== undefined) s.engine.room.origin = origin
    expect((await get(made.path)).status).toBe(200)
  })
})
