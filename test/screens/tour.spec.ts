/** The first-run tour: it opens by itself in an empty workspace, and takes less than a minute. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { barriers, go, expect as hasty, pictures, test, tourSeen, watched } from './rig.ts'

/** A plan takes its time where the machine has other things to do. */
const expect = hasty.configure({ timeout: 20_000 })

const next = (app: Page) => app.locator('[data-next]').click()

test('opens by itself, ends with the plan of a list within a minute, and writes nothing', async ({ page, engine }) => {
  const begun = performance.now()
  const opened = (app: Page) => expect(app.getByRole('textbox', { name: 'Your name' })).toBeVisible()
  const walk = async (app: Page) => {
    await app.getByRole('textbox', { name: 'Your name' }).fill('Nora Linde')
    await next(app)
    await next(app)
    await expect(app.getByText('1,800 emails to 600 people')).toBeVisible()
    await next(app)
    await expect(app.getByText('slots full for').first()).toBeVisible()
    const seconds = (performance.now() - begun) / 1000
    test.info().annotations.push({ type: 'tour', description: `${seconds.toFixed(1)} s to the reasons` })
    expect(seconds).toBeLessThan(60)
    expect((await engine.client.seats.list())[0]).toMatchObject({ name: 'Nora Linde' })
    expect(await engine.client.contacts.count()).toMatchObject({ contacts: 0 })
    await app.getByRole('button', { name: 'Look around' }).click()
    await expect(app.getByRole('navigation', { name: 'Main' })).toBeVisible()
    await app.reload()
    await expect(app.getByRole('navigation', { name: 'Main' })).toBeVisible()
  }
  await watched(page, engine.origin, engine.address, walk, opened)
})

/** Goes on with Tab until it has the focus; fails where nobody could get there by keyboard. */
async function tabTo(app: Page, name: string): Promise<void> {
  const isThere = () => app.locator(name).evaluate((wanted) => wanted === document.activeElement)
  for (let stops = 0; stops < 80 && !(await isThere()); stops++) await app.keyboard.press('Tab')
  expect(await isThere(), `${name} has the focus`).toBe(true)
}

test('from the first start to the reasons by keyboard alone, within a minute', async ({ page, engine }) => {
  const begun = performance.now()
  const opened = (app: Page) => expect(app.getByRole('textbox', { name: 'Your name' })).toBeVisible()
  const walk = async (app: Page) => {
    const name = app.getByRole('textbox', { name: 'Your name' })
    for (let stops = 0; stops < 20 && !(await name.evaluate((it) => it === document.activeElement)); stops++)
      await app.keyboard.press('Tab')
    await expect(name).toBeFocused()
    await app.keyboard.press('ControlOrMeta+a')
    await app.keyboard.type('Nora Linde')
    await app.keyboard.press('Enter')
    await expect(app.getByText('Its first lines')).toBeVisible()
    await tabTo(app, '[data-next]')
    await app.keyboard.press('Enter')
    await expect(app.getByText('1,800 emails to 600 people')).toBeVisible()
    await tabTo(app, '[data-next]')
    await app.keyboard.press('Enter')
    await expect(app.getByText('slots full for').first()).toBeVisible()
    expect((performance.now() - begun) / 1000).toBeLessThan(60)
  }
  await watched(page, engine.origin, engine.address, walk, opened)
})

test('each step looked at, without barriers, and a list of one’s own', async ({ app, engine }) => {
  test.setTimeout(120_000)
  await go(app, '/tour')
  await expect(app.getByRole('textbox', { name: 'Your name' })).toBeVisible()
  await pictures(app, 'tour-you')
  expect(await barriers(app)).toEqual([])
  await next(app)
  await expect(app.getByText('Its first lines')).toBeVisible()
  await pictures(app, 'tour-list')
  expect(await barriers(app)).toEqual([])
  await next(app)
  await expect(app.getByText('1,800 emails to 600 people')).toBeVisible()
  await pictures(app, 'tour-plan')
  expect(await barriers(app)).toEqual([])
  await next(app)
  await expect(app.getByText('Follow-up 2')).toBeVisible()
  await pictures(app, 'tour-why')
  expect(await barriers(app)).toEqual([])
  const file = join(engine.data, 'mine.csv')
  writeFileSync(file, 'Mail\nada@own.example\nben@own.example\nnobody\n')
  await app.getByRole('button', { name: 'A list' }).click()
  await app.locator('input[type=file]').setInputFiles(file)
  await expect(app.getByText('mine.csv · 4 lines')).toBeVisible()
  await next(app)
  await expect(app.getByText('6 emails to 2 people')).toBeVisible()
  await expect(app.getByText('1 line of the list can’t be written to')).toBeVisible()
  await app.getByRole('textbox', { name: 'Emails an hour for each sender' }).fill('1')
  await expect(app.getByText('1 an hour')).toBeVisible()
})

test('stays away once it was skipped, and keeps the name that was typed', async ({ page, engine }) => {
  await page.goto(engine.address)
  await page.getByRole('textbox', { name: 'Your name' }).fill('Nora Linde')
  await page.getByRole('button', { name: 'Skip' }).last().click()
  await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible()
  await expect.poll(async () => (await engine.client.views.list({ screen: 'tour' })).length).toBe(1)
  expect(await tourSeen(engine.client)).toMatchObject({ name: 'seen' })
  expect((await engine.client.seats.list())[0]).toMatchObject({ name: 'Nora Linde' })
})

test('says what can’t be saved, and lets go of whoever skips once more', async ({ page, engine }) => {
  await page.goto(engine.address)
  const before = (await engine.client.seats.list())[0]
  await page.getByRole('textbox', { name: 'Your name' }).fill('N'.repeat(5000))
  const skip = page.getByRole('button', { name: 'Skip' }).last()
  await skip.click()
  await expect(page.locator('.notice')).toBeVisible()
  await expect(page.getByRole('navigation', { name: 'Main' })).toBeHidden()
  await skip.click()
  await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible()
  expect((await engine.client.seats.list())[0]).toEqual(before)
})
