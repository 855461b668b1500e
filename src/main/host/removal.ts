/**
 * Everything of one data folder taken off this computer, its entries in the keychain first: once the database is gone nobody
 * knows their names any more. Whoever does it has ended the engine; what else lies in the folder was put there by somebody,
 * and stays.
 */
import { existsSync, readdirSync, rmdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { Refusal } from '../../shared/domain/failure.ts'
import type { Clock, Keychain, Removal } from '../ports.ts'
import { databaseName } from './paths.ts'
import { hasVault } from './vault.ts'

/** What Cadenza writes into a data folder. */
const ours =
  /^(?:cadenza\.sqlite|cadenza\.log|engine\.|secrets\.vault|desktop\.json|restore\.json|cadenza\.desktop)|^(?:backups|uploads|window|config)$/

/** What Chromium has open as long as the desktop runs, and writes once more at its end. */
export const chromiums = 'window'

export interface Found {
  folder: string
  /** Names of our entries in the keychain; null: it can't be read. */
  entries: string[] | null
  gone: string[]
  /** Names of what is somebody else's. */
  left: string[]
}

/** Names in the keychain of the system that `isOurs` knows; null where it can't be read. A vault is a file of the folder. */
async function entriesOf(
  folder: string,
  keychain: Keychain,
  isOurs: (name: string) => boolean,
): Promise<string[] | null> {
  if ((await keychain.trouble()) !== null) return hasVault(folder) ? [] : null
  return ((await keychain.entries?.()) ?? []).map(([name]) => name).filter(isOurs)
}

/** What would go and what would stay. Changes nothing. */
export async function lookAt(folder: string, keychain: Keychain, isOurs: (name: string) => boolean): Promise<Found> {
  const names = readdirSync(folder)
  return {
    folder,
    entries: await entriesOf(folder, keychain, isOurs),
    gone: names.filter((name) => ours.test(name)),
    left: names.filter((name) => !ours.test(name)),
  }
}

export interface HowRemoved {
  keychain: Keychain
  clock: Pick<Clock, 'now'>
  /** For the note that tells others who holds the folder. */
  command: string
  /** Only what would go is found out. */
  lookOnly?: boolean
  leaveKeychain?: boolean
  /** The desktop still runs: its window's files go when it has ended (`finishRemoval`). */
  leaveWindow?: boolean
}

/**
 * @throws Refusal `locked` while an engine runs on the folder, `keychain_unavailable` where the keychain can't be read and
 *   that wasn't said to be fine; then nothing is gone
 */
export async function removeData(folder: string, how: HowRemoved): Promise<Found> {
  const { takeLock } = await import('./lock.ts')
  const { secretNamesOf } = await import('../engine.ts')
  const lock = takeLock(folder, { command: how.command, now: how.clock.now() })
  try {
    const found = await lookAt(folder, how.keychain, secretNamesOf(join(folder, databaseName)))
    if (how.lookOnly) return found
    if (found.entries === null && !how.leaveKeychain)
      throw new Refusal(
        'keychain_unavailable',
        'The keychain can’t be read, so passwords in it would stay for ever. Unlock it and try again, or say --leave-keychain.',
      )
    for (const name of found.entries ?? []) await how.keychain.remove(name)
    for (const name of found.gone)
      if (!how.leaveWindow || name !== chromiums) rmSync(join(folder, name), { recursive: true, force: true })
    return found
  } finally {
    lock.release()
    if (!existsSync(join(folder, databaseName))) finishRemoval(folder, how.leaveWindow)
  }
}

/** The lock's own files are the last of ours, with what the window kept; a folder that is empty then goes too. */
export function finishRemoval(folder: string, leaveWindow = false): void {
  if (!existsSync(folder) || existsSync(join(folder, databaseName))) return
  for (const name of readdirSync(folder))
    if (ours.test(name) && !(leaveWindow && name === chromiums))
      rmSync(join(folder, name), { recursive: true, force: true })
  if (readdirSync(folder).length === 0) rmdirSync(folder)
}

/** What the engine lends its handlers of this; `begin` is called once, with whether the keychain is left as it is. */
export const removalOf = (folder: string, keychain: Keychain, begin: (leaveKeychain: boolean) => void): Removal => ({
  async look(isOurs) {
    const { entries, left } = await lookAt(folder, keychain, isOurs)
    return { secrets: entries?.length ?? null, left }
  },
  begin,
})
