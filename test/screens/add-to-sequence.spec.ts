import { alwaysOpen, barriers, type Engine, expect, go, pictures, test } from './rig.ts'

test.setTimeout(180_000)

const people = ['ada', 'ben', 'cyd', 'dan', 'eve']

async function settle({ client }: Engine): Promise<{ draft: string; running: string }> {
  await alwaysOpen(client)
  for (const name of people)
    await client.contacts.create({
      address: `${name}@shop.test`,
      first_name: name,
      company: name < 'd' ? 'Maison Orel' : 'Tessera',
      ...(name === 'ben' ? {} : { tags: ['vip'] }),
    })
  const steps = [{ subject: 'Hello', text: 'Hi' }]
  const running = await client.sequences.create({ name: 'Winter list', steps })
  const draft = await client.sequences.create({ name: 'Spring list', steps })
  await client.workspace.pause()
  await client.schedule.engage({ sequence: 'Winter list', contacts: ['eve@shop.test'] })
  return { draft: draft.public_id, running: running.public_id }
}

const engagedIn = async ({ client }: Engine, sequence: string) =>
  (await client.contacts.list({ sequence, limit: 100 })).rows.map(({ address }) => address.split('@')[0]).sort()

test('chosen people join what is under way in a sequence, and exactly those', async ({ app, engine }) => {
  const { running } = await settle(engine)
  await go(app, '/contacts?sort=name')
  const grid = app.getByRole('grid', { name: 'Contacts' })
  await grid.getByRole('checkbox', { name: /Select: ada/ }).click()
  await grid.getByRole('checkbox', { name: /Select: ben/ }).click()
  await pictures(app, 'contacts-chosen')
  await app.getByRole('button', { name: 'Add to a sequence…' }).click()
  const dialog = app.getByRole('dialog', { name: 'Add 2 contacts to a sequence' })
  await dialog.getByRole('combobox', { name: 'Sequence' }).click()
  // the newest first
  await expect(app.getByRole('option')).toHaveText([/^Spring list.*Draft · 1 email/, /^Winter list.*Running · 1 email/])
  await pictures(app, 'contacts-sequences')
  await dialog.getByRole('combobox', { name: 'Sequence' }).fill('wint')
  await app.getByRole('option', { name: /^Winter list/ }).click()
  await expect(dialog.getByRole('radio', { name: /^With the 1 contact that .* engaged/ })).toBeChecked()
  expect(await barriers(app)).toEqual([])
  await pictures(app, 'contacts-join')
  await dialog.getByRole('button', { name: 'Go on' }).click()
  await expect(app.getByRole('radio', { name: 'The 2 contacts you chose' })).toBeChecked()
  await expect(app.getByText('Joined to a running engagement')).toBeVisible()
  await pictures(app, 'wizard-chosen')
  await app.getByRole('button', { name: /^Next:/ }).click()
  await app.getByRole('button', { name: /^Next:/ }).click()
  await app.getByRole('button', { name: 'Engage contacts' }).click()
  await expect(app.getByRole('heading', { name: '2 contacts engaged.' })).toBeVisible()
  expect(await engagedIn(engine, running)).toEqual(['ada', 'ben', 'eve'])
  const all = await engine.client.sequences.engagements({ public_id: running })
  expect(all.map(({ joins }) => joins === null).sort()).toEqual([false, true])
})

test('all that fit the search, filters and conditions are engaged, and nobody else', async ({ app, engine }) => {
  const { draft } = await settle(engine)
  const where = {
    any: [
      { field: 'company', op: 'is', value: 'Maison Orel' },
      { field: 'first_name', op: 'is', value: 'dan' },
    ],
  }
  await go(app, `/contacts?tag=vip&where=${encodeURIComponent(JSON.stringify(where))}`)
  await expect(app.getByText('3 contacts fit.')).toBeVisible()
  const address = new URLSearchParams({ tag: '"vip"', where: JSON.stringify(where), step: '"contacts"' })
  await go(app, `/schedule/${draft}?${address}`)
  await expect(app.getByText('Tag is vip and (company is Maison Orel or first name is dan)')).toBeVisible()
  await expect(app.getByText('3 contacts get')).toBeVisible()
  expect(await barriers(app)).toEqual([])
  await pictures(app, 'wizard-conditions')
  // what is kept of it is the same, when it is opened again without a word of whom
  await app.getByLabel('Days between two sequences').fill('3')
  await expect(app.getByText(/^Draft kept/)).toBeVisible()
  await go(app, `/schedule/${draft}`)
  await app.reload()
  await expect(app.getByText('Tag is vip and (company is Maison Orel or first name is dan)')).toBeVisible()
  for (let step = 0; step < 3; step++) await app.getByRole('button', { name: /^Next:/ }).click()
  await app.getByRole('button', { name: 'Engage contacts' }).click()
  await expect(app.getByRole('heading', { name: '3 contacts engaged.' })).toBeVisible()
  expect(await engagedIn(engine, draft)).toEqual(['ada', 'cyd', 'dan'])
})
