import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { askRestore, restoreAsAsked } from '../../src/main/store/asked-restore.ts'
import { backupFiles, backupFolder, backupPoints, checkBackup, makeBackup } from '../../src/main/store/backups.ts'
import { beginStore } from '../../src/main/store/begin.ts'
import { openStore } from '../../src/main/store/open.ts'
import { restorePoints } from '../../src/main/store/restore.ts'
import { size } from '../size.ts'
import { scratch, seededDice } from '../work/world.ts'
import { buildHost } from './build.ts'
import { numbers } from './plan.ts'

/** Killed with SIGKILL while a backup is made or put back: every file is one of the two, whole. */

const now = Date.parse('2026-11-22T16:12:00Z')
/** Each a workspace of another size, and with another part of it only in the log. */
const seeds = Array.from({ length: size(1, 25) }, (_, seed) => seed)
let program: string
let base: string
const backups = new Map<number, string>()

beforeAll(
  async () => {
    program = await buildHost('test/kill/backup-host.ts')
    base = mkdtempSync(join(scratch, 'cadenza-kill-backup-'))
    for (const seed of seeds) await prepare(seed)
  },
  size(60_000, 600_000),
)

async function prepare(seed: number): Promise<void> {
  const draw = numbers(seed)
  const start = join(base, `start-${seed}`)
  mkdirSync(start)
  const file = join(start, 'cadenza.sqlite')
  const first = { zone: 'UTC', seatName: 'Me', seatAddress: 'me@example.com' }
  const store = await beginStore(file, first, { now, dice: seededDice(3) })
  const name = (name: string, people: number) =>
    store.write((tx) => {
      for (let i = 0; i < people; i++)
        tx.run(
          `INSERT INTO contacts (public_id, address, address_key, domain, fields, tags, created_at, device, hlc)
           VALUES (@id, @id, @id, 'shop.test', '{}', '[]', 0, 'd', 'h')`,
          { id: `${name}${i}@shop.test` },
        )
      tx.run('UPDATE workspace SET name = ?', name)
    })
  name('then', seed === 0 ? 0 : Math.floor(draw() * 4000))
  backups.set(seed, (await makeBackup(store, backupFolder(file), { kind: 'by_hand', now })).name)
  // as a process leaves it that was killed: what it wrote last is in the log
  name('now', seed === 0 ? 0 : Math.floor(draw() * 4000))
  cpSync(start, join(base, `killed-${seed}`), { recursive: true })
  store.close()
}
afterAll(() => {
  rmSync(base, { recursive: true, force: true })
  rmSync(program)
})

/** Which data a file holds; throws where it isn't whole. */
function holds(file: string): unknown {
  const sqlite = new Database(file)
  try {
    expect(sqlite.pragma('integrity_check', { simple: true })).toBe('ok')
    return sqlite.prepare('SELECT w.name, g.state FROM workspace w LEFT JOIN guard g').raw().get()
  } finally {
    sqlite.close()
  }
}

async function killAt(what: 'backup' | 'restore', point: string, seed: number): Promise<string> {
  const folder = join(base, `${what}-${point}-${seed}`)
  const file = join(folder, 'cadenza.sqlite')
  cpSync(join(base, `killed-${seed}`), folder, { recursive: true })
  if (what === 'restore') askRestore(file, backups.get(seed) as string)
  const child = spawn(process.execPath, [program, file, what, point, String(now + 1)], { stdio: 'inherit' })
  expect(await once(child, 'exit')).toEqual([null, 'SIGKILL'])
  return file
}

const each = <T>(points: readonly T[]) => points.flatMap((point) => seeds.map((seed): [T, number] => [point, seed]))

it.concurrent.each(each(restorePoints))(
  'a restore killed when it was %s is finished at the next start (%i)',
  async (point, seed) => {
    const file = await killAt('restore', point, seed)
    const found = holds(file)
    expect(found).toEqual(point === 'replaced' ? ['then', 'safe'] : ['now', null])
    expect(restoreAsAsked(file, now + 2)).toMatchObject({ restored: backups.get(seed) })
    openStore(file).close()
    expect(holds(file)).toEqual(['then', 'safe'])
    const folder = backupFolder(file)
    const aside = backupFiles(folder).filter(({ kind }) => kind === 'before_restore')
    expect(aside.map(({ name }) => holds(join(folder, name)))).toContainEqual(['now', null])
    expect(readdirSync(join(file, '..')).filter((name) => /restore/.test(name))).toEqual([])
  },
)

it.concurrent.each(each(backupPoints))(
  'a backup killed when it was %s is whole, or is none (%i)',
  async (point, seed) => {
    const file = await killAt('backup', point, seed)
    expect(holds(file)).toEqual(['now', null])
    const folder = backupFolder(file)
    const made = backupFiles(folder).filter(({ kind }) => kind === 'automatic')
    expect(made).toHaveLength(point === 'named' ? 1 : 0)
    for (const { name } of made) {
      checkBackup(join(folder, name))
      expect(holds(join(folder, name))).toEqual(['now', 'safe'])
    }
    const store = openStore(file)
    const { name } = await makeBackup(store, folder, { kind: 'automatic', now: now + 1 + Number(point === 'named') })
    store.close()
    expect(holds(join(folder, name))).toEqual(['now', 'safe'])
    expect(readdirSync(folder).filter((each) => each.includes('.half'))).toEqual([])
  },
)
