/**
 * Copies of the database that can be gone back to. Each is made by SQLite's online backup, opened and checked, and set to
 * safe mode before it bears its name: whoever puts it back, in whatever way, gets a copy that does not send by itself.
 * Attachments are in the database; passwords are in the keychain, and in no backup.
 */
import { existsSync, lstatSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import Database from 'better-sqlite3'
import { type BackupKind, keptBackups } from '../../shared/domain/backup.ts'
import { Refusal } from '../../shared/domain/failure.ts'
import { backupName, readBackupName } from './backup-names.ts'
import { syncFile, syncFolder } from './durable.ts'
import { type KnownRow, knownAt, lastKnownSql } from './guard.ts'
import type { Store } from './open.ts'

export interface BackupFile {
  name: string
  kind: BackupKind
  /** When it was made, ms since the epoch. */
  at: number
  bytes: number
}

/** The folder of the backups of a database. */
export const backupFolder = (databaseFile: string): string => join(dirname(databaseFile), 'backups')

/** The newest first. Other files in the folder are no backups. */
export function backupFiles(folder: string): BackupFile[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .flatMap((name) => {
      const read = readBackupName(name)
      // one that was taken away meanwhile, or a link that leads nowhere, is no backup
      const found = read && lstatSync(join(folder, name), { throwIfNoEntry: false })
      return read && found?.isFile() ? [{ name, ...read, bytes: found.size }] : []
    })
    .sort((a, b) => b.at - a.at || (a.name < b.name ? 1 : -1))
}

/** Reads every page of a copy: elsewhere where that takes long. Rejects when it is damaged. */
export type CheckCopy = (file: string) => Promise<void>

/** Names of the moments between two steps; tests stop the process there. */
export const backupPoints = ['copied', 'marked', 'checked', 'named'] as const
export type BackupPoint = (typeof backupPoints)[number]

/**
 * @param to another file than the usual one in the folder
 * @throws Refusal `damaged_database` when the copy can't be read, `conflict` where the file is there already
 */
export async function makeBackup(
  store: Store,
  folder: string,
  given: { kind: BackupKind; now: number; check?: CheckCopy; to?: string; point?: (name: BackupPoint) => void },
): Promise<BackupFile> {
  const { kind, now, check = async (file) => checkBackup(file), to, point = () => {} } = given
  const target = to ?? join(folder, backupName(kind, now))
  if (existsSync(target)) throw new Refusal('conflict', `${target} is there already.`)
  mkdirSync(dirname(target), { recursive: true, mode: 0o700 })
  const half = `${target}.half`
  rmSync(half, { force: true })
  try {
    await store.sqlite.backup(half)
    point('copied')
    markRestored(half, now)
    point('marked')
    await check(half)
    point('checked')
    syncFile(half)
    renameSync(half, target)
    point('named')
    syncFolder(dirname(target))
  } finally {
    for (const end of ['', '-wal', '-shm', '-journal']) rmSync(`${half}${end}`, { force: true })
  }
  return { name: basename(target), kind, at: now, bytes: statSync(target).size }
}

/**
 * Whoever opens this copy finds it in safe mode, with the last moment that it knows of: from then on Sent folders are
 * compared. One file, without a log beside it. It is of this version.
 *
 * @param at ms since the epoch
 */
export function markRestored(file: string, at: number): void {
  const sqlite = new Database(file)
  try {
    sqlite.pragma('journal_mode = DELETE')
    const evidence = JSON.stringify({ known: knownAt(sqlite.prepare(lastKnownSql).get() as KnownRow | undefined) })
    sqlite
      .prepare(
        `INSERT INTO guard (id, name, counter, mark, mark_before, machine, state, reason, since, clock_accepted, evidence)
         VALUES (1, '', 0, '', '', '', 'safe', 'restored', @at, 0, @evidence)
         ON CONFLICT (id) DO UPDATE SET evidence = CASE WHEN state = 'safe' THEN evidence ELSE @evidence END,
           state = 'safe', reason = 'restored', since = @at`,
      )
      .run({ at, evidence })
  } finally {
    sqlite.close()
  }
}

/**
 * Opens a copy, reads every page of it, and looks whether it is one of ours.
 *
 * @throws Refusal `damaged_database`, `not_found`
 */
export function checkBackup(file: string): void {
  if (!existsSync(file)) throw new Refusal('not_found', `There is no backup ${file}.`)
  const damaged = (why: string) =>
    new Refusal('damaged_database', `The backup ${basename(file)} can't be used: ${why}. Choose another one.`)
  let sqlite: Database.Database | null = null
  try {
    sqlite = new Database(file, { readonly: true, fileMustExist: true })
    const found = sqlite.pragma('quick_check(1)', { simple: true })
    if (found !== 'ok') throw damaged(String(found))
    if (!sqlite.prepare('SELECT 1 FROM workspace').get()) throw damaged('it holds no workspace')
  } catch (error) {
    throw error instanceof Refusal ? error : damaged((error as Error).message)
  } finally {
    sqlite?.close()
  }
}

/** Takes away automatic backups that are not to be kept any more; those by hand and before a change stay. */
export function pruneBackups(folder: string): string[] {
  const automatic = backupFiles(folder).filter(({ kind }) => kind === 'automatic')
  const kept = keptBackups(automatic.map(({ at }) => at))
  const gone = automatic.filter(({ at }) => !kept.has(at)).map(({ name }) => name)
  for (const name of gone) rmSync(join(folder, name), { force: true })
  return gone
}
