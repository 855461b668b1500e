/** Servers for tests of a workspace and its hosts, and an account whose emails wait in the queue. */
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import { openQueue, type Queue } from '../../src/main/queue/database.ts'
import { type LedgerServer, startLedgerServer } from '../rig/ledger.ts'
import { type Postgres, startPostgres } from '../servers/postgres.ts'
import { waitFor } from '../servers/wait.ts'
import { scratch } from '../work/world.ts'
import { type Computer, computer, type Host } from './computer.ts'

/** Filled once the first test begins. */
export interface Servers {
  postgres: Postgres
  ledger: LedgerServer
  /** The same queue, for looking into it. */
  queue: Queue
}

export const lookInto = (url: string): Promise<Queue> => openQueue({ url, name: 'test', keeper: false, onError() {} })

/** Started before the tests of a file, stopped after them. */
export function servers(): Servers {
  const s = {} as Servers
  beforeAll(async () => {
    s.postgres = await startPostgres()
    s.ledger = await startLedgerServer({ durable: false })
    s.queue = await lookInto(s.postgres.url)
  })
  afterAll(async () => {
    await s.queue?.close()
    await s.ledger?.stop()
    await s.postgres?.stop()
  })
  return s
}

export const stateOf = (c: Computer, to: string) => c.ledger().get(to)?.state

/** Whom the mail server took an email for, in that order. */
export const arrived = ({ ledger }: Servers) =>
  ledger
    .events()
    .filter(({ event }) => event === 'taken')
    .map(({ to }) => to?.[0])

export const jobs = ({ queue }: Servers, account: string) =>
  queue.sql<{ id: string; state: string }>(
    'SELECT id::text, state::text FROM cadenza_jobs.job WHERE singleton_key = $1 ORDER BY created_on',
    [account],
  )

/** An account that hosts send for, and emails of it in the queue: no host runs. */
export async function waiting(
  s: Servers,
  name: string,
  to: string[],
): Promise<{ c: Computer; account: string; host: Host }> {
  const c = await computer(s.postgres.url)
  const account = await c.account(`${name}@sender.test`, s.ledger.port)
  const host = await c.host('north', [account])
  await c.client.sender_hosts.turn_on({ public_id: account })
  s.ledger.mark()
  if (to.length === 0) return { c, account, host }
  await c.due(account, to)
  await waitFor('the queue to have them', async () => (await jobs(s, account)).length === to.length)
  return { c, account, host }
}

/** A copy of a workspace from before `to` was handed in and sent, opened until it is in safe mode; `end` takes all of it away. */
export async function olderCopy(s: Servers, to: string): Promise<{ copy: Computer; end: () => Promise<void> }> {
  const { c, account, host } = await waiting(s, 'old', [])
  const { keychain } = c.engine.room.ports
  await c.engine.stop()
  const folder = mkdtempSync(join(scratch, 'cadenza-'))
  copyFileSync(join(c.folder, 'cadenza.sqlite'), join(folder, 'cadenza.sqlite'))
  const running = await host.start()
  const newer = await computer(null, { folder: c.folder, keychain })
  s.ledger.mark()
  await newer.due(account, [to])
  await waitFor('it to be sent', async () => stateOf(newer, to) === 'sent')
  await newer.engine.stop()
  const copy = await computer(null, { folder, keychain })
  await waitFor('safe mode', async () => (await copy.client.workspace.status()).held_by === 'safe')
  const end = async () => {
    await copy.stop()
    await running.stop()
    for (const each of [folder, c.folder]) rmSync(each, { recursive: true, force: true })
  }
  return { copy, end }
}
