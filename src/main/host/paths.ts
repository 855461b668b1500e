import { chmodSync, existsSync, mkdirSync, readdirSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, isAbsolute, join, resolve } from 'node:path'
import { Refusal } from '../../shared/domain/failure.ts'

/** Files of a data folder. */
export const databaseName = 'cadenza.sqlite'
export const logName = 'cadenza.log'
export const uploadsName = 'uploads'
export const lockName = 'engine.lock'

/**
 * Where Cadenza keeps its data unless told otherwise: `CADENZA_DATA`, else the place each system has for it (XDG Base
 * Directory on Linux, Application Support on macOS, LocalAppData on Windows: never the roaming profile, which is copied
 * from computer to computer).
 */
export function defaultDataFolder(env: NodeJS.ProcessEnv = process.env, platform = process.platform): string {
  if (env.CADENZA_DATA) return resolve(env.CADENZA_DATA)
  const home = homedir()
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Cadenza')
  if (platform === 'win32') return join(env.LOCALAPPDATA || join(home, 'AppData', 'Local'), 'Cadenza')
  const xdg = env.XDG_DATA_HOME
  return join(xdg && isAbsolute(xdg) ? xdg : join(home, '.local', 'share'), 'cadenza')
}

/**
 * Makes the folder where it is missing, and takes away what others may do in it: contacts and mail are in there.
 *
 * @throws Refusal `bad_request` for a place where no folder can be made, or one that others use for something else
 */
export function openDataFolder(folder: string): void {
  try {
    makeFolder(folder)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new Refusal('bad_request', `${folder} can't be a data folder: ${unmade[code ?? ''] ?? code}. Choose another.`)
  }
  if (process.platform === 'win32' || (statSync(folder).mode & 0o077) === 0) return
  if (holdsOthers(folder))
    throw new Refusal(
      'bad_request',
      `${folder} holds other files, and a data folder is closed to everybody else. Choose a new or empty folder.`,
    )
  chmodSync(folder, 0o700)
}

/** True for a folder that is in use for something else: closing it (think of /tmp) would harm whoever uses it. */
function holdsOthers(folder: string): boolean {
  const names = readdirSync(folder)
  return names.length > 0 && !names.some((name) => name === databaseName || name === lockName)
}

const unmade: Record<string, string> = {
  ENOENT: 'no folder can be made there',
  ENOTDIR: 'a part of it is a file',
  EEXIST: 'it is a file',
  EACCES: 'you may not write there',
  EPERM: 'you may not write there',
  EROFS: 'it can only be read from there',
  ENOSPC: 'the disk is full',
}

/** One level after the other: Node's own recursive way never ends where the system can't make folders, as in /proc. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) {
    if (statSync(folder).isDirectory()) return
    throw Object.assign(new Error(folder), { code: 'EEXIST' })
  }
  const above = dirname(folder)
  if (above !== folder) makeFolder(above)
  try {
    mkdirSync(folder, { mode: 0o700 })
  } catch (error) {
    // another process may have been quicker
    if (!existsSync(folder)) throw error
  }
}
