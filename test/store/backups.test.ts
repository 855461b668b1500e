import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { askRestore, restoreAsAsked } from '../../src/main/store/asked-restore.ts'
import { backupName, readBackupName } from '../../src/main/store/backup-names.ts'
import { backupFiles, backupFolder, checkBackup, makeBackup, pruneBackups } from '../../src/main/store/backups.ts'
import { beginStore } from '../../src/main/store/begin.ts'
import { guardState } from '../../src/main/store/guard.ts'
import { openStore, type Store } from '../../src/main/store/open.ts'
import { restoreBackup } from '../../src/main/store/restore.ts'
import { keptBackups } from '../../src/shared/domain/backup.ts'
import { seededDice } from '../work/world.ts'

const DAY = 86_400_000
const now = Date.parse('2026-11-22T16:12:00.123Z')
let folder: string
let file: string
let store: Store

const rename = (to: string) => store.write((tx) => tx.run('UPDATE workspace SET name = ?', to))
const nameIn = (database: string) => {
  const sqlite = new Database(database, { readonly: true })
  try {
    expect(sqlite.pragma('integrity_check', { simple: true })).toBe('ok')
    return sqlite.prepare('SELECT name FROM workspace').pluck().get()
  } finally {
    sqlite.close()
  }
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cadenza-backups-'))
  file = join(folder, 'cadenza.sqlite')
  const first = { zone: 'UTC', seatName: 'Me', seatAddress: 'me@example.com' }
  store = await beginStore(file, first, { now, dice: seededDice(3) })
  rename('then')
})
afterEach(() => {
  store.close()
  rmSync(folder, { recursive: true, force: true })
})

it('a backup is one checked file of the moment, which whoever opens it finds in safe mode', async () => {
  const made = await makeBackup(store, backupFolder(file), { kind: 'by_hand', now })
  expect(made).toMatchObject({ name: 'by-hand-20261122T161200123Z.sqlite', kind: 'by_hand', at: now })
  expect(backupFiles(backupFolder(file))).toEqual([made])
  expect(readdirSync(backupFolder(file))).toEqual([made.name])
  expect(guardState(store).state).toBe('normal')
  const copy = openStore(join(backupFolder(file), made.name))
  expect(guardState(copy)).toMatchObject({ state: 'safe', reason: 'restored' })
  copy.close()
})

it('a copy that does not hold is no backup, and leaves nothing behind', async () => {
  const damage = (copy: string) => {
    const bytes = readFileSync(copy)
    bytes.fill(0xa5, 4096)
    writeFileSync(copy, bytes)
    return Promise.resolve().then(() => checkBackup(copy))
  }
  await expect(makeBackup(store, backupFolder(file), { kind: 'automatic', now, check: damage })).rejects.toMatchObject({
    code: 'damaged_database',
  })
  expect(readdirSync(backupFolder(file))).toEqual([])
})

describe('putting one back', () => {
  let backup: string
  beforeEach(async () => {
    backup = join(backupFolder(file), (await makeBackup(store, backupFolder(file), { kind: 'by_hand', now })).name)
    rename('now')
  })

  it('a damaged or foreign file is refused, and the present database stays as it was', () => {
    store.close()
    const other = join(backupFolder(file), backupName('by_hand', now + 5))
    writeFileSync(other, 'not a database')
    askRestore(file, basename(other))
    expect(restoreAsAsked(file, now + 9)).toMatchObject({ failed: expect.stringContaining("can't be used") })
    askRestore(file, '../../elsewhere.sqlite')
    expect(restoreAsAsked(file, now + 9)).toEqual({ failed: 'the wish can not be read' })
    expect(nameIn(file)).toBe('now')
    expect(existsSync(join(folder, 'restore.json'))).toBe(false)
  })

  it('a damaged present database goes aside with its log', () => {
    store.close()
    writeFileSync(file, 'nothing that SQLite knows')
    writeFileSync(`${file}-wal`, 'nor this')
    const aside = restoreBackup(file, backup, now + 1)
    expect(nameIn(file)).toBe('then')
    expect(readFileSync(aside as string, 'utf8')).toBe('nothing that SQLite knows')
    expect(existsSync(`${file}-wal`)).toBe(false)
  })

  it('one of an older version is brought to this one, in safe mode', () => {
    store.close()
    const old = join(folder, 'old.sqlite')
    const packed = new URL('../fixtures/databases/0.4.0.sqlite.gz', import.meta.url)
    writeFileSync(old, gunzipSync(readFileSync(packed)))
    restoreBackup(file, old, now + 1)
    const opened = openStore(file)
    expect(guardState(opened)).toMatchObject({ state: 'safe', reason: 'restored' })
    opened.close()
  })
})

it('a link or a folder under the name of a backup is none, wherever it leads', async () => {
  const made = await makeBackup(store, backupFolder(file), { kind: 'by_hand', now })
  symlinkSync(file, join(backupFolder(file), backupName('by_hand', now + 1)))
  symlinkSync(join(folder, 'nowhere'), join(backupFolder(file), backupName('automatic', now + 2)))
  mkdirSync(join(backupFolder(file), backupName('automatic', now + 3)))
  for (const name of [
    '../cadenza.sqlite',
    'daily-1.sqlite/../../cadenza.sqlite',
    '/etc/daily-1.sqlite',
    'daily-1.sqlite\0',
  ])
    expect(readBackupName(name)).toBeNull()
  expect(backupFiles(backupFolder(file))).toEqual([made])
})

it('keeps the newest of seven days and of four weeks, and whatever was not made by itself', async () => {
  const made = Array.from({ length: 60 }, (_, i) => now - i * (DAY / 2))
  const kept = [...keptBackups(made)].sort((a, b) => b - a)
  const days = kept.map((at) => Math.floor((now - at) / DAY))
  expect(days.slice(0, 7)).toEqual([0, 1, 2, 3, 4, 5, 6])
  expect(kept.length).toBeLessThanOrEqual(11)
  expect(now - (kept.at(-1) as number)).toBeGreaterThanOrEqual(20 * DAY)
  const at = backupFolder(file)
  mkdirSync(at)
  for (const each of made) writeFileSync(join(at, backupName('automatic', each)), '')
  for (const name of ['before-migration-1790000000000.sqlite', 'by-hand-20200101T000000000Z.sqlite', 'notes.txt'])
    writeFileSync(join(at, name), '')
  expect(pruneBackups(at)).toHaveLength(60 - kept.length)
  expect(backupFiles(at)).toHaveLength(kept.length + 2)
  expect(readBackupName('before-migration-1790000000000.sqlite')).toEqual({
    kind: 'before_migration',
    at: 1_790_000_000_000,
  })
  expect(existsSync(join(at, 'notes.txt'))).toBe(true)
})
