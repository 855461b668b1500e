/**
 * The desktop's main process. Here is only what Electron wants before it is ready; everything else is in start.ts, which
 * loads meanwhile. No top-level await: Electron is not ready before this file has ended, so waiting for it here would
 * wait for ever.
 */
import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { app, dialog } from 'electron'
import { systemClock } from '../clock.ts'
import { watchForCrash } from '../crash.ts'
import { fileLog } from '../log.ts'
import { defaultDataFolder, openDataFolder } from '../paths.ts'
import { linkScheme, routeOfArguments, routeOfLink } from './links.ts'
import { isRemoved, sayRemoved } from './removed.ts'
import { registerScheme } from './scheme.ts'
import { says, whatToSay } from './trouble.ts'

/** `--data FOLDER`; Electron and Chromium have arguments of their own, so whatever else there is, is left alone. */
function folderOf(argv: readonly string[]): string {
  const at = argv.indexOf('--data')
  const named = at >= 0 ? argv[at + 1] : argv.find((each) => each.startsWith('--data='))?.slice('--data='.length)
  return named ? resolve(named) : defaultDataFolder()
}

/** Chromium's own files go into a folder of the data folder: one data folder, one window, and nothing elsewhere. */
function prepare(folder: string): void {
  openDataFolder(folder)
  const window = join(folder, 'window')
  mkdirSync(window, { recursive: true, mode: 0o700 })
  app.setPath('userData', window)
  app.setPath('sessionData', window)
}

function begin(folder: string): void {
  // What other starts and links want before the window can be opened; afterwards it is opened at once.
  const first = routeOfArguments(process.argv)
  let asked: { route: string | null } | null = first === null ? null : { route: first }
  let show = (route: string | null) => {
    asked = { route: route ?? asked?.route ?? null }
  }
  app.on('second-instance', (_event, argv) => show(routeOfArguments(argv)))
  app.on('open-url', (event, link) => {
    event.preventDefault()
    show(routeOfLink(link))
  })
  // Closing the window is not the end: what is planned goes on leaving.
  app.on('window-all-closed', () => {})
  registerScheme()
  app.enableSandbox()
  if (app.isPackaged) app.setAsDefaultProtocolClient(linkScheme)
  const rest = import('./start.ts')
  const run = async () => {
    await app.whenReady()
    const { start } = await rest
    const desktop = await start(folder)
    show = (route) => desktop.open(route ?? undefined)
    if (asked || !startedHidden()) show(asked?.route ?? null)
    // macOS: the icon in the dock was clicked. Its first start activates too, so not before now.
    app.on('activate', () => show(null))
  }
  run().catch(giveUp)
}

/** Started by signing in: into the tray. macOS gives no arguments then, but says so. */
const startedHidden = (): boolean =>
  process.argv.includes('--hidden') || (process.platform === 'darwin' && app.getLoginItemSettings().wasOpenedAtLogin)

/** Nothing runs yet, or what ran has been undone: says why, and ends. */
async function giveUp(error: unknown): Promise<void> {
  await app.whenReady()
  const { message, detail } = whatToSay(error)
  await dialog.showMessageBox({ type: 'error', title: says.name, message, detail, buttons: [says.quit], noLink: true })
  app.exit(1)
}

const crash = watchForCrash((error) => {
  dialog.showErrorBox(says.crashed, `${whatToSay(error).detail}\n\n${says.whole}`)
  app.exit(1)
})
app.setName(says.name)
if (process.platform === 'win32') app.setAppUserModelId('dev.cadenza.app')
const folder = folderOf(process.argv)
try {
  if (isRemoved(process.argv)) sayRemoved(folder).catch(giveUp)
  else {
    prepare(folder)
    crash.into(fileLog({ folder, clock: systemClock }), folder)
    if (app.requestSingleInstanceLock()) begin(folder)
    else app.exit(0)
  }
} catch (error) {
  void giveUp(error)
}
