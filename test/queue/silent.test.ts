/** A queue that falls silent without a word: the network swallows everything. The workspace still ends, and soon. */
import { connect, createServer, type Server, type Socket } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type LedgerServer, startLedgerServer } from '../rig/ledger.ts'
import { type Postgres, startPostgres } from '../servers/postgres.ts'
import { waitFor } from '../servers/wait.ts'
import { computer } from './computer.ts'

let postgres: Postgres
let ledger: LedgerServer
let way: Server
let swallows = false
const sockets = new Set<Socket>()

beforeAll(async () => {
  postgres = await startPostgres()
  ledger = await startLedgerServer({ durable: false })
  way = createServer((near) => {
    const far = connect(postgres.port, '127.0.0.1')
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from)
      from.on('error', () => {})
      from.on('data', (bytes) => !swallows && to.write(bytes))
      from.on('close', () => !swallows && to.destroy())
    }
  })
  await new Promise<void>((done) => void way.listen(0, '127.0.0.1', done))
})
afterAll(async () => {
  for (const socket of sockets) socket.destroy()
  way?.close()
  await ledger?.stop()
  await postgres?.stop()
})

it('ends soon although nothing answers any more', { timeout: 120_000 }, async () => {
  const url = new URL(postgres.url)
  url.port = String((way.address() as { port: number }).port)
  const c = await computer(url.href)
  const account = await c.account('silent@sender.test', ledger.port)
  await c.host('north', [account])
  await c.client.sender_hosts.turn_on({ public_id: account })
  await c.due(account, ['silent@there.test'])
  await waitFor('it to be away', async () => (await c.client.sender_hosts.get()).accounts[0]?.away === 1)
  swallows = true
  c.engine.room.changes.tell('sends')
  const at = Date.now()
  await c.stop()
  expect(Date.now() - at).toBeLessThan(15_000)
})
