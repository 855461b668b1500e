import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { composeMessage } from '../../src/main/mail/compose.ts'
import { fromDomain, relaxedBody, relaxedHeader, signMessage } from '../../src/main/mail/dkim.ts'
import { makeDkimKey, readDkimKey } from '../../src/main/mail/dkim-key.ts'
import { growth, mostGrowth } from '../growth.ts'
import { type DnsServer, startDns } from '../servers/dns.ts'
import { verifyDkim } from './dkim-verify.ts'

let dns: DnsServer
beforeAll(async () => {
  dns = await startDns()
})
afterAll(() => dns.stop())

const relaxed = (body: string): string => [...relaxedBody(body)].join('')

describe('the relaxed form', () => {
  // RFC 6376 §3.4.5
  it.each([
    ['A: X', 'a:X'],
    ['B : Y\t\r\n\tZ  ', 'b:Y Z'],
    ['Subject:', 'subject:'],
  ])('of the field %j', (field, expected) => expect(relaxedHeader(field)).toBe(expected))

  it.each([
    [' C \r\nD \t E\r\n\r\n\r\n', ' C\r\nD E\r\n'],
    ['', ''],
    ['\r\n\r\n', ''],
    [' \t\r\n \r\n', ''],
    ['a', 'a\r\n'],
    ['a\r\n \r\n\r\n', 'a\r\n'],
    ['a\r\n\r\nb\r\n', 'a\r\n\r\nb\r\n'],
  ])('of the body %j', (body, expected) => expect(relaxed(body)).toBe(expected))

  it('of a million empty or blank lines costs what they do', () => {
    expect(relaxed(`x\r\n${'\r\n'.repeat(1_000_000)}y`)).toHaveLength(2_000_006)
    expect(relaxed(`x\r\n${' \r\n'.repeat(1_000_000)}`)).toBe('x\r\n')
    expect(relaxed(`${' '.repeat(1_000_000)}x`)).toBe(' x\r\n')
    expect(growth((size) => relaxed(`x\r\n${'\r\n'.repeat(size)}y`), 250_000)).toBeLessThan(mostGrowth)
    expect(growth((size) => relaxed(`x\r\n${' \r\n'.repeat(size)}`), 250_000)).toBeLessThan(mostGrowth)
    expect(growth((size) => relaxed(`${' '.repeat(size)}x`), 250_000)).toBeLessThan(mostGrowth)
  })
})

const letter = (more: Partial<Parameters<typeof composeMessage>[0]> = {}) =>
  composeMessage({
    messageId: '<a1@acme.test>',
    date: Date.UTC(2026, 10, 23, 9),
    sendId: 'send-1',
    from: { name: 'Anna Ångström', address: 'anna@Acme.test' },
    to: { name: 'Bob', address: 'bob@customer.test' },
    replyTo: null,
    subject: `Grüße ${'lang '.repeat(60)}`,
    html: '<p>Hello  <b>Bob</b> </p>\r\n\r\n<p>.</p>\r\n\r\n',
    text: null,
    attachments: [],
    inReplyTo: null,
    references: ['<a0@acme.test>'],
    unsubscribe: { address: 'anna@acme.test', subject: 'unsubscribe' },
    ...more,
  })

