import { createHmac } from 'node:crypto'
import { simpleParser } from 'mailparser'
import { expect, test } from 'vitest'
import { composeMessage, messageId, textFromHtml } from '../../src/main/mail/compose.ts'
import { letter } from './letters.ts'

const parse = (raw: Buffer) => simpleParser(raw, { skipTextToHtml: true, skipHtmlToText: true, skipTextLinks: true })

test('the first email of a sequence, byte for byte', () => {
  const raw = composeMessage(
    letter({
      messageId: '<0a1b2c@example.com>',
      html: '<p>Grüße, <a href="https://example.com/a">hier</a></p>',
      text: null,
      unsubscribe: { address: 'anna+list@example.com', subject: 'unsubscribe snd_1' },
    }),
  )
  expect(raw.toString('latin1')).toBe(
    `From: Anna <anna@example.com>
To: ben@example.org
Subject: Hello
Date: Mon, 23 Nov 2026 09:00:05 +0000
Message-ID: <0a1b2c@example.com>
X-Cadenza-Send-Id: snd_1
List-Unsubscribe: <mailto:anna%2Blist@example.com?subject=unsubscribe%20snd_1>
MIME-Version: 1.0
Content-Type: multipart/alternative;
 boundary="=_c0e4281ea7a5b3f3186ab0b0_1"

--=_c0e4281ea7a5b3f3186ab0b0_1
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: quoted-printable

Gr=C3=BC=C3=9Fe, hier [https://example.com/a]

--=_c0e4281ea7a5b3f3186ab0b0_1
Content-Type: text/html; charset=utf-8
Content-Transfer-Encoding: quoted-printable

<p>Gr=C3=BC=C3=9Fe, <a href=3D"https://example.com/a">hier</a></p>

--=_c0e4281ea7a5b3f3186ab0b0_1--
`.replace(/\n/g, '\r\n'),
  )
})

test('a follow-up threads; text alone stays text alone', async () => {
  const ids = Array.from({ length: 8 }, (_, i) => `<step-${i}-of-a-rather-long-identifier@example.com>`)
  const raw = composeMessage(letter({ subject: 'Re: Hello', inReplyTo: ids[7] as string, references: ids }))
  const mail = await parse(raw)
  expect([mail.inReplyTo, mail.references, mail.subject]).toEqual([ids[7], ids, 'Re: Hello'])
  expect(mail.headers.get('content-type')).toEqual({ value: 'text/plain', params: { charset: 'utf-8' } })
  expect(mail.headers.has('list-unsubscribe')).toBe(false)
  expect([mail.text?.trim(), mail.html]).toEqual(['Hi Ben', false])
})

test('pictures that the HTML shows travel beside it, under names of their own; what it doesn’t show is a file', async () => {
  const bytes = Buffer.from(Array.from({ length: 3000 }, (_, i) => (i * 7) % 256))
  const attachments = [
    { filename: 'logo.png', contentType: null, content: bytes, cid: 'logo' },
    { filename: 'other.png', contentType: null, content: Buffer.from('o'), cid: 'other' },
    { filename: 'offer.pdf', contentType: null, content: Buffer.from('pdf') },
  ]
  const html =
    '<p>cid:logo <img src="cid:logo" alt="Logo"><img src="cid:nobody"><a href="https://x.example/?cid:logo">a</a></p>'
  const raw = composeMessage(letter({ messageId: '<0a1b2c@example.com>', html, text: null, attachments }))
  const text = raw.toString('latin1')
  const kinds = Array.from(text.matchAll(/^Content-Type: ([\w/-]+)/gm), ([, kind]) => kind)
  const [alternative, related] = ['multipart/alternative', 'multipart/related']
  const files = ['image/png', 'application/pdf']
  expect(kinds).toEqual(['multipart/mixed', alternative, 'text/plain', related, 'text/html', 'image/png', ...files])
  expect(text.match(/^Content-ID: .*$/gm)).toEqual(['Content-ID: <logo@example.com>'])
  const mail = await simpleParser(raw, { skipImageLinks: true })
  expect(String(mail.html).trim()).toBe(html.replace('src="cid:logo"', 'src="cid:logo@example.com"'))
  expect(
    mail.attachments.map(({ filename, cid, related, content }) => [filename, cid, related, content.length]),
  ).toEqual([
    ['logo.png', 'logo@example.com', true, 3000],
    ['other.png', undefined, undefined, 1],
    ['offer.pdf', undefined, undefined, 3],
  ])
  expect(mail.attachments[0]?.content.equals(bytes)).toBe(true)
  expect(
    composeMessage(letter({ messageId: '<0a1b2c@example.com>', html: null, text: 'a', attachments })).toString(),
  ).not.toContain('inline')
})

