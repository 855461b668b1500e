/** What the system shows without a page: tray, menus, notifications, dialogs. Recorded, and driven by tests. */
import { EventEmitter } from 'node:events'
import type * as Electron from 'electron'
import { emitter, type Names, post, record, recorded, strict } from './base.ts'

export class Tray extends EventEmitter {
  /** Those there are; Electron has no such list. */
  static all: Tray[] = []
  menu: Menu | undefined
  image: Image
  constructor(image: Image) {
    super()
    this.image = image
    Tray.all.push(this)
  }
  setContextMenu(menu: Menu) {
    this.menu = menu
  }
  setToolTip = record('tray.setToolTip')
  setImage(image: Image) {
    this.image = image
    recorded.push({ api: 'tray.setImage', args: [image.file] })
  }
  destroy = record('tray.destroy')
}

type Item = Omit<Electron.MenuItemConstructorOptions, 'submenu'> & { submenu?: Menu }

export class Menu {
  static application: Menu | null = null
  static setApplicationMenu(menu: Menu | null) {
    Menu.application = menu
  }
  static getApplicationMenu = () => Menu.application
  static buildFromTemplate = (template: Electron.MenuItemConstructorOptions[]) => new Menu(template)
  items: Item[]
  constructor(template: Electron.MenuItemConstructorOptions[] = []) {
    this.items = template.map((item) =>
      Array.isArray(item.submenu) ? { ...item, submenu: new Menu(item.submenu) } : item,
    ) as Item[]
  }
  getMenuItemById(id: string): Item | null {
    for (const item of this.items) {
      if (item.id === id) return item
      const within = item.submenu?.getMenuItemById(id)
      if (within) return within
    }
    return null
  }
}

export class Notification extends EventEmitter {
  /** Those that were shown; Electron has no such list. */
  static all: Notification[] = []
  static isSupported = () => true
  title: string
  body: string
  constructor({ title = '', body = '' }: Electron.NotificationConstructorOptions = {}) {
    super()
    this.title = title
    this.body = body
  }
  show() {
    Notification.all.push(this)
    this.emit('show')
  }
  close() {
    this.emit('close')
  }
}

/** What a dialog says reaches the test even if main ends right after it. */
const box = async (...given: unknown[]) => {
  const { message = '', detail = '' } = given.at(-1) as Electron.MessageBoxOptions
  post({ t: 'dialog', message, detail })
  return { response: 0, checkboxChecked: false }
}

/** Each closes as if nobody had chosen anything; a test puts its own answer in place of it. */
export const dialog = strict('dialog', {
  showMessageBox: box,
  showOpenDialog: record('dialog.showOpenDialog', Promise.resolve({ canceled: true, filePaths: [] as string[] })),
  showSaveDialog: record('dialog.showSaveDialog', Promise.resolve({ canceled: true, filePath: '' })),
  showErrorBox(message: string, detail: string) {
    recorded.push({ api: 'dialog.showErrorBox', args: [message, detail] })
    post({ t: 'dialog', message, detail })
  },
} satisfies Names<Electron.Dialog>)

export const shell = strict('shell', {
  openExternal: record('shell.openExternal', Promise.resolve()),
  showItemInFolder: record('shell.showItemInFolder'),
} satisfies Names<Electron.Shell>)

export const nativeTheme = emitter('nativeTheme', {
  themeSource: 'system',
  shouldUseDarkColors: false,
  shouldUseDarkColorsForSystemIntegratedUI: false,
} satisfies Names<Electron.NativeTheme>)

export const powerMonitor = emitter('powerMonitor', {} satisfies Names<Electron.PowerMonitor>)

interface Image {
  file: string
}
export const nativeImage = strict('nativeImage', { createFromPath: (file: string): Image => ({ file }) })

const display = { id: 1, workArea: { x: 0, y: 0, width: 1920, height: 1040 } }
export const screen = emitter('screen', {
  getPrimaryDisplay: () => display,
  getAllDisplays: () => [display],
} satisfies Names<Electron.Screen>)
