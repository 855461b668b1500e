/**
 * Puts a backup in the place of the database. Killed at any point, the folder holds the present database whole or the
 * backup whole, and never none: the present one gets its second name first, then the backup takes its place in one step.
 */
import { copyFileSync, existsSync, linkSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import Database from 'better-sqlite3'
import { backupName } from './backup-names.ts'
import { backupFolder, checkBackup, markRestored } from './backups.ts'
import { syncFile, syncFolder } from './durable.ts'
import { adoptLeft } from './left-since.ts'
import { migrate } from './migrate.ts'
import { openStore } from './open.ts'

/** Names of the moments between two steps; tests stop the process there. */
export const restorePoints = ['checked', 'prepared', 'settled', 'aside', 'replaced'] as const
export type RestorePoint = (typeof restorePoints)[number]

/**
 * Nobody else has the database open. What was there stays beside the backups.
 *
 * @param now ms since the epoch
 * @returns the file that the present database was kept as; null: there was none
 * @throws Refusal `damaged_database`, `not_found` or `newer_database` for a backup that can't be used: then nothing was changed
 */
export function restoreBackup(
  databaseFile: string,
  backup: string,
  now: number,
  point: (name: RestorePoint) => void = () => {},
): string | null {
  checkBackup(backup)
  point('checked')
  const ready = `${databaseFile}.restored`
  for (const end of ['', '-wal', '-shm', '-journal']) rmSync(`${ready}${end}`, { force: true })
  copyFileSync(backup, ready)
  // an older version's has no place yet that says so
  const store = openStore(ready, { check: false })
  try {
    migrate(store.sqlite)
  } finally {
    store.close()
  }
  markRestored(ready, now)
  // afterwards: how far the backup itself knows was read by then, and Sent folders are compared from there
  if (existsSync(databaseFile)) learnFrom(databaseFile, ready, now)
  syncFile(ready)
  point('prepared')
  const aside = existsSync(databaseFile) ? putAside(databaseFile, now, point) : null
  renameSync(ready, databaseFile)
  syncFolder(dirname(databaseFile))
  point('replaced')
  return aside
}

/** What left since, as far as the data that is replaced can still say so. */
function learnFrom(present: string, ready: string, now: number): void {
  const store = openStore(ready, { check: false })
  try {
    adoptLeft(store, present, now)
    // one file, without a log beside it
    store.sqlite.pragma('journal_mode = DELETE')
  } finally {
    store.close()
  }
}

/** Its own log first: beside another database it would be taken for that one's. */
function putAside(databaseFile: string, now: number, point: (name: RestorePoint) => void): string {
  const folder = backupFolder(databaseFile)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const aside = join(folder, backupName('before_restore', now))
  settleLog(databaseFile, aside)
  point('settled')
  rmSync(aside, { force: true })
  try {
    linkSync(databaseFile, aside)
  } catch {
    // not every disk knows second names
    copyFileSync(databaseFile, aside)
    syncFile(aside)
  }
  syncFolder(folder)
  point('aside')
  return aside
}

/** Brings the log into the file. Where the file is damaged and can't take it, the log goes aside with it. */
function settleLog(databaseFile: string, aside: string): void {
  try {
    const sqlite = new Database(databaseFile)
    try {
      sqlite.pragma('wal_checkpoint(TRUNCATE)')
      sqlite.pragma('journal_mode = DELETE')
    } finally {
      sqlite.close()
    }
  } catch {
    // moved below
  }
  for (const end of ['-wal', '-shm'])
    if (existsSync(`${databaseFile}${end}`)) renameSync(`${databaseFile}${end}`, `${aside}${end}`)
}
