import { barriers, expect, go, pictures, test } from './rig.ts'

test('sending hours are drawn by keyboard and mouse, and holidays have names', async ({ app, engine }) => {
  await go(app, '/settings/hours')
  const cell = (name: string) => app.getByRole('gridcell', { name })
  await cell('Monday 09:00 to 10:00').focus()
  await app.keyboard.press('Space')
  await expect(cell('Monday 09:00 to 10:00, closed')).toBeFocused()
  await app.keyboard.press('ArrowRight')
  await app.keyboard.press('ArrowRight')
  await app.keyboard.press('ArrowRight')
  await app.keyboard.press('Space')
  await app.keyboard.press('ArrowDown')
  await app.keyboard.press('Home')
  await expect(cell('Tuesday 00:00 to 01:00')).toBeFocused()
  await app.keyboard.press('End')
  await app.keyboard.press('Space')
  await app.keyboard.press('Shift+ArrowLeft')
  await expect(app.getByText('09:00–18:00, 22:00–24:00')).toBeVisible()
  await cell('Saturday 08:00 to 09:00').hover()
  await app.mouse.down()
  await cell('Saturday 09:00 to 10:00').hover()
  await cell('Saturday 10:00 to 11:00').hover()
  await app.mouse.up()
  await expect(app.getByText('08:00–11:00')).toBeVisible()
  await app.getByRole('combobox', { name: 'Public holidays of' }).fill('Germa')
  await app.getByRole('option', { name: 'Germany' }).click()
  await expect(app.getByText('National Holiday')).toBeVisible()
  await app.getByRole('combobox', { name: 'Only in' }).click()
  await app.getByRole('option', { name: 'Bayern' }).click()
  await expect(app.getByText('Epiphany')).toBeVisible()
  await app.getByRole('textbox', { name: 'Date' }).fill('24 Dec 2030')
  await app.keyboard.press('Enter')
  await app.getByRole('button', { name: 'Add', exact: true }).click()
  await expect(app.getByText('Tue 24 Dec 2030')).toBeVisible()
  await expect(app.getByText('Nothing is planned yet.')).toBeVisible()
  await pictures(app, 'settings-hours')
  expect(await barriers(app)).toEqual([])
  await app.getByRole('button', { name: 'Save changes' }).click()
  await expect(app.getByRole('button', { name: 'Discard' })).toBeHidden()
  const saved = await engine.client.workspace.get()
  expect(saved).toMatchObject({ holidays: 'DE-BY', days_off: ['2030-12-24'] })
  const day = (n: number) => saved.windows.filter((block) => block.day === n).map(({ from, to }) => [from, to])
  expect([day(1), day(2), day(3), day(6), day(7)]).toEqual([
    [
      [10, 12],
      [13, 18],
    ],
    [
      [9, 18],
      [22, 24],
    ],
    [[9, 18]],
    [[8, 11]],
    [],
  ])
})

test('hours that are not saved are not lost without a question', async ({ app, engine }) => {
  const before = (await engine.client.workspace.get()).windows
  await go(app, '/settings/hours')
  const nine = app.getByRole('gridcell', { name: 'Monday 09:00 to 10:00' })
  await nine.click()
  await expect(app.getByRole('button', { name: 'Discard' })).toBeVisible()
  const away = () =>
    app.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Sequences', exact: true }).click()
  await away()
  const question = app.getByRole('dialog', { name: 'Leave without saving?' })
  await expect(question).toBeVisible()
  await pictures(app, 'settings-leave')
  await question.getByRole('button', { name: 'Cancel' }).click()
  await expect(app.getByRole('gridcell', { name: 'Monday 09:00 to 10:00, closed' })).toBeVisible()
  // another section is another page, too
  await app.getByRole('link', { name: 'Team', exact: true }).click()
  await expect(question).toBeVisible()
  await question.getByRole('button', { name: 'Cancel' }).click()
  await away()
  await question.getByRole('button', { name: 'Leave and lose it' }).click()
  await expect(app.getByRole('heading', { name: 'Sequences', level: 1 })).toBeVisible()
  expect((await engine.client.workspace.get()).windows).toEqual(before)
})

