/** What SQLite runs with, read back: under better-sqlite3's own settings a committed "sent" can vanish with the power. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openStore } from '../../src/main/store/open.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cadenza-settings-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

it('every commit waits for the disk, nothing in the file is trusted, and references are held', () => {
  const store = openStore(join(folder, 'cadenza.sqlite'))
  const set = (name: string) => store.sqlite.pragma(name, { simple: true })
  try {
    expect([set('journal_mode'), set('synchronous')]).toEqual(['wal', 2])
    if (process.platform === 'darwin') expect(set('fullfsync')).toBe(1)
    expect([set('trusted_schema'), set('foreign_keys'), set('busy_timeout')]).toEqual([0, 1, 5000])
    store.sqlite.exec('CREATE TABLE a (id INTEGER PRIMARY KEY); CREATE TABLE b (a REFERENCES a(id))')
    expect(() => store.sqlite.exec('INSERT INTO b VALUES (7)')).toThrow(/FOREIGN KEY/)
  } finally {
    store.close()
  }
})
