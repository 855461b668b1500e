import { afterAll, beforeAll, expect, it } from 'vitest'
import { systemClock } from '../../src/main/host/clock.ts'
import type { Clock } from '../../src/main/ports.ts'
import type { Queue } from '../../src/main/queue/database.ts'
import { becomeAnother } from '../../src/main/store/own-computer.ts'
import { startPostgres } from '../servers/postgres.ts'
import { waitFor } from '../servers/wait.ts'
import { type Computer, computer } from './computer.ts'
import { jobs, lookInto, olderCopy, servers, stateOf, waiting } from './waiting.ts'

const s = servers()
let other: Queue
let otherUrl: string

beforeAll(async () => {
  await s.queue.sql('CREATE DATABASE other')
  otherUrl = s.postgres.url.replace(/\/[^/]*$/, '/other')
  other = await lookInto(otherUrl)
})
afterAll(() => other?.close())

const awayOf = async (c: Computer) => (await c.client.sender_hosts.get()).accounts[0]?.away

it('tells another queue of the accounts, with what left of them before', async () => {
  const { c, account, host } = await waiting(s, 'moved', ['first@there.test'])
  const running = await host.start()
  await waitFor('it to be sent', async () => stateOf(c, 'first@there.test') === 'sent')
  await running.stop()
  await c.client.sender_hosts.set_queue({ address: otherUrl })
  await waitFor('the other to know it', async () => (await other.sql('SELECT FROM cadenza.accounts')).length === 1)
  expect(await other.sql('SELECT account FROM cadenza.departures')).toEqual([{ account }])
  await c.stop()
})

it('counts in the queue what left before the database was put back', async () => {
  const { c, account, host } = await waiting(s, 'restored', ['restored@there.test'])
  const running = await host.start()
  await waitFor('it to be sent', async () => stateOf(c, 'restored@there.test') === 'sent')
  await running.stop()
  await s.queue.sql('DELETE FROM cadenza.accounts WHERE account = $1', [account])
  await s.queue.sql('CREATE TABLE cadenza.fence2 (LIKE cadenza.fence INCLUDING ALL)')
  await s.queue.sql('DROP TABLE cadenza.fence')
  await s.queue.sql('ALTER TABLE cadenza.fence2 RENAME TO fence')
  c.engine.room.changes.tell('sends')
  await waitFor('it to be counted', async () => {
    const rows = await s.queue.sql('SELECT FROM cadenza.departures WHERE account = $1', [account])
    return rows.length === 1
  })
  await c.stop()
})

it('takes nothing up for a queue that is just being opened', async () => {
  const { c, account } = await waiting(s, 'opening', [])
  await waitFor('the queue to be told of it', async () =>
    Boolean(c.engine.room.store.get('SELECT 1 FROM queued_accounts WHERE told IS NOT NULL')),
  )
  const { store, changes } = c.engine.room
  store.write((tx) => tx.run('UPDATE workspace SET paused = 1'))
  await c.due(account, ['opening@there.test'])
  await c.client.sender_hosts.set_queue({ address: s.postgres.url })
  store.write((tx) => tx.run('UPDATE workspace SET paused = 0'))
  changes.tell('workspace', 'sends')
  await waitFor('it to be away', async () => (await awayOf(c)) === 1)
  expect(store.get('SELECT line FROM handed_in')).not.toEqual({ line: '' })
  await c.stop()
})

it('calls back what its sequence or its contact was paused for', async () => {
  const { c } = await waiting(s, 'paused', ['paused@there.test'])
  const [sequence] = await c.client.sequences.list({})
  await c.client.sequences.pause({ public_id: sequence?.public_id as string })
  await waitFor('it to stand still', async () => stateOf(c, 'paused@there.test') === 'planned')
  await c.stop()
})

it('keeps what the queue counted where an account is turned on again before all of it was back', async () => {
  const { c, account } = await waiting(s, 'again', ['again@there.test'])
  await s.queue.sql('INSERT INTO cadenza.departures (attempt, account, at) VALUES (gen_random_uuid(), $1, 1)', [
    account,
  ])
  await s.queue.sql(
    `UPDATE cadenza_jobs.job SET state = 'active', heartbeat_on = now() + interval '1 hour' WHERE singleton_key = $1`,
    [account],
  )
  await c.client.sender_hosts.turn_off({ public_id: account })
  await c.client.sender_hosts.turn_on({ public_id: account })
  c.engine.room.changes.tell('accounts')
  await waitFor(
    'another round',
    async () => c.engine.room.store.get('SELECT 1 FROM queued_accounts WHERE told IS NOT NULL') !== undefined,
  )
  expect(await s.queue.sql('SELECT at FROM cadenza.departures WHERE account = $1', [account])).toEqual([{ at: 1 }])
  await c.stop()
})

