/** Copies of the database that can be gone back to. */
import { join } from 'node:path'
import { Refusal } from '../../shared/domain/failure.ts'
import { askRestore } from '../store/asked-restore.ts'
import { readBackupName } from '../store/backup-names.ts'
import { type BackupFile, backupFiles, backupFolder, checkBackup, makeBackup } from '../store/backups.ts'
import { iso, os, type Room } from './context.ts'
import { answersFor, checkAnswersFor } from './safety-may.ts'

const shown = ({ at, ...file }: BackupFile) => ({ ...file, at: iso(at) })

/** @throws Refusal `state` where nothing is on a disk */
function folderOf({ databaseFile }: Room): string {
  if (databaseFile === ':memory:')
    throw new Refusal('state', 'This workspace is in memory only: there is nothing to keep.')
  return backupFolder(databaseFile)
}

const list = os.backups.list.handler(({ context: { room, asker } }) => {
  const folder = folderOf(room)
  const may = answersFor(room, asker)
  return { folder, rows: backupFiles(folder).map(shown), can_restore: may && room.restart !== undefined }
})

const check = (room: Room, file: string): Promise<void> =>
  room.heavy?.checkCopy?.(file) ?? Promise.resolve(checkBackup(file))

const create = os.backups.create.handler(async ({ context: { room, asker } }) => {
  checkAnswersFor(room, asker)
  const { clock } = room.ports
  const made = await makeBackup(room.store, folderOf(room), {
    kind: 'by_hand',
    now: clock.now(),
    check: (file) => check(room, file),
  })
  room.changes.tell('backups')
  return shown(made)
})

const restore = os.backups.restore.handler(async ({ input: { name }, context: { room, asker } }) => {
  checkAnswersFor(room, asker)
  const folder = folderOf(room)
  if (!readBackupName(name)) throw new Refusal('not_found', `There is no backup "${name}".`)
  await check(room, join(folder, name))
  if (!room.restart) throw new Refusal('state', `Close this Cadenza first, then: cadenza restore ${name}`)
  askRestore(room.databaseFile, name)
  room.restart()
  return { restarting: true }
})

export const backups = { list, create, restore }
