import { generateKeyPairSync } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createDns } from '../../src/main/host/dns.ts'
import { dkimRecord } from '../../src/main/mail/dkim-key.ts'
import { asker, type TestRoom, testRoom } from '../host/room.ts'
import { type DnsServer, startDns } from '../servers/dns.ts'

let dns: DnsServer
let here: TestRoom
beforeEach(async () => {
  dns = await startDns()
  here = testRoom({ dns: createDns({ servers: [dns.address], timeout: 200, tries: 1 }) })
})
afterEach(async () => {
  here.close()
  await dns.stop()
})

const account = (from_email: string, smtp_host: string) =>
  here.client().accounts.create({ from_email, smtp_host, smtp_port: 587, smtp_protocol: 'starttls' })

const good = {
  'acme.test/TXT': ['some other text', 'v=spf1 include:_spf.acme.test ip4:192.0.2.0/24 -all'],
  '_spf.acme.test/TXT': ['v=spf1 include:_spf.google.com ~all'],
  '_spf.google.com/TXT': ['v=spf1 ip4:198.51.100.0/24 ~all'],
  'smtp.acme.test/A': ['192.0.2.9'],
  '_dmarc.acme.test/TXT': ['v=DMARC1; p=quarantine'],
  'acme.test/MX': [{ exchange: 'mx.acme.test', priority: 10 }],
  'mx.acme.test/A': ['192.0.2.1'],
  'link.acme.test/CNAME': ['track.vendor.test'],
  'track.vendor.test/A': ['192.0.2.2'],
}
type Domain = Awaited<ReturnType<ReturnType<TestRoom['client']>['domains']['get']>>
const states = (domain: Domain) => Object.fromEntries(domain.records.map(({ record, state }) => [record, state]))

describe('a domain', () => {
  it('is looked at when it is added, record by record', async () => {
    dns.zone = good
    await account('anna@acme.test', 'smtp.acme.test')
    await account('bob@Acme.test', 'smtp.gmail.com')
    const client = here.client()
    expect(await client.domains.list()).toEqual({ rows: [], unchecked: ['acme.test'] })
    const made = await client.domains.add({ name: 'ACME.test.', tracking_host: 'link.acme.test' })
    expect(made).toMatchObject({
      name: 'acme.test',
      status: 'ok',
      accounts: ['anna@acme.test', 'bob@Acme.test'],
      has_dkim_key: false,
      signing: false,
      checked_at: '2026-11-23T09:00:00.000Z',
      trouble: null,
    })
    expect(states(made)).toEqual({ spf: 'ok', dkim: 'off', dmarc: 'ok', mx: 'ok', tracking: 'ok' })
    expect(await client.domains.list()).toEqual({ rows: [made], unchecked: [] })
  })

  it('names the exact record where a server is not permitted', async () => {
    dns.zone = { ...good, 'acme.test/TXT': ['v=spf1 ip4:203.0.113.0/24 -all'] }
    await account('anna@acme.test', 'smtp.acme.test')
    await account('bob@acme.test', 'smtp.gmail.com')
    const made = await here.client().domains.add({ name: 'acme.test' })
    const spf = made.records.find(({ record }) => record === 'spf')
    expect(spf).toEqual({
      record: 'spf',
      state: 'warning',
      says: "It doesn't name smtp.acme.test, smtp.gmail.com, which mail from acme.test leaves through.",
      found: ['v=spf1 ip4:203.0.113.0/24 -all'],
      add: {
        type: 'TXT',
        host: 'acme.test',
        name: '@',
        value: 'v=spf1 ip4:203.0.113.0/24 a:smtp.acme.test include:_spf.google.com -all',
        replaces: true,
      },
      at: '2026-11-23T09:00:00.000Z',
    })
  })

  it('counts look-ups through includes, and stops at a record that includes itself', async () => {
    const includes = Array.from({ length: 11 }, (_, i) => `include:s${i}.acme.test`).join(' ')
    const parts = Array.from({ length: 11 }, (_, i) => [`s${i}.acme.test/TXT`, ['v=spf1 -all']])
    dns.zone = { ...Object.fromEntries(parts), 'acme.test/TXT': [`v=spf1 ${includes} -all`] }
    const made = await here.client().domains.add({ name: 'acme.test' })
    expect(made.records[0]).toMatchObject({ state: 'wrong', says: expect.stringContaining('11 look-ups') })
    dns.zone = { 'acme.test/TXT': ['v=spf1 include:acme.test -all'] }
    expect((await here.client().domains.check({ public_id: made.public_id })).records[0]).toMatchObject({ state: 'ok' })
  })

  it('keeps what it knew while the name servers fail, and says so', async () => {
    dns.zone = good
    const client = here.client()
    const before = await client.domains.add({ name: 'acme.test' })
    here.time.move(60_000)
    dns.failing.add('_dmarc.acme.test')
    dns.silent.add('mx.acme.test')
    const after = await client.domains.check({ public_id: before.public_id })
    expect(after.trouble).toMatch(/the name server (reported a failure|did not answer)/)
    expect(states(after)).toEqual(states(before))
    expect(after.checked_at).toBe(before.checked_at)
    expect(after.records.map(({ record, at }) => [record, at])).toEqual([
      ['spf', '2026-11-23T09:01:00.000Z'],
      ['dkim', '2026-11-23T09:01:00.000Z'],
      ['dmarc', '2026-11-23T09:00:00.000Z'],
      ['mx', '2026-11-23T09:00:00.000Z'],
      ['tracking', '2026-11-23T09:01:00.000Z'],
    ])
    dns.failing.clear()
    dns.silent.clear()
    expect(await client.domains.check({ public_id: before.public_id })).toMatchObject({
      trouble: null,
      checked_at: '2026-11-23T09:01:00.000Z',
    })
  })

  it('is none of a known provider, and stands once', async () => {
    const client = here.client()
    await expect(client.domains.add({ name: 'gmail.com' })).rejects.toMatchObject({
      code: 'state',
      message: 'gmail.com belongs to Gmail, which looks after its records itself.',
    })
    await client.domains.add({ name: 'acme.test' })
    await expect(client.domains.add({ name: 'Acme.test' })).rejects.toMatchObject({ code: 'conflict' })
    await expect(client.domains.add({ name: 'no domain' })).rejects.toMatchObject({ code: 'invalid_address' })
  })

  it('is an admin’s to change, and everybody’s to see', async () => {
    const member = here.client(asker(here.owner.seatId, 'member', 'read', 'write', 'accounts'))
    await expect(member.domains.add({ name: 'acme.test' })).rejects.toMatchObject({ code: 'forbidden' })
    expect(await member.domains.list()).toEqual({ rows: [], unchecked: [] })
  })
})

