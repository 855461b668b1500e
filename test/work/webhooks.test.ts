/** News for other programs, over the real engine and a real receiver: each once, signed, and again until it is taken. */
import { createHmac } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createPoster } from '../../src/main/host/poster.ts'
import { note } from '../../src/main/store/journal.ts'
import { startWebhooks } from '../../src/main/work/webhooks/webhooks.ts'
import { mostTries } from '../../src/shared/domain/webhook.ts'
import { asker } from '../host/room.ts'
import { bounce, comesBack, complaint, letter } from './returned.ts'
import { people, type Story, story } from './story.ts'
import { world } from './world.ts'

interface Got {
  at: number
  id: string
  event: string
  body: string
  signature: string
}

let s: Story
let receiver: Server
let url: string
let got: Got[]
/** What it answers; null: nothing, ever. */
let answers: (number | null)[]
const monday = Date.parse('2026-11-23T00:00:00Z')
const HOUR = 3_600_000
const MINUTE = 60_000

beforeEach(async () => {
  got = []
  answers = []
  receiver = createServer((req, res) => {
    let body = ''
    req.on('data', (piece) => {
      body += piece
    })
    req.on('end', () => {
      const { 'cadenza-event-id': id, 'cadenza-event': event, 'cadenza-signature': signature } = req.headers
      got.push({ at: s.now(), id: String(id), event: String(event), body, signature: String(signature) })
      const answer = answers.length > 0 ? answers.shift() : 204
      if (answer !== null) res.writeHead(answer ?? 204, answer === 302 ? { location: '/other' } : {}).end('taken')
    })
  })
  await new Promise<void>((done) => receiver.listen(0, '127.0.0.1', done))
  url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`
  s = await story(monday, { poster: createPoster({ timeout: 700 }), smtp: { timeouts: { termination: 300 } } })
})
afterEach(async () => {
  await s.stop()
  receiver.closeAllConnections()
  receiver.close()
})

const signed = ({ signature, body }: Got, secret: string): boolean => {
  const [, seconds = '', mac = ''] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(signature) ?? []
  return createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex') === mac
}

it('tells of all that there is, each once, under one name to every receiver, and signed with its secret', async () => {
  const one = await s.client.webhooks.create({ name: 'One', url })
  const two = await s.client.webhooks.create({ name: 'Two', url: `${url}?two`, events: ['reply'] })
  const { id, server } = await s.account('anna@example.com', { limits: ['60/hour'] })
  const [reply, hard, spam, stop, unsure] = people(5, 'd.test') as [string, string, string, string, string]
  const name = await s.engage({ sender: 'anna@example.com', contacts: [reply, hard, spam, stop] })
  await s.goTo(monday + 10 * HOUR)
  const idTo = (contact: string) => server.arrivals.findLast((a) => a.to === contact)?.messageId ?? ''
  const to = 'anna@example.com'
  await comesBack(s, id, [
    letter({ from: reply, to, answers: [idTo(reply)] }),
    bounce(to, hard, '5.1.1', idTo(hard)),
    complaint(to, spam, idTo(spam)),
    letter({ from: stop, to, text: 'unsubscribe', answers: [idTo(stop)] }),
  ])
  await s.goTo(monday + 11 * HOUR)
  server.once('dot', 'take-drop')
  await s.engage({ sender: 'anna@example.com', contacts: [unsure] })
  await s.goTo(monday + 20 * HOUR)
  server.deed = ({ phase }) => (phase === 'mail' ? '535 5.7.8 wrong password' : undefined)
  await s.engage({ sender: 'anna@example.com', contacts: ['last@d.test'] })
  await s.goTo(monday + 36 * HOUR)

  const told = got.filter((each) => signed(each, one.secret))
  expect(
    Object.fromEntries(Object.entries(Object.groupBy(told, (each) => each.event)).map(([k, v]) => [k, v?.length])),
  ).toEqual({ reply: 1, bounce: 1, complaint: 1, opt_out: 1, unsure: 1, finished: 1, account_error: 1 })
  expect(new Set(told.map((each) => each.id)).size).toBe(told.length)
  const others = got.filter((each) => signed(each, two.secret))
  expect(others.map((each) => each.id)).toEqual(told.filter(({ event }) => event === 'reply').map((each) => each.id))
  expect(got.length).toBe(told.length + others.length)
  const parsed = Object.fromEntries(told.map(({ event, body }) => [event, JSON.parse(body)]))
  expect(parsed.reply).toEqual({
    id: told.find(({ event }) => event === 'reply')?.id,
    event: 'reply',
    at: '2026-11-23T10:00:00.000+00:00',
    data: {
      incoming: { public_id: expect.any(String), from: reply },
      send: { public_id: expect.any(String), to: reply, step: 1 },
      sequence: { public_id: expect.any(String), name },
      account: { public_id: id, from_email: to },
    },
  })
  expect(parsed.bounce.data.incoming).toMatchObject({ permanent: true })
  expect(parsed.unsure.data.send).toMatchObject({ to: unsure, step: 1 })
  expect(parsed.account_error.data).toMatchObject({ account: { from_email: to }, text: expect.stringContaining('535') })
  expect(parsed.finished.data.sequence).toMatchObject({ name })
  // the text of a message stays here
  expect(got.map(({ body }) => body).join()).not.toContain('gladly')
  const [row] = (await s.client.webhooks.list()).filter((each) => each.name === 'One')
  expect(row).toMatchObject({ waiting: 0, given_up: 0, failing_since: null, last_delivered: expect.any(String) })
})

const happens = (subject = 'a1', roll = false) => {
  const { room } = s.engine
  const write = () =>
    room.store.write((tx) => {
      note(tx, s.now(), 'account_back', 'x sends again.', { account: subject })
      if (roll) throw new Error('rolled back')
    })
  if (roll) expect(write).toThrow('rolled back')
  else write()
  room.changes.tell('accounts')
}

it('what was not taken is told again, the same, ever later, and given up at last', async () => {
  const hook = await s.client.webhooks.create({ name: 'One', url })
  answers = [500, 302, 404, ...Array<number>(mostTries - 3).fill(503)]
  happens()
  await s.goTo(monday + 3 * 24 * HOUR)
  expect(got.length).toBe(mostTries)
  expect(new Set(got.map(({ id, body }) => `${id} ${body}`)).size).toBe(1)
  expect(got.every((each) => signed(each, hook.secret))).toBe(true)
  expect(new Set(got.map(({ signature }) => signature)).size).toBe(mostTries)
  const waits = got.slice(1).map(({ at }, i) => Math.round((at - (got[i]?.at ?? 0)) / MINUTE))
  expect(waits).toEqual([1, 5, 30, 120, 360, 720, 1440])
  const { rows } = await s.client.webhooks.deliveries({ public_id: hook.public_id })
  expect(rows).toMatchObject([{ state: 'given_up', tries: mostTries, code: 503, next_try: null }])
  const [row] = await s.client.webhooks.list()
  expect(row).toMatchObject({ given_up: 1, failing_since: '2026-11-23T00:00:01.000Z' })
  // by hand it is told once more, under its name
  await s.client.webhooks.redeliver({ public_id: rows[0]?.public_id ?? '' })
  await s.goTo(s.now() + MINUTE)
  expect(got.length).toBe(mostTries + 1)
  expect(got.at(-1)?.id).toBe(got[0]?.id)
  expect((await s.client.webhooks.list())[0]).toMatchObject({ given_up: 0, failing_since: null })
})

it('nothing that was rolled back is told, and nothing is told twice that is written twice', async () => {
  await s.client.webhooks.create({ name: 'One', url })
  happens('a1', true)
  happens('a2')
  happens('a2')
  await s.goTo(monday + HOUR)
  expect(got.map(({ id }) => id)).toEqual([`account_back.a2.${monday}`])
})

it('a receiver that is paused hears it later; one that hangs holds up neither mail nor another receiver', async () => {
  const quiet = await s.client.webhooks.create({ name: 'Quiet', url: `${url}?quiet` })
  const hanging = await s.client.webhooks.create({ name: 'Hangs', url: `${url}?hangs` })
  await s.client.webhooks.update({ public_id: quiet.public_id, version: 1, paused: true })
  answers = [null]
  const { server } = await s.account('anna@example.com', { limits: ['60/hour'] })
  happens()
  await s.engage({ sender: 'anna@example.com', contacts: people(3, 'e.test') })
  await s.goTo(monday + 10 * HOUR)
  expect(server.arrivals.length).toBe(3)
  expect(got.filter((each) => signed(each, quiet.secret))).toEqual([])
  const own = (await s.client.webhooks.deliveries({ public_id: hanging.public_id })).rows.filter(
    (row) => row.event === 'account_back',
  )
  expect(own).toMatchObject([{ state: 'delivered', tries: 2 }])
  await s.client.webhooks.update({ public_id: quiet.public_id, version: 2, paused: false })
  await s.goTo(monday + 11 * HOUR)
  expect(got.filter((each) => signed(each, quiet.secret)).map(({ event }) => event)).toContain('account_back')
})

it('what one receiver does not take keeps no other from its news, however much it is', async () => {
  await s.client.webhooks.create({ name: 'Busy', url: 'http://127.0.0.1:1/', events: ['account_back'] })
  const { room } = s.engine
  room.store.write((tx) => {
    for (let i = 0; i < 200; i++) note(tx, s.now(), 'account_back', 'x sends again.', { account: `a${i}` })
  })
  await s.client.webhooks.create({ name: 'Other', url, events: ['account_error'] })
  room.store.write((tx) => note(tx, s.now(), 'account_error', 'x stands still.', { account: 'a1' }))
  room.changes.tell('accounts')
  await s.goTo(monday + 5000)
  expect(got.map(({ event }) => event)).toEqual(['account_error'])
})

it('whoever is erased is in no news any more, told or not; others stay in theirs', async () => {
  await s.client.webhooks.create({ name: 'One', url: 'http://127.0.0.1:1/' })
  const { id, server } = await s.account('anna@example.com', { limits: ['60/hour'] })
  const [reply, other] = ['eva@d.test', 'xeva@d.test']
  await s.engage({ sender: 'anna@example.com', contacts: [reply, other] })
  await s.goTo(monday + 10 * HOUR)
  const idTo = (contact: string) => server.arrivals.findLast((a) => a.to === contact)?.messageId ?? ''
  const answer = (from: string) => letter({ from, to: 'anna@example.com', answers: [idTo(from)] })
  await comesBack(s, id, [answer(reply), answer(other)])
  await s.goTo(monday + 11 * HOUR)
  const bodies = () =>
    s.engine.room.store
      .all<{ body: string }>("SELECT body FROM webhook_deliveries WHERE event = 'reply'")
      .map(({ body }) => JSON.parse(body).data.incoming.from)
  expect(bodies()).toEqual([reply, other])
  const { rows } = await s.client.contacts.list({ search: reply, limit: 10 })
  const { public_id } = rows.find(({ address }) => address === reply) ?? { public_id: '' }
  await s.client.contacts.erase({ public_id, erase: 'everything' })
  expect(bodies()).toEqual([other])
})

it('a test is posted at once and not again; a secret is nowhere but in the keychain', async () => {
  const hook = await s.client.webhooks.create({ name: 'One', url })
  answers = [500]
  const bad = await s.client.webhooks.test({ public_id: hook.public_id })
  expect(bad).toMatchObject({ event: 'test', state: 'given_up', code: 500, tries: 1 })
  const good = await s.client.webhooks.test({ public_id: hook.public_id })
  expect(good).toMatchObject({ state: 'delivered', code: 204 })
  await s.goTo(monday + 2 * HOUR)
  expect(got.length).toBe(2)
  const { room } = s.engine
  const kept = JSON.stringify([
    room.store.all('SELECT * FROM webhooks'),
    room.store.all('SELECT * FROM webhook_deliveries'),
  ])
  expect(kept).not.toContain(hook.secret)
  expect(s.logs.join()).not.toContain(hook.secret)
  expect(await room.ports.keychain.get(`webhook/${hook.public_id}`)).toBe(hook.secret)
  await s.client.webhooks.remove({ public_id: hook.public_id })
  expect(await room.ports.keychain.get(`webhook/${hook.public_id}`)).toBe(null)
  expect(room.store.all('SELECT * FROM webhook_deliveries')).toEqual([])
})

it('refuses addresses that it could not keep to, and colleagues see none of it', async () => {
  const refused = (address: string, words: string) =>
    expect(s.client.webhooks.create({ name: 'x', url: address })).rejects.toMatchObject({
      code: 'bad_request',
      message: expect.stringContaining(words),
    })
  await refused('http://example.com/', 'Without https')
  await refused('ftp://example.com/', 'Only https')
  await refused('https://anna:pw@example.com/', 'user and password')
  await refused('nothing', 'no web address')
  await refused('http://127.0.0.1.evil.example/', 'Without https')
  const hook = await s.client.webhooks.create({ name: 'One', url })
  await s.client.seats.add({ name: 'Bob', address: 'bob@example.com' })
  const bob = s.engine.client(asker(2, 'member', 'read', 'write', 'accounts'))
  expect(await bob.webhooks.list()).toEqual([])
  const none = { code: 'not_found' }
  await expect(bob.webhooks.deliveries({ public_id: hook.public_id })).rejects.toMatchObject(none)
  await expect(bob.webhooks.test({ public_id: hook.public_id })).rejects.toMatchObject(none)
  await expect(bob.webhooks.remove({ public_id: hook.public_id })).rejects.toMatchObject(none)
  const { public_id } = await s.client.webhooks.test({ public_id: hook.public_id })
  await expect(bob.webhooks.redeliver({ public_id })).rejects.toMatchObject(none)
  const stale = { public_id: hook.public_id, version: 7, paused: true }
  await expect(s.client.webhooks.update(stale)).rejects.toMatchObject({ code: 'stale_version' })
})

it('only an admin lets a webhook into a private network, and who may only read sees no token in an address', async () => {
  await s.client.seats.add({ name: 'Bob', address: 'bob@example.com' })
  const bob = s.engine.client(asker(2, 'member', 'read', 'write', 'accounts'))
  const inside = 'https://10.0.0.1/hook?token=hidden'
  const forbidden = { code: 'forbidden' }
  await expect(bob.webhooks.create({ name: 'In', url: inside, allow_private: true })).rejects.toMatchObject(forbidden)
  const { public_id } = await bob.webhooks.create({ name: 'In', url: inside })
  await expect(bob.webhooks.update({ public_id, version: 1, allow_private: true })).rejects.toMatchObject(forbidden)
  // as an admin had let it through: that address, and no other
  s.engine.room.store.write((tx) => tx.run('UPDATE webhooks SET allow_private = 1 WHERE public_id = ?', public_id))
  expect(await bob.webhooks.update({ public_id, version: 1, paused: true })).toMatchObject({ allow_private: true })
  const other = { public_id, version: 2, url: 'https://10.0.0.2/' }
  await expect(bob.webhooks.update(other)).rejects.toMatchObject(forbidden)
  expect(await bob.webhooks.update({ ...other, allow_private: false })).toMatchObject({ allow_private: false })
  await bob.webhooks.update({ public_id, version: 3, url: inside })
  const reads = s.engine.client(asker(2, 'member', 'read'))
  expect((await reads.webhooks.list()).map(({ url }) => url)).toEqual(['https://10.0.0.1/…'])
  expect((await bob.webhooks.list()).map(({ url }) => url)).toEqual([inside])
})

it('stopping waits for no receiver that hangs, and what was not taken is due still', async () => {
  const w = await world(monday, { loops: false })
  const { room } = w.engine
  const client = w.engine.client(asker(1, 'admin', 'read', 'write', 'accounts'))
  await client.webhooks.create({ name: 'Hangs', url })
  room.store.write((tx) => note(tx, monday, 'account_back', 'It is back.', { account: 'a1' }))
  const told = room.store.all('SELECT 1 FROM webhook_deliveries')
  expect(told).toHaveLength(1)
  answers = [null]
  const ports = { ...room.ports, poster: createPoster({ timeout: 3_600_000 }) }
  const loop = startWebhooks({ store: room.store, ports, changes: room.changes })
  await expect.poll(() => got.length).toBe(1)
  await loop.stop()
  expect(room.store.all('SELECT state, tries, trouble FROM webhook_deliveries')).toEqual([
    { state: 'waiting', tries: 0, trouble: null },
  ])
  await w.stop()
})
