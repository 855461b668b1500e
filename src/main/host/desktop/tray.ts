/** The tray: how it goes, and the few things one wants without a window. */
import { join } from 'node:path'
import { Menu, nativeImage, nativeTheme, Tray } from 'electron'
import type { Told } from './status.ts'
import { type TrayMark, type TrayShown, trayOf } from './tray-menu.ts'
import { words } from './words.ts'

export interface TrayDoes {
  open: (route?: string) => void
  pause: () => void
  resume: () => void
  stop: () => void
  quit: () => void
}

/** Where the marks lie, from out/main as from a packed app. */
const icons = join(import.meta.dirname, '../../resources/icons/tray')

/** A template on macOS, which tints it itself; elsewhere one that stands out from the bar it is on. */
function fileOf(mark: TrayMark): string {
  if (process.platform === 'darwin') return join(icons, `${mark}Template.png`)
  // Bars of Linux are dark by default, whatever the programs are.
  const dark = process.platform === 'linux' || nativeTheme.shouldUseDarkColorsForSystemIntegratedUI
  return join(icons, `${mark}-${dark ? 'light' : 'dark'}.${process.platform === 'win32' ? 'ico' : 'png'}`)
}

function menuOf(shown: TrayShown, does: TrayDoes): Menu {
  const { tray } = words
  return Menu.buildFromTemplate([
    { id: 'next', label: shown.next, enabled: false },
    { id: 'sent', label: shown.sent, enabled: false },
    ...(shown.unsure === null
      ? []
      : [{ id: 'unsure', label: shown.unsure, click: () => does.open('/outbox?state=unsure') }]),
    ...(shown.hosts === null
      ? []
      : [{ id: 'hosts', label: shown.hosts, click: () => does.open('/settings/sender-hosts') }]),
    { type: 'separator' },
    { id: 'open', label: tray.open, click: () => does.open() },
    { type: 'separator' },
    shown.sending === 'on'
      ? { id: 'pause', label: tray.pause, click: () => does.pause() }
      : { id: 'resume', label: tray.resume, click: () => does.resume() },
    { id: 'stop', label: tray.stop, enabled: !shown.stopped, click: () => does.stop() },
    { type: 'separator' },
    { id: 'quit', label: tray.quit, click: () => does.quit() },
  ])
}

export interface TrayIcon {
  show(told: Told): void
  destroy(): void
}

export function createTray(does: TrayDoes): TrayIcon {
  const tray = new Tray(nativeImage.createFromPath(fileOf('idle')))
  tray.setToolTip(words.name)
  tray.on('click', () => does.open())
  let last: TrayShown | null = null
  const draw = () => {
    if (last) tray.setImage(nativeImage.createFromPath(fileOf(last.mark)))
  }
  nativeTheme.on('updated', draw)
  return {
    show(told) {
      const shown = trayOf(told)
      // A menu that is open closes when it is replaced: only for news.
      if (JSON.stringify(shown) === JSON.stringify(last)) return
      const marked = shown.mark !== last?.mark
      last = shown
      if (marked) draw()
      tray.setToolTip(shown.tooltip)
      tray.setContextMenu(menuOf(shown, does))
    },
    destroy() {
      nativeTheme.off('updated', draw)
      tray.destroy()
    },
  }
}