test('attachments come back as they went in', async () => {
  const attachments = [
    { filename: 'Angebot für Ünal.pdf', contentType: null, content: Buffer.from([0, 255, 13, 10, 46, 13, 10]) },
    { filename: 'a/b\\c\r\nX: y".txt', contentType: 'text/plain', content: Buffer.from('x\n.\n') },
    { filename: '', contentType: 'not a type\r\nBcc: x@y.z', content: Buffer.alloc(0) },
    { filename: 'mail.eml', contentType: 'message/rfc822', content: Buffer.from('Subject: inner\r\n\r\ntext') },
  ]
  const raw = composeMessage(letter({ attachments }))
  // RFC 2046 §5.2.1: a message inside must not be base64, so it is no message but a file.
  expect(raw.toString('latin1')).not.toMatch(/message\/rfc822/)
  const mail = await parse(raw)
  expect(mail.text?.trim()).toBe('Hi Ben')
  expect(mail.attachments.map((one) => [one.filename, one.contentType, one.content.toString('hex')])).toEqual([
    ['Angebot für Ünal.pdf', 'application/pdf', attachments[0]?.content.toString('hex')],
    ['a_b_c X: y".txt', 'text/plain', attachments[1]?.content.toString('hex')],
    ['attachment', 'application/octet-stream', ''],
    ['mail.eml', expect.any(String), attachments[3]?.content.toString('hex')],
  ])
  expect(mail.headers.has('bcc')).toBe(false)
})

test('the same letter gives the same bytes; Message-IDs differ by enrollment, step and workspace, and stay the same', () => {
  const one = letter({
    html: '<p>x</p>',
    attachments: [{ filename: 'a.txt', contentType: null, content: Buffer.from('x') }],
  })
  expect(composeMessage(one).equals(composeMessage(structuredClone(one)))).toBe(true)
  const [key, other] = [Buffer.from('one key'), Buffer.from('another')]
  expect(messageId(key, 'enr_1', 1, 'Example.com')).toBe(
    createHmac('sha256', 'one key')
      .update('message-id\0enr_1\x001')
      .digest('hex')
      .replace(/^(.{40}).*/, '<$1@example.com>'),
  )
  const ids = [
    messageId(key, 'enr_1', 1, 'x.y'),
    messageId(key, 'enr_1', 2, 'x.y'),
    messageId(key, 'enr_2', 1, 'x.y'),
    messageId(other, 'enr_1', 1, 'x.y'),
  ]
  expect(new Set(ids).size).toBe(4)
  expect(messageId(key, 'enr_1', 12, 'x.y')).not.toBe(messageId(key, 'enr_11', 2, 'x.y'))
})

test('what cannot stand in a header is refused by name, not repaired', () => {
  const refused = (more: Parameters<typeof letter>[0]) => {
    try {
      composeMessage(letter(more))
      return 'composed'
    } catch (error) {
      return (error as { code: string }).code
    }
  }
  expect(refused({ to: { name: null, address: 'ben@example.org\r\nBcc: x@y.z' } })).toBe('invalid_address')
  expect(refused({ from: { name: 'A', address: 'a@b> <x@y.z' } })).toBe('invalid_address')
  expect(refused({ replyTo: 'a b@c.d' })).toBe('invalid_address')
  expect(refused({ unsubscribe: { address: 'nobody', subject: 's' } })).toBe('invalid_address')
  expect(refused({ messageId: '<a@b>\r\nX: y' })).toBe('bad_request')
  expect(refused({ inReplyTo: 'a@b' })).toBe('bad_request')
  expect(refused({ references: ['<a@b>', '<a b@c>'] })).toBe('bad_request')
  expect(refused({ sendId: 'a\nb' })).toBe('bad_request')
  expect(refused({ date: Number.NaN })).toBe('bad_request')
})

test('the text made from HTML reads like a letter', () => {
  expect(
    textFromHtml(
      '<style>p{}</style><h1>Hello</h1><p>One<br>two &amp; three</p><ul><li>a</li><li>b</li></ul><img src="x"><p><a href="https://x.y/">https://x.y/</a></p>',
    ),
  ).toBe('Hello\n\nOne\ntwo & three\n\n * a\n * b\n\nhttps://x.y/')
})
