import { writeFileSync } from 'node:fs'
import { barriers, expect, go, pictures, test } from './rig.ts'

const list = `email,first_name,company,city,tags
ann@acme.test,Ann,Acme,Berlin,vip
bob@acme.test,Bob,Acme,Rome,
cleo@zeta.test,Cleo,Zeta,Berlin,vip
dora@zeta.test,Dora,Zeta,Oslo,
`

test('a list is imported, asked with and and or, kept in the address, and taken back', async ({
  app,
  engine,
}, info) => {
  const file = info.outputPath('people.csv')
  writeFileSync(file, list)
  await engine.cadenza('import', file)
  writeFileSync(file, list.replace('Acme,Berlin', 'Acme Ltd,Bonn').concat('eva@new.test,Eva,New,Paris,\nbroken,,,,\n'))
  await go(app, '/contacts/import')
  await expect(app.getByRole('region', { name: 'Earlier lists' })).toContainText('people.csv')
  await pictures(app, 'import-earlier')
  await app.locator('input[type=file]').setInputFiles(file)
  await app.getByRole('button', { name: 'See what will happen' }).click()
  await expect(app.getByText('What changes, for example')).toBeVisible()
  await expect(app.getByRole('row', { name: 'ann@acme.test Company Acme Acme Ltd' })).toBeVisible()
  expect(await barriers(app)).toEqual([])
  await pictures(app, 'import-check')
  await app.getByRole('radio', { name: 'Fill in only what is empty' }).click()
  await expect(app.getByText('What changes, for example')).toHaveCount(0)
  await app.getByRole('radio', { name: 'Update what the list says' }).click()
  await app.getByRole('button', { name: 'Import 2 contacts' }).click()
  await app.getByRole('link', { name: 'Show the contacts' }).click()

  await app.getByRole('button', { name: 'Conditions…' }).click()
  const builder = app.getByRole('region', { name: 'Conditions' })
  await builder.getByRole('textbox', { name: 'Value' }).fill('zeta')
  await builder.getByRole('button', { name: 'Add a group' }).click()
  await builder.getByRole('combobox', { name: 'Value' }).fill('vip')
  await builder.getByRole('combobox', { name: 'How' }).last().click()
  await app.getByRole('option', { name: 'replied' }).click()
  await expect(builder).toContainText('Company is zeta and (tag is vip or replied)')
  await expect(app.getByText('1 contact fits.')).toBeVisible()
  await expect(app.getByRole('row', { name: /cleo@zeta/ })).toBeVisible()
  expect(await barriers(app)).toEqual([])
  await pictures(app, 'contacts-conditions')
  await builder.getByRole('button', { name: 'Done' }).click()
  await app.reload()
  await expect(app.getByText('Tag is vip or replied')).toBeVisible()
  await app.getByRole('button', { name: 'Remove the condition: Tag is vip or replied' }).click()
  await expect(app.getByText('2 contacts fit.')).toBeVisible()

  await go(app, '/contacts/import')
  await app.getByRole('button', { name: 'Take back… people.csv' }).first().click()
  await expect(app.getByRole('dialog')).toContainText(
    '1 contact it brought is removed. 1 contact gets the values of before.',
  )
  await pictures(app, 'import-take-back')
  await app.getByRole('dialog').getByRole('button', { name: 'Take back' }).click()
  await expect(app.getByText(/^Taken back/)).toBeVisible()
  expect((await engine.client.contacts.count({})).contacts).toBe(4)
})