describe('a key', () => {
  it('is made into the keychain, offered as a record, and used when DNS shows it', async () => {
    const client = here.client()
    const { public_id } = await client.domains.add({ name: 'acme.test' })
    const made = await client.domains.dkim_generate({ public_id })
    const secret = here.keychain.secrets.get(`dkim/${public_id}`)
    expect(secret).toMatch(/^-----BEGIN PRIVATE KEY-----/)
    expect(JSON.stringify(made)).not.toContain('PRIVATE')
    const add = made.records.find(({ record }) => record === 'dkim')?.add
    expect(made).toMatchObject({ dkim_selector: 'cadenza', has_dkim_key: true, signing: false })
    expect(add).toMatchObject({ type: 'TXT', host: 'cadenza._domainkey.acme.test', name: 'cadenza._domainkey' })
    const value = add?.value as string
    expect(value).toMatch(/^v=DKIM1; k=rsa; p=MIIBIjAN[A-Za-z0-9+/]+IDAQAB$/)
    // as panels publish it: in two strings, longer than one UDP answer of old
    dns.zone = { 'cadenza._domainkey.acme.test/TXT': [[value.slice(0, 200), value.slice(200)]] }
    expect(await client.domains.check({ public_id })).toMatchObject({ signing: true })
    dns.zone = {}
    expect(await client.domains.check({ public_id })).toMatchObject({ signing: false, has_dkim_key: true })
  })

  it('is replaced only when asked, under another name, and signs nothing until that shows', async () => {
    const client = here.client()
    const { public_id } = await client.domains.add({ name: 'acme.test' })
    await client.domains.dkim_generate({ public_id, selector: 'mail' })
    const first = here.keychain.secrets.get(`dkim/${public_id}`)
    await expect(client.domains.dkim_generate({ public_id })).rejects.toMatchObject({ code: 'conflict' })
    const second = await client.domains.dkim_generate({ public_id, replace: true, algorithm: 'ed25519' })
    expect(second).toMatchObject({ dkim_selector: 'mail2', signing: false })
    expect(second.records[1]?.add?.value).toMatch(/^v=DKIM1; k=ed25519; p=[A-Za-z0-9+/]{43}=$/)
    expect(here.keychain.secrets.get(`dkim/${public_id}`)).not.toBe(first)
  })

  it('is not made without a keychain, and goes with its domain', async () => {
    const client = here.client()
    const { public_id } = await client.domains.add({ name: 'acme.test' })
    here.keychain.state.trouble = 'It is locked.'
    await expect(client.domains.dkim_generate({ public_id })).rejects.toMatchObject({ code: 'keychain_unavailable' })
    expect(await client.domains.get({ public_id })).toMatchObject({ has_dkim_key: false, dkim_selector: null })
    here.keychain.state.trouble = null
    await client.domains.dkim_generate({ public_id })
    await client.domains.remove({ public_id })
    expect(here.keychain.secrets).toEqual(new Map())
    await expect(client.domains.get({ public_id })).rejects.toMatchObject({ code: 'not_found' })
    expect((await client.domains.add({ name: 'acme.test' })).has_dkim_key).toBe(false)
  })

  it('is published as the raw 32 bytes where it is Ed25519 (RFC 8463)', () => {
    const { privateKey } = generateKeyPairSync('ed25519')
    const [, p = ''] = dkimRecord(privateKey).split('p=')
    expect(Buffer.from(p, 'base64').length).toBe(32)
  })
})
