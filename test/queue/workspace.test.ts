/** A workspace and its sender hosts on a real PostgreSQL, against a ledger server: each email once, and the ledger knows all of it. */
import { expect, it } from 'vitest'
import { queuedAccountRows } from '../../src/main/store/queue.ts'
import { waitFor } from '../servers/wait.ts'
import { type Computer, computer } from './computer.ts'
import { arrived, servers } from './waiting.ts'

const s = servers()

const people = (name: string, n: number) => Array.from({ length: n }, (_, i) => `${name}${i}@there.test`).sort()
const states = (c: Computer, addresses: string[]) => addresses.map((to) => c.ledger().get(to)?.state)
const all = (state: string, n: number) => Array(n).fill(state)

it('hands in what is due, and writes down what hosts report', async () => {
  const c = await computer(s.postgres.url)
  const account = await c.account('one@sender.test', s.ledger.port)
  const host = await c.host('north', [account])
  const shown = await c.client.sender_hosts.turn_on({ public_id: account })
  expect(shown.accounts).toMatchObject([{ public_id: account, state: 'on', unfit: null }])
  const running = await host.start()
  s.ledger.mark()
  const to = people('first', 12)
  await c.due(account, to)
  await waitFor('all to be sent', async () => states(c, to).every((state) => state === 'sent'))
  expect(arrived(s).sort()).toEqual(to)
  expect([...c.ledger().values()].map(({ host: by, tries }) => [by, tries])).toEqual(to.map(() => ['north', 1]))
  expect((await c.client.sender_hosts.get()).hosts).toMatchObject([{ name: 'north', sent: 12 }])
  expect((await c.client.sends.list({})).rows.map(({ host, with_hosts }) => [host, with_hosts])).toEqual(
    to.map(() => ['north', false]),
  )
  expect(await s.queue.sql('SELECT 1 FROM cadenza.parcels UNION ALL SELECT 1 FROM cadenza.outcomes')).toEqual([])
  await running.stop()
  await c.stop()
})

it('brings back what no host has begun when an account is turned off, and sends it itself', async () => {
  const c = await computer(s.postgres.url)
  const account = await c.account('two@sender.test', s.ledger.port)
  await c.host('north', [account])
  await c.client.sender_hosts.turn_on({ public_id: account })
  s.ledger.mark()
  const to = people('second', 5)
  await c.due(account, to)
  await waitFor('them to be away', async () => (await c.client.sender_hosts.get()).accounts[0]?.away === 5)
  expect(states(c, to)).toEqual(all('sending', 5))
  await waitFor('each to say so', async () =>
    (await c.client.sends.list({})).rows.every(
      ({ with_hosts, why_short }) => with_hosts && /^With the sender hosts since \w{3} \d\d:\d\d$/.test(why_short),
    ),
  )
  expect(await c.client.accounts.list()).toMatchObject([{ sandbox: true, hosts: null }, { hosts: 'on' }])
  await c.client.sender_hosts.turn_off({ public_id: account })
  await waitFor('them to be back', async () => (await c.client.sender_hosts.get()).accounts[0]?.state === 'off')
  expect(states(c, to)).toEqual(all('planned', 5))
  expect(arrived(s).sort()).toEqual([])
  expect((await c.client.workspace.status()).hosts_trouble).toBeNull()
  c.engine.room.store.write((tx) =>
    tx.run(`UPDATE sends SET at = ?, retry_at = NULL, replan = 0 WHERE state = 'planned'`, Date.now()),
  )
  c.engine.room.changes.tell('sends')
  await waitFor('them to be sent from here', async () => states(c, to).every((state) => state === 'sent'))
  expect(arrived(s).sort()).toEqual(to)
  expect([...c.ledger().values()].map(({ host }) => host)).toEqual(to.map(() => null))
  await c.stop()
})

it('goes on under the same names after a stop at any moment, with a host that took its time', async () => {
  const c = await computer(s.postgres.url)
  const account = await c.account('three@sender.test', s.ledger.port)
  const host = await c.host('south', [account])
  await c.client.sender_hosts.turn_on({ public_id: account })
  s.ledger.mark()
  const to = people('third', 4)
  await c.due(account, to)
  await waitFor('them to be away', async () => (await c.client.sender_hosts.get()).accounts[0]?.away === 4)
  const { keychain } = c.engine.room.ports
  const folder = c.folder
  await c.engine.stop()
  const running = await host.start()
  await waitFor('them to be sent', async () => arrived(s).sort().length === 4)
  const again = await computer(null, { folder, keychain })
  await waitFor('the ledger to hear of it', async () => states(again, to).every((state) => state === 'sent'))
  expect([...again.ledger().values()].map(({ tries }) => tries)).toEqual(to.map(() => 1))
  expect(arrived(s).sort()).toEqual(to)
  await running.stop()
  await again.stop()
})

it('lets mail wait, and says why, while the queue is away', async () => {
  const c = await computer(s.postgres.url)
  const account = await c.account('four@sender.test', s.ledger.port)
  const host = await c.host('east', [account])
  await c.client.sender_hosts.turn_on({ public_id: account })
  const running = await host.start()
  await waitFor('the queue to be told of it', async () => queuedAccountRows(c.engine.room.store)[0]?.told !== null)
  s.ledger.mark()
  await s.postgres.kill()
  const to = people('fourth', 3)
  // whoever is due before that is known waits in the hands of this computer, and leaves all the same
  c.engine.room.changes.tell('accounts')
  await waitFor('its trouble to be known', async () => (await c.client.workspace.status()).hosts_trouble !== null)
  await c.due(account, to)
  await waitFor('the emails to say so', async () =>
    /queue of the sender hosts/.test(c.ledger().get(to[0] as string)?.reason ?? ''),
  )
  await s.postgres.start()
  // it is tried every few seconds, and so are the emails
  await waitFor('them to be sent', async () => states(c, to).every((state) => state === 'sent'), 60_000)
  expect(arrived(s).sort()).toEqual(to)
  await running.stop()
  await c.stop()
})
