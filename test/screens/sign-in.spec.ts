/** Connecting Gmail in the browser, against a real authorization server and a real Dovecot that asks it. */

import { type MailServers, startMailServers } from '../servers/mail-servers.ts'
import { clientId, clientSecret, mailScope, type Oidc, startOidc } from '../servers/oidc.ts'
import { barriers, expect, go, pictures } from './rig.ts'
import { stage } from './stage.ts'

const address = 'alice@acme.test'
const test = stage.extend<{ oidc: Oidc; mail: MailServers }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures it needs from the pattern
  oidc: async ({}, use) => {
    const oidc = await startOidc()
    await use(oidc)
    await oidc.stop()
  },
  mail: async ({ oidc }, use) => {
    const mail = await startMailServers({ oidc: oidc.port })
    await use(mail)
    await mail.stop()
  },
  lent: async ({ oidc, mail: { submission, imap } }, use) => {
    const at = { host: submission.host, port: submission.port, protocol: 'starttls' as const }
    const google = { ...oidc.provider, smtp: at, imap: { host: imap.host, port: imap.port, protocol: 'tls' as const } }
    const packaged = { google: { client_id: clientId, client_secret: clientSecret } }
    await use({ smtp: { ca: submission.ca }, signIn: { packaged, providers: { google } } })
  },
})

test('Gmail is connected by signing in; a permission left out and a wrong person are told first', async ({
  app,
  stage: { story },
  oidc,
}) => {
  test.slow()
  const context = app.context()
  await go(app, '/mailboxes/connect')
  await app.getByLabel('Address you send from').fill(address)
  await app.getByRole('radio', { name: /Gmail or Google Workspace/ }).check({ force: true })
  await expect(app.getByRole('radio', { name: /HTTP API/ })).toBeDisabled()
  expect(await barriers(app)).toEqual([])
  await pictures(app, 'connect-kind')
  await app.getByRole('button', { name: 'Continue' }).click()
  await expect(app.getByRole('heading', { name: 'Sign in' })).toBeFocused()
  await expect(app.getByText(mailScope)).toBeHidden()
  await app.getByText('The permissions by name').click()
  await expect(app.getByText(mailScope)).toBeVisible()
  expect(await barriers(app)).toEqual([])
  await pictures(app, 'connect-sign-in')

  /** Presses the button, and gives back the provider's page that opens beside. */
  const open = async (button: string) => {
    // Whoever signed in before is forgotten there, as in a private window.
    await context.clearCookies({ name: /^_(session|interaction|grant)/ })
    const opening = context.waitForEvent('page')
    await app.getByRole('button', { name: button }).click()
    return opening
  }
  const first = await open('Sign in with Google…')
  await expect(app.getByText('Waiting for you in the browser')).toBeVisible()
  await pictures(app, 'connect-waiting')
  await first.getByLabel(mailScope).uncheck()
  await first.getByRole('button', { name: 'Allow' }).click()
  await expect(first.getByRole('heading')).toContainText('without the permission to send and read mail')
  await expect(app.getByText('leave every box ticked')).toBeVisible()
  await pictures(app, 'connect-scope')
  await first.close()

  const second = await open('Sign in again…')
  await second.getByLabel('Account').fill('bob@acme.test')
  await second.getByRole('button', { name: 'Allow' }).click()
  await expect(app.getByText(`You signed in at Google as bob@acme.test, but this mailbox is ${address}.`)).toBeVisible()
  expect(await barriers(app)).toEqual([])
  await second.close()
  expect((await story.client.accounts.list()).map(({ type }) => type)).toEqual(['managed'])

  const third = await open('Sign in again…')
  await third.getByRole('button', { name: 'Allow' }).click()
  await expect(third.getByRole('heading')).toContainText(`${address} is signed in`)
  await third.close()
  await expect(app.getByText(`${address} is signed in.`)).toBeVisible()
  await expect(app.getByText(/It works: connected/).first()).toBeVisible()
  await expect(app.getByText(/235 /).first()).toBeVisible()
  await pictures(app, 'connect-signed-in')
  await app.getByRole('button', { name: 'Continue' }).click()
  await app.getByLabel('An hour').fill('20')
  await app.getByRole('button', { name: 'Connect', exact: true }).click()
  const row = app.getByRole('article', { name: address })
  await expect(row).toContainText('Active')
  await expect(row).toContainText('at Google, kept on this computer')
  expect((await story.client.accounts.list())[1]).toMatchObject({
    type: 'gmail',
    status: 'active',
    quotas: ['20/hour', '400/day'],
  })

  await row.getByRole('link', { name: address }).click()
  const sending = app.getByRole('region', { name: 'Sending' })
  await expect(sending).toContainText(`at Google as ${address}`)
  await expect(sending.getByRole('button', { name: 'Change connection…' })).toBeHidden()
  await expect(sending.getByRole('button', { name: 'Sign in again…' })).toBeVisible()
  expect(await barriers(app)).toEqual([])
  await pictures(app, 'mailbox-signed-in')
  await app.getByRole('link', { name: 'Mailboxes' }).first().click()

  await story.engage({ sender: address, contacts: ['carol@customer.test'] })
  await oidc.revoke(address)
  await story.goTo('2026-11-10T10:30:00Z')
  await expect(row).toContainText('Google asks you to sign in again')
  await pictures(app, 'mailboxes-signed-out')
  await row.getByRole('button', { name: 'Sign in again…' }).click()
  const dialog = app.getByRole('dialog')
  expect(await barriers(app)).toEqual([])
  const opening = context.waitForEvent('page')
  await dialog.getByRole('button', { name: 'Sign in again…' }).click()
  const last = await opening
  await last.getByRole('button', { name: 'Allow' }).click()
  await expect(dialog).toBeHidden()
  await expect(row).toContainText('Active')

  await row.getByRole('link', { name: address }).click()
  await sending.getByRole('button', { name: 'Use an app password instead…' }).click()
  await dialog.getByLabel('App password').fill('not this one')
  await dialog.getByRole('button', { name: 'Test and save' }).click()
  await expect(dialog).toContainText('It does not work.')
  expect(await barriers(app)).toEqual([])
  await pictures(app, 'mailbox-app-password')
  await dialog.getByLabel('App password').fill('alice-pw')
  await dialog.getByRole('button', { name: 'Test and save' }).click()
  await expect(dialog).toBeHidden()
  await expect(sending).toContainText('kept on this computer')
  await expect(sending.getByRole('button', { name: 'Change connection…' })).toBeVisible()
  const [, changed] = await story.client.accounts.list()
  expect(changed).toMatchObject({ type: 'smtp', status: 'active', signed_in: null, has_smtp_password: true })
})

