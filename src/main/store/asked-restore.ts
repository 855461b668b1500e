/**
 * A person has asked, inside Cadenza, for a backup to be put back: that can only be done while nobody has the database
 * open. The wish lies beside it until it is done, whatever happens in between.
 */
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { readBackupName } from './backup-names.ts'
import { backupFolder } from './backups.ts'
import { syncFile, syncFolder } from './durable.ts'
import { type RestorePoint, restoreBackup } from './restore.ts'

const wishOf = (databaseFile: string): string => join(dirname(databaseFile), 'restore.json')

/** @param name of a backup in its folder */
export function askRestore(databaseFile: string, name: string): void {
  const wish = wishOf(databaseFile)
  writeFileSync(`${wish}.new`, `${JSON.stringify({ restore: name })}\n`, { mode: 0o600 })
  syncFile(`${wish}.new`)
  renameSync(`${wish}.new`, wish)
  syncFolder(dirname(wish))
}

/**
 * Does what was asked for, where something was: before the database is opened, by whoever has the folder to itself. A
 * backup that can't be used is told, and the wish forgotten: the present database opens.
 *
 * @returns what happened, for the log; null: nothing was asked
 */
export function restoreAsAsked(
  databaseFile: string,
  now: number,
  point?: (name: RestorePoint) => void,
): { restored: string; aside: string | null } | { failed: string } | null {
  const wish = wishOf(databaseFile)
  if (!existsSync(wish)) return null
  try {
    const { restore } = JSON.parse(readFileSync(wish, 'utf8')) as { restore?: unknown }
    if (typeof restore !== 'string' || !readBackupName(restore)) return { failed: 'the wish can not be read' }
    const aside = restoreBackup(databaseFile, join(backupFolder(databaseFile), restore), now, point)
    return { restored: restore, aside }
  } catch (error) {
    return { failed: error instanceof Error ? error.message : String(error) }
  } finally {
    rmSync(wish, { force: true })
  }
}
