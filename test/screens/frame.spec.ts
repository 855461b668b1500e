import { barriers, expect, go, pictures, test, tourSeen } from './rig.ts'

test('the frame: every screen by keyboard, the palette, the overview of keys, pause and the red stop', async ({
  app,
  engine,
}) => {
  await pictures(app, 'frame')
  expect(await barriers(app)).toEqual([])
  for (const [key, path] of [
    ['s', '#/sequences'],
    ['c', '#/calendar'],
    ['o', '#/outbox'],
    ['p', '#/contacts'],
    ['m', '#/mailboxes'],
    ['b', '#/sandbox'],
    [',', '#/settings'],
    ['t', '#/'],
  ] as const) {
    await app.keyboard.press('g')
    await app.keyboard.press(key)
    await expect.poll(() => new URL(app.url()).hash.replace(/\?.*/, '')).toBe(path)
  }
  await app.keyboard.press('?')
  await expect(app.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible()
  await pictures(app, 'keys')
  expect(await barriers(app)).toEqual([])
  await app.keyboard.press('Escape')
  await app.keyboard.press('Control+k')
  await app.getByRole('textbox', { name: 'Command palette' }).fill('pause')
  await pictures(app, 'palette')
  await app.keyboard.press('Enter')
  await expect(app.getByText('Planned emails wait. None of them fails.')).toBeVisible()
  expect(await engine.client.workspace.status()).toMatchObject({ paused: true, stopped: false })
  await app.getByRole('button', { name: 'Undo' }).click()
  await expect(app.getByRole('button', { name: 'Pause all' })).toBeVisible()
  expect(await engine.client.workspace.status()).toMatchObject({ paused: false })
  await app.getByRole('button', { name: 'Stop sending now' }).click()
  await expect(app.getByText('Sending is stopped').first()).toBeVisible()
  // of what was said about sending only the last stands there
  await expect(app.getByText('Everything is paused')).toHaveCount(0)
  expect(await engine.client.workspace.status()).toMatchObject({ stopped: true })
})

test('an engine that went away is said, and found again', async ({ page, engine }) => {
  await tourSeen(engine.client)
  await page.goto(engine.address)
  await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible()
  await engine.stop()
  await expect(page.getByText('Cadenza does not answer.')).toBeVisible()
})

test('a browser without its key is told how to get one, and sees nothing', async ({ page, engine }) => {
  await page.goto(engine.origin)
  await expect(page.getByRole('heading', { name: 'This browser needs its key.' })).toBeVisible()
  expect(await barriers(page)).toEqual([])
  await pictures(page, 'locked')
})

test('an address that leads nowhere says so', async ({ app }) => {
  await go(app, '/nowhere')
  await expect(app.getByText('There is no such page.')).toBeVisible()
})

test('the palette finds contacts and settings by name, and /today leads to Today', async ({ app, engine }) => {
  await engine.client.contacts.create({ address: 'lin@northwind.test', first_name: 'Lin', company: 'Northwind' })
  const asked = app.getByRole('textbox', { name: 'Command palette' })
  const find = async (typed: string, label: string, then: RegExp) => {
    await app.keyboard.press('Control+k')
    await asked.fill(typed)
    await expect(app.getByRole('button', { name: label })).toBeVisible()
    await app.keyboard.press('Enter')
    await expect(app).toHaveURL(then)
  }
  await find('northw', 'Lin', /#\/contacts\/./)
  await find('days off', 'Sending hours and days off', /#\/settings\/hours/)
  await app.keyboard.press('Control+k')
  await asked.fill('zzz')
  await expect(app.getByText('Nothing is called that.')).toBeVisible()
  await app.keyboard.press('Escape')
  await go(app, '/today')
  await expect(app).toHaveURL(/#\/$/)
})