describe('a signature', () => {
  it.each(['rsa', 'ed25519'] as const)('by %s is found right by somebody else, and stays the same', async (kind) => {
    const { pem, record } = await makeDkimKey(kind)
    dns.zone = { 's1._domainkey.acme.test/TXT': [record] }
    const key = { domain: 'acme.test', selector: 's1', key: readDkimKey(pem) }
    for (const raw of [letter(), letter({ html: null, text: 'a  \r\n\r\n' }), letter({ html: null, text: '' })]) {
      const signed = await signMessage(raw, key, Date.UTC(2026, 10, 23, 9))
      expect(await verifyDkim(signed.toString('latin1'), dns.address)).toEqual({
        domain: 'acme.test',
        selector: 's1',
        result: 'pass',
        time: Date.UTC(2026, 10, 23, 9) / 1000,
      })
      expect(signed.subarray(-raw.length).equals(raw)).toBe(true)
      expect(await signMessage(raw, key, Date.UTC(2026, 10, 23, 9))).toEqual(signed)
      const lines = signed.subarray(0, -raw.length).toString('latin1').split('\r\n')
      expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(78)
    }
  })

  // RFC 8058 §3.1
  it('covers both headers of the one-click opt-out: changed or taken away, it is wrong', async () => {
    const { pem, record } = await makeDkimKey('ed25519')
    dns.zone = { 's1._domainkey.acme.test/TXT': [record] }
    const key = { domain: 'acme.test', selector: 's1', key: readDkimKey(pem) }
    const oneClick = `https://go.acme.test/u/send-1.${'A'.repeat(22)}`
    const raw = letter({ unsubscribe: { address: 'anna@acme.test', subject: 'unsubscribe', oneClick } })
    const signed = (await signMessage(raw, key, 0)).toString('latin1')
    const named = /h=([^;]*);/.exec(signed)?.[1]?.split(/[:\s]+/)
    expect(named).toEqual(expect.arrayContaining(['list-unsubscribe', 'list-unsubscribe-post']))
    const result = async (text: string) => (await verifyDkim(text, dns.address))?.result
    expect(await result(signed)).toBe('pass')
    const changes = [
      signed.replace('go.acme.test/u/', 'go.evil.test/u/'),
      signed.replace('List-Unsubscribe=One-Click', 'List-Unsubscribe=No'),
      signed.replace('List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n', ''),
    ]
    for (const changed of changes) {
      expect(changed).not.toBe(signed)
      expect(await result(changed)).toBe('signature differs')
    }
  })

  it('of a mail of many megabytes is right too, and lets others have a turn meanwhile', async () => {
    const { pem, record } = await makeDkimKey('ed25519')
    dns.zone = { 's1._domainkey.acme.test/TXT': [record] }
    const key = { domain: 'acme.test', selector: 's1', key: readDkimKey(pem) }
    const lines = Array.from({ length: 60_000 }, (_, i) =>
      i % 7 === 0 ? '  ' : `line ${i} \t of  ${'x'.repeat(i % 90)} `,
    )
    const raw = Buffer.from(`From: anna@acme.test\r\nSubject: Large\r\n\r\n${lines.join('\r\n')}\r\n \r\n\r\n`)
    let turns = 0
    let over = false
    const others = (async () => {
      for (; !over; turns++) await new Promise(setImmediate)
    })()
    const signed = await signMessage(raw, key, 0)
    over = true
    await others
    expect(await verifyDkim(signed.toString('latin1'), dns.address)).toMatchObject({ result: 'pass' })
    expect(turns).toBeGreaterThanOrEqual(Math.floor(raw.length / (256 * 1024)))
  })

  it('breaks when somebody puts another From before ours', async () => {
    const { pem, record } = await makeDkimKey('ed25519')
    dns.zone = { 's1._domainkey.acme.test/TXT': [record] }
    const key = { domain: 'acme.test', selector: 's1', key: readDkimKey(pem) }
    const signed = (await signMessage(letter(), key, 0)).toString('latin1')
    expect(await verifyDkim(`From: eve@evil.test\r\n${signed}`, dns.address)).toMatchObject({
      result: 'signature differs',
    })
  })

  it('is for the domain that stands in From', () => {
    expect(fromDomain(letter())).toBe('acme.test')
    expect(fromDomain(letter({ from: { name: 'x'.repeat(90), address: 'a@b.test' } }))).toBe('b.test')
    expect(fromDomain(Buffer.from('To: a@b.test\r\n\r\nFrom: c@d.test\r\n'))).toBe(null)
  })
})
