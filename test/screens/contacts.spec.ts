import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { alwaysOpen, barriers, type Engine, expect, go, pictures, test } from './rig.ts'

// Pictures in both themes and sizes take their time beside everything else.
test.setTimeout(180_000)

const companies = ['Maison Orel', 'Tessera Labs', 'Kantor & Bly', 'Librairie du Quai', 'Fabbrica Lume']
const names = ['Jonas Almeida', 'Beatriz Marchetti', 'Clara Sørensen', 'Lukas Roth', 'Amina Jansen', 'Henrik Novák']

/** A list as people have them: semicolons, a column nobody needs, a few rows that are wrong. */
function writeList(engine: Engine, people: number): string {
  const rows = Array.from({ length: people }, (_, i) => {
    const [first, last] = (names[i % names.length] ?? '').split(' ')
    const company = companies[i % companies.length]
    return `${first};${last} ${i};person${i}@customer.test;${company};${i % 4 ? 'spring' : 'spring, vip'};note ${i}`
  })
  const wrong = [';;no address here;Nobody;;', 'Twice;Told;person0@customer.test;Maison Orel;;', ';Formula;=1+1@;;;']
  const file = join(engine.data, 'spring.csv')
  writeFileSync(file, `Vorname;Nachname;E-Mail;Firma;Tags;Notiz\n${[...rows, ...wrong].join('\n')}\n`)
  return file
}

async function ended(stream: Promise<AsyncIterator<unknown>>): Promise<void> {
  const steps = await stream
  while (!(await steps.next()).done);
}

/** Contacts that are there already, some of them in a sequence. */
async function settle(engine: Engine, people: number): Promise<void> {
  const file = writeList(engine, people)
  await engine.cadenza('import', file)
  const { client } = engine
  await alwaysOpen(client)
  const later = { subject: '', text: 'Once more', delay: { days: 3 } }
  await client.sequences.create({
    name: 'Winter list',
    steps: [{ subject: 'A question about your winter list', text: 'Hello {{ first_name }}' }, later],
  })
  const { rows } = await client.contacts.list({ limit: 12 })
  await client.workspace.pause()
  await client.schedule.engage({ sequence: 'Winter list', contacts: rows.map((row) => row.address) })
}

