import { expect, it } from 'vitest'
import { readDeviceKeys } from '../../src/main/file/device-keys.ts'
import { sealReport } from '../../src/main/queue/parcel.ts'
import { workspaceRow } from '../../src/main/store/workspace.ts'
import { waitFor } from '../servers/wait.ts'
import { arrived, jobs, olderCopy, servers, stateOf, waiting } from './waiting.ts'

const s = servers()

it('opens a copy that is older than what was handed in in safe mode, and sends nothing from it', async () => {
  const { end } = await olderCopy(s, 'a@there.test')
  await end()
  expect(arrived(s)).toEqual(['a@there.test'])
})

it('believes no report that no host of its own wrote', async () => {
  const { c, account, host } = await waiting(s, 'forged', ['forged@there.test'])
  const { store, ports } = c.engine.room
  const { device } = workspaceRow(store)
  const keys = await readDeviceKeys(ports.keychain, device)
  const [job] = await jobs(s, account)
  const outcome = { kind: 'accepted' as const, reply: { code: 250, enhanced: null, text: 'OK' }, serverMessageId: null }
  const report = { attempt: job?.id as string, send: 'x', at: Date.now(), outcome }
  const forged = await sealReport(report, keys?.sealingKey as string, Buffer.alloc(32, 1).toString('base64url'))
  await s.queue.sql('INSERT INTO cadenza.outcomes (attempt, host, workspace, at, sealed) VALUES ($1, $2, $3, 0, $4)', [
    ...[report.attempt, 'nobody', device, Buffer.from(forged)],
  ])
  await waitFor(
    'it to be thrown away',
    async () => (await s.queue.sql('SELECT 1 AS one FROM cadenza.outcomes')).length === 0,
  )
  expect(stateOf(c, 'forged@there.test')).toBe('sending')
  const running = await host.start()
  await waitFor('the real one', async () => stateOf(c, 'forged@there.test') === 'sent')
  expect(arrived(s)).toEqual(['forged@there.test'])
  await running.stop()
  await c.stop()
})

it('calls back what is withdrawn, paused or suppressed before a host began with it', async () => {
  const to = ['gone@there.test', 'stays@there.test']
  const { c, account } = await waiting(s, 'back', to)
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
  expect((await jobs(s, account)).map(({ state }) => state)).toEqual(['cancelled', 'cancelled'])
  expect(arrived(s)).toEqual([])
  await c.stop()
})

it('plans again what no host took in time, and leaves to a person what began and was never told of', async () => {
  const to = ['late@there.test', 'begun@there.test']
  const { c, account } = await waiting(s, 'late', to)
  const { store, changes } = c.engine.room
  const { device } = workspaceRow(store)
  const begun = store.get<{ name: string; send: string }>(
    `SELECT h.name, s.public_id AS send FROM handed_in h JOIN attempts a ON a.id = h.attempt_id
     JOIN sends s ON s.id = a.send_id WHERE s.address = 'begun@there.test'`,
  ) as { name: string; send: string }
  // a host took it up, began, and its job went with the database's own clearing
  await s.queue.sql('INSERT INTO cadenza.fence (send, workspace, attempt, host, at) VALUES ($1, $2, $3, $4, 1)', [
    ...[begun.send, device, begun.name, 'lost'],
  ])
  await s.queue.sql('DELETE FROM cadenza_jobs.job WHERE id = $1', [begun.name])
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
  await s.queue.sql('INSERT INTO cadenza.outcomes (attempt, host, workspace, at, sealed) VALUES ($1, $2, $3, 0, $4)', [
    ...[begun.name, 'lost', device, Buffer.from(sealed)],
  ])
  changes.tell('sends')
  await waitFor('it to be sent', async () => stateOf(c, 'begun@there.test') === 'sent')
  expect(arrived(s)).toEqual([])
  await c.stop()
})
