/** `cadenza remove-data`: says what would go, and with `--yes` takes it away. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from 'commander'
import type { Found } from '../removal.ts'
import { addConnectOptions, type ConnectOptions, folderOf, noWorkspace } from './connect.ts'
import { type Io, print } from './io.ts'
import { counted } from './table.ts'
import { printJson } from './write.ts'

interface RemoveOptions extends ConnectOptions {
  yes?: boolean
  leaveKeychain?: boolean
}

export function addRemoveData(program: Command, io: Io): void {
  addConnectOptions(program.command('remove-data'))
    .option('--yes', 'do it; without it only what would go is shown')
    .option('--leave-keychain', 'leave the entries in a keychain that can’t be reached')
    .description('Take everything of a data folder off this computer, with its passwords and backups, for good')
    .action((options: RemoveOptions) => removal(options, io))
}

async function removal(options: RemoveOptions, io: Io): Promise<void> {
  const folder = await folderOf(options, io)
  const { databaseName } = await import('../paths.ts')
  const { removeData } = await import('../removal.ts')
  if (!existsSync(join(folder, databaseName))) throw noWorkspace(folder)
  const found = await removeData(folder, {
    keychain: io.keychain,
    clock: io.clock,
    command: 'cadenza remove-data',
    lookOnly: options.yes !== true,
    leaveKeychain: options.leaveKeychain === true,
  })
  tell(io, options, found)
}

function tell(io: Io, options: RemoveOptions, found: Found): void {
  const { folder, entries, gone, left } = found
  if (options.json) {
    printJson(io, { folder, entries: entries?.length ?? null, gone, left, done: options.yes === true })
    return
  }
  const kept =
    entries === null ? 'what the keychain holds stays there' : `${counted(entries.length, 'secret')} in the keychain`
  print(io, `${options.yes ? 'Removed' : 'This would go'}: ${gone.join(', ')} in ${folder}; ${kept}.`)
  if (left.length > 0) print(io, `Not Cadenza's, and left there: ${left.join(', ')}.`)
  if (!options.yes) print(io, 'Nothing was changed. With --yes it is done, and nothing brings it back.')
}
