import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { alwaysOpen, barriers, type Engine, expect, go, pictures, test } from './rig.ts'
import { startSmtp } from './smtp.ts'

const address = 'anna@haldenroux.example'

test('a mailbox is connected in three steps; a wrong password is told in the server’s words', async ({
  app,
  engine,
}) => {
  const smtp = await startSmtp(address, 'right-Passw0rd')
  await go(app, '/mailboxes')
  await expect(app.getByText('You have no mailbox of your own yet.')).toBeVisible()
  await expect(app.getByText('Nothing leaves this computer')).toBeVisible()
  expect(await barriers(app)).toEqual([])
  await pictures(app, 'mailboxes-first')
  await app.getByRole('link', { name: 'Connect a mailbox…' }).click()
  await app.getByRole('button', { name: 'Continue' }).click()
  await app.getByLabel('Address you send from').fill('anna')
  await expect(app.getByText('That is not an address yet.')).toBeVisible()
  await app.getByLabel('Address you send from').fill(address)
  await app.getByLabel('Name readers see').fill('Anna Lindqvist')
  expect(await barriers(app)).toEqual([])
  await app.keyboard.press('Enter')
  await expect(app.getByRole('heading', { name: 'Server' })).toBeFocused()
  await expect(app.getByRole('textbox', { name: 'Server' })).toHaveValue('smtp.haldenroux.example')
  await expect(app.getByRole('textbox', { name: 'Password' })).toHaveValue('')
  await app.getByRole('textbox', { name: 'Server' }).fill('127.0.0.1')
  await app.getByRole('combobox', { name: 'Encryption' }).click()
  await app.getByRole('option', { name: 'None' }).click()
  await app.getByRole('textbox', { name: 'Port' }).fill(String(smtp.port))
  await app.getByRole('textbox', { name: 'Password' }).fill('wrong-Passw0rd')
  await app.getByRole('button', { name: 'Test connection' }).click()
  await expect(app.getByText('5.7.8 Username and Password not accepted')).toBeVisible()
  await pictures(app, 'connect-refused')
  expect(await barriers(app)).toEqual([])
  expect(await engine.client.accounts.list()).toHaveLength(1)
  await app.getByRole('button', { name: 'Go on without a working test' }).click()
  await expect(app.getByText('Test the connection first')).toBeVisible()
  await app.getByRole('button', { name: 'Back' }).click()
  await app.getByLabel('User name').fill('')
  await app.getByRole('textbox', { name: 'Password' }).fill('')
  await app.getByRole('button', { name: 'Test connection' }).click()
  await expect(app.getByText('It works: connected')).toBeVisible()
  await app.getByRole('button', { name: 'Continue' }).click()
  await app.getByLabel('An hour').fill('20-30')
  await pictures(app, 'connect-limits')
  expect(await barriers(app)).toEqual([])
  await app.getByRole('button', { name: 'Connect' }).click()
  const row = app.getByRole('article', { name: address })
  await expect(row).toContainText('Active')
  expect((await engine.client.accounts.list())[1]).toMatchObject({
    from_email: address,
    from_name: 'Anna Lindqvist',
    smtp_host: '127.0.0.1',
    smtp_port: smtp.port,
    username: null,
    quotas: ['20-30/hour', '400/day'],
    status: 'active',
  })
  await row.getByRole('button', { name: 'Test' }).click()
  await expect(row.getByText('It works: connected')).toBeVisible()
  await pictures(app, 'mailboxes-one')
  await smtp.stop()
  await row.getByRole('button', { name: 'Test' }).click()
  await expect(row.getByText(`No server answered at 127.0.0.1:${smtp.port} (connection refused).`)).toBeVisible()
  await expect(row.getByText('The server’s words')).toBeHidden()
  expect(await barriers(app)).toEqual([])
})

