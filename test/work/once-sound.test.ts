import { spawnSync } from 'node:child_process'
import { closeSync, existsSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Engine, type Heavy, startEngine } from '../../src/main/engine.ts'
import { startHeavy } from '../../src/main/host/workers.ts'
import { testRoom } from '../host/room.ts'

const program = join(import.meta.dirname, '../../src/main/host/worker.ts')

let folder: string
let file: string
let here: ReturnType<typeof testRoom>
let engines: Engine[]
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cadenza-sound-'))
  here = testRoom({ folder })
  file = here.room.databaseFile
  here.room.store.close()
  engines = []
})
afterEach(async () => {
  for (const engine of engines) await engine.stop()
  rmSync(folder, { recursive: true, force: true })
})

/** A page of a table's content is overwritten: the header and the schema stay readable. */
function damage(): void {
  const db = new Database(file)
  const { page } = db.prepare("SELECT rootpage AS page FROM sqlite_master WHERE name = 'seats'").get() as {
    page: number
  }
  db.close()
  const out = openSync(file, 'r+')
  writeSync(out, Buffer.alloc(4096, 0xa5), 0, 4096, (page - 1) * 4096)
  closeSync(out)
}

interface Start {
  engine: Engine
  notes: string[]
  /** Resolves when something was told to have changed. */
  told: Promise<unknown>
}

async function start(given: Partial<Heavy> = {}): Promise<Start> {
  const notes: string[] = []
  const { ports } = here.room
  const clock = { ...ports.clock, now: () => Date.parse('2026-11-23T09:00:00Z') }
  const notifier = {
    notify: ({ title, body }: { title: string; body: string }) => void notes.push(`${title}: ${body}`),
  }
  const heavy = { ...startHeavy({ databaseFile: file, clock, program }), ...given }
  const first = { zone: 'Europe/Paris', seatName: 'Me', seatAddress: 'me@example.com' }
  const engine = await startEngine({
    ports: { ...ports, clock, notifier },
    databaseFile: file,
    loops: true,
    first,
    heavy,
  })
  engines.push(engine)
  const told = new Promise<void>((resolve) => {
    const end = engine.changes.listen((table) => {
      if (table !== 'workspace') return
      end()
      resolve()
    })
  })
  return { engine, notes, told }
}

const refusal = { code: 'damaged_database', message: expect.stringContaining('Restore a backup') }

describe('a database that was closed', () => {
  it('is open before it has been looked through, and is planned and sent from only then', async () => {
    const asked = Promise.withResolvers<void>()
    const { engine } = await start({ check: () => asked.promise })
    const { store } = engine.room
    expect(store.checked).toBe(false)
    expect(await engine.client().workspace.status()).toMatchObject({ running: true, disk_trouble: null })
    // asks for a time that nobody can give it: the planner leaves it aside
    store.write((tx) =>
      tx.run(`INSERT INTO sends (public_id, kind, step, account_id, address, domain, state, due, slot, at, replan, device, hlc)
        VALUES ('stray', 'test', 1, 1, 'x@y.example', 'y.example', 'planned', 0, 0, 0, 1, 'd', 'h')`),
    )
    const replan = () => store.get<{ replan: number }>('SELECT replan FROM sends')?.replan
    for (let i = 0; i < 50; i++) await turn()
    expect(replan()).toBe(1)
    asked.resolve()
    while (replan() !== 2) await turn()
  })

  it('is written to no more, and nothing is begun, when a worker finds it damaged', async () => {
    damage()
    const { engine, notes, told } = await start()
    await told
    expect(notes).toEqual([
      expect.stringMatching(/^Nothing is sent: The database is damaged: [\s\S]*Restore a backup\.$/),
    ])
    expect(engine.room.diskTrouble()).toMatch(/^The database is damaged/)
    expect(() => engine.room.store.write(() => null)).toThrow(expect.objectContaining(refusal))
    await expect(engine.room.store.writeSoon(() => null)).rejects.toMatchObject(refusal)
  })

  it('is looked through here when the worker could not', async () => {
    damage()
    const crash = Promise.withResolvers<void>()
    const { engine, told } = await start({ check: () => crash.promise })
    crash.reject(new Error('the worker crashed'))
    await told
    expect(engine.room.diskTrouble()).toMatch(/^The database is damaged/)
  })
})

describe('a database whose program was ended in the middle', () => {
  it('is looked through before it is opened', async () => {
    const dying = `
      const Database = require(${JSON.stringify(join(import.meta.dirname, '../../node_modules/better-sqlite3'))})
      const db = new Database(${JSON.stringify(file)})
      db.pragma('journal_mode = WAL')
      db.exec('CREATE TABLE extra (x)')
      process.kill(process.pid, 'SIGKILL')`
    expect(spawnSync(process.execPath, ['-e', dying]).signal).toBe('SIGKILL')
    expect(existsSync(`${file}-wal`)).toBe(true)
    const { engine } = await start({ check: () => Promise.reject(new Error('nobody may ask for it')) })
    expect(engine.room.store.checked).toBe(true)
  })
})
