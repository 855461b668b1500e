/**
 * Everything of one data folder taken off this computer, its entries in the keychain first: once the database is gone nobody
 * knows their names any more.
 */
import { existsSync, readdirSync, rmdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from 'commander'
import { Refusal } from '../../../shared/domain/failure.ts'
import type { Keychain } from '../../ports.ts'
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
    .action((options: RemoveOptions) => removeData(options, io))
}

/** What Cadenza writes into a data folder. Whatever else lies there was put there by somebody, and stays. */
const ours =
  /^(?:cadenza\.sqlite|cadenza\.log|engine\.|secrets\.vault|desktop\.json|restore\.json|cadenza\.desktop)|^(?:backups|uploads|window|config)$/

/** The names of this folder's entries in the keychain; null where it can't be read. */
async function entriesOf(io: Io, databaseFile: string): Promise<string[] | null> {
  const { secretNamesOf } = await import('../../engine.ts')
  const { keychain } = io
  if ((await keychain.trouble()) !== null) return null
  const isOurs = secretNamesOf(databaseFile)
  return ((await keychain.entries?.()) ?? []).map(([name]) => name).filter(isOurs)
}

async function removeData(options: RemoveOptions, io: Io): Promise<void> {
  const folder = await folderOf(options, io)
  const { databaseName } = await import('../paths.ts')
  const { takeLock } = await import('../lock.ts')
  const databaseFile = join(folder, databaseName)
  if (!existsSync(databaseFile)) throw noWorkspace(folder)
  const lock = takeLock(folder, { command: 'cadenza remove-data', now: io.clock.now() })
  try {
    const entries = await entriesOf(io, databaseFile)
    if (entries === null && options.yes && !options.leaveKeychain)
      throw new Refusal(
        'keychain_unavailable',
        'The keychain can’t be read, so passwords in it would stay for ever. Unlock it and try again, or say --leave-keychain.',
      )
    const names = readdirSync(folder)
    const gone = names.filter((name) => ours.test(name))
    const left = names.filter((name) => !ours.test(name))
    if (options.yes) {
      await erase(io.keychain, entries ?? [])
      for (const name of gone) rmSync(join(folder, name), { recursive: true, force: true })
    }
    tell(io, options, { folder, entries: entries?.length ?? null, gone, left })
  } finally {
    lock.release()
    if (options.yes) forgetLock(folder)
  }
}

async function erase(keychain: Keychain, names: readonly string[]): Promise<void> {
  for (const name of names) await keychain.remove(name)
}

/** The lock's own files are the last of ours; a folder that is empty then goes too. */
function forgetLock(folder: string): void {
  for (const name of readdirSync(folder)) if (/^engine\./.test(name)) rmSync(join(folder, name), { force: true })
  if (readdirSync(folder).length === 0) rmdirSync(folder)
}

interface Removed {
  folder: string
  /** Entries in the keychain; null: it can't be read. */
  entries: number | null
  gone: string[]
  left: string[]
}

function tell(io: Io, options: RemoveOptions, removed: Removed): void {
  const { folder, entries, gone, left } = removed
  if (options.json) {
    printJson(io, { ...removed, done: options.yes === true })
    return
  }
  const kept =
    entries === null ? 'what the keychain holds stays there' : `${counted(entries, 'secret')} in the keychain`
  print(io, `${options.yes ? 'Removed' : 'This would go'}: ${gone.join(', ')} in ${folder}; ${kept}.`)
  if (left.length > 0) print(io, `Not Cadenza's, and left there: ${left.join(', ')}.`)
  if (!options.yes) print(io, 'Nothing was changed. With --yes it is done, and nothing brings it back.')
}
