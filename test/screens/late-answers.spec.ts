/** What answers late: a deed that outlasts its dialog, mail servers found after going on, a refusal half-way. */
import type { Page } from '@playwright/test'
import { busyWeek } from './busy-week.ts'
import { expect, go } from './rig.ts'
import { startSmtp } from './smtp.ts'
import { stage } from './stage.ts'

stage.use({ at: '2026-11-09T07:40:00Z', before: { live: (story) => busyWeek(story, 130) } })

/** Opens the page anew with its messages in hand: `each` gets what it asks for, and passes it on or doesn't. */
async function between(app: Page, origin: string, each: (message: string, pass: () => void) => void): Promise<void> {
  // of this engine alone: the page is kept for other tests
  await app.routeWebSocket(`${origin.replace('http', 'ws')}/ws`, (socket) => {
    const server = socket.connectToServer()
    socket.onMessage((message) => each(message.toString(), () => server.send(message)))
    server.onMessage((message) => socket.send(message))
  })
  await app.reload()
}

stage(
  'a deed that outlasts its dialog answers no other question, and tells its end where one is',
  async ({ app, stage: { story, origin } }) => {
    const held: (() => void)[] = []
    await between(app, origin, (message, pass) => {
      if (message.includes('accounts/deactivate')) held.push(pass)
      else pass()
    })
    const [, first, second] = await story.client.accounts.list()
    if (!first || !second) throw new Error('the week has two mailboxes')
    const dialog = app.getByRole('dialog')
    const ask = async (address: string) => {
      await app.getByRole('button', { name: `More for ${address}` }).click()
      await app.getByRole('menuitem', { name: 'Deactivate…' }).click()
      await expect(dialog).toContainText(address)
    }
    await go(app, '/mailboxes')
    await ask(first.from_email)
    await dialog.getByRole('button', { name: 'Deactivate' }).click()
    await expect(dialog.getByRole('button', { name: 'Cancel' })).toBeDisabled()
    await expect.poll(() => held.length).toBe(1)
    await app.keyboard.press('Escape')
    await expect(dialog).toBeHidden()
    await ask(second.from_email)
    held.shift()?.()
    await expect(app.getByText(`${first.from_email} is inactive`)).toBeVisible()
    await expect(dialog).toContainText(second.from_email)
    const states = async () =>
      (await story.client.accounts.list()).flatMap(({ from_email, status }) =>
        [first.from_email, second.from_email].includes(from_email) ? [status] : [],
      )
    expect(await states()).toEqual(['inactive', second.status])

    // and one that is refused after its dialog went is told all the same
    await dialog.getByRole('button', { name: 'Deactivate' }).click()
    await expect.poll(() => held.length).toBe(1)
    await app.keyboard.press('Escape')
    await expect(dialog).toBeHidden()
    const { version } = await story.client.accounts.get({ public_id: second.public_id })
    await story.client.accounts.remove({ public_id: second.public_id, version, way: 'go_ahead' })
    held.shift()?.()
    await expect(app.getByRole('alert').filter({ hasText: '“Deactivate” was refused' })).toBeVisible()
  },
)

/** The first step of connecting a mailbox, for one more than its seat has by the rules. */
async function named(app: Page, address: string): Promise<void> {
  await app.getByLabel('Address you send from').fill(address)
  await app.getByRole('button', { name: 'Continue' }).click()
  await app.getByLabel('Permit one more mailbox for this seat').check()
  await app.getByRole('button', { name: 'Continue' }).click()
}

stage(
  'mail servers found after going on change no step under one’s hands, and are known on the way back',
  async ({ app, stage: { story } }) => {
    const found = Promise.withResolvers<void>()
    const { ports } = story.engine.room
    const { dns } = ports
    const nothing = async () => ({ records: [] })
    ports.dns = {
      ...{ txt: nothing, srv: nothing, cname: nothing, addresses: nothing },
      mx: async () => {
        await found.promise
        return { records: [{ host: 'aspmx.l.google.com', priority: 1 }] }
      },
    }
    await go(app, '/mailboxes/connect')
    await named(app, 'zoe@firm.test')
    const server = app.getByRole('textbox', { name: 'Server' })
    await expect(server).toHaveValue('smtp.firm.test')
    await server.fill('mail.firm.test')
    found.resolve()
    await expect(app.getByText('Sign in through the browser; or switch on', { exact: false })).toBeVisible()
    await expect(server).toHaveValue('mail.firm.test')
    await app.getByRole('button', { name: 'Back' }).click()
    await expect(app.getByRole('radio', { name: /Gmail/ })).toBeChecked()
    ports.dns = dns
  },
)

