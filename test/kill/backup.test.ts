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
import { scratch, seededDice } from '../work/world.ts'
import { buildHost } from './build.ts'

/** Killed with SIGKILL while a backup is made or put back: every file is one of the two, whole. */

const now = Date.parse('2026-11-22T16:12:00Z')
let program: string
let base: string
let backup: string

beforeAll(async () => {
  program = await buildHost('test/kill/backup-host.ts')
  base = mkdtempSync(join(scratch, 'cadenza-kill-backup-'))
  mkdirSync(join(base, 'start'))
  const file = join(base, 'start', 'cadenza.sqlite')
  const first = { zone: 'UTC', seatName: 'Me', seatAddress: 'me@example.com' }
  const store = await beginStore(file, first, { now, dice: seededDice(3) })
  store.write((tx) => tx.run(`UPDATE workspace SET name = 'then'`))
  backup = (await makeBackup(store, backupFolder(file), { kind: 'by_hand', now })).name
  // as a process leaves it that was killed: what it wrote last is in the log
  store.write((tx) => tx.run(`UPDATE workspace SET name = 'now'`))
  cpSync(join(base, 'start'), join(base, 'killed'), { recursive: true })
  store.close()
})
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

async function killAt(what: 'backup' | 'restore', point: string): Promise<string> {
  const file = join(base, `${what}-${point}`, 'cadenza.sqlite')
  cpSync(join(base, 'killed'), join(base, `${what}-${point}`), { recursive: true })
  if (what === 'restore') askRestore(file, backup)
  const child = spawn(process.execPath, [program, file, what, point, String(now + 1)], { stdio: 'inherit' })
  expect(await once(child, 'exit')).toEqual([null, 'SIGKILL'])
  return file
}

it.concurrent.each(restorePoints)('a restore killed when it was %s is finished at the next start', async (point) => {
  const file = await killAt('restore', point)
  const found = holds(file)
  expect(found).toEqual(point === 'replaced' ? ['then', 'safe'] : ['now', null])
  expect(restoreAsAsked(file, now + 2)).toMatchObject({ restored: backup })
  openStore(file).close()
  expect(holds(file)).toEqual(['then', 'safe'])
  const folder = backupFolder(file)
  const aside = backupFiles(folder).filter(({ kind }) => kind === 'before_restore')
  expect(aside.map(({ name }) => holds(join(folder, name)))).toContainEqual(['now', null])
  expect(readdirSync(join(file, '..')).filter((name) => /restore/.test(name))).toEqual([])
})

it.concurrent.each(backupPoints)('a backup killed when it was %s is whole, or is none', async (point) => {
  const file = await killAt('backup', point)
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
})
