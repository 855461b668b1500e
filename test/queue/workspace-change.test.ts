/** What changes under a workspace while hosts have its mail: its queue, its hosts, what people pause, copies of it. */
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { systemClock } from '../../src/main/host/clock.ts'
import type { Clock } from '../../src/main/ports.ts'
import { openQueue, type Queue } from '../../src/main/queue/database.ts'
import { becomeAnother } from '../../src/main/store/own-computer.ts'
import { type LedgerServer, startLedgerServer } from '../rig/ledger.ts'
import { type Postgres, startPostgres } from '../servers/postgres.ts'
import { waitFor } from '../servers/wait.ts'
import { scratch } from '../work/world.ts'
import { type Computer, computer } from './computer.ts'

let postgres: Postgres
let ledger: LedgerServer
let queue: Queue
let other: Queue
let otherUrl: string

beforeAll(async () => {
  postgres = await startPostgres()
  ledger = await startLedgerServer({ durable: false })
  queue = await openQueue({ url: postgres.url, name: 'test', keeper: false, onError() {} })
  await queue.sql('CREATE DATABASE other')
  otherUrl = postgres.url.replace(/\/[^/]*$/, '/other')
  other = await openQueue({ url: otherUrl, name: 'test', keeper: false, onError() {} })
})
afterAll(async () => {
  await other?.close()
  await queue?.close()
  await ledger?.stop()
  await postgres?.stop()
})

const stateOf = (c: Computer, to: string) => c.ledger().get(to)?.state
const jobs = (account: string) =>
  queue.sql<{ id: string; state: string }>(
    'SELECT id::text, state::text FROM cadenza_jobs.job WHERE singleton_key = $1 ORDER BY created_on',
    [account],
  )
const awayOf = async (c: Computer) => (await c.client.sender_hosts.get()).accounts[0]?.away

/** An account that hosts send for, and emails of it in the queue: no host runs. */
async function waiting(name: string, to: string[]) {
  const c = await computer(postgres.url)
  const account = await c.account(`${name}@sender.test`, ledger.port)
  const host = await c.host('north', [account])
  await c.client.sender_hosts.turn_on({ public_id: account })
  ledger.mark()
  if (to.length === 0) return { c, account, host }
  await c.due(account, to)
  await waitFor('the queue to have them', async () => (await jobs(account)).length === to.length)
  return { c, account, host }
}

it('tells another queue of the accounts, with what left of them before', async () => {
  const { c, account, host } = await waiting('moved', ['first@there.test'])
  const running = await host.start()
  await waitFor('it to be sent', async () => stateOf(c, 'first@there.test') === 'sent')
  await running.stop()
  await c.client.sender_hosts.set_queue({ address: otherUrl })
  await waitFor('the other to know it', async () => (await other.sql('SELECT FROM cadenza.accounts')).length === 1)
  expect(await other.sql('SELECT account FROM cadenza.departures')).toEqual([{ account }])
  await c.stop()
})

it('counts in the queue what left before the database was put back', async () => {
  const { c, account, host } = await waiting('restored', ['restored@there.test'])
  const running = await host.start()
  await waitFor('it to be sent', async () => stateOf(c, 'restored@there.test') === 'sent')
  await running.stop()
  await queue.sql('DELETE FROM cadenza.accounts WHERE account = $1', [account])
  await queue.sql('CREATE TABLE cadenza.fence2 (LIKE cadenza.fence INCLUDING ALL)')
  await queue.sql('DROP TABLE cadenza.fence')
  await queue.sql('ALTER TABLE cadenza.fence2 RENAME TO fence')
  c.engine.room.changes.tell('sends')
  await waitFor('it to be counted', async () => {
    const rows = await queue.sql('SELECT FROM cadenza.departures WHERE account = $1', [account])
    return rows.length === 1
  })
  await c.stop()
})

it('takes nothing up for a queue that is just being opened', async () => {
  const { c, account } = await waiting('opening', [])
  await waitFor('the queue to be told of it', async () =>
    Boolean(c.engine.room.store.get('SELECT 1 FROM queued_accounts WHERE told IS NOT NULL')),
  )
  const { store, changes } = c.engine.room
  store.write((tx) => tx.run('UPDATE workspace SET paused = 1'))
  await c.due(account, ['opening@there.test'])
  await c.client.sender_hosts.set_queue({ address: postgres.url })
  store.write((tx) => tx.run('UPDATE workspace SET paused = 0'))
  changes.tell('workspace', 'sends')
  await waitFor('it to be away', async () => (await awayOf(c)) === 1)
  expect(store.get('SELECT line FROM handed_in')).not.toEqual({ line: '' })
  await c.stop()
})

