/**
 * New versions, where the packager gave a place to look for them (`publish` in electron-builder.yml, which becomes
 * app-update.yml beside the program). Without one this is off and its library is not even loaded. It never holds up a
 * start, and never restarts by itself: a new version waits until the person says so, or quits.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { app } from 'electron'
import type { UpdateShown } from '../../../shared/contract/shell.ts'
import { DAY, MINUTE } from '../../../shared/domain/time.ts'
import type { Clock, Log } from '../../ports.ts'
import { words } from './words.ts'

export interface Updater {
  get(): UpdateShown
  check(): Promise<UpdateShown>
  /** Stops in order, then starts the version that is ready; without one nothing happens. */
  install(): Promise<UpdateShown>
  /** Looks soon after the start, then daily, until the signal. */
  watch(clock: Clock, signal: AbortSignal): Promise<void>
}

/** A start has other things to do. */
const first = MINUTE

/** @param stop ends the engine in order: the new version must find nothing in flight */
export function createUpdater(log: Log, stop: () => Promise<void>): Updater {
  const feed = app.isPackaged && existsSync(join(process.resourcesPath, 'app-update.yml'))
  let shown: UpdateShown = feed
    ? { state: 'idle', version: null, words: null }
    : { state: 'off', version: null, words: words.update.off }
  let library: Promise<Library> | null = null
  const tell = (next: UpdateShown) => {
    shown = next
  }
  const failed = (error: unknown) => {
    const message = String((error as Error)?.message ?? error).split('\n')[0] ?? ''
    log.warn('looking for an update failed', { error: message })
    tell({ state: 'failed', version: null, words: message })
  }
  const updater: Updater = {
    get: () => shown,
    async check() {
      if (!feed || shown.state === 'ready' || shown.state === 'loading') return shown
      try {
        library ??= load(log, tell, failed)
        tell({ state: 'checking', version: null, words: null })
        const found = await (await library).checkForUpdates()
        // loading goes on by itself, and what goes wrong there is told as an error already: unheard it would end us
        found?.downloadPromise?.catch(() => {})
      } catch (error) {
        failed(error)
      }
      return shown
    },
    async install() {
      if (shown.state !== 'ready' || !library) return shown
      const ready = await library
      await stop()
      ready.quitAndInstall()
      return shown
    },
    async watch(clock, signal) {
      if (!feed) return
      for (let wait: number = first; !signal.aborted; wait = DAY) {
        await clock.until(clock.now() + wait, signal)
        if (!signal.aborted) await updater.check()
      }
    },
  }
  return updater
}

type Library = typeof import('electron-updater')['autoUpdater']

async function load(log: Log, tell: (shown: UpdateShown) => void, failed: (error: unknown) => void): Promise<Library> {
  const found = await import('electron-updater')
  const { autoUpdater } = 'default' in found ? (found.default as typeof found) : found
  autoUpdater.logger = {
    info: (message: unknown) => log.info(String(message)),
    warn: (message: unknown) => log.warn(String(message)),
    error: (message: unknown) => log.error(String(message)),
  }
  autoUpdater.autoDownload = true
  autoUpdater.autoInstallOnAppQuit = true
  autoUpdater.on('update-not-available', () => tell({ state: 'current', version: null, words: null }))
  autoUpdater.on('update-available', ({ version }) => tell({ state: 'loading', version, words: null }))
  autoUpdater.on('update-downloaded', ({ version }) => tell({ state: 'ready', version, words: null }))
  autoUpdater.on('error', failed)
  return autoUpdater
}
