/** What the test says to the stand-in's main process. */
import { app, windows } from './app.ts'
import { cancellable, post } from './base.ts'
import * as electron from './electron.ts'
import { ipcMain, MessagePortMain, pagePorts } from './ports.ts'
import { protocols } from './session.ts'
import type { BrowserWindow } from './windows.ts'
import { fromWeb, type ToMain } from './wire.ts'

type Said<T extends ToMain['t']> = Extract<ToMain, { t: T }>

/** A page's message, with its ports; who sent it is what Electron says, not what the page says. */
function ipc(window: BrowserWindow, { win, url, channel, args, ports }: Said<'ipc'>): void {
  const event = {
    sender: window.webContents,
    senderFrame: { url: fromWeb(url), parent: null },
    ports: ports.map((key) => new MessagePortMain().bind(win, key)),
  }
  ipcMain.emit(channel, event, ...args)
}

async function request({ id, url, method, headers, body }: Said<'request'>): Promise<void> {
  const address = fromWeb(url)
  const answer = protocols.get(new URL(address).protocol.slice(0, -1))
  const asked = new Request(address, { method, headers, body: body && new Uint8Array(body) })
  const response = await Promise.resolve(asked)
    .then((given) => answer?.(given) ?? new Response(null, { status: 404 }))
    .catch((error: unknown) => new Response(String(error), { status: 500 }))
  const web = {
    status: response.status,
    headers: [...response.headers],
    body: new Uint8Array(await response.arrayBuffer()),
  }
  post({ t: 'response', id, web })
}

/** Playwright's `electronApplication.evaluate`. */
async function evaluate({ id, fn, arg }: Said<'evaluate'>): Promise<void> {
  try {
    // biome-ignore lint/security/noGlobalEval: the test's own function comes as text, as in Playwright
    post({ t: 'reply', id, value: await globalThis.eval(`(${fn})`)(electron, arg) })
  } catch (error) {
    post({ t: 'reply', id, error: String(error) })
  }
}

function navigate(window: BrowserWindow | undefined, { id, url, isMainFrame }: Said<'navigate'>): void {
  const event = cancellable({ url: fromWeb(url), isMainFrame })
  window?.webContents.emit('will-frame-navigate', event)
  post({ t: 'reply', id, value: !event.defaultPrevented })
}

function loaded(window: BrowserWindow, url: string): void {
  window.webContents.url = fromWeb(url)
  window.webContents.emit('did-finish-load', {})
  if (!window.isVisible()) window.emit('ready-to-show')
}

process.on('message', (m: ToMain) => {
  const window = 'win' in m ? (windows.get(m.win) as BrowserWindow | undefined) : undefined
  switch (m.t) {
    case 'ipc':
      return window && ipc(window, m)
    case 'port':
      return pagePorts.get(m.port)?.deliver(m.data)
    case 'document': // a new document in this window: the old one's ports are gone
      for (const port of [...pagePorts.values()]) if (port.win === m.win) port.gone()
      return
    case 'loaded':
      return window && loaded(window, m.url)
    case 'moved':
      if (window) window.webContents.url = fromWeb(m.url)
      return
    case 'navigate':
      return navigate(window, m)
    case 'popup':
      return void window?.webContents.openHandler({ url: fromWeb(m.url) })
    case 'closed':
      return window?.close()
    case 'request':
      return void request(m)
    case 'evaluate':
      return void evaluate(m)
    case 'quit':
      return app.quit()
  }
})
// the test is gone
process.on('disconnect', () => process.exit(1))
