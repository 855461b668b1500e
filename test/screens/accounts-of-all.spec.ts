/** The accounts of all seats in one list, mailboxes from a CSV file, the managed account's server, and a bound key. */
import { readFileSync } from 'node:fs'
import { verifyDomain } from '../rig/verified.ts'
import { type MailServer, startMailServer } from '../work/mail-server.ts'
import type { Story } from '../work/story.ts'
import { barriers, go, pictures, expect as usual } from './rig.ts'
import { stage as test } from './stage.ts'

/** The page is asked while its engine, its browser and other work share two cores. */
const expect = usual.configure({ timeout: 20_000 })

async function twoSeats(s: Story): Promise<void> {
  const { client } = s
  await s.account('anna@haldenroux.example', { limits: ['50/hour', '400/day'] })
  await s.account('team@haldenroux.example', { limits: ['200/day'] })
  await client.seats.add({ name: 'Bruno Keller', address: 'bruno@haldenroux.example' })
  const bruno = await s.account('bruno.keller@haldenroux.example', { password: 'first' })
  await s.engage({ sender: 'bruno.keller@haldenroux.example', contacts: ['one@maison-orel.example'] })
  await client.accounts.update({ public_id: bruno.id, seat: 'bruno@haldenroux.example' })
  const [first] = (await client.accounts.list()).filter(({ from_email }) => from_email.startsWith('team@'))
  verifyDomain(s.engine.room.store, 'haldenroux.example', s.now())
  await client.accounts.update({ public_id: String(first?.public_id), seat: null })
  const group = await client.groups.create({ name: 'EU mailboxes', accounts: [String(first?.public_id)] })
  bruno.server.password = 'changed'
  await s.goTo('2026-11-10T09:24:00Z')
  await client.keys.create({
    name: 'Web shop',
    scopes: ['read', 'write'],
    bound: { accounts: [String(first?.public_id)], groups: [group.public_id] },
  })
}

test.describe('with two seats', () => {
  test.use({ at: '2026-11-09T07:40:00Z', before: { live: twoSeats } })

  test('an admin sees everybody’s accounts, narrows them, and opens one', async ({ app }) => {
    await go(app, '/mailboxes')
    await app.getByText('All accounts', { exact: true }).click()
    const list = app.getByRole('grid', { name: 'Accounts' })
    await expect(list.getByRole('row')).toHaveCount(5)
    await expect(list).toContainText('Bruno Keller')
    await expect(list).toContainText('EU mailboxes')
    expect(await barriers(app)).toEqual([])
    await pictures(app, 'team')
    await go(app, '/mailboxes?show=team&status=error')
    await expect(list.getByRole('row')).toHaveCount(2)
    await expect(list).toContainText('535')
    await go(app, '/mailboxes?show=team&seat=-&status=active')
    await expect(list.getByRole('row', { name: /^team@/ })).toBeVisible()
    await app.getByRole('searchbox', { name: 'Search accounts' }).fill('nobody')
    await expect(app.getByText('No account fits.')).toBeVisible()
    await app.getByRole('button', { name: 'Show all accounts' }).click()
    await list.getByRole('row', { name: /^bruno\.keller@/ }).click()
    await expect(app.getByRole('heading', { level: 1 })).toContainText('bruno.keller@haldenroux.example')
  })

  test('a CSV file is tried, imported row by row, and what was refused saved without passwords', async ({
    app,
    stage,
  }) => {
    const { client } = stage.story
    await go(app, '/mailboxes')
    await app.getByRole('button', { name: 'More for mailboxes' }).click()
    await app.getByRole('menuitem', { name: 'Import…' }).click()
    const dialog = app.getByRole('dialog', { name: 'Import mailboxes' })
    const server = ',127.0.0.1,2525,none,'
    const rows = [
      'from_email,from_name,smtp_host,smtp_port,smtp_protocol,password,seat',
      ...Array.from({ length: 12 }, (_, i) => `m${i}@haldenroux.example,Mailbox ${i}${server},`),
      `anna@haldenroux.example,Anna Roux,,,,,`,
      `lost@haldenroux.example,Lost${server}CANARY-password,nobody@haldenroux.example`,
    ]
    const [chooser] = await Promise.all([
      app.waitForEvent('filechooser'),
      dialog.getByRole('button', { name: 'Choose a CSV file…' }).click(),
    ])
    await client.workspace.update({ policy: { mailboxes_per_seat: 100 } })
    await chooser.setFiles({ name: 'list.csv', mimeType: 'text/csv', buffer: Buffer.from(rows.join('\n')) })
    await expect(dialog).toContainText('12 new1 changed0 as they are1 refused')
    await expect(dialog).toContainText('There is no seat with the address nobody@haldenroux.example.')
    expect((await client.accounts.list()).length).toBe(4)
    expect(await barriers(app)).toEqual([])
    await pictures(app, 'accounts-csv')
    await dialog.getByRole('button', { name: 'Import 13 rows' }).click()
    await expect(dialog).toContainText('What list.csv did.')
    expect((await client.accounts.list()).length).toBe(16)
    const [saved] = await Promise.all([
      app.waitForEvent('download'),
      dialog.getByRole('button', { name: 'Save the refused rows' }).click(),
    ])
    const file = readFileSync(await saved.path(), 'utf8')
    expect(file).toContain('15,lost@haldenroux.example,')
    expect(file).not.toContain('CANARY')
    await dialog.getByRole('button', { name: 'Close' }).last().click()
    await app.getByRole('button', { name: 'More for mailboxes' }).click()
    const [exported] = await Promise.all([
      app.waitForEvent('download'),
      app.getByRole('menuitem', { name: 'Export' }).click(),
    ])
    expect(
      readFileSync(await exported.path(), 'utf8')
        .trim()
        .split('\n'),
    ).toHaveLength(16)
  })

  test('a key is bound to mailboxes and groups, and its list says so', async ({ app, stage }) => {
    await go(app, '/settings/keys')
    const table = app.getByRole('table', { name: 'API keys' })
    await expect(table).toContainText('Only team@haldenroux.example and group EU mailboxes')
    await app.getByRole('button', { name: 'New key…' }).click()
    const dialog = app.getByRole('dialog', { name: 'New API key' })
    await dialog.getByLabel('What it is for').fill('CRM')
    await dialog.getByLabel('Only some mailboxes and delivery groups').check()
    await expect(dialog.getByRole('button', { name: 'Create key' })).toBeDisabled()
    await expect(dialog.getByLabel('Change settings, seats and keys')).toHaveCount(0)
    await dialog.getByRole('combobox', { name: 'Mailboxes and groups it reaches' }).click()
    await app.getByRole('option', { name: 'anna@haldenroux.example' }).click()
    await dialog.getByLabel('What it is for').click()
    expect(await barriers(app)).toEqual([])
    await pictures(app, 'key-form')
    await dialog.getByRole('button', { name: 'Create key' }).click()
    const value = await dialog.getByLabel('The new key').inputValue()
    await dialog.getByRole('button', { name: 'Done' }).click()
    await expect(table).toContainText('Only anna@haldenroux.example')
    const asked = await fetch(`${stage.origin}/api/providers`, { headers: { authorization: `Bearer ${value}` } })
    expect(((await asked.json()) as { from_email: string }[]).map(({ from_email }) => from_email)).toEqual([
      'anna@haldenroux.example',
    ])
    const refused = await fetch(`${stage.origin}/api/keys`, { headers: { authorization: `Bearer ${value}` } })
    expect(refused.status).toBe(403)
    await pictures(app, 'keys')
  })
})

