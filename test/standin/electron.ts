/**
 * Stand-in for the 'electron' module of a main process that runs under plain Node. Windows are drawn by the test's
 * Chromium (screen.ts); what has no window is recorded. A name that is not here throws when used, and one that Electron
 * doesn't have fails to compile. It holds what this product uses, no more.
 */
import { app } from './app.ts'
import { recorded } from './base.ts'
import { ipcMain, MessageChannelMain } from './ports.ts'
import { given, net, protocol, session } from './session.ts'
import { dialog, Menu, Notification, nativeImage, nativeTheme, powerMonitor, screen, shell, Tray } from './system.ts'
import { BrowserWindow } from './windows.ts'

export {
  app,
  BrowserWindow,
  dialog,
  given,
  ipcMain,
  Menu,
  MessageChannelMain,
  Notification,
  nativeImage,
  nativeTheme,
  net,
  powerMonitor,
  protocol,
  recorded,
  screen,
  session,
  shell,
  Tray,
}
