import { createDns } from '../../src/main/host/dns.ts'
import { type DnsServer, startDns } from '../servers/dns.ts'
import { barriers, expect, go, pictures } from './rig.ts'
import { stage } from './stage.ts'

let dns: DnsServer
stage.beforeAll(async () => {
  dns = await startDns({
    'acme.test/TXT': ['v=spf1 include:_spf.google.com -all'],
    '_spf.google.com/TXT': ['v=spf1 ip4:198.51.100.0/24 ~all'],
    'acme.test/MX': [{ exchange: 'mx.acme.test', priority: 10 }],
    'mx.acme.test/A': ['192.0.2.1'],
    'smtp.acme.test/A': ['192.0.2.9'],
  })
})
stage.afterAll(() => dns.stop())
stage.use({
  before: {
    live: async (story) => {
      story.engine.room.ports.dns = createDns({ servers: [dns.address], timeout: 500, tries: 1 })
      const account = { smtp_host: 'smtp.acme.test', smtp_port: 587, smtp_protocol: 'starttls' } as const
      await story.client.accounts.create({ from_email: 'anna@acme.test', ...account })
    },
  },
})

stage(
  'a domain is added, its records are shown with what to add, and a key is made',
  async ({ app, stage: { story } }) => {
    await go(app, '/domains')
    await expect(app.getByText('No domain is looked at yet')).toBeVisible()
    expect(await barriers(app)).toEqual([])
    await app.getByRole('button', { name: 'Look at acme.test' }).click()
    const card = app.getByRole('article', { name: 'acme.test' })
    await expect(
      card.getByText("It doesn't name smtp.acme.test, which mail from acme.test leaves through."),
    ).toBeVisible()
    const spf = card.getByRole('region', { name: 'SPF' })
    await expect(spf.getByText('v=spf1 include:_spf.google.com a:smtp.acme.test -all')).toBeVisible()
    await card.getByRole('button', { name: 'Make a signing key' }).click()
    const dkim = card.getByRole('region', { name: 'DKIM of' })
    await expect(dkim.getByText('cadenza._domainkey', { exact: true })).toBeVisible()
    await app.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await dkim.getByRole('button', { name: 'Copy the DKIM value' }).click()
    await expect(dkim.getByText('Copied')).toBeVisible()
    const copied = await app.evaluate(() => navigator.clipboard.readText())
    const [domain] = (await story.client.domains.list()).rows
    expect(copied).toBe(domain?.records.find(({ record }) => record === 'dkim')?.add?.value)
    expect(await barriers(app)).toEqual([])
    await pictures(app, 'domains')
    // published, it is used
    dns.zone = { ...dns.zone, 'cadenza._domainkey.acme.test/TXT': [copied] }
    await card.getByRole('button', { name: 'Check now' }).click()
    await expect(card.getByText('Custom SMTP mail is signed.')).toBeVisible()
    // while a key is replaced both have their record, and the present one signs
    await card.getByRole('button', { name: 'Replace key…' }).click()
    await app.getByRole('dialog').getByRole('button', { name: 'Replace key' }).click()
    const next = card.getByRole('region', { name: 'DKIM, new key' })
    await expect(next.getByText('cadenza2._domainkey', { exact: true })).toBeVisible()
    await expect(next.getByText('Not published yet')).toBeVisible()
    await expect(dkim.getByText('In order')).toBeVisible()
    await expect(card.getByText('Custom SMTP mail is signed.')).toBeVisible()
    expect(await barriers(app)).toEqual([])
    await pictures(app, 'domains-two-keys')
    await next.scrollIntoViewIfNeeded()
    await pictures(app, 'domains-two-keys-below')
    // a failure changes nothing, and is told
    dns.failing.add('*')
    await card.getByRole('button', { name: 'Check now' }).click()
    await expect(card.getByText(/What you see is what was known before/)).toBeVisible()
    await expect(card.getByText('Custom SMTP mail is signed.')).toBeVisible()
    dns.failing.clear()
    await card.getByRole('button', { name: 'Remove…' }).click()
    await app.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
    await expect(card).toBeHidden()
  },
)