test.describe('the managed account', () => {
  const lent = { smtp_host: '127.0.0.1', smtp_port: 2526, smtp_protocol: 'none' as const, username: 'relay' }
  test.use({ at: '2026-11-10T09:24:00Z', lent: { managed: lent } })
  let server: MailServer
  test.beforeEach(async () => {
    server = await startMailServer(() => 0)
    server.password = 'CANARY-word'
  })
  test.afterEach(() => server.stop())

  test('is given a server with its consequences first, tested, and goes back to the sandbox', async ({
    app,
    stage,
  }) => {
    const { story } = stage
    const [managed] = await story.client.accounts.list()
    await story.engage({
      sender: String(managed?.public_id),
      contacts: ['one@maison-orel.example'],
      start: '2026-11-12T10:00',
    })
    await go(app, '/mailboxes')
    await app.getByRole('link', { name: 'Sandbox' }).last().click()
    const section = app.getByRole('region', { name: 'Server' })
    await expect(section).toContainText('The built-in sandbox: nothing leaves this computer')
    await expect(section).toContainText('This package brings a mail server: 127.0.0.1:2526')
    expect(await barriers(app)).toEqual([])
    await pictures(app, 'managed')
    await section.getByRole('button', { name: 'Give it a server…' }).click()
    const dialog = app.getByRole('dialog', { name: 'A server for the managed account' })
    await expect(dialog).toContainText('1 email engaged in the sandbox ends unsent.')
    await dialog.getByLabel('Address it writes from').fill('news@haldenroux.example')
    await dialog.getByLabel('Server').fill('127.0.0.1')
    await dialog.getByLabel('Port').fill(String(server.port))
    await dialog.getByRole('combobox', { name: 'Encryption' }).click()
    await app.getByRole('option', { name: 'None' }).click()
    await dialog.getByLabel('User name').fill('relay')
    await dialog.getByRole('textbox', { name: 'Password' }).fill('wrong')
    await dialog.getByRole('button', { name: 'Test and save' }).click()
    await expect(dialog).toContainText('535')
    await expect(dialog.getByRole('button', { name: 'Save without a working test' })).toBeVisible()
    await pictures(app, 'managed-dialog')
    await dialog.getByRole('textbox', { name: 'Password' }).fill('CANARY-word')
    await dialog.getByRole('button', { name: 'Test and save' }).click()
    await expect(section).toContainText(`127.0.0.1:${server.port}, no encryption`)
    await expect(section).toContainText('kept on this computer')
    expect(await story.client.accounts.managed()).toMatchObject({ sends_through: 'own', has_smtp_password: true })
    await section.getByRole('button', { name: 'Back to the sandbox…' }).click()
    const ask = app.getByRole('dialog', { name: 'Back to the sandbox?' })
    await ask.getByRole('button', { name: 'Back to the sandbox' }).click()
    await expect(section).toContainText('nothing leaves this computer')
    expect((await story.client.accounts.managed()).sends_through).toBe('sandbox')
  })
})
