/** Cadenza itself, with every state on disk: contacts are engaged first, then a started engine sends what is due. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type EngineOptions, startEngine } from '../src/main/engine.ts'
import { createSimulatedClock, fastClock, systemDice } from '../src/main/host/clock.ts'
import type { Clock, Ports } from '../src/main/ports.ts'
import { html, type Run, stopwatch, text } from './dispatch-run.ts'

/** A workspace in a folder of its own, whose emails are planned and nothing runs in. */
export interface Ready {
  options: Omit<EngineOptions, 'loops'>
  /** Ends with it. */
  remove(): void
}

interface Wish {
  /** Where the mail server listens. */
  port: number
  contacts: number
  accounts: number
  /** Limits of each account. */
  quotas: string[]
  clock: Clock
  /** When the first email may leave; undefined: at once. */
  start?: string
}

export async function readied({ port, contacts, accounts, quotas, clock, start }: Wish): Promise<Ready> {
  const folder = mkdtempSync(join(tmpdir(), 'cadenza-bench-'))
  const quiet = () => {}
  const ports: Ports = {
    clock,
    dice: systemDice,
    keychain: { get: async () => null, set: async () => {}, remove: async () => {}, trouble: async () => null },
    notifier: { notify: quiet },
    log: { info: quiet, warn: quiet, error: (m, f) => console.error(m, f) },
    folders: { data: folder },
  }
  const options: Omit<EngineOptions, 'loops'> = {
    ports,
    databaseFile: join(folder, 'cadenza.sqlite'),
    first: { zone: 'UTC', seatName: 'Anna', seatAddress: 'anna@sender.test' },
  }
  const setup = await startEngine({ ...options, loops: false })
  const client = setup.client()
  const senders: string[] = []
  for (let i = 0; i < accounts; i++) {
    const account = await client.accounts.create({
      permits: ['role', 'more'],
      from_email: `a${i}@sender.test`,
      from_name: 'Anna',
      smtp_host: '127.0.0.1',
      smtp_port: port,
      smtp_protocol: 'none',
      quotas,
    })
    await client.accounts.activate({ public_id: account.public_id })
    senders.push(account.from_email)
  }
  setup.room.store.write((tx) => {
    for (let i = 0; i < contacts; i++)
      tx.run(
        `INSERT INTO contacts (public_id, address, address_key, domain, first_name, fields, tags, created_at, device, hlc)
         VALUES (?, ?, ?, 'customer.test', ?, '{}', '[]', 0, 'd', 'h')`,
        `c${i}`,
        `p${i}@customer.test`,
        `p${i}@customer.test`,
        `P${i}`,
      )
  })
  await client.sequences.create({ name: 'Bench', steps: [{ subject: 'Hello {{ first_name }}', html, text }] })
  await client.schedule.engage({
    sequence: 'Bench',
    assign: 'selected',
    senders: senders.map((account) => ({ account })),
    windows: ['daily 0:00-24:00'],
    ...(start ? { start } : {}),
  })
  await setup.stop()
  return { options, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

/** Everything is due within one slot; the clock then stands at its last minute, so that nothing has to wait. */
export const monday = Date.parse('2026-11-23T08:00:00Z')
export const lastMinute = monday + 59 * 60_000

export async function ours(port: number, messages: number, connections: number): Promise<Run> {
  const clock = createSimulatedClock(monday)
  const quotas = ['100000000/hour', '100000000/day']
  const { options, remove } = await readied({ port, contacts: messages, accounts: connections, quotas, clock })
  // Spread over the hour, one in sixty is not due yet in the last minute: those don't count.
  const enough = Math.floor(messages * 0.95)
  const measured = new Promise<Run>((resolve) => {
    let took: ReturnType<typeof stopwatch> | null = null
    let done = 0
    // From the first that is taken up, before its connection is opened, to the last whose outcome is on disk.
    options.point = (name) => {
      if (name === 'due') took ??= stopwatch()
      if (name === 'settled' && ++done === enough && took) resolve(took(done))
    }
  })
  const ports = { ...options.ports, clock: fastClock(lastMinute, 1) }
  const engine = await startEngine({ ...options, ports, loops: true })
  const run = await measured
  await engine.stop()
  remove()
  return run
}
