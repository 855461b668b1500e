/** Who is served first where more is due than hosts have hands: no account waits for another one's backlog or full limit. */
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
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
beforeEach(() => ledger.mark())
afterAll(async () => {
  await d?.stop()
  await ledger?.stop()
  await postgres?.stop()
})

/** To whom, in the order in which the server took it. */
const arrived = () => ledger.events().flatMap(({ event, to }) => (event === 'taken' ? [to?.[0] ?? ''] : []))
const all = (n: number) => waitFor(`${n} to arrive`, async () => arrived().length >= n && arrived(), 40_000)

it('lets an account with one email not wait for another one’s backlog, even with two hands', async () => {
  await d.account('large', [])
  await d.account('small', [])
  for (let i = 0; i < 40; i++) await d.email('large', `large${i}@there.test`)
  await d.email('small', 'small@there.test')
  const host = await d.sender('one', { atOnce: 2 })
  const order = await all(41)
  expect(order.indexOf('small@there.test')).toBeLessThan(10)
  await host.stop()
})

it('takes what is more urgent first, within an account and among accounts', async () => {
  for (const account of ['first', 'second']) {
    await d.account(account, [])
    for (let i = 0; i < 3; i++) await d.email(account, `${account}${i}@there.test`)
  }
  await d.email('second', 'urgent@there.test', { priority: 10 })
  const host = await d.sender('one', { atOnce: 1 })
  const order = await all(7)
  expect(order[0]).toBe('urgent@there.test')
  expect(order.slice(1).filter((to) => to.startsWith('first'))).toEqual([0, 1, 2].map((i) => `first${i}@there.test`))
  await host.stop()
})

it('puts off what a full limit holds back with one look, and keeps nobody else from sending', async () => {
  await d.account('full', [{ unit: 'hour', min: 2, max: 2 }])
  await d.account('free', [])
  for (let i = 0; i < 30; i++) await d.email('full', `full${i}@there.test`)
  for (let i = 0; i < 5; i++) await d.email('free', `free${i}@there.test`)
  const host = await d.sender('one', { atOnce: 1 })
  const order = await all(7)
  expect(order.filter((to) => to.startsWith('full')).sort()).toEqual(['full0@there.test', 'full1@there.test'])
  expect(host.counts().putBack).toBe(1)
  const waits = await d.queue.sql<{ minutes: number }>(
    `SELECT round(extract(epoch FROM start_after - now()) / 60)::int AS minutes FROM cadenza_jobs.job
     WHERE singleton_key = 'full' AND state < 'active' ORDER BY start_after`,
  )
  expect(waits).toHaveLength(28)
  expect(waits.every(({ minutes }) => minutes >= 59 && minutes <= 60)).toBe(true)
  // a host that starts now finds nothing to open
  const other = await d.sender('two', { atOnce: 4 })
  await waitFor('it to have looked', async () => other.counts().heardAt > Date.now() - 500)
  expect(other.counts()).toMatchObject({ putBack: 0, underWay: 0 })
  await host.stop()
  await other.stop()
})

it('sends what was put off when its limit admits it, each after the other', async () => {
  await d.account('slow', [{ unit: 'minute', min: 3, max: 3 }])
  const begun = Date.now()
  for (let i = 0; i < 4; i++) await d.email('slow', `slow${i}@there.test`)
  // the window of the first three is a minute ago already
  const host = await d.sender('one', { atOnce: 1 })
  await all(3)
  await d.queue.sql(`UPDATE cadenza.departures SET at = at - 57000 WHERE account = 'slow'`)
  await waitFor('the fourth to be put off', async () => host.counts().putBack > 0 || arrived().length === 4)
  await d.queue.sql(
    `UPDATE cadenza_jobs.job SET start_after = start_after - interval '57 s' WHERE singleton_key = 'slow'`,
  )
  expect(await all(4)).toEqual([0, 1, 2, 3].map((i) => `slow${i}@there.test`))
  expect(Date.now() - begun).toBeGreaterThan(2500)
  await host.stop()
})