test('a Gmail mailbox with an app password signs in instead, and stays the same one', async ({
  app,
  stage: { story },
}) => {
  const gmail = 'anna@gmail.com'
  const server = { smtp_host: 'smtp.gmail.com', smtp_port: 465, smtp_protocol: 'tls' as const, password: 'app secret' }
  const { public_id } = await story.client.accounts.create({ from_email: gmail, permits: ['more'], ...server })
  await go(app, `/mailboxes/${public_id}`)
  const sending = app.getByRole('region', { name: 'Sending' })
  await sending.getByRole('button', { name: 'Sign in with Google instead…' }).click()
  const dialog = app.getByRole('dialog', { name: `Sign in: ${gmail}` })
  await expect(dialog).toContainText('Its password is erased.')
  expect(await barriers(app)).toEqual([])
  await pictures(app, 'mailbox-sign-in-instead')
  const opening = app.context().waitForEvent('page')
  await dialog.getByRole('button', { name: 'Sign in with Google…' }).click()
  const page = await opening
  await page.getByRole('button', { name: 'Allow' }).click()
  await expect(dialog).toBeHidden()
  await expect(sending).toContainText(`at Google as ${gmail}`)
  expect(await story.client.accounts.get({ public_id })).toMatchObject({ type: 'gmail', has_smtp_password: false })
})

stage(
  'without a client Gmail takes an app password, explained; Microsoft says what is missing; a client is set',
  async ({ app, stage: { story } }) => {
    await go(app, '/mailboxes/connect')
    await app.getByLabel('Address you send from').fill('anna@gmail.com')
    await expect(app.getByRole('radio', { name: /Gmail or Google Workspace/ })).toBeChecked()
    await app.getByRole('button', { name: 'Continue' }).click()
    await expect(app.getByText('Turn on 2-Step Verification')).toBeVisible()
    await expect(app.getByRole('link', { name: 'App passwords' })).toHaveAttribute(
      'href',
      'https://myaccount.google.com/apppasswords',
    )
    await app.getByText('What signing in with Google needs').click()
    expect(await barriers(app)).toEqual([])
    await pictures(app, 'connect-app-password')
    await app.getByRole('button', { name: 'Back' }).click()
    await app.getByRole('radio', { name: /Outlook or Microsoft 365/ }).check({ force: true })
    await app.getByRole('button', { name: 'Continue' }).click()
    await expect(app.getByText('Microsoft takes no passwords')).toBeVisible()
    await expect(app.getByRole('button', { name: /Sign in with/ })).toBeHidden()
    await app.getByText('What signing in with Microsoft needs').click()
    await app.getByRole('link', { name: 'Settings › Sign-in clients' }).click()
    const form = app.getByRole('form', { name: 'Microsoft' })
    await expect(form).toContainText('http://localhost/')
    await form.getByLabel('Client ID').fill('11111111-2222-3333-4444-555555555555')
    await form.getByRole('button', { name: 'Save client' }).click()
    await expect(app.getByText('The client for Microsoft is saved')).toBeVisible()
    expect((await story.client.sign_in.clients())[1]).toMatchObject({ source: 'workspace', has_client_secret: false })
    expect(await barriers(app)).toEqual([])
    await pictures(app, 'settings-sign-in')
  },
)