it('calls back what its sequence or its contact was paused for', async () => {
  const { c } = await waiting('paused', ['paused@there.test'])
  const [sequence] = await c.client.sequences.list({})
  await c.client.sequences.pause({ public_id: sequence?.public_id as string })
  await waitFor('it to stand still', async () => stateOf(c, 'paused@there.test') === 'planned')
  await c.stop()
})

it('keeps what the queue counted where an account is turned on again before all of it was back', async () => {
  const { c, account } = await waiting('again', ['again@there.test'])
  await queue.sql('INSERT INTO cadenza.departures (attempt, account, at) VALUES (gen_random_uuid(), $1, 1)', [account])
  await queue.sql(
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
  expect(await queue.sql('SELECT at FROM cadenza.departures WHERE account = $1', [account])).toEqual([{ at: 1 }])
  await c.stop()
})

it('brings back what was taken up although its last host is gone', async () => {
  const { c, account } = await waiting('hostless', ['hostless@there.test'])
  await waitFor('it to be away', async () => (await awayOf(c)) === 1)
  c.engine.room.store.write((tx) => tx.run('UPDATE handed_in SET at = NULL'))
  await queue.sql('DELETE FROM cadenza_jobs.job WHERE singleton_key = $1', [account])
  await queue.sql('DELETE FROM cadenza.parcels')
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
  const { c, account } = await waiting('cloned', ['cloned@there.test'])
  const { store, changes } = c.engine.room
  store.write((tx) => becomeAnother(tx, 'another0000000000000', Date.now()))
  changes.tell('workspace', 'accounts', 'sends')
  await waitFor('a round without a queue', async () => (await c.client.sender_hosts.get()).queue === null)
  expect(stateOf(c, 'cloned@there.test')).toBe('planned')
  await c.stop()
  expect((await jobs(account)).map(({ state }) => state)).toEqual(['created'])
})

it('hands nothing in to a queue whose clock is minutes off, and says so', async () => {
  const off = 12 * 60_000
  const now = () => systemClock.now() + off
  const until: Clock['until'] = (at, signal) => systemClock.until(at - off, signal)
  const c = await computer(postgres.url, { clock: { ...systemClock, now, until } })
  const account = await c.account('fast@sender.test', ledger.port)
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
  const account = await c.account('lost@sender.test', ledger.port)
  await c.host('north', [account])
  await c.client.sender_hosts.turn_on({ public_id: account })
  await c.due(account, ['lost@there.test'])
  const { store, changes } = c.engine.room
  await waitFor('it to be away', async () => store.get('SELECT 1 FROM handed_in WHERE at IS NOT NULL') !== undefined)
  await expect(c.client.sender_hosts.set_queue({ address: postgres.url })).rejects.toThrow(/Emails are with/)
  await lost.stop()
  changes.tell('sends')
  await waitFor('its trouble', async () => (await c.client.workspace.status()).hosts_trouble !== null)
  await c.client.sender_hosts.set_queue({ address: postgres.url })
  await waitFor('the other queue', async () => (await c.client.workspace.status()).hosts_trouble === null)
  expect(stateOf(c, 'lost@there.test')).toBe('sending')
  store.write((tx) => tx.run('UPDATE handed_in SET leave_by = 1'))
  changes.tell('sends')
  await waitFor('it to be unsure', async () => stateOf(c, 'lost@there.test') === 'unsure')
  await c.stop()
})

it('asks a person once about a copy that is older, not again after they have let it send', async () => {
  const c = await computer(postgres.url)
  const account = await c.account('old@sender.test', ledger.port)
  const host = await c.host('north', [account])
  await c.client.sender_hosts.turn_on({ public_id: account })
  const { keychain } = c.engine.room.ports
  await c.engine.stop()
  const folder = mkdtempSync(join(scratch, 'cadenza-'))
  copyFileSync(join(c.folder, 'cadenza.sqlite'), join(folder, 'cadenza.sqlite'))
  const running = await host.start()
  const newer = await computer(null, { folder: c.folder, keychain })
  ledger.mark()
  await newer.due(account, ['once@there.test'])
  await waitFor('it to be sent', async () => stateOf(newer, 'once@there.test') === 'sent')
  await newer.engine.stop()
  const again = await computer(null, { folder, keychain })
  const { store } = again.engine.room
  await waitFor('safe mode', async () => (await again.client.workspace.status()).held_by === 'safe')
  await again.client.safety.lift({ other: 'gone', without_comparison: true })
  // as if this copy had never compared itself with the fence
  store.write((tx) => tx.run('UPDATE queue SET known_until = 0, version = version + 1'))
  again.engine.room.changes.tell('workspace')
  await waitFor('a round', async () => (store.get<{ n: number }>('SELECT known_until AS n FROM queue')?.n ?? 0) > 0)
  expect((await again.client.workspace.status()).held_by).toBeNull()
  await again.stop()
  await running.stop()
  for (const each of [folder, c.folder]) rmSync(each, { recursive: true, force: true })
})
