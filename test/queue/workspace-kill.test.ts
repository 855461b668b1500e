/** A workspace that is killed at each point of handing in and of writing down, while hosts go on: no email twice, none lost. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { SenderHost } from '../../src/main/sender-host.ts'
import { buildHost } from '../kill/build.ts'
import { type LedgerServer, startLedgerServer } from '../rig/ledger.ts'
import { type Postgres, startPostgres } from '../servers/postgres.ts'
import { scratch } from '../work/world.ts'
import { computer, fileKeychain } from './computer.ts'
import type { Orders } from './computer-program.ts'

let postgres: Postgres
let ledger: LedgerServer
let root: string
let account: string
let program: string
const hosts: SenderHost[] = []
const started: ChildProcess[] = []
const folder = () => join(root, 'data')
const secrets = () => join(root, 'secrets.json')

beforeAll(async () => {
  program = await buildHost('test/queue/computer-program.ts')
  postgres = await startPostgres()
  ledger = await startLedgerServer({ durable: false })
  root = mkdtempSync(join(scratch, 'cadenza-'))
  mkdirSync(folder())
  const c = await computer(postgres.url, { folder: folder(), keychain: fileKeychain(secrets()) })
  account = await c.account('killed@sender.test', ledger.port)
  for (const name of ['north', 'south']) hosts.push(await (await c.host(name, [account])).start())
  await c.client.sender_hosts.turn_on({ public_id: account })
  await c.engine.stop()
})
afterAll(async () => {
  for (const child of started) child.kill('SIGKILL')
  await Promise.all(hosts.map((host) => host.stop()))
  await ledger?.stop()
  await postgres?.stop()
  rmSync(root, { recursive: true, force: true })
})

/** Runs it until it has ended; true: it was killed. */
async function run(engage: string[], kill?: Orders['kill']): Promise<boolean> {
  const orders: Orders = { folder: folder(), secrets: secrets(), account, engage, ...(kill ? { kill } : {}) }
  const child = spawn(process.execPath, [program, JSON.stringify(orders)], { stdio: ['ignore', 'pipe', 'inherit'] })
  started.push(child)
  child.stdout?.resume()
  const [code, signal] = await once(child, 'exit')
  if (signal === null && code !== 0) throw new Error(`it ended with ${code}`)
  return signal === 'SIGKILL'
}

it.each([
  ['claimed', 2],
  ['handed_in', 1],
  ['reports_written', 1],
] as const)('killed at %s it goes on as if nothing had been', async (point, visit) => {
  const to = Array.from({ length: 6 }, (_, i) => `${point}${i}@there.test`)
  ledger.mark()
  expect(await run(to, { point, visit })).toBe(true)
  expect(await run([])).toBe(false)
  const taken = ledger.events().filter(({ event }) => event === 'taken')
  expect(taken.map((event) => event.to?.[0]).sort()).toEqual(to)
  const c = await computer(null, { folder: folder(), keychain: fileKeychain(secrets()) })
  expect(to.map((one) => c.ledger().get(one)?.state)).toEqual(to.map(() => 'sent'))
  await c.engine.stop()
})