it('brings back what was taken up although its last host is gone', async () => {
  const { c, account } = await waiting(s, 'hostless', ['hostless@there.test'])
  await waitFor('it to be away', async () => (await awayOf(c)) === 1)
  c.engine.room.store.write((tx) => tx.run('UPDATE handed_in SET at = NULL'))
  await s.queue.sql('DELETE FROM cadenza_jobs.job WHERE singleton_key = $1', [account])
  await s.queue.sql('DELETE FROM cadenza.parcels')
  c.engine.room.store.write((tx) => {
    tx.run('UPDATE queued_accounts SET ending = 1')
    tx.run('DELETE FROM sender_grants')
    tx.run('DELETE FROM sender_hosts')
  })
  c.engine.room.changes.tell('accounts')
  await waitFor('it to be back', async () => stateOf(c, 'hostless@there.test') === 'planned')
  await c.stop()
})

it('leaves to the other copy what hosts have of it, where this one becomes a computer of its own', async () => {
  const { c, account } = await waiting(s, 'cloned', ['cloned@there.test'])
  const { store, changes } = c.engine.room
  store.write((tx) => becomeAnother(tx, 'another0000000000000', Date.now()))
  changes.tell('workspace', 'accounts', 'sends')
  await waitFor('a round without a queue', async () => (await c.client.sender_hosts.get()).queue === null)
  expect(stateOf(c, 'cloned@there.test')).toBe('planned')
  await c.stop()
  expect((await jobs(s, account)).map(({ state }) => state)).toEqual(['created'])
})

it('hands nothing in to a queue whose clock is minutes off, and says so', async () => {
  const off = 12 * 60_000
  const now = () => systemClock.now() + off
  const until: Clock['until'] = (at, signal) => systemClock.until(at - off, signal)
  const c = await computer(s.postgres.url, { clock: { ...systemClock, now, until } })
  const account = await c.account('fast@sender.test', s.ledger.port)
  await c.host('north', [account])
  await c.client.sender_hosts.turn_on({ public_id: account })
  await waitFor('its trouble', async () =>
    /12 minutes apart/.test((await c.client.workspace.status()).hosts_trouble ?? ''),
  )
  await c.stop()
})

it('leaves to a person what a queue had that is lost for good, once another one is set', async () => {
  const lost = await startPostgres()
  const c = await computer(lost.url)
  const account = await c.account('lost@sender.test', s.ledger.port)
  await c.host('north', [account])
  await c.client.sender_hosts.turn_on({ public_id: account })
  await c.due(account, ['lost@there.test'])
  const { store, changes } = c.engine.room
  await waitFor('it to be away', async () => store.get('SELECT 1 FROM handed_in WHERE at IS NOT NULL') !== undefined)
  await expect(c.client.sender_hosts.set_queue({ address: s.postgres.url })).rejects.toThrow(/Emails are with/)
  await lost.stop()
  changes.tell('sends')
  await waitFor('its trouble', async () => (await c.client.workspace.status()).hosts_trouble !== null)
  await c.client.sender_hosts.set_queue({ address: s.postgres.url })
  await waitFor('the other queue', async () => (await c.client.workspace.status()).hosts_trouble === null)
  expect(stateOf(c, 'lost@there.test')).toBe('sending')
  store.write((tx) => tx.run('UPDATE handed_in SET leave_by = 1'))
  changes.tell('sends')
  await waitFor('it to be unsure', async () => stateOf(c, 'lost@there.test') === 'unsure')
  await c.stop()
})

it('asks a person once about a copy that is older, not again after they have let it send', async () => {
  const { copy, end } = await olderCopy(s, 'once@there.test')
  const { store, changes } = copy.engine.room
  await copy.client.safety.lift({ other: 'gone', without_comparison: true })
  // as if this copy had never compared itself with the fence
  store.write((tx) => tx.run('UPDATE queue SET known_until = 0, version = version + 1'))
  changes.tell('workspace')
  await waitFor('a round', async () => (store.get<{ n: number }>('SELECT known_until AS n FROM queue')?.n ?? 0) > 0)
  expect((await copy.client.workspace.status()).held_by).toBeNull()
  await end()
})
