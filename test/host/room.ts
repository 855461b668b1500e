/** A room as the engine lends it, over a real database in a folder of its own, without any loop. */
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRouterClient, type RouterClient } from '@orpc/server'
import type { Asker, Room } from '../../src/main/api/context.ts'
import { router } from '../../src/main/api/router.ts'
import { createChanges } from '../../src/main/changes.ts'
import { setUpSignIn } from '../../src/main/mail/sign-in-setup.ts'
import type { Clock, Dns, Keychain, Log } from '../../src/main/ports.ts'
import { migrate } from '../../src/main/store/migrate.ts'
import { openStore } from '../../src/main/store/open.ts'
import { signInClientRow } from '../../src/main/store/sign-in-clients.ts'
import { firstRun } from '../../src/main/store/workspace.ts'
import { type Scope, scopes } from '../../src/shared/domain/access.ts'

/** A keychain in memory. `trouble` makes it refuse; `breakNext` makes the next write fail as real ones do. */
export interface MemoryKeychain extends Keychain {
  secrets: Map<string, string>
  state: { trouble: string | null; breakNext: ((secret: string) => Error) | null }
}

export function memoryKeychain(): MemoryKeychain {
  const secrets = new Map<string, string>()
  const state: MemoryKeychain['state'] = { trouble: null, breakNext: null }
  return {
    secrets,
    state,
    get: async (name) => secrets.get(name) ?? null,
    async set(name, secret) {
      const broken = state.breakNext?.(secret)
      state.breakNext = null
      if (broken) throw broken
      secrets.set(name, secret)
    },
    remove: async (name) => void secrets.delete(name),
    trouble: async () => state.trouble,
  }
}

export interface TestTime extends Clock {
  /** Moves on by so many ms, and wakes who waited for that. */
  move(ms: number): void
}

function testTime(start: number): TestTime {
  let now = start
  const waiting = new Set<{ at: number; wake: () => void }>()
  return {
    now: () => now,
    until: (at, signal) =>
      new Promise((resolve) => {
        if (at <= now || signal?.aborted) return resolve()
        const entry = { at, wake: resolve }
        waiting.add(entry)
        signal?.addEventListener('abort', () => {
          waiting.delete(entry)
          resolve()
        })
      }),
    working: (work) => work,
    move(ms) {
      now += ms
      for (const entry of waiting)
        if (entry.at <= now) {
          waiting.delete(entry)
          entry.wake()
        }
    },
  }
}

export interface TestRoom {
  room: Room
  folder: string
  keychain: MemoryKeychain
  /** What was logged, one JSON line each. */
  logged: string[]
  /** Time stands still until it is moved. */
  time: TestTime
  owner: Asker
  client: (asker?: Asker) => ReturnType<typeof clientOf>
  close: () => void
}

const clientOf = (room: Room, asker: Asker): RouterClient<typeof router> =>
  createRouterClient(router, { context: { room, asker } })

/** Monday 23 November 2026, 09:00 in London. */
export const monday = Date.UTC(2026, 10, 23, 9)

export const asker = (seatId: number, role: Asker['role'], ...holds: Scope[]): Asker => ({
  seatId,
  role,
  scopes: holds,
})

export function testRoom(options: { log?: Log; folder?: string; dns?: Dns; device?: string } = {}): TestRoom {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'cadenza-room-'))
  const databaseFile = join(folder, 'cadenza.sqlite')
  const store = openStore(databaseFile)
  migrate(store.sqlite)
  const time = testTime(monday)
  const dice = { bytes: (n: number) => new Uint8Array(randomBytes(n)) }
  const first = {
    zone: 'Europe/Paris',
    device: options.device ?? 'test',
    seatName: 'Anna',
    seatAddress: 'anna@example.com',
    now: monday,
  }
  const { seatId } = store.write((tx) => firstRun(tx, { ...first, dice }))
  const logged: string[] = []
  const line = (level: string) => (message: string, fields?: Record<string, unknown>) =>
    void logged.push(JSON.stringify({ level, message, ...fields }))
  const keychain = memoryKeychain()
  const room: Room = {
    store,
    ports: {
      clock: time,
      dice,
      keychain,
      notifier: { notify: () => {} },
      log: options.log ?? { info: line('info'), warn: line('warn'), error: line('error') },
      folders: { data: folder },
      ...(options.dns ? { dns: options.dns } : {}),
    },
    changes: createChanges(),
    running: false,
    diskTrouble: () => null,
    databaseFile,
    sandbox: null,
    signIn: setUpSignIn({ keychain, clock: time, own: (provider) => signInClientRow(store, provider) }),
  }
  const owner: Asker = { seatId, role: 'admin', scopes }
  return {
    room,
    folder,
    keychain,
    logged,
    time,
    owner,
    client: (who = owner) => clientOf(room, who),
    close() {
      store.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
