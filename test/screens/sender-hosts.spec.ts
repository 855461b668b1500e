/** Sender hosts on the page: a queue on a real PostgreSQL, a host, leave, on, an email that it sent, the queue gone and back, off. */
import { readFileSync } from 'node:fs'
import type { Page } from '@playwright/test'
import { systemClock } from '../../src/main/host/clock.ts'
import { type SenderHost, senderKey, startSenderHost, takeGrant } from '../../src/main/sender-host.ts'
import { type LedgerServer, startLedgerServer } from '../rig/ledger.ts'
import { type Postgres, startPostgres } from '../servers/postgres.ts'
import { alwaysOpen, barriers, type Engine, expect, go, pictures, test } from './rig.ts'

let postgres: Postgres
let ledger: LedgerServer
let sending: SenderHost | null = null

test.beforeAll(async () => {
  postgres = await startPostgres()
  ledger = await startLedgerServer({ durable: false })
})
test.afterEach(async () => {
  await sending?.stop()
  sending = null
})
test.afterAll(async () => {
  await ledger?.stop()
  await postgres?.stop()
})

/** What a machine that sends has for a keychain. */
function drawer() {
  const all = new Map<string, string>()
  return {
    get: async (name: string) => all.get(name) ?? null,
    set: async (name: string, secret: string) => void all.set(name, secret),
  }
}

const quiet = { info() {}, warn() {}, error() {} }

async function account(client: Engine['client'], address: string): Promise<string> {
  const { public_id } = await client.accounts.create({
    permits: ['role', 'more'],
    from_email: address,
    smtp_host: '127.0.0.1',
    smtp_port: ledger.port,
    smtp_protocol: 'none',
  })
  await client.accounts.activate({ public_id })
  return public_id
}

/** Somebody is engaged, and their email leaves now. */
async function sendNow(client: Engine['client'], from: string, to: string): Promise<void> {
  await client.contacts.create({ address: to })
  const { name } = await client.sequences.create({ name: `To ${to}`, steps: [{ subject: 'Hello', text: 'Hello' }] })
  await client.schedule.engage({ sequence: name, contacts: [to], senders: [{ account: from }], assign: 'selected' })
  let id = ''
  await expect(async () => {
    const { rows } = await client.sends.list({ contact: to })
    id = rows[0]?.public_id ?? ''
    expect(id).not.toBe('')
  }).toPass()
  await client.sends.send_now({ public_id: id })
}

const dialog = (app: Page) => app.getByRole('dialog')

