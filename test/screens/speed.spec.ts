/** What keeps the page fast, as far as it can be told without a clock. How fast it is: npm run bench -- screens. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { firstLoad } from '../../bench/screens-bytes.ts'
import { expect, go, test } from './rig.ts'

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
  const rows = Array.from({ length: 450 }, (_, at) => `person${at}@example.com,Person ${at}`)
  const list = join(engine.data, 'list.csv')
  writeFileSync(list, `email,first_name\n${rows.join('\n')}`)
  await engine.cadenza('import', list)
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
