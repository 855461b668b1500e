/** An update of the database that dies at the n-th write, or whose disk fails there: the file of before, or the new one, whole. */
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildHost } from '../kill/build.ts'
import { size } from '../size.ts'
import { scratch } from '../work/world.ts'
import { type Disk, type DiskCode, faultyDisk } from './disk.ts'

const now = Date.parse('2026-11-27T08:00:00Z')
const fixtures = join(import.meta.dirname, '../fixtures/databases')
const oldest = readdirSync(fixtures).sort()[0] as string
let base: string
let program: string
let disk: Disk

beforeAll(async () => {
  program = await buildHost('test/disk/upgrade-host.ts')
  base = mkdtempSync(join(scratch, 'cadenza-upgrade-'))
  disk = faultyDisk('cadenza.sqlite')
})
afterAll(() => {
  rmSync(base, { recursive: true, force: true })
  rmSync(program)
  disk.remove()
})

/** Names that a migration draws by chance. */
const drawn = /"[0-9a-f]{20}"/g

/** A folder with the oldest database, as its version left it. */
function folderOf(name: string): string {
  const folder = mkdtempSync(join(base, `${name}-`))
  writeFileSync(join(folder, 'cadenza.sqlite'), gunzipSync(readFileSync(join(fixtures, oldest))))
  return join(folder, 'cadenza.sqlite')
}

const open = (file: string) =>
  spawnSync(process.execPath, [program, file, String(now)], { env: { ...process.env, ...disk.env } })

/** Everything that is in a database, table by table, and that it is sound. */
function contents(file: string): Record<string, unknown> {
  // on a copy: looking must not finish what was interrupted
  const copy = `${file}-looked-at`
  for (const end of ['', '-wal']) if (existsSync(`${file}${end}`)) cpSync(`${file}${end}`, `${copy}${end}`)
  const db = new Database(copy)
  try {
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
    expect(db.pragma('foreign_key_check')).toEqual([])
    const tables = db
      .prepare(`SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name`)
      .pluck()
      .all() as string[]
    return Object.fromEntries(
      tables.map((name) => [
        name,
        db
          .prepare(`SELECT * FROM "${name}"`)
          .raw()
          .all()
          .map((row) => JSON.stringify(row).replace(drawn, '"drawn"'))
          .sort(),
      ]),
    )
  } finally {
    db.close()
    for (const end of ['', '-wal', '-shm']) rmSync(`${copy}${end}`, { force: true })
  }
}

describe.runIf(process.platform === 'linux')('an update of the database', { timeout: 3_600_000 }, () => {
  it('is whole or has not happened, wherever it dies or the disk fails; the next start finishes it', () => {
    const [untouched, whole] = [folderOf('old'), folderOf('new')]
    const never = { deed: null, code: null, skip: 0, times: null } as const
    disk.spoil(never)
    expect(String(open(whole).stdout)).toBe('opened')
    const occasions = disk.spoilt()
    disk.heal()
    expect(occasions).toBeGreaterThan(20)
    const [before, after] = [contents(untouched), contents(whole)]
    const tries = size(4, 60)
    const found = { before: 0, after: 0 }
    for (const code of ['killed', 'ENOSPC', 'EIO'] as const)
      for (let i = 0; i < tries; i++) {
        const skip = Math.floor((occasions * i) / tries)
        const file = failing(code, skip)
        const left = contents(file)
        const isOld = Object.keys(left).length === Object.keys(before).length
        found[isOld ? 'before' : 'after']++
        if (isOld) expect(left, `${code} at ${skip}`).toEqual(before)
        expect(String(open(file).stdout), `${code} at ${skip}`).toBe('opened')
        expect(contents(file), `${code} at ${skip}`).toEqual(after)
      }
    expect(found.before).toBeGreaterThan(0)
  })
})

/** The database after an update of which that occasion failed, and all after it. */
function failing(code: DiskCode, skip: number): string {
  const file = folderOf(code)
  disk.spoil({ deed: null, code, skip, times: null })
  const { stdout, signal, status } = open(file)
  const spoilt = disk.spoilt()
  disk.heal()
  if (spoilt > 0 && code === 'killed') expect(signal).toBe('SIGKILL')
  // a checkpoint that fails at the end loses nothing: what was written lies in the log
  else if (spoilt > 0) expect(`${status} ${stdout}`).toMatch(/^0 (?:refused: SQLITE_(?:FULL|IOERR)|opened)/)
  return file
}
