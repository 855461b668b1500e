/** A mailbox of the whole team under a domain of its own: connected, told what it waits for, verified, and activated. */
import { createDns } from '../../src/main/host/dns.ts'
import { type DnsServer, startDns } from '../servers/dns.ts'
import { type MailServer, startMailServer } from '../work/mail-server.ts'
import { barriers, go, pictures, expect as usual } from './rig.ts'
import { stage as test } from './stage.ts'

/** The page is asked while its engine, its browser and other work share two cores. */
const expect = usual.configure({ timeout: 20_000 })

let dns: DnsServer
let server: MailServer
test.beforeAll(async () => {
  dns = await startDns({ 'acme.test/TXT': ['v=spf1 mx -all'] })
  server = await startMailServer(() => 0)
})
test.afterAll(async () => {
  await server.stop()
  await dns.stop()
})
test.use({
  before: {
    live: async (story) => {
      story.engine.room.ports.dns = createDns({ servers: [dns.address], timeout: 2000, tries: 1 })
      await story.client.seats.add({ name: 'Bruno Keller', address: 'bruno@acme.test' })
    },
  },
})

test('it waits for its domain, says so, leads to the records, and is activated by hand once they are there', async ({
  app,
  stage: { story },
}) => {
  const waits = 'acme.test is not verified yet: add its records under Domains.'
  await go(app, '/mailboxes/connect')
  await app.getByLabel('Address you send from').fill('news@acme.test')
  await app.getByRole('combobox', { name: 'Whose mailbox it is' }).click()
  await app.getByRole('option', { name: 'The whole team' }).click()
  await app.getByRole('radio', { name: /Another mail server/ }).check({ force: true })
  await app.getByRole('button', { name: 'Continue' }).click()
  await app.getByRole('textbox', { name: 'Server' }).fill('127.0.0.1')
  await app.getByRole('combobox', { name: 'Encryption' }).click()
  await app.getByRole('option', { name: 'None' }).click()
  await app.getByRole('textbox', { name: 'Port' }).fill(String(server.port))
  await app.getByLabel('User name').fill('')
  await app.getByRole('button', { name: 'Test connection' }).click()
  await expect(app.getByText('It works: connected')).toBeVisible()
  await app.getByRole('button', { name: 'Continue' }).click()
  await expect(app.getByText('It is kept and waits until acme.test is verified')).toBeVisible()
  expect(await barriers(app)).toEqual([])
  await pictures(app, 'branded-before')
  await app.getByRole('button', { name: 'Connect', exact: true }).click()
  await expect(app.getByRole('heading', { level: 1 })).toContainText('news@acme.test')
  const main = app.getByRole('main')
  await expect(main.getByText(waits).first()).toBeVisible()
  const [, account] = await story.client.accounts.list()
  expect(account).toMatchObject({ seat: null, status: 'pending', status_reason: waits })
  expect(await barriers(app)).toEqual([])
  await pictures(app, 'branded-waits')
  await main.getByRole('link', { name: 'Open Domains' }).click()
  const card = app.getByRole('article', { name: 'acme.test' })
  await expect(card.getByText('news@acme.test waits until acme.test is verified')).toBeVisible()
  await card.getByRole('button', { name: 'Make a signing key' }).click()
  await expect(
    card.getByRole('region', { name: 'DKIM' }).getByText('cadenza._domainkey', { exact: true }),
  ).toBeVisible()
  expect(await barriers(app)).toEqual([])
  await pictures(app, 'branded-domain')
  const [domain] = (await story.client.domains.list()).rows
  const key = domain?.records.find(({ record }) => record === 'dkim')?.add
  const host: `${string}/TXT` = `${key?.host}/TXT`
  const shown: Record<`${string}/TXT`, string[]> = { [host]: [key?.value ?? ''] }
  dns.zone = { ...dns.zone, ...shown }
  await card.getByRole('button', { name: 'Check now' }).click()
  await expect(card.getByText(/waits until/)).toHaveCount(0)
  await go(app, `/mailboxes/${account?.public_id}`)
  await expect(main.getByText('It is not active yet.')).toBeVisible()
  await main.getByRole('button', { name: 'Activate' }).first().click()
  await expect(main.getByRole('button', { name: 'Pause' })).toBeVisible()
  expect((await story.client.accounts.list())[1]).toMatchObject({ status: 'active', status_reason: null })
})
