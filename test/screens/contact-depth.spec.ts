import { barriers, expect, go, pictures, test } from './rig.ts'

test.setTimeout(120_000)

test('a field gets its type, a contact its notes, and two become one', async ({ app, engine }) => {
  const { client } = engine
  const ada = { first_name: 'Ada', last_name: 'Byron', company: 'Tessera Labs' }
  const fields = { country: 'France', phone: '+33 1 42 68 53 00', seats: '40' }
  const { public_id } = await client.contacts.create({ address: 'ada@tessera.test', ...ada, fields })
  await client.contacts.create({ address: 'ada.byron@tessera.test', ...ada, fields: { job: 'CTO', seats: '45' } })
  await go(app, '/contacts')
  await app.getByRole('button', { name: 'More' }).click()
  await app.getByRole('menuitem', { name: 'Fields…' }).click()
  await app.getByRole('button', { name: 'Add a field' }).click()
  await app.getByLabel('Label').fill('Seats')
  await app.getByLabel('Name in templates').fill('seats')
  await app.getByRole('combobox', { name: 'Type' }).click()
  await app.getByRole('option', { name: 'number' }).click()
  await app.getByRole('button', { name: 'Save field' }).click()
  await expect(app.getByText('Seats', { exact: true })).toBeVisible()
  await pictures(app, 'contact-fields')
  await app.keyboard.press('Escape')

  await go(app, `/contacts/${public_id}`)
  await expect(app.getByText('Certainly Europe/Paris: all of France is there.')).toBeVisible()
  await app.getByLabel('Seats').fill('about forty')
  await app.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(app.getByText('is no number')).toBeVisible()
  await app.getByRole('button', { name: 'Put back' }).click()
  await app.getByRole('textbox', { name: 'Write a note' }).fill('Met at the fair in Lyon. Wants a call in spring.')
  await app.getByRole('button', { name: 'Add note' }).click()
  await expect(app.locator('.ct-notes li')).toContainText('Met at the fair')
  expect(await barriers(app)).toEqual([])
  await pictures(app, 'contact-depth')

  await go(app, '/contacts')
  await app.getByRole('button', { name: 'More' }).click()
  await app.getByRole('menuitem', { name: 'Find duplicates…' }).click()
  await app.getByRole('button', { name: 'Merge…' }).click()
  await expect(app.getByText('Merging can’t be undone.', { exact: false })).toBeVisible()
  await app.getByRole('combobox', { name: 'Which seats stays' }).click()
  await app.getByRole('option', { name: '45' }).click()
  await expect(app.getByRole('combobox', { name: 'Which seats stays' })).toHaveValue('45')
  await pictures(app, 'contact-merge')
  await app.getByRole('button', { name: 'Merge', exact: true }).click()
  await expect(app.getByText('Nobody looks as if they were here twice.')).toBeVisible()
  const one = (await client.contacts.list({})).rows.map(({ fields: { job, seats } }) => ({ job, seats }))
  expect(one).toEqual([{ job: 'CTO', seats: '45' }])
})
