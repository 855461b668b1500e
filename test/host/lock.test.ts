import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { readNote, takeLock } from '../../src/main/host/lock.ts'
import { defaultDataFolder } from '../../src/main/host/paths.ts'

const now = Date.UTC(2026, 10, 23, 9)
let folder: string
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'cadenza-lock-')), 'data')
})
afterEach(() => rmSync(join(folder, '..'), { recursive: true, force: true }))

it('makes the data folder for its owner alone, and closes one that was open to others', () => {
  takeLock(folder, { command: 'test', now }).release()
  expect(statSync(folder).mode & 0o777).toBe(0o700)
  chmodSync(folder, 0o755)
  takeLock(folder, { command: 'test', now }).release()
  expect(statSync(folder).mode & 0o777).toBe(0o700)
})

it('the second one is told who holds the folder; after a release it may have it', () => {
  const lock = takeLock(folder, { command: 'cadenza serve', now })
  lock.announce({ socket: '/run/x.sock', port: 4711 })
  expect(readNote(folder)).toMatchObject({ pid: process.pid, socket: '/run/x.sock', port: 4711, startedAt: now })
  expect(statSync(join(folder, 'engine.json')).mode & 0o777).toBe(0o600)
  expect(() => takeLock(folder, { command: 'other', now })).toThrow(
    expect.objectContaining({
      code: 'locked',
      message: expect.stringContaining(`process ${process.pid} (cadenza serve)`),
      data: expect.objectContaining({ pid: process.pid, since: '2026-11-23T09:00:00.000Z', socket: '/run/x.sock' }),
    }),
  )
  // the refused one leaves the holder's note alone
  expect(readNote(folder)?.command).toBe('cadenza serve')
  lock.release()
  lock.release()
  expect(existsSync(join(folder, 'engine.json'))).toBe(false)
  takeLock(folder, { command: 'next', now }).release()
})

it('a lock dies with its process, even by kill -9, and what it left behind is overwritten', async () => {
  takeLock(folder, { command: 'warm up', now }).release()
  const program = `
    import Database from 'better-sqlite3'
    const file = new Database(${JSON.stringify(join(folder, 'engine.lock'))}, { timeout: 0 })
    file.exec('BEGIN EXCLUSIVE')
    console.log('held')
    process.stdin.resume()`
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    cwd: join(import.meta.dirname, '../..'),
  })
  await once(child.stdout, 'data')
  expect(() => takeLock(folder, { command: 'second', now })).toThrow(expect.objectContaining({ code: 'locked' }))
  child.kill('SIGKILL')
  await once(child, 'exit')
  const lock = takeLock(folder, { command: 'third', now })
  expect(JSON.parse(readFileSync(join(folder, 'engine.json'), 'utf8'))).toMatchObject({ command: 'third' })
  lock.release()
})

it('the data folder is where each system wants it, or where CADENZA_DATA says', () => {
  expect(defaultDataFolder({ CADENZA_DATA: '/somewhere/else' }, 'linux')).toBe('/somewhere/else')
  expect(defaultDataFolder({ XDG_DATA_HOME: '/xdg' }, 'linux')).toBe('/xdg/cadenza')
  expect(defaultDataFolder({ XDG_DATA_HOME: 'not/absolute' }, 'linux')).toMatch(/\.local\/share\/cadenza$/)
  expect(defaultDataFolder({}, 'darwin')).toMatch(/Library\/Application Support\/Cadenza$/)
  expect(defaultDataFolder({ LOCALAPPDATA: '/local' }, 'win32')).toBe('/local/Cadenza')
})
