/** Cadenza itself, with every state on disk: contacts are engaged first, then a started engine sends what is due. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type EngineOptions, startEngine } from '../src/main/engine.ts'
import { createSimulatedClock, fastClock, systemDice } from '../src/main/host/clock.ts'
import type { Ports } from '../src/main/ports.ts'
import { html, type Run, stopwatch, text } from './dispatch-run.ts'

const monday = Date.parse('2026-11-23T08:00:00Z')

export async function ours(port: number, messages: number, connections: number): Promise<Run> {
  const folder = mkdtempSync(join(tmpdir(), 'cadenza-bench-'))
  // Everything is due within one slot; the clock then stands at its last minute, so that nothing has to wait.
  const planning = createSimulatedClock(monday)
  const lastMinute = fastClock(monday + 59 * 60_000, 1)
  const quiet = () => {}
  const ports: Ports = {
    clock: planning,
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
  for (let i = 0; i < connections; i++) {
    const account = await client.accounts.create({
      permits: ['role', 'more'],
      from_email: `a${i}@sender.test`,
      from_name: 'Anna',
      smtp_host: '127.0.0.1',
      smtp_port: port,
      smtp_protocol: 'none',
      quotas: ['100000000/hour', '100000000/day'],
    })
    await client.accounts.activate({ public_id: account.public_id })
    senders.push(account.from_email)
  }
  setup.room.store.write((tx) => {
    for (let i = 0; i < messages; i++)
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
  })
  await setup.stop()
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
  const engine = await startEngine({ ...options, ports: { ...ports, clock: lastMinute }, loops: true })
  const run = await measured
  await engine.stop()
  rmSync(folder, { recursive: true, force: true })
  return run
}
