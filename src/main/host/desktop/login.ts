/** Starting when its owner signs in: a choice, off unless made. Windows and macOS keep it; on Linux it is a file. */
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'
import { app } from 'electron'
import { words } from './words.ts'

export interface LoginShown {
  on: boolean
  possible: boolean
  words: string | null
}

export interface Login {
  get(): LoginShown
  set(on: boolean): LoginShown
}

/** Signing in is no reason to show a window: it starts into the tray. */
export const hidden = '--hidden'

export function createLogin(): Login {
  // What runs from a checkout has no program that a system could start by itself.
  const possible = app.isPackaged
  const way = process.platform === 'linux' ? byFile() : bySystem()
  const get = () => ({ on: possible && way.get(), possible, words: possible ? null : words.login.unpacked })
  return {
    get,
    set(on) {
      if (possible) way.set(on)
      return get()
    },
  }
}

interface Way {
  get(): boolean
  set(on: boolean): void
}

const bySystem = (): Way => ({
  get: () => app.getLoginItemSettings({ args: [hidden] }).openAtLogin,
  set: (on) => app.setLoginItemSettings({ openAtLogin: on, args: [hidden] }),
})

/** XDG autostart: every desktop of Linux starts what lies in this folder. An AppImage moves, so its own path counts. */
function byFile(): Way {
  const configured = process.env.XDG_CONFIG_HOME
  const folder = join(configured && isAbsolute(configured) ? configured : join(homedir(), '.config'), 'autostart')
  const file = join(folder, 'cadenza.desktop')
  const program = process.env.APPIMAGE ?? process.execPath
  return {
    get: () => existsSync(file),
    set(on) {
      if (!on) return rmSync(file, { force: true })
      mkdirSync(folder, { recursive: true })
      writeFileSync(file, entry(program))
    },
  }
}

/** Quoted as the Desktop Entry Specification wants it: \ and " $ ` within quotes, and % doubled. */
const quoted = (path: string): string =>
  `"${path
    .replace(/["$`\\]/g, '\\$&')
    .replaceAll('\\', '\\\\')
    .replaceAll('%', '%%')}"`

const entry = (program: string): string =>
  [
    '[Desktop Entry]',
    'Type=Application',
    'Name=Cadenza',
    'Comment=Keeps sending what is planned',
    `Exec=${quoted(program)} ${hidden}`,
    'Terminal=false',
    'X-GNOME-Autostart-enabled=true',
    '',
  ].join('\n')