/** A mailbox with `n` planned emails, none of which leaves while the test runs. */
async function planned({ client, cadenza, data }: Engine, n: number, port = 2525): Promise<void> {
  const made = await client.accounts.create({
    permits: ['role', 'more'],
    from_email: address,
    smtp_host: '127.0.0.1',
    smtp_port: port,
    smtp_protocol: 'none',
    username: null,
  })
  await client.accounts.activate({ public_id: made.public_id })
  await client.sequences.create({ name: 'Autumn', steps: [{ subject: 'Hello', text: 'Hello' }] })
  const file = join(data, 'list.csv')
  writeFileSync(file, ['email', ...Array.from({ length: n }, (_, i) => `p${i}@contact.example`)].join('\n'))
  await cadenza('import', file)
  await cadenza('engage', 'Autumn', '--sender', address, '--start', '2030-01-07T10:00', '--yes')
}

test('limits are changed with what that does said first; deactivating says what waits, and is undone', async ({
  app,
  engine,
}) => {
  await planned(engine, 30)
  await go(app, '/mailboxes')
  const row = app.getByRole('article', { name: address })
  await expect(row).toContainText('30')
  await row.getByRole('button', { name: 'Limits…' }).click()
  const dialog = app.getByRole('dialog')
  await expect(dialog).toContainText('All 30 planned emails keep their hours.')
  await dialog.getByLabel('An hour').fill('10')
  await expect(dialog).toContainText('20 of 30 planned emails get another hour.')
  await expect(dialog).toContainText('The last one leaves')
  await pictures(app, 'mailboxes-limits')
  expect(await barriers(app)).toEqual([])
  await dialog.getByRole('button', { name: 'Save limits' }).click()
  await expect(dialog).toBeHidden()
  expect((await engine.client.accounts.list())[1]?.quotas).toEqual(['10/hour', '400/day'])
  await row.getByRole('button', { name: `More for ${address}` }).click()
  await app.getByRole('menuitem', { name: 'Deactivate…' }).click()
  await expect(app.getByRole('dialog')).toContainText('30 planned emails wait until you activate it again.')
  expect(await barriers(app)).toEqual([])
  await app.getByRole('dialog').getByRole('button', { name: 'Deactivate' }).click()
  await expect(row).toContainText('Inactive')
  await app.getByRole('button', { name: 'Undo' }).click()
  await expect(row).toContainText('Active')
})

test('the connection of a mailbox is changed in place, without a test where its server stays', async ({
  app,
  engine,
}) => {
  const { client } = engine
  const made = await client.accounts.create({
    permits: ['role', 'more'],
    from_email: address,
    smtp_host: '127.0.0.1',
    smtp_port: 2525,
    smtp_protocol: 'none',
    username: null,
  })
  await client.accounts.activate({ public_id: made.public_id })
  await go(app, '/mailboxes')
  const row = app.getByRole('article', { name: address })
  await row.getByRole('button', { name: `More for ${address}` }).click()
  await app.getByRole('menuitem', { name: 'Change connection…' }).click()
  const dialog = app.getByRole('dialog')
  await dialog.getByLabel('Name readers see').fill('Anna')
  await pictures(app, 'mailboxes-connection')
  expect(await barriers(app)).toEqual([])
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(dialog).toBeHidden()
  expect((await engine.client.accounts.list())[1]).toMatchObject({ from_name: 'Anna', status: 'active' })
})

test('a mailbox that its server refuses says so in its row: the words, what waits, and one way on', async ({
  app,
  engine,
}) => {
  // it takes mail only from whoever signed in, and this mailbox has no password
  const smtp = await startSmtp(address, 'right-Passw0rd')
  await alwaysOpen(engine.client)
  await planned(engine, 2, smtp.port)
  const [first] = (await engine.client.sends.list({})).rows
  await engine.client.sends.send_now({ public_id: first?.public_id ?? '' })
  await go(app, '/mailboxes')
  const row = app.getByRole('article', { name: address })
  await expect(row.getByText('The server refused the user name or password')).toBeVisible({ timeout: 30_000 })
  await expect(row).toContainText(/530 .*authentication/i)
  await expect(row).toContainText(
    '2 emails wait for this mailbox. None of them fails, and nothing is sent from elsewhere.',
  )
  await expect(app.getByRole('navigation', { name: 'Main' })).toContainText('1 in error')
  await pictures(app, 'mailboxes-error')
  expect(await barriers(app)).toEqual([])
  await row.getByRole('button', { name: 'Enter the password…' }).click()
  await expect(app.getByRole('dialog', { name: `Connection of ${address}` })).toBeVisible()
  await smtp.stop()
})
