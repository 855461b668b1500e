/** Sender hosts on a real PostgreSQL, against a ledger server of its own process: each email once, whoever sends. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { takeBack } from '../../src/main/queue/hand-in.ts'
import { lineOf, nowOf } from '../../src/main/queue/send-side.ts'
import { type LedgerServer, startLedgerServer } from '../rig/ledger.ts'
import { type Postgres, startPostgres } from '../servers/postgres.ts'
import { waitFor } from '../servers/wait.ts'
import { type Desk, desk } from './desk.ts'

let postgres: Postgres
let ledger: LedgerServer
let d: Desk

beforeAll(async () => {
  postgres = await startPostgres()
  ledger = await startLedgerServer({ durable: false })
  d = await desk(postgres.url, ledger.port)
})
afterAll(async () => {
  await d?.stop()
  await ledger?.stop()
  await postgres?.stop()
})

const arrived = () => ledger.events().filter(({ event }) => event === 'taken')
const left = async () =>
  (await d.queue.sql<{ n: number }>('SELECT count(*)::int AS n FROM cadenza.parcels'))[0]?.n ?? -1

async function reported(n: number) {
  const all: Awaited<ReturnType<Desk['reports']>> = []
  await waitFor(`${n} reports`, async () => {
    all.push(...(await d.reports()))
    return all.length >= n
  })
  return all
}

it('sends each email once through three hosts, one of an account at a time, and forgets its text', async () => {
  const accounts = Array.from({ length: 8 }, (_, i) => `many${i}`)
  for (const account of accounts) await d.account(account, [{ unit: 'hour', min: 1000, max: 1000 }])
  const tries: string[] = []
  for (let i = 0; i < 96; i++) tries.push(await d.email(accounts[i % accounts.length] as string, `p${i}@there.test`))
  expect(await left()).toBe(96)
  ledger.mark()
  const hosts = await Promise.all(['one', 'two', 'three'].map((name) => d.sender(name, { atOnce: 1 })))
  const reports = await reported(96)
  expect(reports.map(({ attempt }) => attempt).sort()).toEqual([...tries].sort())
  expect(new Set(reports.map(({ outcome }) => outcome.kind))).toEqual(new Set(['accepted']))
  expect(new Set(reports.map(({ host }) => host)).size).toBeGreaterThan(1)
  const taken = arrived()
  expect(taken.map(({ to }) => to?.[0]).sort()).toEqual(tries.map((_, i) => `p${i}@there.test`).sort())
  // between its MAIL and what came of it, no other email of the same account
  const open = new Map<string, number>()
  for (const event of ledger.events()) {
    if (event.event === 'mail') {
      expect(open.get(event.from ?? '') ?? 0).toBe(0)
      open.set(event.from ?? '', 1)
    } else if (event.event === 'taken') open.set(event.from ?? '', 0)
  }
  expect(await left()).toBe(0)
  await Promise.all(hosts.map((host) => host.stop()))
})

it('holds a limit across hosts, by the clock of the database', async () => {
  await d.account('slow', [{ unit: 'second', min: 2, max: 2 }])
  for (let i = 0; i < 9; i++) await d.email('slow', `s${i}@there.test`)
  const hosts = await Promise.all(['one', 'two', 'three'].map((name) => d.sender(name)))
  expect((await reported(9)).map(({ outcome }) => outcome.kind)).toEqual(Array(9).fill('accepted'))
  const times = await d.queue.sql<{ at: number }>(
    `SELECT at FROM cadenza.departures WHERE account = 'slow' ORDER BY at`,
  )
  for (let i = 2; i < times.length; i++)
    expect((times[i]?.at ?? 0) - (times[i - 2]?.at ?? 0)).toBeGreaterThanOrEqual(1000)
  await Promise.all(hosts.map((host) => host.stop()))
})

it('forgets departures that no limit can count any more', async () => {
  await d.account('old', [{ unit: 'week', min: 10, max: 10 }])
  const day = 86_400_000
  const now = await nowOf(d.queue.sql)
  for (const days of [30, 9, 7, 1])
    await d.queue.sql(`INSERT INTO cadenza.departures (attempt, account, at) VALUES (gen_random_uuid(), 'old', $1)`, [
      now - days * day,
    ])
  await d.begun('old', 'send-old', crypto.randomUUID())
  const kept = await d.queue.sql<{ at: number }>(`SELECT at FROM cadenza.departures WHERE account = 'old' ORDER BY at`)
  expect(kept.map(({ at }) => Math.abs(Math.round((now - at) / day)))).toEqual([7, 1, 0])
})

it('lets what a full limit put off leave as soon as the limit is raised', async () => {
  await d.account('raised', [{ unit: 'hour', min: 1, max: 1 }])
  for (const to of ['first', 'second']) await d.email('raised', `${to}@raised.test`)
  const host = await d.sender('one')
  await waitFor('the second to be put off', async () => host.counts().putBack > 0)
  await d.account('raised', [{ unit: 'hour', min: 1000, max: 1000 }])
  expect((await reported(2)).map(({ outcome }) => outcome.kind)).toEqual(['accepted', 'accepted'])
  await host.stop()
})

it('leaves what began in other hands to a person, and sends nothing of it', async () => {
  await d.account('fenced', [])
  const known = { send: 'send-known', attempt: crypto.randomUUID() }
  const begun = { send: 'send-begun', attempt: crypto.randomUUID() }
  const other = { send: 'send-other', attempt: crypto.randomUUID() }
  for (const { send, attempt } of [known, begun, other]) await d.begun('fenced', send, attempt)
  ledger.mark()
  await d.email('fenced', 'known@there.test', { send: known.send, after: known.attempt })
  await d.email('fenced', 'begun@there.test', { ...begun })
  await d.email('fenced', 'other@there.test', { send: other.send })
  const host = await d.sender('one')
  const bySend = new Map((await reported(3)).map(({ send, outcome }) => [send, outcome]))
  expect(bySend.get(known.send)).toMatchObject({ kind: 'accepted' })
  expect(bySend.get(begun.send)).toMatchObject({
    kind: 'broken',
    dataStarted: true,
    error: expect.stringContaining('lost'),
  })
  expect(bySend.get(other.send)).toMatchObject({
    kind: 'broken',
    dataStarted: true,
    error: expect.stringContaining('copy'),
  })
  expect(arrived().map(({ to }) => to?.[0])).toEqual(['known@there.test'])
  await host.stop()
})

it('takes back what no host has, lets nothing leave late, and sends nothing that somebody else has written', async () => {
  await d.account('careful', [])
  const now = await nowOf(d.queue.sql)
  const called = await d.email('careful', 'called@there.test', { send: 'called' })
  const asked = { attempt: called, send: 'called', after: null, line: await lineOf(d.queue) }
  expect(await takeBack(d.queue, [asked])).toEqual(['back'])
  expect(await takeBack(d.queue, [asked])).toEqual(['back'])
  await d.email('careful', 'late@there.test', { leaveBy: now - 1 })
  const forged = await d.email('careful', 'forged@there.test')
  await d.queue.sql('UPDATE cadenza.parcels SET sealed = $2 WHERE attempt = $1', [
    forged,
    Buffer.from('something else'),
  ])
  ledger.mark()
  const host = await d.sender('one')
  const [late] = await reported(1)
  expect(late?.outcome).toMatchObject({ kind: 'not_sent', reason: 'window_closed' })
  await waitFor('the forged one to be put back', async () => host.counts().putBack > 0)
  expect(arrived()).toEqual([])
  await host.stop()
})

it('sends nothing that was handed in before the database was put back: nobody knows whether it left', async () => {
  await d.account('course', [])
  await d.email('course', 'before@there.test')
  // what a standby that takes over, or a backup that is read in, looks like
  await d.queue.sql('CREATE TABLE cadenza.fence2 (LIKE cadenza.fence INCLUDING ALL)')
  await d.queue.sql('DROP TABLE cadenza.fence')
  await d.queue.sql('ALTER TABLE cadenza.fence2 RENAME TO fence')
  ledger.mark()
  const host = await d.sender('one')
  const [report] = await reported(1)
  expect(report?.outcome).toMatchObject({
    kind: 'broken',
    dataStarted: true,
    error: expect.stringContaining('put back'),
  })
  expect(arrived()).toEqual([])
  await host.stop()
})
