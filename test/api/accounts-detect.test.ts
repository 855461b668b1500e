import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createDns } from '../../src/main/host/dns.ts'
import { presetOfMx, presets, readPresets } from '../../src/main/mail/presets.ts'
import { type TestRoom, testRoom } from '../host/room.ts'
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
const detect = (email: string) => here.client().accounts.detect({ email })

describe('the providers on file', () => {
  it('are twenty or more, each found by its own domains and servers, with no domain in two places', () => {
    expect(presets.length).toBeGreaterThanOrEqual(20)
    expect(new Set(presets.map(({ id }) => id)).size).toBe(presets.length)
    // what nobody could read up says so
    expect(presets.filter(({ confirmed, unconfirmed }) => confirmed.length === 0 && unconfirmed === null)).toEqual([])
    const domains = presets.flatMap((preset) => preset.domains)
    expect(domains.filter((name, i) => domains.indexOf(name) !== i)).toEqual([])
    const endings = presets.flatMap((preset) => preset.mx)
    expect(endings.filter((name, i) => endings.indexOf(name) !== i)).toEqual([])
    for (const preset of presets) for (const ending of preset.mx) expect(presetOfMx(`mx1.${ending}`)).toBe(preset)
  })

  it('never send a password unprotected to another computer', () => {
    const open = presets.filter(({ smtp, imap }) => smtp.protocol === 'none' || imap?.protocol === 'none')
    expect(open.map(({ id, smtp, imap }) => [id, smtp.host, imap?.host])).toEqual([
      ['proton', '127.0.0.1', '127.0.0.1'],
    ])
  })

  it('are refused as a whole where one says nonsense', () => {
    const good = JSON.parse(JSON.stringify(presets)) as { smtp: { port: number } }[]
    expect(readPresets({ about: '', providers: good })).toEqual(presets)
    ;(good[0] as (typeof good)[0]).smtp.port = 0
    expect(() => readPresets({ about: '', providers: good })).toThrow(/port/)
  })
})

describe('detecting a mailbox', () => {
  it("knows a provider's own domain without asking anybody", async () => {
    expect(await detect('Anna.Berg@GMail.com')).toEqual({
      from: 'domain',
      provider: {
        id: 'gmail',
        name: 'Gmail',
        type: 'gmail',
        sign_in: 'oauth',
        note: expect.stringContaining('app password'),
        help: 'https://myaccount.google.com/apppasswords',
        source: expect.stringMatching(/^https:\/\/developers\.google\.com\//),
      },
      smtp: { host: 'smtp.gmail.com', port: 465, protocol: 'tls' },
      imap: { host: 'imap.gmail.com', port: 993, protocol: 'tls' },
      username: 'Anna.Berg@GMail.com',
      imap_username: 'Anna.Berg@GMail.com',
      evidence: ['gmail.com is a domain of Gmail.', 'Nothing was asked of anybody.'],
      asked: [],
    })
    expect(dns.asked).toEqual([])
  })

  it('gives user names in the form the provider wants', async () => {
    const apple = await detect('anna@icloud.com')
    expect([apple.username, apple.imap_username]).toEqual(['anna@icloud.com', 'anna'])
    expect((await detect('anna@web.de')).username).toBe('anna')
  })

  it.each([
    ['aspmx.l.google.com', 'gmail'],
    ['smtp.google.com', 'gmail'],
    ['acme-test.mail.protection.outlook.com', 'microsoft365'],
    ['acme-test.k-v1.mx.microsoft', 'microsoft365'],
    ['in1-smtp.messagingengine.com', 'fastmail'],
    ['mx.zoho.eu', 'zoho-eu'],
    ['mx00.kundenserver.de', 'ionos-eu'],
    ['mx.1und1.de', '1und1'],
    ['aspmx1.migadu.com', 'migadu'],
  ])('finds the provider behind the server %s: %s', async (exchange, id) => {
    dns.zone = { 'acme.test/MX': [{ exchange, priority: 10 }] }
    const found = await detect('anna@acme.test')
    expect(found).toMatchObject({ from: 'mx', provider: { id }, username: 'anna@acme.test', asked: ['MX acme.test'] })
    expect(found.evidence.at(-1)).toBe('Only name servers were asked; nothing else left this computer.')
    expect(dns.asked).toEqual(['MX acme.test'])
  })

  it('takes what the domain says of itself, and points out a stranger', async () => {
    dns.zone = {
      'acme.test/MX': [{ exchange: 'mx.acme.test', priority: 10 }],
      '_submissions._tcp.acme.test/SRV': [
        { target: 'late.acme.test', port: 465, priority: 20, weight: 0 },
        { target: 'out.elsewhere.test', port: 4465, priority: 10, weight: 0 },
      ],
      '_submission._tcp.acme.test/SRV': [{ target: 'out.acme.test', port: 587, priority: 0, weight: 0 }],
      '_imaps._tcp.acme.test/SRV': [{ target: 'in.acme.test', port: 993, priority: 0, weight: 1 }],
    }
    expect(await detect('anna@acme.test')).toMatchObject({
      from: 'srv',
      provider: null,
      smtp: { host: 'out.elsewhere.test', port: 4465, protocol: 'tls' },
      imap: { host: 'in.acme.test', port: 993, protocol: 'tls' },
      evidence: expect.arrayContaining([
        'out.elsewhere.test is no name under acme.test: make sure that you know it before you give it a password.',
      ]),
    })
  })

  it('calls a usual name a guess, and says when it found nothing', async () => {
    dns.zone = { 'mail.acme.test/A': ['192.0.2.1'] }
    expect(await detect('anna@acme.test')).toMatchObject({
      from: 'guess',
      smtp: { host: 'mail.acme.test', port: 587, protocol: 'starttls' },
      imap: { host: 'mail.acme.test', port: 993, protocol: 'tls' },
    })
    expect(await detect('anna@nowhere.test')).toMatchObject({ from: 'nothing', smtp: null, imap: null, username: null })
  })

  it('ends in bounded time where no name server answers, in its own words', async () => {
    dns.silent.add('*')
    expect(await detect('anna@acme.test')).toMatchObject({
      from: 'nothing',
      evidence: expect.arrayContaining(['MX of acme.test: the name server did not answer in time.']),
    })
    dns.silent.clear()
    dns.failing.add('acme.test')
    expect((await detect('anna@acme.test')).evidence[0]).toBe(
      'MX of acme.test: the name server reported a failure (SERVFAIL).',
    )
  })

  it('refuses what is no address', async () => {
    await expect(detect('anna at acme.test')).rejects.toMatchObject({ code: 'invalid_address' })
  })
})
