import fc from 'fast-check'
import { expect, test } from 'vitest'
import { letterFrom } from '../../src/main/mail/letter.ts'
import { parseMessage } from '../../src/main/mail/parsed.ts'
import { compileTemplate, renderTemplate } from '../../src/main/mail/template.ts'
import { variablesFor, writerOf } from '../../src/shared/domain/letter.ts'
import {
  linesAsParagraphs,
  linesHtml,
  linesText,
  signatureLines,
  wholeSignature,
} from '../../src/shared/domain/signature-rich.ts'

const contact = { address: 'ada@example.org', firstName: 'Ada', lastName: null, company: null, owner: null, fields: {} }
const rich = '<strong>Anna Berg</strong><br>\n<a href="https://example.com">Example</a> &amp; <em>co</em>'
const anna = { address: 'anna@example.com', name: 'Anna', replyTo: null }

function read(html: string) {
  const found = signatureLines(html)
  return 'trouble' in found ? found.trouble : linesHtml(found.lines)
}

test.each([
  ['<p>Anna</p><p>Sales</p>', 'Anna<br>\nSales'],
  ['<div>a</div><div><br></div><div>b</div>', 'a<br>\n<br>\nb'],
  ['<B>Anna</B> <i>Berg</i>', '<strong>Anna</strong> <em>Berg</em>'],
  ['<b>a<br>b</b>', '<strong>a</strong><br>\n<strong>b</strong>'],
  ['<a href="www.example.com" target="_blank">x</a>', '<a href="https://www.example.com">x</a>'],
  ['<a href="anna@example.com">x</a>', '<a href="mailto:anna@example.com">x</a>'],
  ['<a href="tel:+41 44 1">x</a>', '<a href="tel:+41441">x</a>'],
  [
    '<img alt=\'a "b"\' src="https://example.com/l.png" width="120px">',
    '<img src="https://example.com/l.png" alt="a &quot;b&quot;" width="120">',
  ],
  ['&copy; 5 &lt; 6', '© 5 &lt; 6'],
  ['<p></p> \n <p><br></p>', ''],
])('%j is kept as %j', (html, kept) => {
  expect(read(html)).toBe(kept)
})

test.each([
  ['<script>alert(1)</script>', '<script>'],
  ['<b onclick="x()">a</b>', 'onclick'],
  ['<a href="javascript:alert(1)">a</a>', 'leads nowhere'],
  ['<a href="java\nscript:alert(1)">a</a>', 'leads nowhere'],
  ['<a>a</a>', 'leads nowhere'],
  ['<img src="http://example.com/l.png">', 'https://'],
  ['<img src="cid:logo">', 'https://'],
  ['<img src="https://example.com/l.png" width="5000">', '1 to 1200'],
  ['<table><tr><td>a</td></tr></table>', '<table>'],
  ['<b style="color:red">a</b>', 'style'],
  ['<b>a', '<b> is not closed'],
  ['a</b>', 'closes nothing'],
  ['{{ first_name }}', '{{ first_name }}'],
  ['<!-- x -->', 'comment'],
  ['a &rarr; b', 'rare name'],
])('%j is refused by naming what is wrong', (html, words) => {
  expect(read(html)).toContain(words)
})

test('as plain text a link says where it leads, unless its words do, and pictures are left out', () => {
  const text = (html: string) => {
    const found = signatureLines(html)
    return 'lines' in found ? linesText(found.lines) : found.trouble
  }
  expect(text(rich)).toBe('Anna Berg\nExample (https://example.com) & co')
  expect(text('<a href="https://example.com/">example.com</a>')).toBe('example.com')
  expect(text('<a href="mailto:a@b.c">a@b.c</a> <a href="tel:+41441">+41 44 1</a>')).toBe('a@b.c +41 44 1')
  expect(text('<img src="https://e.com/l.png" alt="logo">Anna')).toBe('Anna')
  expect(text('<a href="https://e.com"><img src="https://e.com/l.png"></a>')).toBe('https://e.com')
})

const word = fc.constantFrom('Anna', 'a & b', '5 < 6', '"x"', "it's", 'é', '&amp;', 'javascript:x', '{x}')
const href = fc.constantFrom('https://e.com/?a=1&b="2"', 'mailto:a@b.c', 'tel:+123')
const looks = fc.record({
  bold: fc.boolean(),
  italic: fc.boolean(),
  underline: fc.boolean(),
  href: fc.option(href, { nil: null }),
})
const size = fc.option(fc.integer({ min: 1, max: 1200 }), { nil: null })
const picture = fc.record({ src: fc.constant('https://e.com/"><b>.png'), alt: word, width: size, height: size })
const piece = fc.oneof(fc.record({ looks, text: word }), fc.record({ looks, picture }))
const lines = fc.array(fc.array(piece, { maxLength: 4 }), { maxLength: 4 })
const markup = /<\/?(?:strong|em|u|a|br|img|p|div|script|b|i)\b/i

