/**
 * The one window. Closing it throws the page away and keeps the engine: a page that nobody looks at would only hold
 * memory, and it is back, where it was, in less than a second.
 */
import { join } from 'node:path'
import { BrowserWindow, dialog, nativeTheme, screen } from 'electron'
import type { Log } from '../../ports.ts'
import { addressOf, routeOf } from './scheme.ts'
import { placeWindow, type Remembered, smallest } from './window-state.ts'
import { words } from './words.ts'

export interface Keeper {
  /** Shows the window, at a route if one is given; makes it where there is none. */
  open(route?: string): void
  current(): BrowserWindow | null
  /** Whatever the window was closed for: this time it is the end. */
  destroy(): void
}

interface Keeps {
  log: Log
  remembered: () => Remembered
  remember: (change: Partial<Remembered>) => void
  /** The window was closed and Cadenza goes on. */
  hidden: () => void
}

/** The page's own paper, so that nothing flashes before it is drawn. */
const paper = () => (nativeTheme.shouldUseDarkColors ? '#19181C' : '#FBFAF8')

function build({ bounds, maximized }: Remembered): BrowserWindow {
  const areas = [screen.getPrimaryDisplay(), ...screen.getAllDisplays()].map(({ workArea }) => workArea)
  const window = new BrowserWindow({
    ...placeWindow(bounds, areas),
    minWidth: smallest.width,
    minHeight: smallest.height,
    title: words.name,
    backgroundColor: paper(),
    show: false,
    // Linux shows it; elsewhere the program's own icon is taken.
    ...(process.platform === 'linux' ? { icon: join(import.meta.dirname, '../../resources/icons/icon.png') } : {}),
    webPreferences: {
      preload: join(import.meta.dirname, '../preload/index.cjs'),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
    },
  })
  if (maximized) window.maximize()
  return window
}

export function createKeeper({ log, remembered, remember, hidden }: Keeps): Keeper {
  let window: BrowserWindow | null = null
  let route = '/'
  let ending = false
  const make = () => {
    const made = build(remembered())
    window = made
    made.once('ready-to-show', () => made.show())
    made.on('close', () => {
      route = routeOf(made.webContents.getURL())
      remember({ bounds: made.getNormalBounds(), maximized: made.isMaximized() })
    })
    made.on('closed', () => {
      window = null
      if (!ending) hidden()
    })
    made.webContents.on('render-process-gone', (_event, { reason }) => {
      log.error('the page crashed', { reason })
      if (!ending && reason !== 'clean-exit') void askAfterCrash(made)
    })
    load(made, route, log)
  }
  return {
    open(wanted) {
      if (wanted !== undefined) route = wanted
      if (!window) return make()
      // Another fragment of the same address: the page only changes what it shows.
      if (wanted !== undefined) load(window, wanted, log)
      if (window.isMinimized()) window.restore()
      window.show()
      window.focus()
    },
    current: () => window,
    destroy() {
      ending = true
      window?.close()
      window?.destroy()
    },
  }
}

const load = (window: BrowserWindow, route: string, log: Log): void =>
  void window.loadURL(addressOf(route)).catch((error: Error) => {
    if (!window.isDestroyed()) log.error('the page could not be loaded', { error: error.message })
  })

async function askAfterCrash(window: BrowserWindow): Promise<void> {
  const { crashed, goesOn, again, later } = words.page
  const question = { type: 'warning' as const, message: crashed, detail: goesOn, buttons: [again, later], noLink: true }
  const { response } = await dialog.showMessageBox({ ...question, defaultId: 0, cancelId: 1 })
  if (window.isDestroyed()) return
  if (response === 0) window.webContents.reload()
  else window.destroy()
}
