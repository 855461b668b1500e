import { chmodSync, mkdirSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { isAbsolute, join, resolve } from 'node:path'

/** Files of a data folder. */
export const databaseName = 'cadenza.sqlite'
export const logName = 'cadenza.log'
export const uploadsName = 'uploads'

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

/** Makes the folder where it is missing, and takes away what others may do in it: contacts and mail are in there. */
export function openDataFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  if (process.platform !== 'win32' && (statSync(folder).mode & 0o077) !== 0) chmodSync(folder, 0o700)
}
