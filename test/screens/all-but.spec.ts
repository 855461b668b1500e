import { barriers, expect, go, pictures, test } from './rig.ts'

test.setTimeout(90_000)

test('all that fit but some taken out: exactly those, those not loaded too', async ({ app, engine }) => {
  const { client } = engine
  const names = Array.from({ length: 260 }, (_, n) => `p${String(n).padStart(3, '0')}`)
  const make = (address: string, company: string) => client.contacts.create({ address, company })
  await Promise.all([...names.map((name) => make(`${name}@shop.test`, 'Acme')), make('out@else.test', 'Other')])
  await go(app, '/contacts?sort=address&search=acme')
  const grid = app.getByRole('grid', { name: 'Contacts' })
  await expect(grid.getByRole('checkbox', { name: /Select: p000/ })).toBeVisible()
  // what is loaded, however much that is by now, and then all
  await grid.getByRole('checkbox', { name: /Select all/ }).click()
  await app.getByRole('button', { name: 'Select all that fit' }).click()
  await expect(app.getByText('260 selected')).toBeVisible()
  for (const name of ['p001', 'p003']) await grid.getByRole('checkbox', { name: new RegExp(`Select: ${name}`) }).click()
  await grid.getByRole('checkbox', { name: /Select: p003/ }).click()
  await grid.getByRole('checkbox', { name: /Select: p004/ }).click()
  await expect(app.getByText('All that fit but 2')).toBeVisible()
  await expect(app.getByText('258 selected')).toBeVisible()
  expect(await barriers(app)).toEqual([])
  await pictures(app, 'contacts-all-but')
  // whoever is loaded later is chosen too
  await grid.getByRole('row', { name: /p010/ }).focus()
  const last = grid.getByRole('checkbox', { name: /Select: p259/ })
  await expect(async () => {
    await app.keyboard.press('End')
    await expect(last).toBeChecked({ timeout: 500 })
  }).toPass()

  await app.getByRole('button', { name: 'Tag…' }).click()
  const dialog = app.getByRole('dialog', { name: 'Tag 258 contacts' })
  await dialog.getByLabel('Add', { exact: true }).fill('autumn')
  await app.keyboard.press('Enter')
  await dialog.getByRole('button', { name: 'Change tags' }).click()
  await expect(app.getByText('258 contacts tagged')).toBeVisible()
  expect(await client.contacts.count({ tag: 'autumn' })).toEqual({ contacts: 258, more: false })
  const { rows } = await client.contacts.list({ where: { all: [{ field: 'tag', op: 'empty' }] } })
  expect(rows.map(({ address }) => address).sort()).toEqual(['out@else.test', 'p001@shop.test', 'p004@shop.test'])
  await expect(app.getByText('All that fit')).toBeHidden()

  // into a sequence: the wizard has the filter, and whom it leaves out
  const steps = [{ subject: 'Hello', text: 'Hi' }]
  await client.sequences.create({ name: 'Autumn list', steps })
  await go(app, '/contacts?sort=address&search=acme')
  // what was loaded before is forgotten: of a list that is loaded whole there is no more to choose
  await app.reload()
  await grid.getByRole('checkbox', { name: /Select all/ }).click()
  await app.getByRole('button', { name: 'Select all that fit' }).click()
  await grid.getByRole('checkbox', { name: /Select: p002/ }).click()
  await app.getByRole('button', { name: 'Add to a sequence…' }).click()
  const adding = app.getByRole('dialog', { name: 'Add 259 contacts to a sequence' })
  await adding.getByRole('combobox', { name: 'Sequence' }).click()
  await app.getByRole('option', { name: /^Autumn list/ }).click()
  await adding.getByRole('button', { name: 'Go on' }).click()
  await expect(app.getByText('259 contacts get')).toBeVisible()
  await pictures(app, 'wizard-all-but')

  // nothing chosen any more, by the one box that chose it
  await go(app, '/contacts?sort=address')
  await app.reload()
  await grid.getByRole('checkbox', { name: /Select all/ }).click()
  await app.getByRole('button', { name: 'Select all that fit' }).click()
  await grid.getByRole('checkbox', { name: /Select all/ }).click()
  await expect(app.getByText('All that fit')).toBeHidden()
  await expect(app.getByRole('button', { name: 'Tag…' })).toBeHidden()
})
