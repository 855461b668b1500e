/** What backups are called on disk. */
import { type BackupKind, backupKinds } from '../../shared/domain/backup.ts'

const first: Record<BackupKind, string> = {
  automatic: 'daily',
  by_hand: 'by-hand',
  before_migration: 'before-migration',
  before_restore: 'before-restore',
}

/** `daily-20261122T161200123Z.sqlite`: sorts by time, and can be a file on every system. @param at ms since the epoch */
export const backupName = (kind: BackupKind, at: number): string =>
  `${first[kind]}-${new Date(at).toISOString().replace(/[-:.]/g, '')}.sqlite`

/** Null for what is no backup of ours. */
export function readBackupName(name: string): { kind: BackupKind; at: number } | null {
  const match = /^([a-z-]+)-(\d+|\d{8}T\d{9}Z)\.sqlite$/.exec(name)
  const kind = backupKinds.find((each) => first[each] === match?.[1])
  const text = match?.[2] ?? ''
  // until 0.4 those before a migration were called by milliseconds
  const iso = text.replace(/^(....)(..)(..)T(..)(..)(..)(...)Z$/, '$1-$2-$3T$4:$5:$6.$7Z')
  const at = iso === text ? Number(text) : Date.parse(iso)
  return kind && Number.isSafeInteger(at) ? { kind, at } : null
}