stage('what was chosen for a mailbox that is to go stays while its mail leaves', async ({ app, stage: { story } }) => {
  const accounts = await story.client.accounts.list()
  const impacts = await Promise.all(
    accounts
      .filter(({ type }) => type !== 'managed')
      .map(({ public_id }) => story.client.accounts.removal({ public_id })),
  )
  const impact = impacts.find((each) => each.scheduled > 2 && each.unsure + each.sending === 0)
  if (!impact) throw new Error('the week has no such mailbox')
  await go(app, `/mailboxes/${impact.public_id}`)
  await app.getByRole('button', { name: 'Remove this mailbox…' }).click()
  const dialog = app.getByRole('dialog')
  await dialog.getByRole('radio', { name: 'Save the emails as files' }).check()
  const file = app.waitForEvent('download')
  await dialog.getByRole('button', { name: 'Save emails…' }).click()
  await file
  await expect(dialog.getByRole('button', { name: 'Remove mailbox' })).toBeEnabled()
  const [first] = (await story.client.sends.list({ sender: impact.from_email, state: 'planned', limit: 1 })).rows
  await story.client.sends.cancel({ public_id: first?.public_id ?? '' })
  await expect(dialog).toContainText('Other emails are planned by now: save them again.')
  await expect(dialog.getByRole('radio', { name: 'Save the emails as files' })).toBeChecked()
  await expect(dialog.getByRole('button', { name: 'Remove mailbox' })).toBeDisabled()
})

stage(
  'a mailbox whose connecting was refused half-way is connected by the next press, and is there once',
  async ({ app, stage: { story, origin } }) => {
    const smtp = await startSmtp('kim@firm.test', 'unused')
    const kim = async () =>
      (await story.client.accounts.list()).filter(({ from_email }) => from_email === 'kim@firm.test')
    let refused = 0
    // once somebody gives it a user name just before: without a password it is not activated
    const spoilt = async (pass: () => void) => {
      refused++
      for (const { public_id } of await kim()) await story.client.accounts.update({ public_id, username: 'kim' })
      pass()
    }
    await between(app, origin, (message, pass) => {
      if (message.includes('accounts/activate') && refused === 0) void spoilt(pass)
      else pass()
    })
    await go(app, '/mailboxes/connect')
    await named(app, 'kim@firm.test')
    await app.getByRole('textbox', { name: 'Server' }).fill('127.0.0.1')
    await app.getByRole('combobox', { name: 'Encryption' }).click()
    await app.getByRole('option', { name: 'None' }).click()
    await app.getByRole('textbox', { name: 'Port' }).fill(String(smtp.port))
    await app.getByLabel('User name').fill('')
    await app.getByRole('button', { name: 'Test connection' }).click()
    await expect(app.getByText('It works: connected')).toBeVisible()
    await app.getByRole('button', { name: 'Continue' }).click()
    await app.getByRole('button', { name: 'Connect', exact: true }).click()
    await expect(app.getByText('has no password yet')).toBeVisible()
    expect((await kim()).map(({ status }) => status)).toEqual(['pending'])
    await app.getByRole('button', { name: 'Connect', exact: true }).click()
    await expect(app.getByRole('article', { name: 'kim@firm.test' })).toContainText('Active')
    expect((await kim()).map(({ status }) => status)).toEqual(['active'])
    await smtp.stop()
  },
)

stage(
  'settings that were changed elsewhere while a form was open stay as they are there',
  async ({ app, stage: { story } }) => {
    const [, account] = await story.client.accounts.list()
    if (!account) throw new Error('the week has a mailbox')
    const { public_id, from_email, percentage } = account
    await go(app, `/mailboxes/${public_id}`)
    const section = app.getByRole('region', { name: 'Advanced' })
    await section.getByRole('button', { name: 'Change…' }).click()
    const dialog = app.getByRole('dialog')
    await dialog.getByRole('textbox', { name: 'Signature' }).fill('Kind regards')
    const share = percentage === 40 ? 41 : 40
    await story.client.accounts.update({ public_id, percentage: share })
    await expect(app.getByText(`${share} %`)).toBeVisible()
    await dialog.getByRole('button', { name: 'Save settings' }).click()
    await expect(app.getByText(`${from_email} is saved`)).toBeVisible()
    expect(await story.client.accounts.get({ public_id })).toMatchObject({
      percentage: share,
      signature: 'Kind regards',
    })
  },
)
