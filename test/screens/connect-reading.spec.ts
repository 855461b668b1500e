/** Connecting a mailbox that is read too, against a real Dovecot; and what an admin expressly permits. */
import { type MailServers, startMailServers } from '../servers/mail-servers.ts'
import { barriers, go, pictures, expect as usual } from './rig.ts'
import { stage } from './stage.ts'

/** Real servers start and are asked while the browser works on the same two cores. */
const expect = usual.configure({ timeout: 20_000 })

const test = stage.extend<{ mail: MailServers }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures it needs from the pattern
  mail: async ({}, use) => {
    const mail = await startMailServers()
    await use(mail)
    await mail.stop()
  },
  lent: async ({ mail }, use) => use({ smtp: { ca: mail.submission.ca } }),
})

test('sending and reading are entered and tested together; the Sent folder is found, and is shown afterwards', async ({
  app,
  mail,
  stage: { story },
}) => {
  test.slow()
  await go(app, '/mailboxes/connect')
  await app.getByLabel('Address you send from').fill('alice@acme.test')
  await app.getByRole('radio', { name: /Another mail server/ }).check({ force: true })
  await app.getByRole('button', { name: 'Continue' }).click()
  await app.getByRole('textbox', { name: 'Server' }).fill(mail.submission.host)
  await app.getByRole('textbox', { name: 'Port' }).fill(String(mail.submission.port))
  await app.getByRole('textbox', { name: 'Password' }).fill('alice-pw')
  await pictures(app, 'connect-server')
  await app.getByLabel('Read this mailbox too (IMAP)').check()
  const reading = app.getByRole('group', { name: 'Reading' })
  await expect(reading.getByRole('textbox', { name: 'Server' })).toHaveValue('imap.acme.test')
  await reading.getByRole('textbox', { name: 'Server' }).fill(mail.imap.host)
  await reading.getByRole('textbox', { name: 'Port' }).fill(String(mail.imap.port))
  await reading.getByLabel('The same user name and password as for sending').uncheck()
  await reading.getByRole('textbox', { name: 'Password for reading' }).fill('wrong')
  await app.getByRole('button', { name: 'Test connection' }).click()
  await expect(app.getByText('AUTHENTICATIONFAILED')).toBeVisible()
  await expect(app.getByRole('button', { name: 'Go on, although reading does not work yet' })).toBeVisible()
  expect(await barriers(app)).toEqual([])
  await pictures(app, 'connect-reading-refused')
  await reading.getByLabel('The same user name and password as for sending').check()
  await app.getByRole('button', { name: 'Test connection' }).click()
  await expect(app.getByText('What was sent is in the folder “Sent”.')).toBeVisible()
  // what the test said does not push what comes next out of sight
  await expect(app.getByRole('button', { name: 'Continue' })).toBeInViewport({ ratio: 1 })
  await pictures(app, 'connect-reading')
  await app.getByRole('button', { name: 'Continue' }).click()
  await app.getByRole('button', { name: 'Connect', exact: true }).click()
  await expect(app.getByRole('article', { name: 'alice@acme.test' })).toContainText('Active')
  expect((await story.client.accounts.list())[1]).toMatchObject({
    status: 'active',
    imap_host: mail.imap.host,
    imap_port: mail.imap.port,
    imap_protocol: 'tls',
    imap_username: null,
    has_imap_password: false,
  })
})

stage(
  'a shared address is connected once an admin ticks that it may be, and why is said',
  async ({ app, stage: { story } }) => {
    await go(app, '/mailboxes/connect')
    await app.getByLabel('Address you send from').fill('info@acme.test')
    await app.getByLabel('Address you send from').press('Tab')
    const why = app.getByText('looks like a shared address (“info”)')
    await expect(why).toBeVisible()
    await app.getByRole('button', { name: 'Continue' }).click()
    await expect(app.getByText('Tick it to go on, or choose another address.')).toBeVisible()
    expect(await barriers(app)).toEqual([])
    await pictures(app, 'connect-permit')
    await app.getByLabel('Permit this shared address').check()
    await app.getByRole('button', { name: 'Continue' }).click()
    await app.getByRole('textbox', { name: 'Server' }).fill('127.0.0.1')
    await app.getByRole('textbox', { name: 'Port' }).fill('1')
    await app.getByRole('button', { name: 'Test connection' }).click()
    await app.getByRole('button', { name: 'Go on without a working test' }).click()
    await app.getByRole('button', { name: 'Save, not active yet' }).click()
    await expect(app.getByRole('article', { name: 'info@acme.test' })).toBeVisible()
    expect((await story.client.accounts.list()).map(({ from_email }) => from_email)).toContain('info@acme.test')
  },
)
