/** What pages are refused, and the whole of what listens to them. Asked of the handlers themselves, on the stand-in. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, isReal, root, test } from './desktop.ts'
import { inside } from './inside.ts'

if (!isReal) {
  test('a page may copy, and is allowed nothing else', async ({ desktop, window }) => {
    await expect(window).toHaveTitle(/Cadenza/)
    const seen = await inside(desktop, ({ given, BrowserWindow }) => {
      const names = [
        'media',
        'geolocation',
        'notifications',
        'midi',
        'clipboard-read',
        'fullscreen',
        'openExternal',
        'usb',
        'clipboard-sanitized-write',
        'unknown',
      ]
      const contents = BrowserWindow.getAllWindows()[0]?.webContents
      const asked = (permission: string, of: unknown) => {
        let answer: boolean | undefined
        given.request?.(of, permission, (may) => {
          answer = may
        })
        return [answer, given.check?.(of, permission)]
      }
      const cancelled: unknown[] = []
      given.outside?.decide({ url: 'https://example.invalid/' }, (what) => cancelled.push(what.cancel))
      return {
        allowed: names.filter((name) => asked(name, contents).some((may) => may !== false)),
        elsewhere: asked('clipboard-sanitized-write', { getURL: () => 'https://example.invalid/' }),
        device: given.device?.(),
        outside: given.outside?.urls,
        cancelled,
      }
    })
    expect(seen).toEqual({
      allowed: ['clipboard-sanitized-write'],
      elsewhere: [false, false],
      device: false,
      outside: ['http://*/*', 'https://*/*', 'ws://*/*', 'wss://*/*', 'ftp://*/*', 'file://*/*'],
      cancelled: [true],
    })
  })

  test('emails that are shown in a frame lead nowhere, and only websites leave', async ({ desktop, window }) => {
    await expect(window).toHaveTitle(/Cadenza/)
    const seen = await inside(desktop, ({ BrowserWindow, shell }) => {
      const opened: string[] = []
      shell.openExternal = (async (address: string) => void opened.push(address)) as never
      const contents = BrowserWindow.getAllWindows()[0]?.webContents
      const goes = (url: string, isMainFrame: boolean) => {
        let prevented = false
        const event = {
          url,
          isMainFrame,
          preventDefault: () => {
            prevented = true
          },
        }
        contents?.emit('will-frame-navigate', event)
        return !prevented
      }
      const addresses = [
        'https://docs.example/',
        'mailto:anna@example.com',
        'http://plain.example/',
        'file:///etc/passwd',
        'javascript:alert(1)',
        'smb://host/share',
        'app://shell/index.html',
        'data:text/html,x',
        'https://anna:secret@example.com/',
        'ms-msdt:/id',
      ]
      const denied = addresses.map((url) => contents?.openHandler({ url }).action)
      let webview = true
      contents?.emit('will-attach-webview', {
        preventDefault: () => {
          webview = false
        },
      })
      return {
        denied: [...new Set(denied)],
        opened,
        webview,
        own: goes('app://shell/index.html#/outbox', true),
        away: goes('https://example.invalid/', true),
        likeOwn: goes('app://shell.example/', true),
        frameAway: goes('https://example.invalid/', false),
        frameOwn: goes('app://shell/index.html', false),
        frameText: goes('about:srcdoc', false),
      }
    })
    expect(seen).toEqual({
      denied: ['deny'],
      opened: ['https://docs.example/', 'http://plain.example/'],
      webview: false,
      own: true,
      away: false,
      likeOwn: false,
      frameAway: false,
      frameOwn: false,
      frameText: true,
    })
  })

  test('a website that the system opens with nothing is written down, and Cadenza goes on', async ({
    desktop,
    window,
    home,
  }) => {
    await expect(window).toHaveTitle(/Cadenza/)
    await inside(desktop, ({ BrowserWindow, shell }) => {
      shell.openExternal = () => Promise.reject(new Error('Failed to open'))
      BrowserWindow.getAllWindows()[0]?.webContents.openHandler({ url: 'https://docs.example/' })
    })
    await expect.poll(() => home.log()).toContain('no browser could be opened')
    expect(desktop.said).toEqual([])
    expect(await home.cadenza('status')).toMatchObject({ running: true })
  })

  test('everything that listens to a page is this one channel', async ({ desktop, window }) => {
    await expect(window).toHaveTitle(/Cadenza/)
    const seen = await inside(desktop, ({ ipcMain, protocol, recorded, BrowserWindow }) => {
      const { preload: _, ...preferences } = BrowserWindow.getAllWindows()[0]?.options.webPreferences ?? {}
      const scheme = recorded.filter(({ api }) => api === 'protocol.registerSchemesAsPrivileged').length
      return { channels: ipcMain.eventNames(), protocol: Object.keys(protocol), scheme, preferences }
    })
    expect(seen).toEqual({
      channels: ['cadenza:connect'],
      protocol: ['registerSchemesAsPrivileged', 'handle'],
      scheme: 1,
      preferences: {
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        webviewTag: false,
        spellcheck: false,
      },
    })
    const preload = readFileSync(join(root, 'out/preload/index.cjs'), 'utf8').replace(/\/\*[\s\S]*?\*\//g, '')
    expect(preload.match(/ipcRenderer\.\w+|contextBridge|exposeInMainWorld|require\("[^"]*"\)/g)).toEqual([
      'require("electron")',
      'ipcRenderer.postMessage',
    ])
  })
}
