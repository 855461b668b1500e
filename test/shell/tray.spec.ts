/** Tray, menu and notifications. Electron gives no way to look at them, so these run on the stand-in. */
import { basename, join } from 'node:path'
import Database from 'better-sqlite3'
import type { DesktopApp } from '../standin/screen.ts'
import { expect, type Home, isReal, test } from './desktop.ts'
import { engage } from './engaged.ts'
import { inside } from './inside.ts'

const trayLines = (desktop: DesktopApp) =>
  inside(desktop, ({ Tray }) =>
    (Tray.all[0]?.menu?.items ?? []).map(({ id, label, type, enabled }) =>
      type === 'separator' ? '—' : `${id}: ${label}${enabled === false ? ' (off)' : ''}`,
    ),
  )
const clickTray = (desktop: DesktopApp, id: string) =>
  inside(
    desktop,
    ({ Tray }, wanted) => {
      const click = Tray.all[0]?.menu?.getMenuItemById(wanted)?.click as (() => void) | undefined
      if (!click) throw new Error(`the tray has no ${wanted}`)
      click()
    },
    id,
  )
const clickMenu = (desktop: DesktopApp, id: string) =>
  inside(
    desktop,
    ({ Menu }, wanted) => {
      const click = Menu.getApplicationMenu()?.getMenuItemById(wanted)?.click as (() => void) | undefined
      if (!click) throw new Error(`the menu has no ${wanted}`)
      click()
    },
    id,
  )
const mark = (desktop: DesktopApp) => inside(desktop, ({ Tray }) => Tray.all[0]?.image.file ?? '')
const sending = (home: Home) => home.rows('SELECT paused, stopped FROM workspace')[0]

function cutOff(home: Home): void {
  const db = new Database(join(home.folder, 'cadenza.sqlite'))
  const at = Date.now()
  const { id } = db.prepare('SELECT min(id) AS id FROM sends').get() as { id: number }
  db.prepare("UPDATE sends SET state = 'sending', sandbox = 0, claimed_at = ?, data_started_at = ? WHERE id = ?").run(
    at,
    at,
    id,
  )
  db.prepare('INSERT INTO attempts (send_id, started_at, data_started_at) VALUES (?, ?, ?)').run(id, at, at)
  db.close()
}

const on = [
  'next: Nothing is planned (off)',
  'sent: 0 emails sent today (off)',
  '—',
  'open: Open Cadenza',
  '—',
  'pause: Pause all',
  'stop: Stop sending now',
  '—',
  'quit: Quit Cadenza…',
]

if (!isReal) {
  test('the tray pauses, resumes and stops, and says so', async ({ desktop, home }) => {
    await expect.poll(() => trayLines(desktop)).toEqual(on)
    expect(basename(await mark(desktop))).toBe('idle-light.png')

    await clickTray(desktop, 'pause')
    await expect
      .poll(() => trayLines(desktop))
      .toEqual(on.toSpliced(0, 1, 'next: Everything is paused (off)').toSpliced(5, 1, 'resume: Resume'))
    expect(sending(home)).toEqual({ paused: 1, stopped: 0 })
    expect(basename(await mark(desktop))).toBe('paused-light.png')

    await clickTray(desktop, 'resume')
    await expect.poll(() => trayLines(desktop)).toEqual(on)
    expect(sending(home)).toEqual({ paused: 0, stopped: 0 })

    await clickTray(desktop, 'stop')
    await expect
      .poll(() => trayLines(desktop))
      .toEqual(
        on
          .toSpliced(0, 1, 'next: Sending is stopped (off)')
          .toSpliced(5, 2, 'resume: Resume', 'stop: Stop sending now (off)'),
      )
    expect(sending(home)).toEqual({ paused: 0, stopped: 1 })
    expect(basename(await mark(desktop))).toBe('stopped-light.png')
  })

  test('the menu pauses, resumes, stops and leads to screens', async ({ desktop, window, home }) => {
    await expect(window).toHaveTitle(/Cadenza/)
    await clickMenu(desktop, 'pause')
    await expect.poll(() => sending(home)).toEqual({ paused: 1, stopped: 0 })
    await clickMenu(desktop, 'resume')
    await expect.poll(() => sending(home)).toEqual({ paused: 0, stopped: 0 })
    await clickMenu(desktop, 'stop')
    await expect.poll(() => sending(home)).toEqual({ paused: 0, stopped: 1 })
    await clickMenu(desktop, 'settings')
    await expect(window).toHaveURL(/#\/settings/)
    const keys = await inside(desktop, ({ Menu }) => {
      const items = Menu.getApplicationMenu()?.items.flatMap(({ submenu }) => submenu?.items ?? []) ?? []
      return items.flatMap(({ accelerator, label }) => (accelerator ? [`${accelerator} ${label}`] : []))
    })
    expect(keys).toEqual([
      'CommandOrControl+, Settings…',
      'CommandOrControl+Q Quit Cadenza…',
      'CommandOrControl+1 Today',
      'CommandOrControl+2 Sequences',
      'CommandOrControl+3 Calendar',
      'CommandOrControl+4 Outbox',
      'CommandOrControl+5 Contacts',
      'CommandOrControl+6 Mailboxes',
    ])
  })

  test('a note of the engine is a notification, and a click shows what it is about', async ({ home, launch }) => {
    await home.cadenza('init')
    await engage(home)
    // What a power cut leaves in the middle of a hand-over: the next start can't know whether it arrived.
    cutOff(home)
    const desktop = await launch({ args: ['--hidden'] })
    const shown = () =>
      inside(desktop, ({ Notification }) => Notification.all.map(({ title, body }) => ({ title, body })))
    await expect
      .poll(shown)
      .toEqual([
        { title: '1 email needs your decision', body: expect.stringContaining('Whether they arrived is not certain') },
      ])
    await expect.poll(() => trayLines(desktop)).toContain('unsure: 1 email needs your decision…')
    expect(basename(await mark(desktop))).toBe('attention-light.png')
    await inside(desktop, ({ Notification }) => void Notification.all[0]?.emit('click'))
    await expect(await desktop.firstWindow()).toHaveURL(/#\/outbox\?.*state=unsure/)
  })
}
