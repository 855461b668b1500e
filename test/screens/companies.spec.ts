import { barriers, expect, go, pictures, test } from './rig.ts'

test('companies, the largest first, with how they stand and the way to their people', async ({ app, engine }) => {
  const { client } = engine
  await go(app, '/contacts?tab=companies')
  await expect(app.getByText('No company here yet.')).toBeVisible()
  const people = [
    ['ada@tessera.test', 'Tessera Labs'],
    ['ben@tessera.test', 'Tessera Labs'],
    ['cyd@tessera.test', 'Tessera'],
    ['dan@aldgate.test', 'Aldgate & Sons'],
    ['eve@gmail.com', 'Tessera Labs'],
  ] as const
  for (const [address, company] of people) await client.contacts.create({ address, company })
  const rows = app.getByRole('row').filter({ hasText: '.test' })
  await expect(rows).toHaveCount(2)
  await expect(rows.first()).toContainText('tessera.test')
  await expect(rows.first()).toContainText('3')
  await app.getByRole('button', { name: 'Domain' }).click()
  await expect(rows.first()).toContainText('aldgate.test')
  await pictures(app, 'companies')
  await rows.nth(1).click()
  const dialog = app.getByRole('dialog')
  await expect(dialog.getByText('Tessera Labs (2), Tessera (1)')).toBeVisible()
  expect(await barriers(app)).toEqual([])
  await pictures(app, 'company')
  await dialog.getByRole('button', { name: 'Show these contacts' }).click()
  await expect(app.getByText('3 contacts fit.')).toBeVisible()
  await go(app, '/contacts?tab=companies')
  await app.getByRole('searchbox', { name: 'Domain begins with' }).fill('zz')
  await expect(app.getByText('No domain begins like that.')).toBeVisible()
})
