/** The desktop, once Electron is ready: guards, engine, door, tray, menu, window, and all of it undone at the end. */
import { join } from 'node:path'
import { app, dialog, nativeTheme } from 'electron'
import type { Log } from '../../ports.ts'
import { systemClock, systemDice } from '../clock.ts'
import { systemKeychain } from '../keychain.ts'
import { fileLog } from '../log.ts'
import { removalOf, removeData } from '../removal.ts'
import { openDoor } from './door.ts'
import { openEngine, type Running } from './engine.ts'
import { createFiles } from './files.ts'
import { guardPages } from './guards.ts'
import { createLeaving, type Leaving } from './leave.ts'
import { routeOfArguments } from './links.ts'
import { createLogin, hidden } from './login.ts'
import { setMenu } from './menu.ts'
import { createNotifier } from './notices.ts'
import { watchPower } from './power.ts'
import { removedFlag } from './removed.ts'
import { serveScheme } from './scheme.ts'
import { shellRouter } from './shell.ts'
import { followStatus } from './status.ts'
import { createTray } from './tray.ts'
import { createUpdater } from './updater.ts'
import { createUploads } from './uploads.ts'
import { createKeeper, type Keeper } from './window.ts'
import { type Remembered, readRemembered, writeRemembered } from './window-state.ts'
import { words } from './words.ts'

export interface Desktop {
  /** Shows the window, at a route if one is given. */
  open(route?: string): void
}

/**
 * Starts everything but the window: `open` shows that.
 *
 * @param folder the data folder, made and closed to others
 * @throws Refusal when the engine can't start; nothing is left open
 */
export async function start(folder: string): Promise<Desktop> {
  const log = fileLog({ folder, clock: systemClock })
  guardPages(log)
  serveScheme(join(import.meta.dirname, '../renderer'), createUploads({ clock: systemClock, dice: systemDice }, folder))
  const memory = createMemory(folder)
  nativeTheme.themeSource = memory.get().theme
  const notifier = createNotifier((route) => keeper.open(route))
  const keeper = createKeeper({
    log,
    remembered: memory.get,
    remember: memory.set,
    hidden() {
      if (memory.get().toldHidden) return
      memory.set({ toldHidden: true })
      notifier.tell(words.hidden.title, words.hidden.body)
    },
  })
  app.setAboutPanelOptions({
    applicationName: words.name,
    applicationVersion: app.getVersion(),
    version: `Electron ${process.versions.electron}`,
    iconPath: join(import.meta.dirname, '../../resources/icons/icon.png'),
  })
  const leaving = createLeaving({ log, window: keeper.current })
  const power = watchPower(log, () => leaving.now())
  const running = await openEngine(folder, { notifier, log, awake: power.awake })
  power.wakes(running.engine.changes)
  leaving.add(running, keeper)
  running.engine.room.restart = () => void leaving.undo().then(() => startAnew())
  running.engine.room.removal = removalOf(folder, systemKeychain(), (leave) => void removeAll(folder, leaving, leave))
  furnish({ folder, log, running, keeper, memory, leaving })
  log.info('the desktop runs', { version: app.getVersion(), electron: process.versions.electron })
  return { open: (route) => keeper.open(route) }
}

/**
 * Somebody sits there and waits: whatever it was started with (hidden, at signing in; by a link), it comes back with its
 * window, on the same folder. Packed as an AppImage, the program that runs lies in a folder that goes away with it.
 */
function startAnew(more: readonly string[] = []): void {
  const { APPIMAGE } = process.env
  const args = process.argv.slice(1).filter((each) => each !== hidden && routeOfArguments([each]) === null)
  app.relaunch({ args: [...args, ...more], ...(APPIMAGE ? { execPath: APPIMAGE } : {}) })
  app.exit()
}

/**
 * The last page is the next start's, which does nothing else: what Chromium keeps in the data folder can only go when
 * nobody has it open any more.
 */
async function removeAll(folder: string, leaving: Leaving, leaveKeychain: boolean): Promise<void> {
  // the page gets its answer first
  await systemClock.until(systemClock.now() + 300)
  createLogin().set(false)
  await leaving.undo()
  const how = { keychain: systemKeychain(), clock: systemClock, command: 'Cadenza', leaveKeychain, leaveWindow: true }
  try {
    await removeData(folder, how)
    startAnew([removedFlag])
  } catch (error) {
    dialog.showErrorBox(words.removed.failed, (error as Error).message)
    app.exit(1)
  }
}

interface Memory {
  get(): Remembered
  set(change: Partial<Remembered>): void
}

function createMemory(folder: string): Memory {
  let remembered = readRemembered(folder)
  return {
    get: () => remembered,
    set(change) {
      remembered = { ...remembered, ...change }
      writeRemembered(folder, remembered)
    },
  }
}

interface Furnished {
  folder: string
  log: Log
  running: Running
  keeper: Keeper
  memory: Memory
  leaving: ReturnType<typeof createLeaving>
}

/** Everything around the engine that a person sees or a page asks. */
function furnish({ folder, log, running: { engine }, keeper, memory, leaving }: Furnished): void {
  const files = createFiles(folder, keeper.current)
  const updater = createUpdater(log, () => leaving.undo())
  const client = engine.client()
  const failed = (error: unknown) => log.error('a command of the tray failed', { error: String(error) })
  const does = {
    open: (route?: string) => keeper.open(route),
    pause: () => void client.workspace.pause().catch(failed),
    resume: () => void client.workspace.resume().catch(failed),
    stop: () => void client.workspace.stop().catch(failed),
    quit: () => void leaving.ask(client),
  }
  const shell = shellRouter({
    folder,
    files,
    login: createLogin(),
    updater,
    quit: () => leaving.ask(client),
    themed: (theme) => memory.set({ theme }),
  })
  const door = openDoor({ room: engine.room, shell, wasChosen: files.wasChosen })
  const tray = createTray(does)
  setMenu({
    ...does,
    showFolder: () => files.show(),
    updates: updater.get().state !== 'off',
    checkForUpdate: () =>
      void updater.check().then((shown) => dialog.showMessageBox({ message: words.update.says(shown), noLink: true })),
  })
  const stopping = new AbortController()
  void followStatus(engine, { clock: systemClock, log }, tray.show, stopping.signal)
  void updater.watch(systemClock, stopping.signal)
  leaving.before(() => {
    stopping.abort()
    door.close()
    tray.destroy()
  })
  leaving.asks(client)
}