test('a list comes in by mouse: columns chosen, refused rows given back', async ({ app, engine }) => {
  const file = writeList(engine, 40)
  await go(app, '/contacts')
  await expect(app.getByText('Nobody is here yet.')).toBeVisible()
  await pictures(app, 'contacts-empty')
  await app.getByRole('link', { name: 'Import a list…' }).click()
  expect(await barriers(app)).toEqual([])
  await pictures(app, 'import-1-file')
  await app.locator('input[type=file]').setInputFiles(file)
  await expect(app.getByText('43 rows, UTF-8, divided by semicolons')).toBeVisible()
  const column = (name: string) => app.getByRole('combobox', { name: `${name} becomes` })
  await expect(column('E-Mail')).toHaveValue('Email address')
  await expect(column('Firma')).toHaveValue('Company')
  await column('Notiz').click()
  await app.getByRole('option', { name: 'Left out' }).click()
  expect(await barriers(app)).toEqual([])
  await pictures(app, 'import-2-columns')
  await app.getByRole('button', { name: 'See what will happen' }).click()
  await expect(app.getByText('40 new contacts come in.')).toBeVisible()
  await expect(app.getByText('The address is on line 2 already; that row counts.')).toBeVisible()
  expect(await barriers(app)).toEqual([])
  await pictures(app, 'import-3-check')
  expect((await engine.client.contacts.count()).contacts).toBe(0)
  await app.getByRole('button', { name: 'Import 40 contacts' }).click()
  await expect(app.getByText('40 contacts imported')).toBeVisible()
  await app.getByRole('button', { name: 'Save the refused rows…' }).click()
  const [download] = await Promise.all([
    app.waitForEvent('download'),
    app.getByRole('menuitem', { name: 'As CSV' }).click(),
  ])
  expect(download.suggestedFilename()).toBe('spring - refused.csv')
  const lines = readFileSync(await download.path(), 'utf8').split('\r\n')
  expect(lines).toHaveLength(5)
  expect(lines[0]).toBe('\ufeffVorname,Nachname,E-Mail,Firma,Tags,Notiz,Cadenza: line,Cadenza: problem')
  expect(lines[3]).toMatch(/^,Formula,'=1\+1@,,,,44,/)
  await pictures(app, 'import-4-done')
  await app.getByRole('link', { name: 'Show the contacts' }).click()
  await expect(app.getByText('40 contacts. Cadenza writes to nobody who is not in a sequence.')).toBeVisible()
  const { rows } = await engine.client.contacts.list({ search: 'person7@' })
  expect(rows[0]).toMatchObject({ first_name: 'Beatriz', company: 'Kantor & Bly', tags: ['spring'], fields: {} })
})

test('contacts are tagged by keyboard and untagged by undo, suppressed with what that withdraws', async ({
  app,
  engine,
}) => {
  await settle(engine, 60)
  await go(app, '/contacts?sort=name')
  const grid = app.getByRole('grid', { name: 'Contacts' })
  await expect(grid.getByText('Amina Jansen 10', { exact: true })).toBeVisible()
  expect(await barriers(app)).toEqual([])
  await pictures(app, 'contacts')
  // two rows, by keyboard
  await grid.getByRole('row', { name: /Amina Jansen 10,/ }).focus()
  await app.keyboard.press('x')
  await app.keyboard.press('ArrowDown')
  await app.keyboard.press('x')
  await app.getByRole('button', { name: 'Tag…' }).press('Enter')
  // what is typed before the field has the focus goes nowhere
  await expect(app.getByRole('dialog').locator('input:focus')).toBeVisible()
  await app.keyboard.type('autumn')
  await app.keyboard.press('Enter')
  await app.keyboard.press('Tab')
  expect(await barriers(app)).toEqual([])
  await pictures(app, 'contacts-tag')
  await app.getByRole('button', { name: 'Change tags' }).press('Enter')
  await expect(app.getByText('2 contacts tagged')).toBeVisible()
  await expect(grid.getByText('autumn')).toHaveCount(2)
  await app.getByRole('button', { name: 'Undo' }).click()
  await expect(grid.getByText('autumn')).toHaveCount(0)
  expect((await engine.client.contacts.tags()).map(({ tag }) => tag)).toEqual(['spring', 'vip'])

  await app.getByRole('searchbox', { name: 'Name, company or address' }).fill('person0@')
  await expect(app.getByText('1 contact fits.')).toBeVisible()
  await grid.getByRole('checkbox', { name: /Select: Jonas Almeida 0/ }).click()
  await app.getByRole('button', { name: 'Suppress…' }).click()
  const dialog = app.getByRole('dialog', { name: 'Write no more to 1 contact' })
  await expect(
    dialog.getByText('2 emails planned in Winter list are withdrawn at once. That can’t be undone.'),
  ).toBeVisible()
  expect(await barriers(app)).toEqual([])
  await pictures(app, 'contacts-suppress')
  await dialog.getByRole('button', { name: 'Suppress' }).click()
  await expect(app.getByText('1 contact suppressed')).toBeVisible()
  await expect(grid.getByText('Suppressed')).toBeVisible()
  const states = async () =>
    (await engine.client.sends.list({ contact: 'person0@customer.test' })).rows.map(({ state }) => state)
  expect(await states()).toEqual(['withdrawn', 'withdrawn'])
  await app.getByRole('button', { name: 'Undo' }).click()
  await expect(app.getByText('1 contact taken off the list')).toBeVisible()
  expect((await engine.client.suppressions.list({})).rows).toEqual([])
  expect(await states()).toEqual(['withdrawn', 'withdrawn'])
})

test('filters, sort and columns make a view that is kept', async ({ app, engine }) => {
  await settle(engine, 60)
  await go(app, '/contacts')
  await app.getByRole('button', { name: 'Filter' }).click()
  await app.getByRole('combobox', { name: 'Tag' }).click()
  await app.getByRole('option', { name: 'vip · 15' }).click()
  await app.keyboard.press('Escape')
  await expect(app.getByText('15 contacts fit.')).toBeVisible()
  await app.getByRole('columnheader', { name: 'Company' }).getByRole('button').click()
  await app.getByRole('button', { name: 'Views' }).click()
  await app.getByRole('textbox', { name: 'Name of the view' }).fill('Important people')
  await app.getByRole('button', { name: 'Save', exact: true }).click()
  await pictures(app, 'contacts-filtered')
  await app.keyboard.press('Escape')
  await app.getByRole('button', { name: 'Remove the filter Tag vip' }).click()
  await expect(app.getByRole('button', { name: 'Remove the filter Tag vip' })).toHaveCount(0)
  await app.getByRole('button', { name: 'Views' }).click()
  await app.getByRole('menuitem', { name: 'Important people' }).click()
  await expect(app.getByText('15 contacts fit.')).toBeVisible()
  expect(app.url()).toContain('tag=vip')
})

test('a contact shows its whole story, is changed in place, and says when somebody else was quicker', async ({
  app,
  engine,
}) => {
  await settle(engine, 20)
  const [person] = (await engine.client.contacts.list({ search: 'person1@' })).rows
  const id = person?.public_id ?? ''
  await go(app, `/contacts/${id}`)
  await expect(app.getByRole('heading', { name: 'Beatriz Marchetti 1' })).toBeVisible()
  await expect(app.getByText('Engaged in Winter list', { exact: false })).toBeVisible()
  await expect(app.getByRole('heading', { name: 'Ahead' })).toBeVisible()
  expect(await barriers(app)).toEqual([])
  await pictures(app, 'contact')
  const details = app.getByRole('region', { name: 'Details' })
  await details.getByRole('textbox', { name: 'Company' }).fill('Orel & Filles')
  await app.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Outbox' }).click()
  await app.getByRole('dialog', { name: 'Leave without saving?' }).getByRole('button', { name: 'Cancel' }).click()
  await engine.client.contacts.update({ public_id: id, company: 'Tessera' })
  await details.getByRole('button', { name: 'Save' }).click()
  await expect(details.getByText('Somebody changed this contact while you were writing.')).toBeVisible()
  expect(await barriers(app)).toEqual([])
  await pictures(app, 'contact-stale')
  await details.getByRole('button', { name: 'Take theirs' }).click()
  await expect(details.getByRole('textbox', { name: 'Company' })).toHaveValue('Tessera')
  await details.getByRole('textbox', { name: 'Last name' }).fill('Marchetti')
  await engine.client.contacts.update({ public_id: id, company: 'Kantor' })
  await details.getByRole('button', { name: 'Save' }).click()
  await details.getByRole('button', { name: 'Keep mine' }).click()
  await expect(app.getByRole('heading', { name: 'Beatriz Marchetti', exact: true })).toBeVisible()
  await expect(details.getByRole('textbox', { name: 'Company' })).toHaveValue('Kantor')
  await details.getByRole('textbox', { name: 'Email address' }).fill('new@customer.test')
  await details.getByRole('button', { name: 'Save' }).click()
  await expect(details.getByText('2 emails to person1@customer.test are under way.', { exact: false })).toBeVisible()
  await details.getByRole('button', { name: 'Put back' }).click()
  await app.getByRole('button', { name: 'Stop…' }).click()
  await app.getByRole('button', { name: 'Stop the sequence' }).click()
  await expect(app.getByText('Stopped for this contact', { exact: true })).toBeVisible()
  await expect(app.getByRole('heading', { name: 'Ahead' })).toHaveCount(0)
  await expect(app.getByText('the sequence was stopped for this contact')).toHaveCount(2)
  await ended(engine.client.contacts.suppress({ ids: [id], reason: 'asked by phone' }))
  await expect(app.getByText('No sequence writes to this person: asked by phone', { exact: false })).toBeVisible()
  await pictures(app, 'contact-suppressed')
})

test('the suppression list grows by hand, and gives back only what a hand put there', async ({ app, engine }) => {
  await settle(engine, 20)
  await go(app, '/contacts?tab=suppressions')
  await expect(app.getByText('Nobody is on the suppression list.')).toBeVisible()
  await app.getByRole('button', { name: 'Suppress…' }).click()
  const dialog = app.getByRole('dialog', { name: 'Write no more to' })
  await dialog.getByRole('textbox', { name: 'Address or domain' }).fill('customer.test')
  await expect(dialog.getByText('24 emails to 12 contacts are withdrawn at once.', { exact: false })).toBeVisible()
  expect(await barriers(app)).toEqual([])
  await dialog.getByRole('button', { name: 'Suppress' }).click()
  await expect(app.getByText('customer.test suppressed')).toBeVisible()
  await engine.client.suppressions.add({ value: 'person3@customer.test', reason: 'moved on' })
  const grid = app.getByRole('grid', { name: 'Suppressed addresses and domains' })
  await expect(grid.getByRole('link', { name: 'person3@customer.test' })).toBeVisible()
  expect(await barriers(app)).toEqual([])
  await pictures(app, 'suppressions')
  await grid.getByRole('button', { name: 'Take off the list customer.test' }).click()
  await app.getByRole('dialog').getByRole('button', { name: 'Take off the list' }).click()
  await expect(app.getByText('customer.test taken off the list')).toBeVisible()
  expect((await engine.client.suppressions.list({})).rows.map(({ value }) => value)).toEqual(['person3@customer.test'])
})
