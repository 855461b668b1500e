/** Windows, drawn by the test's Chromium as pages (screen.ts). */
import { EventEmitter } from 'node:events'
import { readFileSync } from 'node:fs'
import type * as Electron from 'electron'
import { app, life, windows as open } from './app.ts'
import { cancellable, post, record, strict } from './base.ts'
import { pagePorts } from './ports.ts'
import { session } from './session.ts'

const windows = open as Map<number, BrowserWindow>
let nextWindow = 1

export class WebContents extends EventEmitter {
  id: number
  session = session.defaultSession
  url = ''
  openHandler: (details: { url: string }) => { action: string } = () => ({ action: 'allow' })

  constructor(id: number) {
    super()
    this.id = id
  }

  getURL = () => this.url
  isDestroyed = () => !windows.has(this.id)
  reload = record('webContents.reload')
  setWindowOpenHandler = (handler: WebContents['openHandler']) => {
    this.openHandler = handler
  }
}

/** Fails to compile when Electron's own class loses one of these names. */
type Has = Pick<
  Electron.BrowserWindow,
  | 'loadURL'
  | 'show'
  | 'hide'
  | 'focus'
  | 'restore'
  | 'maximize'
  | 'isVisible'
  | 'isMinimized'
  | 'isMaximized'
  | 'isDestroyed'
  | 'getBounds'
  | 'getNormalBounds'
  | 'close'
  | 'destroy'
>

class Window extends EventEmitter implements Record<keyof Has, unknown> {
  id = nextWindow++
  webContents = new WebContents(this.id)
  options: Electron.BrowserWindowConstructorOptions
  #visible: boolean
  #maximized = false
  #bounds = { x: 0, y: 0, width: 800, height: 600 }

  constructor(options: Electron.BrowserWindowConstructorOptions = {}) {
    super()
    this.options = options
    const { width = 800, height = 600, x = 0, y = 0 } = options
    this.#bounds = { x, y, width, height }
    this.#visible = options.show !== false
    windows.set(this.id, this as never)
    const web = options.webPreferences ?? {}
    if (!web.sandbox || !web.contextIsolation || web.nodeIntegration || web.webviewTag)
      throw new Error('The stand-in has only sandboxed, isolated windows')
    post({ t: 'open', win: this.id, preload: web.preload ? readFileSync(web.preload, 'utf8') : '', width, height })
    app.emit('web-contents-created', {}, this.webContents)
  }

  loadURL = (url: string) =>
    new Promise<void>((done) => {
      this.webContents.once('did-finish-load', () => done())
      this.webContents.url = url
      post({ t: 'load', win: this.id, url })
    })

  show = () => {
    this.#visible = true
    this.emit('show')
  }
  hide = () => {
    this.#visible = false
    this.emit('hide')
  }
  isVisible = () => this.#visible
  isDestroyed = () => !windows.has(this.id)
  isMinimized = () => false
  isMaximized = () => this.#maximized
  restore = record('window.restore')
  focus = record('window.focus')
  maximize = () => {
    this.#maximized = true
  }
  getBounds = () => ({ ...this.#bounds })
  getNormalBounds = () => ({ ...this.#bounds })
  setBounds = (bounds: object) => void Object.assign(this.#bounds, bounds)

  close() {
    const event = cancellable()
    this.emit('close', event)
    if (!event.defaultPrevented) this.destroy()
  }

  destroy() {
    if (!windows.delete(this.id)) return
    post({ t: 'close', win: this.id })
    for (const port of [...pagePorts.values()]) if (port.win === this.id) port.gone()
    this.webContents.emit('destroyed')
    this.emit('closed')
    if (windows.size > 0 || life.quitting) return
    if (app.listenerCount('window-all-closed') > 0) app.emit('window-all-closed')
    else app.quit()
  }
}

/** An instance answers for names that it has, and throws for others. */
export class BrowserWindow extends Window {
  static getAllWindows = () => [...windows.values()]
  static getFocusedWindow = () => [...windows.values()].at(-1) ?? null
  constructor(options?: Electron.BrowserWindowConstructorOptions) {
    super(options)
    // biome-ignore lint/correctness/noConstructorReturn: the proxy is the window, as everywhere here
    return strict('BrowserWindow', this)
  }
}
