/** Opening, closing, quitting: what a person and the system do with the program as a whole. */
import type { DesktopApp } from '../standin/screen.ts'
import { expect, test } from './desktop.ts'
import { engage } from './engaged.ts'
import { streamOver } from './port.ts'

const count = (desktop: DesktopApp) => desktop.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)
const route = (desktop: DesktopApp) =>
  desktop.evaluate(({ BrowserWindow }) => {
    const address = BrowserWindow.getAllWindows()[0]?.webContents.getURL() ?? ''
    return address.slice(address.indexOf('#') + 1)
  })
const closeWindow = (desktop: DesktopApp) =>
  desktop.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close())

test('closing the window keeps sending, tells so once, and the next start brings the window back', async ({
  desktop,
  window,
  launch,
  home,
}) => {
  await desktop.evaluate(({ Notification }) => {
    const told: string[] = []
    Object.assign(globalThis, { told })
    Notification.prototype.show = function show(this: { title: string }) {
      told.push(this.title)
    }
  })
  await expect(window).toHaveTitle(/Cadenza/)
  for (const round of [1, 2]) {
    await closeWindow(desktop)
    await expect.poll(() => count(desktop)).toBe(0)
    expect(await home.cadenza('status'), `round ${round}`).toMatchObject({ running: true })
    const second = await launch()
    expect(await second.ended).toBe(0)
    await expect.poll(() => count(desktop)).toBe(1)
  }
  expect(await desktop.evaluate(() => (globalThis as unknown as { told: string[] }).told)).toEqual([
    'Cadenza goes on sending',
  ])
})

test('a link shows a page and does nothing else', async ({ desktop, window, launch, home }) => {
  await expect(window).toHaveTitle(/Cadenza/)
  const before = home.rows('SELECT * FROM workspace')
  const second = await launch({ args: ['cadenza://open/outbox?state=unsure'] })
  expect(await second.ended).toBe(0)
  await expect.poll(() => route(desktop)).toMatch(/^\/outbox\?.*state=unsure/)
  await expect(window).toHaveURL(/#\/outbox\?.*state=unsure/)
  await desktop.evaluate(({ app }) => {
    for (const link of ['cadenza://pause', 'cadenza://open/../../etc', 'javascript:alert(1)', 'cadenza://open/%00'])
      app.emit('open-url', { preventDefault() {} }, link)
    app.emit('open-url', { preventDefault() {} }, 'cadenza://open/calendar')
  })
  await expect.poll(() => route(desktop)).toMatch(/^\/calendar/)
  expect(home.rows('SELECT * FROM workspace')).toEqual(before)
})

test('a start by a link opens there', async ({ launch }) => {
  const desktop = await launch({ args: ['cadenza://open/contacts'] })
  const window = await desktop.firstWindow()
  await expect(window).toHaveURL(/#\/contacts/)
})

test('a hidden start opens no window until somebody asks', async ({ launch, home }) => {
  const desktop = await launch({ args: ['--hidden'] })
  await expect.poll(() => home.cadenza('status').catch(() => null)).toMatchObject({ running: true })
  expect(await count(desktop)).toBe(0)
  await desktop.evaluate(({ app }) => void app.emit('activate', {}, false))
  await expect.poll(() => count(desktop)).toBe(1)
})

test('where the window was is remembered', async ({ desktop, window, launch }) => {
  await expect(window).toHaveTitle(/Cadenza/)
  const bounds = { x: 120, y: 80, width: 1111, height: 777 }
  await desktop.evaluate(({ BrowserWindow }, to) => BrowserWindow.getAllWindows()[0]?.setBounds(to), bounds)
  await closeWindow(desktop)
  await desktop.close()
  const again = await launch()
  await again.firstWindow()
  expect(await again.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getBounds())).toEqual(bounds)
})

test('quitting says what would wait, and nothing is asked where nothing would', async ({
  desktop,
  window,
  home,
  launch,
}) => {
  await expect(window).toHaveTitle(/Cadenza/)
  await engage(home)
  await home.cadenza('resume')
  const answerWith = (response: number) =>
    desktop.evaluate(({ dialog }, chosen) => {
      const asked: string[] = []
      Object.assign(globalThis, { asked })
      dialog.showMessageBox = (async (...given: [{ detail: string }]) => {
        asked.push((given.at(-1) as { detail: string }).detail)
        return { response: chosen, checkboxChecked: false }
      }) as never
    }, response)
  const asked = () => desktop.evaluate(() => (globalThis as unknown as { asked: string[] }).asked)
  await answerWith(0)
  await desktop.evaluate(({ app }) => void app.quit())
  await expect
    .poll(asked)
    .toEqual([
      expect.stringMatching(
        /^(\d+ emails? (is|are) due before tomorrow \d\d:00; (it waits|they wait)|The next email is due .*; it waits) until Cadenza runs again\./,
      ),
    ])
  expect(await home.cadenza('status')).toMatchObject({ running: true, planned: expect.any(Number) })
  await answerWith(1)
  await desktop.evaluate(({ app }) => void app.quit())
  expect(await desktop.ended).toBe(0)
  expect(await home.cadenza('status')).toMatchObject({ running: false })

  // Paused, nothing would leave anyway.
  await home.cadenza('pause')
  const again = await launch()
  await again.firstWindow()
  await again.evaluate(({ app }) => void app.quit())
  expect(await again.ended).toBe(0)
  expect(again.said).toEqual([])
})

test('sleep, waking and shutdown reach the scheduler', async ({ desktop, window, home }) => {
  await expect(window).toHaveTitle(/Cadenza/)
  const heard = await streamOver(window, 'events/subscribe', undefined, '"table":"accounts"')
  await desktop.evaluate(({ powerMonitor }) => void powerMonitor.emit('suspend'))
  await expect.poll(home.log).toContain('no server is called any more')
  await desktop.evaluate(({ powerMonitor }) => void powerMonitor.emit('resume'))
  expect(await heard()).toContain('"table":"workspace"')
  expect(home.log()).toContain('the computer is awake again')
  const delayed = await desktop.evaluate(({ powerMonitor }) => {
    let prevented = false
    powerMonitor.emit('shutdown', {
      preventDefault() {
        prevented = true
      },
    })
    return prevented
  })
  expect(delayed).toBe(true)
  expect(await desktop.ended).toBe(0)
  expect(home.log()).toContain('the desktop stops')
})

test('a signal ends it in order, and nobody is asked', async ({ desktop, window, home }) => {
  await expect(window).toHaveTitle(/Cadenza/)
  desktop.process().kill('SIGTERM')
  expect(await desktop.ended).toBe(0)
  expect(home.log()).toContain('the desktop stops')
  expect(await home.cadenza('status')).toMatchObject({ running: false })
})
