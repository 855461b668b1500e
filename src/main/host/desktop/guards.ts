/** What no page may do, ours included: leave, open windows, embed other pages, ask for devices, load from elsewhere. */
import { app, type Session, session, shell, type WebContents } from 'electron'
import type { Log } from '../../ports.ts'
import { mayOpenOutside } from './links.ts'
import { isOwnAddress } from './scheme.ts'

/** Copying on a person's click is the one thing that a page may ask of the system. */
const granted = 'clipboard-sanitized-write'

function guardSession(of: Session, log: Log): void {
  const may = (contents: WebContents | null, permission: string) =>
    permission === granted && isOwnAddress(contents?.getURL() ?? '')
  of.setPermissionRequestHandler((contents, permission, decide) => decide(may(contents, permission)))
  of.setPermissionCheckHandler((contents, permission) => may(contents, permission))
  of.setDevicePermissionHandler(() => false)
  // The page's policy forbids it already; this holds for whatever has no policy.
  const filter = { urls: ['http://*/*', 'https://*/*', 'ws://*/*', 'wss://*/*', 'ftp://*/*', 'file://*/*'] }
  of.webRequest.onBeforeRequest(filter, ({ url }, decide) => {
    log.warn('a page wanted something from outside', { address: url.slice(0, 200) })
    decide({ cancel: true })
  })
}

function guardContents(contents: WebContents, log: Log): void {
  // where the system has no browser it says so by a failure, which is no fault of ours and must not end us
  const failed = (error: unknown) => log.warn('no browser could be opened', { error: String(error) })
  contents.setWindowOpenHandler(({ url }) => {
    if (mayOpenOutside(url)) shell.openExternal(url).catch(failed)
    return { action: 'deny' }
  })
  const stay = (event: { preventDefault(): void; url: string; isMainFrame: boolean }) => {
    // A frame within the page shows an email that came from outside: it shows what it was given, and goes nowhere.
    const fine = event.isMainFrame ? isOwnAddress(event.url) : /^about:(srcdoc|blank)$/.test(event.url)
    if (!fine) event.preventDefault()
  }
  contents.on('will-frame-navigate', stay)
  contents.on('will-redirect', stay)
  contents.on('will-attach-webview', (event) => event.preventDefault())
}

/** Call it once, when Electron is ready and before the first window. */
export function guardPages(log: Log): void {
  guardSession(session.defaultSession, log)
  app.on('web-contents-created', (_event, contents) => guardContents(contents, log))
}
