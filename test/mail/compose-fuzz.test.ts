import fc from 'fast-check'
import { simpleParser } from 'mailparser'
import { expect, test } from 'vitest'
import { composeMessage } from '../../src/main/mail/compose.ts'
import { headerText } from '../../src/shared/domain/message.ts'
import { size } from '../size.ts'
import { letter } from './letters.ts'

/**
 * Nothing that contact data or a template can hold makes another header, loses one, or reaches into the body. Read
 * back by other people's code.
 */
const runs = Number(process.env.CADENZA_FUZZ ?? size(400, 100_000))

/** Text as an attacker or a careless spreadsheet would write it. */
const nasty = fc.oneof(
  { weight: 2, arbitrary: fc.string({ unit: 'grapheme', maxLength: 300 }) },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 120 }) },
  {
    weight: 3,
    arbitrary: fc
      .array(
        fc.oneof(
          fc.constantFrom(
            '\r\n',
            '\n',
            '\r',
            '\r\n\r\n',
            '\n\n',
            '\r\n.\r\n',
            '\r\n ',
            '\r\n\t',
            '\0',
            '\x0b',
            '\x0c',
            '\x85',
            '\u2028',
            '\ud800',
            '\udc00',
            'Bcc: eve@evil.test',
            'Content-Type: text/html',
            'Subject: x',
            'X-Evil: 1',
            'From: eve@evil.test',
            '=?utf-8?Q?=0D=0ABcc:_x?=',
            '=?',
            '?=',
            '=0D=0A',
            '--=_',
            '<eve@evil.test>',
            ',',
            ';',
            ':',
            '"',
            '\\',
            '(',
            ')',
            '<',
            '>',
            '@',
            '%0D%0A',
            '&#13;&#10;',
            ' ',
            '   ',
            '\t',
            'ü',
            '日本',
            '👩‍👩‍👧',
            '\u202e',
            'a'.repeat(80),
            ' '.repeat(90),
            'ж'.repeat(70),
          ),
          fc.string({ maxLength: 10 }),
        ),
        { maxLength: 25 },
      )
      .map((parts) => parts.join('')),
  },
)

const expectedHeaders = [
  'from',
  'to',
  'subject',
  'date',
  'message-id',
  'in-reply-to',
  'references',
  'x-cadenza-send-id',
  'list-unsubscribe',
  'mime-version',
  'content-type',
]

/** How a reader may see a line of text: broken characters and the spaces around folds are not worth a difference. */
const seen = (text: string | undefined) => headerText(text ?? '').normalize('NFC')

test(`${runs} letters from hostile values read back as they were meant`, async () => {
  await fc.assert(
    fc.asyncProperty(nasty, nasty, nasty, nasty, nasty, async (subject, fromName, toName, html, text) => {
      const raw = composeMessage(
        letter({
          subject: `s${subject}`,
          from: { name: fromName, address: 'anna@example.com' },
          to: { name: toName, address: 'ben@example.org' },
          html: `<p>${html.replace(/[<>&]/g, '')}</p>`,
          text: `t${text}`,
          inReplyTo: '<1@example.com>',
          references: ['<1@example.com>'],
          unsubscribe: { address: 'anna@example.com', subject },
        }),
      )
      const source = raw.toString('latin1')
      expect(source).not.toMatch(/(?<!\r)\n|\r(?!\n)/)
      expect(source).toMatch(/^[\t\r\n\x20-\x7e]*$/)
      expect(Math.max(...source.split('\r\n').map((line) => line.length))).toBeLessThanOrEqual(998)
      expect(source.slice(0, source.indexOf('\r\n\r\n'))).not.toMatch(/\r\n[ \t]*\r\n|\r\n[ \t]+$/)

      const mail = await simpleParser(raw, { skipTextToHtml: true, skipHtmlToText: true, skipTextLinks: true })
      expect(mail.headerLines.map((line) => line.key)).toEqual(expectedHeaders)
      expect(seen(mail.subject)).toBe(seen(`s${subject}`))
      expect(mail.from?.value).toEqual([{ address: 'anna@example.com', name: expect.any(String) }])
      expect(seen(mail.from?.value[0]?.name)).toBe(seen(fromName))
      const to = Array.isArray(mail.to) ? mail.to[0] : mail.to
      expect(to?.value.map((one) => one.address)).toEqual(['ben@example.org'])
      expect(seen(to?.value[0]?.name)).toBe(seen(toName))
      const lines = (value: string) => value.toWellFormed().replace(/\r\n?/g, '\n').trimEnd()
      expect(lines(mail.text ?? '')).toBe(lines(`t${text}`))
      expect(mail.attachments).toEqual([])
    }),
    { numRuns: runs },
  )
}, 14_400_000)
