/** The application's menu, with the shortcuts that each system's people expect. */
import { app, Menu, type MenuItemConstructorOptions } from 'electron'
import { words } from './words.ts'

export interface MenuDoes {
  open: (route: string) => void
  pause: () => void
  resume: () => void
  stop: () => void
  quit: () => void
  showFolder: () => void
  checkForUpdate: () => void
  /** Null where there is no place to look for updates: no dead entry. */
  updates: boolean
}

type Item = MenuItemConstructorOptions

const { menu, tray } = words
const line: Item = { type: 'separator' }

const screens: [label: string, route: string][] = [
  [menu.screens.today, '/'],
  [menu.screens.sequences, '/sequences'],
  [menu.screens.calendar, '/calendar'],
  [menu.screens.outbox, '/outbox'],
  [menu.screens.contacts, '/contacts'],
  [menu.screens.mailboxes, '/mailboxes'],
]

const settings = (does: MenuDoes): Item => ({
  id: 'settings',
  label: menu.settings,
  accelerator: 'CommandOrControl+,',
  click: () => does.open('/settings'),
})
const update = (does: MenuDoes): Item[] =>
  does.updates ? [{ id: 'update', label: menu.update, click: () => does.checkForUpdate() }] : []
const quit = (does: MenuDoes): Item => ({
  id: 'quit',
  label: menu.quit,
  accelerator: 'CommandOrControl+Q',
  click: () => does.quit(),
})

const appMenu = (does: MenuDoes): Item => ({
  label: app.name,
  submenu: [
    { role: 'about', label: menu.about },
    ...update(does),
    line,
    settings(does),
    line,
    { role: 'services' },
    line,
    { role: 'hide' },
    { role: 'hideOthers' },
    { role: 'unhide' },
    line,
    quit(does),
  ],
})

const fileMenu = (does: MenuDoes, mac: boolean): Item => ({
  label: menu.file,
  submenu: mac ? [{ role: 'close' }] : [settings(does), line, { role: 'close', label: menu.close }, quit(does)],
})

const viewMenu = (does: MenuDoes): Item => ({
  label: menu.view,
  submenu: [
    ...screens.map(([label, route], i) => ({
      label,
      accelerator: `CommandOrControl+${i + 1}`,
      click: () => does.open(route),
    })),
    line,
    { role: 'reload' },
    { role: 'resetZoom' },
    { role: 'zoomIn' },
    { role: 'zoomOut' },
    line,
    { role: 'togglefullscreen' },
    ...(app.isPackaged ? [] : [{ role: 'toggleDevTools' } as Item]),
  ],
})

const sendMenu = (does: MenuDoes): Item => ({
  label: menu.send,
  submenu: [
    { id: 'pause', label: tray.pause, click: () => does.pause() },
    { id: 'resume', label: tray.resume, click: () => does.resume() },
    line,
    { id: 'stop', label: tray.stop, click: () => does.stop() },
  ],
})

const helpMenu = (does: MenuDoes, mac: boolean): Item => ({
  role: 'help',
  label: menu.help,
  submenu: [
    { id: 'folder', label: menu.folder, click: () => does.showFolder() },
    ...(mac ? [] : [...update(does), line, { role: 'about', label: menu.about } as Item]),
  ],
})

export function setMenu(does: MenuDoes): void {
  const mac = process.platform === 'darwin'
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      ...(mac ? [appMenu(does)] : []),
      fileMenu(does, mac),
      { role: 'editMenu', label: menu.edit },
      viewMenu(does),
      sendMenu(does),
      { role: 'windowMenu', label: menu.window },
      helpMenu(does, mac),
    ]),
  )
}
