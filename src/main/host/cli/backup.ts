import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Command } from 'commander'
import { Refusal } from '../../../shared/domain/failure.ts'
import { addConnectOptions, type ConnectOptions, folderOf, noWorkspace, withClient } from './connect.ts'
import { type Io, print } from './io.ts'
import { table } from './table.ts'
import { when } from './when.ts'
import { printJson } from './write.ts'

export function addBackup(program: Command, io: Io): void {
  const backup = program
    .command('backup')
    .description('Make copies of the data that can be gone back to, and list them')
  addConnectOptions(backup.command('create', { isDefault: true }))
    .description('Make a backup now; it is opened and checked')
    .action((options: ConnectOptions) =>
      withClient(io, options, 'read', async (client) => {
        const made = await client.backups.create()
        const { folder } = await client.backups.list()
        if (options.json) printJson(io, made)
        else print(io, join(folder, made.name))
      }),
    )
  addConnectOptions(backup.command('list'))
    .description('List backups, the newest first')
    .action((options: ConnectOptions) =>
      withClient(io, options, 'read', async (client, there) => {
        const { rows } = await client.backups.list()
        if (options.json) return printJson(there, rows)
        const lines = rows.map(({ name, at, bytes }) => [name, when(there, at), Math.ceil(bytes / 1024)])
        print(there, table(there, ['Backup', 'Made', 'kB'], lines))
      }),
    )
}

export function addRestore(program: Command, io: Io): void {
  addConnectOptions(
    program.command('restore').argument('<backup>', 'its name as "cadenza backup list" shows it, or a file'),
  )
    .description('Put a backup back; what is there now is kept. Opens in safe mode')
    .action((backup: string, options: ConnectOptions) => restore(backup, options, io))
}

async function restore(backup: string, options: ConnectOptions, io: Io): Promise<void> {
  const folder = await folderOf(options, io)
  const { databaseName } = await import('../paths.ts')
  const { takeLock } = await import('../lock.ts')
  const { backupFolder, restoreBackup } = await import('../../engine.ts')
  if (!existsSync(folder)) throw noWorkspace(folder)
  const databaseFile = join(folder, databaseName)
  const named = join(backupFolder(databaseFile), backup)
  const file = existsSync(named) ? named : resolve(backup)
  if (!existsSync(file)) throw new Refusal('not_found', `There is no backup "${backup}". See: cadenza backup list`)
  const lock = takeLock(folder, { command: 'cadenza restore', now: io.clock.now() })
  try {
    const kept = restoreBackup(databaseFile, file, io.clock.now())
    if (options.json) return printJson(io, { restored: file, kept })
    print(io, `${file} was put back.${kept ? ` What was there before is ${kept}.` : ''}`)
    print(io, 'Nothing is sent until it has been compared: open Cadenza, or see "cadenza safety".')
  } finally {
    lock.release()
  }
}
