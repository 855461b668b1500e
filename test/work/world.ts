/** A small world for engine tests: a simulated clock, a seeded dice, a keychain in memory, a real database. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Engine, type EngineOptions, startEngine } from '../../src/main/engine.ts'
import { createSimulatedClock, type SimulatedClock } from '../../src/main/host/clock.ts'
import type { Dice, Dns, Keychain, Ports, Poster, PublicWeb } from '../../src/main/ports.ts'
import { addressKey, domainOf } from '../../src/shared/domain/address.ts'

export function seededDice(seed: number): Dice {
  let x = seed >>> 0 || 1
  return {
    bytes(n) {
      const out = new Uint8Array(n)
      for (let i = 0; i < n; i++) {
        x ^= x << 13
        x ^= x >>> 17
        x ^= x << 5
        out[i] = x & 255
      }
      return out
    },
  }
}

export function memoryKeychain(): Keychain & { all: Map<string, string> } {
  const all = new Map<string, string>()
  return {
    all,
    get: async (name) => all.get(name) ?? null,
    set: async (name, secret) => void all.set(name, secret),
    remove: async (name) => void all.delete(name),
    trouble: async () => null,
  }
}

export interface World {
  engine: Engine
  clock: SimulatedClock
  folder: string
  notes: string[]
  logs: string[]
  /** Runs the story until nobody waits for anything. */
  end(): Promise<void>
  stop(): Promise<void>
}

export type WorldOptions = Partial<EngineOptions> & {
  folder?: string
  keychain?: Keychain
  dns?: Dns
  web?: PublicWeb
  poster?: Poster
  /** Where its dice begin: two computers that meet need two. */
  seed?: number
}

/** In memory where the system offers that: these tests ask what is written, not how fast a disk is. */
export const scratch = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()

export async function world(now: number, options: WorldOptions = {}): Promise<World> {
  const clock = createSimulatedClock(now)
  const folder = options.folder ?? mkdtempSync(join(scratch, 'cadenza-'))
  const notes: string[] = []
  const logs: string[] = []
  const log = (message: string, fields?: Record<string, unknown>) =>
    void logs.push(`${message} ${JSON.stringify(fields)}`)
  const ports: Ports = {
    clock,
    dice: seededDice(options.seed ?? 7),
    keychain: options.keychain ?? memoryKeychain(),
    notifier: { notify: (note) => void notes.push(`${note.kind}: ${note.body}`) },
    log: { info: log, warn: log, error: log },
    folders: { data: folder },
    ...(options.dns ? { dns: options.dns } : {}),
    ...(options.web ? { web: options.web } : {}),
    ...(options.poster ? { poster: options.poster } : {}),
  }
  const engine = await startEngine({
    ports,
    databaseFile: join(folder, 'cadenza.sqlite'),
    loops: true,
    first: { zone: 'Europe/Paris', seatName: 'Me', seatAddress: 'me@example.com' },
    ...options,
  })
  return {
    engine,
    clock,
    folder,
    notes,
    logs,
    end: () => clock.quiet(),
    async stop() {
      await engine.stop()
      if (!options.folder) rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Puts contacts in without a file. */
export function addContacts(
  engine: Engine,
  contacts: { address: string; first_name?: string; owner?: string; zone?: string }[],
): void {
  engine.room.store.write((tx) => {
    for (const [i, c] of contacts.entries())
      tx.run(
        `INSERT INTO contacts (public_id, address, address_key, domain, first_name, owner, zone, fields, tags, created_at, device, hlc)
         VALUES (?, ?, ?, ?, ?, ?, ?, '{}', '[]', 0, 'd', 'h')`,
        `contact${i}-${c.address}`,
        c.address,
        addressKey(c.address),
        domainOf(c.address),
        c.first_name ?? null,
        c.owner ?? null,
        c.zone ?? null,
      )
  })
}