test('what is kept is read as the same again, also as the paragraphs of an editor', () => {
  fc.assert(
    fc.property(lines, (written) => {
      const kept = read(linesHtml(written))
      expect(read(kept)).toBe(kept)
      const found = signatureLines(kept)
      expect('lines' in found && read(linesAsParagraphs(found.lines))).toBe(kept)
    }),
  )
})

const soup = fc
  .array(
    fc.constantFrom(
      ...['<script>', '</script>', '<img src=x onerror=alert(1)>', '<svg/onload=x>', '<b>', '</b>', '<a href="', '">'],
      ...['javascript:x', 'https://e.com', '</a>', '<', '>', '"', '<p>', '</p>', '<br>', '<!--', '-->', 'Anna', '&lt;'],
      ...['<iframe src="https://e.com">', '<b onclick=x>', '<img src="https://e.com/x" ', 'alt="', '&#60;script&#62;'],
    ),
    { maxLength: 9 },
  )
  .map((parts) => parts.join(''))

test('whatever was stored, an email gets no tag that may not be, and its plain part none at all', () => {
  const compiled = compileTemplate({ subject: '', html: '<p>{{ signature }}</p>', text: 'Bye\n{{ signature }}' })
  if (!compiled.ok) throw new Error('the template is one')
  fc.assert(
    fc.property(fc.oneof(soup, lines.map(linesHtml)), (html) => {
      const made = renderTemplate(compiled.template, variablesFor(contact, { ...anna, signatureHtml: html }))
      if (!made.ok) throw new Error(made.message)
      const bare = made.html
        ?.replace(/<(?:\/?(?:strong|em|u|p)|\/a|br)>/g, '')
        .replace(/<a href="(?:https?:\/\/|mailto:|tel:)[^"<>]*">/g, '')
        .replace(/<img src="https:\/\/[^"<>]*" alt="[^"<>]*"(?: width="\d+")?(?: height="\d+")?>/g, '')
      expect(bare).not.toMatch(/[<>]/)
      const { text } = wholeSignature(null, html)
      expect(made.text).toBe(text === '' ? 'Bye\n' : `Bye\n${text}`)
      if (!html.includes('&lt;') && !html.includes('&#60;')) expect(made.text).not.toMatch(markup)
    }),
    { numRuns: 1000 },
  )
})

async function letter(texts: { html: string | null; text: string | null }, signature: string | null) {
  const made = letterFrom(
    {
      keeper: {},
      facts: {
        ...{ ...contact, fields: '{}', step: 1, variant: null, versionId: 1, to: contact.address },
        ...{ sendPublicId: 's', enrollmentPublicId: 'e' },
        steps: JSON.stringify([{ subject: 'Hi', ...texts, attachments: [] }]),
      },
      from: writerOf({ ...anna, signature, signatureHtml: rich }, null),
      key: new Uint8Array(32),
      out: { host: null, track: false, words: null, postal: null },
      thread: [],
      file: () => undefined,
    },
    0,
  )
  if ('trouble' in made) throw new Error(made.trouble)
  const { html, text } = await parseMessage(made.raw)
  return { html: html?.replaceAll('\r\n', '\n').trim(), text: text?.replaceAll('\r\n', '\n').trim() }
}

test('an email has looks in its HTML and plain words in its text, made from it or written by hand', async () => {
  const own = 'Anna, by hand'
  expect(await letter({ html: '<p>Bye {{ signature }}</p>', text: null }, own)).toEqual({
    html: `<p>Bye ${rich}</p>`,
    text: `Bye ${own}`,
  })
  expect((await letter({ html: '<p>Bye {{ signature }}</p>', text: null }, null)).text).toBe(
    'Bye Anna Berg\nExample (https://example.com) & co',
  )
  expect((await letter({ html: '<p>Bye {{ signature }}</p>', text: '-- {{ signature }}' }, own)).text).toBe(`-- ${own}`)
  expect(await letter({ html: null, text: 'Bye {{ signature }}' }, null)).toEqual({
    html: undefined,
    text: 'Bye Anna Berg\nExample (https://example.com) & co',
  })
})
