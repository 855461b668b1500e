/** What keeps the page fast, as far as it can be told without a clock. How fast it is: npm run bench -- screens. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { firstLoad } from '../../bench/screens-bytes.ts'
import type { Engine } from './engine.ts'
import { barriers, expect, go, test } from './rig.ts'

// its own work must not be taken for the page's
test.use({ apart: true })

test('the first screen comes with less than 400 KB of scripts', async ({ app }) => {
  await expect(app.locator('#content h1')).toBeVisible()
  const { js } = await firstLoad(app)
  expect(js).toBeGreaterThan(50_000)
  expect(js / 1000).toBeLessThan(400)
})

test('of a long list only the rows in sight exist, and another page is asked for as its end comes near', async ({
  app,
  engine,
}) => {
  await withPeople(engine, 450)
  await go(app, '/contacts')
  await expect(app.locator('.table [data-row="0"]')).toBeVisible()
  const table = app.locator('.table')
  const loaded = () => table.evaluate((box) => Math.floor(box.scrollHeight / 40))
  expect(await loaded()).toBeLessThan(250)
  await expect(async () => {
    await table.evaluate((box) => box.scrollTo(0, box.scrollHeight))
    await expect(app.locator('.table [data-row="449"]')).toBeVisible({ timeout: 100 })
  }).toPass()
  await expect(app.locator('.table [data-row="0"]')).toHaveCount(0)
  expect(await app.locator('.table [data-row]').count()).toBeLessThan(60)

  // the last row, four pages down: what changes there is seen there
  const [person] = (await engine.client.contacts.list({ search: 'person0@example.com' })).rows
  if (!person) throw new Error('the list was not imported')
  const { public_id, version } = person
  await engine.client.contacts.update({ public_id, version, first_name: 'Renamed' })
  await expect(app.locator('.table [data-row="449"]')).toContainText('Renamed')
  expect(await loaded()).toBeGreaterThanOrEqual(450)
})

async function withPeople(engine: Engine, count: number): Promise<void> {
  const rows = Array.from({ length: count }, (_, at) => `person${at}@example.com,Person ${at}`)
  const list = join(engine.data, 'list.csv')
  writeFileSync(list, `email,first_name\n${rows.join('\n')}`)
  await engine.cadenza('import', list)
}

test('rows that pass too fast to be read are drawn as one, and are there when the wheel rests', async ({
  app,
  engine,
}) => {
  await withPeople(engine, 300)
  await go(app, '/contacts')
  await expect(app.locator('.table [data-row="10"]')).toBeVisible()
  await expect(app.locator('.table-passing')).toHaveCount(0)
  // as fast as this computer draws, far more than can be read
  const passing = await app.locator('.table').evaluate(async (box) => {
    let seen = 0
    for (let frame = 0; frame < 24; frame++) {
      box.scrollTop += frame % 2 ? 3000 : -2400
      await new Promise((next) => requestAnimationFrame(next))
      if (box.querySelector('.table-passing')) seen++
    }
    return seen
  })
  expect(passing).toBeGreaterThan(5)
  await expect(app.locator('.table-passing')).toHaveCount(0)
  const sight = await app.locator('.table').evaluate((box) => {
    const { top, bottom } = box.getBoundingClientRect()
    const rows = [...box.querySelectorAll('[data-row]')].map((row) => row.getBoundingClientRect())
    return { missing: bottom - top - 30 - rows.filter((row) => row.bottom > top && row.top < bottom).length * 40 }
  })
  expect(sight.missing).toBeLessThanOrEqual(8)
  expect(await barriers(app)).toEqual([])
})

test('keys go from row to row however fast, and the row they are at has the focus and is in full sight', async ({
  app,
  engine,
}) => {
  await withPeople(engine, 300)
  await go(app, '/contacts')
  await app.locator('.table [data-row="0"]').focus()
  for (let times = 0; times < 6; times++) await app.keyboard.press('PageDown')
  for (let times = 0; times < 3; times++) await app.keyboard.press('ArrowDown')
  const row = app.locator('.table [data-row="75"]')
  await expect(row).toBeFocused()
  await expect(row).toHaveAttribute('aria-rowindex', '77')
  await expect(row).toBeInViewport({ ratio: 1 })
  await app.keyboard.press('Home')
  await expect(app.locator('.table [data-row="0"]')).toBeFocused()
  await expect(app.locator('.table [data-row="0"]')).toBeInViewport({ ratio: 1 })
})
