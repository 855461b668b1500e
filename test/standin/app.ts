/** `app`: its life, its folders, and one instance a folder. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type * as Electron from 'electron'
import { cancellable, emitter, type Names, post, record } from './base.ts'

const root = resolve(import.meta.dirname, '../..')
const pkg = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { name: string; version: string }
const paths: Record<string, string> = {}
let name = pkg.name
// where a packed app has what the packager put beside it
Object.assign(process, { resourcesPath: process.env.STANDIN_RESOURCES ?? join(root, 'resources') })

/** The windows, which windows.ts fills; here only so that quitting can close them. */
export const windows = new Map<number, { close(): void }>()
export const life = { quitting: false }

let begin: () => void
const ready = new Promise<void>((done) => {
  begin = done
})
export function becomeReady(): void {
  app.emit('ready', {}, {})
  begin()
}

/**
 * One instance a folder, as Electron has it: the second hands its arguments to the first and is told no. Electron uses a
 * socket; here a file and a signal do.
 */
function requestSingleInstanceLock(): boolean {
  const folder = app.getPath('userData')
  const [holder, calling] = [join(folder, 'standin.lock'), join(folder, 'standin.call')]
  const other = pidIn(holder)
  if (other !== null) {
    writeFileSync(calling, JSON.stringify(process.argv))
    process.kill(other, 'SIGUSR2')
    return false
  }
  writeFileSync(holder, String(process.pid))
  process.on('exit', () => rmSync(holder, { force: true }))
  process.on('SIGUSR2', () => app.emit('second-instance', {}, JSON.parse(readFileSync(calling, 'utf8')), root, {}))
  return true
}

function pidIn(file: string): number | null {
  try {
    const pid = Number(readFileSync(file, 'utf8'))
    process.kill(pid, 0)
    return pid
  } catch {
    return null
  }
}

function quit(): void {
  const event = cancellable()
  app.emit('before-quit', event)
  if (event.defaultPrevented) return
  life.quitting = true
  for (const window of [...windows.values()]) window.close()
  life.quitting = windows.size === 0
  // a window that refused to close keeps the program
  if (!life.quitting) return
  const last = cancellable()
  app.emit('will-quit', last)
  if (last.defaultPrevented) return
  app.emit('quit', {}, 0)
  app.exit(0)
}

export const app = emitter('app', {
  isPackaged: process.env.STANDIN_PACKAGED === '1',
  get name() {
    return name
  },
  setName(given: string) {
    name = given
  },
  commandLine: { appendSwitch: record('app.commandLine.appendSwitch'), hasSwitch: () => false },
  dock: undefined,
  whenReady: () => ready,
  getVersion: () => pkg.version,
  getName: () => name,
  getAppPath: () => root,
  getPath: (of: string) => {
    paths[of] ??= mkdtempSync(join(tmpdir(), `cadenza-standin-${of}-`))
    return paths[of]
  },
  setPath: (of: string, path: string) => {
    paths[of] = path
  },
  setAboutPanelOptions: record('app.setAboutPanelOptions'),
  setAppUserModelId: record('app.setAppUserModelId'),
  setLoginItemSettings: record('app.setLoginItemSettings'),
  getLoginItemSettings: () => ({ openAtLogin: false }),
  setAsDefaultProtocolClient: record('app.setAsDefaultProtocolClient', true),
  enableSandbox: record('app.enableSandbox'),
  requestSingleInstanceLock,
  quit,
  // Electron starts the program once this one has ended; here the test does
  relaunch: ({ args = process.argv.slice(1) }: Electron.RelaunchOptions = {}) => post({ t: 'again', args }),
  exit: (code = 0): never => process.exit(code),
} satisfies Names<Electron.App>)
