/** What a workspace believes of its queue, and what not: older copies, forged and late words, hosts that never answer. */
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { readDeviceKeys } from '../../src/main/file/device-keys.ts'
import { openQueue, type Queue } from '../../src/main/queue/database.ts'
import { sealReport } from '../../src/main/queue/parcel.ts'
import { workspaceRow } from '../../src/main/store/workspace.ts'
import { type LedgerServer, startLedgerServer } from '../rig/ledger.ts'
import { type Postgres, startPostgres } from '../servers/postgres.ts'
import { waitFor } from '../servers/wait.ts'
import { scratch } from '../work/world.ts'
import { type Computer, computer } from './computer.ts'

let postgres: Postgres
let ledger: LedgerServer
let queue: Queue

beforeAll(async () => {
  postgres = await startPostgres()
  ledger = await startLedgerServer({ durable: false })
  queue = await openQueue({ url: postgres.url, name: 'test', keeper: false, onError() {} })
})
afterAll(async () => {
  await queue?.close()
  await ledger?.stop()
  await postgres?.stop()
})

const arrived = () =>
  ledger
    .events()
    .filter(({ event }) => event === 'taken')
    .map(({ to }) => to?.[0])
const jobs = (account: string) =>
  queue.sql<{ id: string; state: string }>(
    'SELECT id::text, state::text FROM cadenza_jobs.job WHERE singleton_key = $1 ORDER BY created_on',
    [account],
  )

/** An account whose emails wait in the queue, because no host runs. */
async function waiting(name: string, to: string[]) {
  const c = await computer(postgres.url)
  const account = await c.account(`${name}@sender.test`, ledger.port)
  const host = await c.host('north', [account])
  await c.client.sender_hosts.turn_on({ public_id: account })
  ledger.mark()
  await c.due(account, to)
  await waitFor('the queue to have them', async () => (await jobs(account)).length === to.length)
  return { c, account, host }
}
const stateOf = (c: Computer, to: string) => c.ledger().get(to)?.state

it('opens a copy that is older than what was handed in in safe mode, and sends nothing from it', async () => {
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
  await newer.due(account, ['a@there.test'])
  await waitFor('it to be sent', async () => stateOf(newer, 'a@there.test') === 'sent')
  await newer.engine.stop()
  const again = await computer(null, { folder, keychain })
  await waitFor('safe mode', async () => (await again.client.workspace.status()).held_by === 'safe')
  await again.stop()
  await running.stop()
  for (const each of [folder, c.folder]) rmSync(each, { recursive: true, force: true })
  expect(arrived()).toEqual(['a@there.test'])
})

it('believes no report that no host of its own wrote', async () => {
  const { c, account, host } = await waiting('forged', ['forged@there.test'])
  const { store, ports } = c.engine.room
  const { device } = workspaceRow(store)
  const keys = await readDeviceKeys(ports.keychain, device)
  const [job] = await jobs(account)
  const outcome = { kind: 'accepted' as const, reply: { code: 250, enhanced: null, text: 'OK' }, serverMessageId: null }
  const report = { attempt: job?.id as string, send: 'x', at: Date.now(), outcome }
  const forged = await sealReport(report, keys?.sealingKey as string, Buffer.alloc(32, 1).toString('base64url'))
  await queue.sql('INSERT INTO cadenza.outcomes (attempt, host, workspace, at, sealed) VALUES ($1, $2, $3, 0, $4)', [
    ...[report.attempt, 'nobody', device, Buffer.from(forged)],
  ])
  await waitFor(
    'it to be thrown away',
    async () => (await queue.sql('SELECT 1 AS one FROM cadenza.outcomes')).length === 0,
  )
  expect(stateOf(c, 'forged@there.test')).toBe('sending')
  const running = await host.start()
  await waitFor('the real one', async () => stateOf(c, 'forged@there.test') === 'sent')
  expect(arrived()).toEqual(['forged@there.test'])
  await running.stop()
  await c.stop()
})

it('calls back what is withdrawn, paused or suppressed before a host began with it', async () => {
  const to = ['gone@there.test', 'stays@there.test']
  const { c, account } = await waiting('back', to)
  await c.client.suppressions.add({ value: 'gone@there.test' })
  await waitFor('it to be withdrawn', async () => stateOf(c, 'gone@there.test') === 'withdrawn')
  expect(stateOf(c, 'stays@there.test')).toBe('sending')
  // what is in the queue would leave all the same
  c.engine.room.removal = { look: async () => ({ secrets: 0, left: [] }), begin: () => expect.unreachable() }
  const { workspace } = await c.client.removal.look()
  await expect(c.client.removal.begin({ workspace })).rejects.toMatchObject({
    code: 'state',
    message: expect.stringContaining('sender hosts'),
  })
  await c.client.accounts.pause({ public_id: account })
  await waitFor('the other to be planned again', async () => stateOf(c, 'stays@there.test') === 'planned')
  expect((await jobs(account)).map(({ state }) => state)).toEqual(['cancelled', 'cancelled'])
  expect(arrived()).toEqual([])
  await c.stop()
})

it('plans again what no host took in time, and leaves to a person what began and was never told of', async () => {
  const to = ['late@there.test', 'begun@there.test']
  const { c, account } = await waiting('late', to)
  const { store, changes } = c.engine.room
  const { device } = workspaceRow(store)
  const begun = store.get<{ name: string; send: string }>(
    `SELECT h.name, s.public_id AS send FROM handed_in h JOIN attempts a ON a.id = h.attempt_id
     JOIN sends s ON s.id = a.send_id WHERE s.address = 'begun@there.test'`,
  ) as { name: string; send: string }
  // a host took it up, began, and its job went with the database's own clearing
  await queue.sql('INSERT INTO cadenza.fence (send, workspace, attempt, host, at) VALUES ($1, $2, $3, $4, 1)', [
    ...[begun.send, device, begun.name, 'lost'],
  ])
  await queue.sql('DELETE FROM cadenza_jobs.job WHERE id = $1', [begun.name])
  store.write((tx) => tx.run('UPDATE handed_in SET leave_by = 1'))
  changes.tell('sends')
  await waitFor('one to be unsure', async () => stateOf(c, 'begun@there.test') === 'unsure')
  await waitFor('the other to be planned', async () => stateOf(c, 'late@there.test') === 'planned')
  // whoever had begun it was only slow: its word settles the doubt
  const keys = await readDeviceKeys(c.engine.room.ports.keychain, device)
  const { reportKey } = await import('../../src/main/file/device-keys.ts')
  const outcome = {
    kind: 'accepted' as const,
    reply: { code: 250, enhanced: null, text: '250 OK' },
    serverMessageId: null,
  }
  const report = { attempt: begun.name, send: begun.send, at: Date.now(), outcome }
  const sealed = await sealReport(
    report,
    keys?.sealingKey as string,
    reportKey(keys?.secret.signing as string, account),
  )
  await queue.sql('INSERT INTO cadenza.outcomes (attempt, host, workspace, at, sealed) VALUES ($1, $2, $3, 0, $4)', [
    ...[begun.name, 'lost', device, Buffer.from(sealed)],
  ])
  changes.tell('sends')
  await waitFor('it to be sent', async () => stateOf(c, 'begun@there.test') === 'sent')
  expect(arrived()).toEqual([])
  await c.stop()
})