test('from a queue to an email that a host sent, and off again', async ({ app, engine }) => {
  test.setTimeout(240_000)
  const { client } = engine
  // this computer has no keychain
  await client.secrets.use({ place: 'vault', passphrase: 'a long passphrase for tests' })
  await alwaysOpen(client)
  const anna = await account(client, 'anna@acme.test')
  await account(client, 'ben@acme.test')

  await go(app, '/settings/sender-hosts')
  await expect(app.getByText('This computer sends everything itself.')).toBeVisible()
  expect(await barriers(app)).toEqual([])
  await pictures(app, 'sender-hosts-empty')

  await app.getByRole('button', { name: 'Set the queue…' }).click()
  await app.getByRole('textbox', { name: 'Address' }).fill('postgres://cadenza@127.0.0.1:1/mail')
  await app.getByRole('button', { name: 'Try and keep' }).click()
  await expect(dialog(app).getByText(/The queue could not be opened/)).toBeVisible()
  await pictures(app, 'sender-hosts-queue-refused')
  await app.getByRole('textbox', { name: 'Address' }).fill(postgres.url.replace('cadenza@', 'cadenza:sesame@'))
  await expect(app.getByRole('textbox', { name: 'Address' })).toHaveValue(postgres.url)
  await expect(dialog(app).getByRole('textbox', { name: 'Password' })).toHaveValue('sesame')
  await app.getByRole('button', { name: 'Try and keep' }).click()
  await expect(app.getByText(/with a password from the keychain/)).toBeVisible()
  await expect(app.getByText('sesame')).toHaveCount(0)
  await expect(app.getByRole('listitem').filter({ hasText: 'A machine that sends' })).toHaveAttribute(
    'aria-current',
    'step',
  )
  await pictures(app, 'sender-hosts-queue-set')

  const north = drawer()
  const key = await senderKey(north)
  await app.getByRole('button', { name: 'Add host…' }).click()
  await app.getByRole('textbox', { name: 'Name' }).fill('north')
  await app.getByRole('textbox', { name: 'Key' }).fill('age1nonsense')
  await app.getByRole('button', { name: 'Add host', exact: true }).click()
  await expect(dialog(app).getByText(/That is no key of a sender host/)).toBeVisible()
  await pictures(app, 'sender-hosts-host-form')
  await app.getByRole('textbox', { name: 'Key' }).fill(key)
  await app.getByRole('textbox', { name: 'Key' }).press('Enter')
  await expect(app.getByRole('row', { name: /north.*no mailbox yet/ })).toBeVisible()

  await app.getByRole('button', { name: 'Give leave… anna@acme.test' }).click()
  await expect(dialog(app).getByRole('radio', { name: 'north' })).toBeChecked()
  await pictures(app, 'sender-hosts-leave')
  const coming = app.waitForEvent('download')
  await app.getByRole('button', { name: 'Save the file' }).click()
  const file = await coming
  expect(file.suggestedFilename()).toBe('anna@acme.test for north.grant')
  await expect(dialog(app).getByText('cadenza sender take "anna@acme.test for north.grant"')).toBeVisible()
  await expect(dialog(app).getByText(`cadenza sender run --name "north" --queue "${postgres.url}"`)).toBeVisible()
  await pictures(app, 'sender-hosts-leave-saved')
  const { address } = await takeGrant(north, readFileSync(await file.path()))
  expect(address).toBe('anna@acme.test')
  await app.getByRole('button', { name: 'Done' }).click()

  await pictures(app, 'sender-hosts-before-on')
  await app.getByRole('button', { name: 'Turn on… anna@acme.test' }).click()
  await expect(dialog(app).getByText(/north sends it/)).toBeVisible()
  await app.getByRole('button', { name: 'Let hosts send' }).click()
  const row = app.getByRole('row', { name: /anna@acme\.test.*Sender hosts/ })
  await expect(row).toBeVisible()
  await expect(app.getByRole('list', { name: 'How it is set up' })).toHaveCount(0)

  await sendNow(client, anna, 'bo@there.test')
  await expect(row.getByRole('cell', { name: '1', exact: true })).toBeVisible()
  await pictures(app, 'sender-hosts-away')
  await go(app, `/outbox?open=${(await client.sends.list({ contact: 'bo@there.test' })).rows[0]?.public_id}`)
  await expect(app.getByText(/With the sender hosts since/).first()).toBeVisible()
  await pictures(app, 'sender-hosts-outbox-away')

  sending = await startSenderHost({
    url: postgres.url,
    name: 'north',
    drawer: north,
    clock: systemClock,
    log: quiet,
    atOnce: 4,
  })
  await app.getByRole('tab', { name: /Tries/ }).click()
  await expect(app.getByText('by north')).toBeVisible()
  await pictures(app, 'sender-hosts-outbox-sent')
  await go(app, `/mailboxes/${anna}`)
  await expect(app.getByText('Sender hosts send for it.')).toBeVisible()
  await pictures(app, 'sender-hosts-mailbox')

  await postgres.kill()
  await sendNow(client, anna, 'cy@there.test')
  await go(app, '/')
  const needs = app.getByRole('region', { name: 'Needs you' })
  await expect(needs.getByText('Sender hosts can’t be reached.')).toBeVisible({ timeout: 40_000 })
  await expect(app.getByText('Sender hosts can’t be reached.')).toHaveCount(2)
  await expect(app.getByText('Nothing needs you.')).toHaveCount(0)
  await pictures(app, 'sender-hosts-today-trouble')
  await app.getByRole('link', { name: 'Open Sender hosts' }).click()
  await expect(app.getByText('The queue can’t be used.')).toBeVisible()
  expect(await barriers(app)).toEqual([])
  await pictures(app, 'sender-hosts-trouble')
  await postgres.start()
  await expect(app.getByText('The queue can’t be used.')).toHaveCount(0, { timeout: 40_000 })

  await app.getByRole('button', { name: 'Turn off… anna@acme.test' }).click()
  // by now the host may have sent the one that waited
  await expect(dialog(app).getByText(/None of its emails is with a host|1 email is with hosts/)).toBeVisible()
  await app.getByRole('button', { name: 'Turn off', exact: true }).click()
  await expect(app.getByRole('row', { name: /anna@acme\.test.*This computer/ })).toBeVisible({ timeout: 60_000 })
  await app.getByRole('button', { name: 'More for the host north' }).click()
  await app.getByRole('menuitem', { name: 'Remove…' }).click()
  await expect(dialog(app).getByText(/change it at the provider: anna@acme\.test/)).toBeVisible()
  await pictures(app, 'sender-hosts-remove')
  await app.getByRole('button', { name: 'Remove host' }).click()
  await expect(app.getByText('No host yet.')).toBeVisible()
  await app.getByRole('button', { name: 'More for the queue' }).click()
  await app.getByRole('menuitem', { name: 'Remove…' }).click()
  await app.getByRole('button', { name: 'Remove queue' }).click()
  await expect(app.getByText('This computer sends everything itself.')).toBeVisible()
  expect(await client.sender_hosts.get()).toMatchObject({ queue: null, hosts: [] })
})
