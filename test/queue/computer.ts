/** A workspace that hands in, on the real clock: an engine, its accounts, and the hosts that were given leave by it. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Engine, startEngine } from '../../src/main/engine.ts'
import { systemClock, systemDice } from '../../src/main/host/clock.ts'
import type { Clock, Keychain } from '../../src/main/ports.ts'
import { type SenderHost, senderKey, startSenderHost, takeGrant } from '../../src/main/sender-host.ts'
import { HOUR } from '../../src/shared/domain/time.ts'
import { waitFor } from '../servers/wait.ts'
import { addContacts, memoryKeychain, scratch } from '../work/world.ts'

export interface Computer {
  engine: Engine
  client: ReturnType<Engine['client']>
  folder: string
  /** An account with a server at that port; its public id. */
  account(address: string, port: number, quotas?: string[]): Promise<string>
  /** A host that has leave to send from these accounts; not started. */
  host(name: string, accounts: string[]): Promise<Host>
  /** Engages somebody for each address; their emails are due now. */
  due(account: string, addresses: string[]): Promise<void>
  /** State and host of each email, by its recipient. */
  ledger(): Map<string, { state: string; reason: string | null; host: string | null; tries: number }>
  stop(): Promise<void>
}

export interface Host {
  name: string
  keychain: Keychain
  start(): Promise<SenderHost>
}

const quiet = { info() {}, warn() {}, error: (message: string, fields?: object) => console.error(message, fields) }

/** @param url where the queue is; null: none is set */
export async function computer(
  url: string | null,
  given: { folder?: string; keychain?: Keychain; clock?: Clock; point?: (name: string) => void } = {},
): Promise<Computer> {
  const folder = given.folder ?? mkdtempSync(join(scratch, 'cadenza-'))
  const keychain = given.keychain ?? memoryKeychain()
  const engine = await startEngine({
    ports: {
      clock: given.clock ?? systemClock,
      dice: systemDice,
      keychain,
      notifier: { notify() {} },
      log: quiet,
      folders: { data: folder },
    },
    databaseFile: join(folder, 'cadenza.sqlite'),
    loops: true,
    first: { zone: 'UTC', seatName: 'Me', seatAddress: 'me@sender.test' },
    ...(given.point ? { point: given.point } : {}),
  })
  const client = engine.client()
  const { store, changes } = engine.room
  if (url !== null) await client.sender_hosts.set_queue({ address: url })
  let engaged = 0
  return {
    engine,
    client,
    folder,
    async account(address, port, quotas = ['10000/hour']) {
      const { public_id } = await client.accounts.create({
        permits: ['role', 'more'],
        from_email: address,
        smtp_host: '127.0.0.1',
        smtp_port: port,
        smtp_protocol: 'none',
        quotas,
      })
      await client.accounts.activate({ public_id })
      return public_id
    },
    async host(name, accounts) {
      const own = memoryKeychain()
      const key = await senderKey(own)
      const { hosts } = await client.sender_hosts.add({ name, key })
      const public_id = hosts.find((one) => one.name === name)?.public_id as string
      for (const account of accounts) {
        const { sealed } = await client.sender_hosts.grant({ public_id, account })
        await takeGrant(own, Buffer.from(sealed, 'base64'))
      }
      const start = () =>
        startSenderHost({ url: url as string, name, drawer: own, clock: systemClock, log: quiet, atOnce: 10 })
      return { name, keychain: own, start }
    },
    async due(account, addresses) {
      addContacts(
        engine,
        addresses.map((address) => ({ address })),
      )
      const { name } = await client.sequences.create({
        name: `Hello ${++engaged}`,
        steps: [{ subject: 'Hello', text: 'Hello' }],
      })
      await client.schedule.engage({
        sequence: name,
        contacts: addresses,
        senders: [{ account }],
        assign: 'selected',
        windows: ['mon-sun 00:00-24:00'],
        zone: 'UTC',
      })
      await waitFor(
        'its plan',
        async () => [...ledgerOf(engine).keys()].filter((to) => addresses.includes(to)).length === addresses.length,
      )
      const now = Date.now()
      store.write((tx) =>
        tx.run(
          `UPDATE sends SET at = ?, slot = ?, replan = 0 WHERE state = 'planned' AND address IN (SELECT value FROM json_each(?))`,
          now,
          now - (now % HOUR),
          JSON.stringify(addresses),
        ),
      )
      changes.tell('sends')
    },
    ledger: () => ledgerOf(engine),
    async stop() {
      await engine.stop()
      if (!given.folder) rmSync(folder, { recursive: true, force: true })
    },
  }
}

const ledgerOf = ({ room: { store } }: Engine) =>
  new Map(
    store
      .all<{ address: string; state: string; reason: string | null; host: string | null; tries: number }>(
        `SELECT s.address, s.state, s.reason, (SELECT a.host FROM attempts a WHERE a.send_id = s.id ORDER BY a.id DESC LIMIT 1) AS host,
           (SELECT count(*) FROM attempts a WHERE a.send_id = s.id) AS tries FROM sends s`,
      )
      .map((row) => [row.address, row]),
  )

/** Secrets in a file of a test: they outlive the process. */
export function fileKeychain(file: string): Keychain {
  const read = (): Record<string, string> => (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {})
  const write = (all: Record<string, string>) => writeFileSync(file, JSON.stringify(all))
  return {
    get: async (name) => read()[name] ?? null,
    set: async (name, secret) => write({ ...read(), [name]: secret }),
    remove: async (name) => write(Object.fromEntries(Object.entries(read()).filter(([key]) => key !== name))),
    trouble: async () => null,
  }
}