test('an API key is made, shown once, works, and is revoked', async ({ app, engine }) => {
  await go(app, '/settings/keys')
  await app.getByRole('button', { name: 'New key…' }).click()
  const dialog = app.getByRole('dialog')
  await dialog.getByLabel('What it is for').fill('Report script')
  await dialog.getByLabel('Change contacts, sequences and sends').check()
  expect(await barriers(app)).toEqual([])
  await pictures(app, 'settings-key-new')
  await dialog.getByRole('button', { name: 'Create key' }).click()
  const key = await dialog.getByLabel('The new key').inputValue()
  expect(key).toMatch(/^cdz_[\w-]{43}$/)
  expect(await barriers(app)).toEqual([])
  const ask = () => fetch(`${engine.origin}/api/workspace`, { headers: { authorization: `Bearer ${key}` } })
  expect((await ask()).status).toBe(200)
  await dialog.getByRole('button', { name: 'Done' }).click()
  const row = app.getByRole('row', { name: /Report script/ })
  await expect(row).toContainText('read, write')
  await expect(app.locator('body')).not.toContainText(key)
  await pictures(app, 'settings-keys')
  expect(await barriers(app)).toEqual([])
  await row.getByRole('button', { name: 'Revoke Report script…' }).click()
  await app.getByRole('dialog').getByRole('button', { name: 'Revoke key' }).click()
  await expect(row).toContainText('Revoked')
  expect((await ask()).status).toBe(401)
})

test('name, policy, seats, appearance and the checks', async ({ app, engine }) => {
  await go(app, '/settings')
  await app.getByLabel('Name', { exact: true }).fill('Haldenroux')
  await expect(app.getByText('No planned email is touched.')).toBeVisible()
  expect(await barriers(app)).toEqual([])
  await pictures(app, 'settings-workspace')
  await app.getByRole('button', { name: 'Save changes' }).click()
  await expect(app.getByRole('button', { name: 'Discard' })).toBeHidden()
  await app.getByRole('link', { name: 'Limits and policy' }).click()
  await app.getByLabel('Emails a day to one recipient domain').fill('20')
  await app.getByLabel('New contacts go first').check()
  const minutes = app.getByLabel('Minutes a look at the mailbox is good for')
  await minutes.fill('')
  await expect(minutes).toHaveAttribute('placeholder', '10')
  await minutes.fill('30')
  await app.getByRole('group', { name: 'No mailbox sends more than' }).getByLabel('An hour').fill('60')
  const seconds = app.getByLabel('Seconds before a click counts')
  await expect(seconds).toBeDisabled()
  await app.getByLabel('Know which links are followed').check()
  await seconds.fill('8')
  await app.getByLabel('Opt-out line below every sequence email').check()
  await app.getByLabel('What the opt-out line says').fill('Enough? {Say so}.')
  await pictures(app, 'settings-policy')
  expect(await barriers(app)).toEqual([])
  await app.getByRole('button', { name: 'Save changes' }).click()
  await expect(app.getByRole('button', { name: 'Discard' })).toBeHidden()
  expect(await engine.client.workspace.get()).toMatchObject({
    name: 'Haldenroux',
    policy: {
      domain_per_day: 20,
      new_contacts_first: true,
      inbox_freshness: 30,
      max_per_hour: 60,
      track_links: true,
      click_grace_seconds: 8,
      opt_out_line: true,
      opt_out_words: 'Enough? {Say so}.',
    },
  })
  await app.getByRole('link', { name: 'Team' }).click()
  await app.getByRole('button', { name: 'Add a seat…' }).click()
  await app.getByRole('dialog').getByLabel('Name').fill('Marc Delacroix')
  await app.getByRole('dialog').getByLabel('Email address').fill('marc@haldenroux.example')
  await app.getByRole('dialog').getByRole('button', { name: 'Add seat' }).click()
  await expect(app.getByText('marc@haldenroux.example')).toBeVisible()
  await app.getByRole('button', { name: 'More for Marc Delacroix' }).click()
  await app.getByRole('menuitem', { name: 'Lock…' }).click()
  await app.getByRole('dialog').getByRole('button', { name: 'Lock seat' }).click()
  await expect(app.getByText('Locked', { exact: true })).toBeVisible()
  await pictures(app, 'settings-seats')
  expect(await barriers(app)).toEqual([])
  expect((await engine.client.seats.list())[1]).toMatchObject({ name: 'Marc Delacroix', state: 'locked' })
  await app.getByRole('link', { name: 'Appearance' }).click()
  await app.getByLabel('Dark', { exact: true }).check()
  await expect(app.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark')
  expect(await barriers(app)).toEqual([])
  await app.getByLabel('As the system has it').check()
  await app.getByRole('link', { name: 'About' }).click()
  await expect(app.getByText('The database is intact.')).toBeVisible()
  await pictures(app, 'settings-about')
  expect(await barriers(app)).toEqual([])
})
