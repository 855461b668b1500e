import fc from 'fast-check'
import { compile } from 'html-to-text'
import { expect, test } from 'vitest'
import { compileTemplate, renderTemplate } from '../../src/main/mail/template.ts'
import { variablesFor, writerOf } from '../../src/shared/domain/letter.ts'
import { signatureHtml } from '../../src/shared/domain/signature.ts'

const contact = { address: 'ada@example.org', firstName: 'Ada', lastName: null, company: null, owner: null, fields: {} }
const anna = { address: 'anna@example.com', name: 'Anna', signature: 'Anna\nwww.example.com/a?b=1&c=2', replyTo: null }

function letter(text: string, sender: { address: string; name: string | null; signature?: string | null } = anna) {
  const result = compileTemplate({ subject: '', html: text, text })
  if (!result.ok) throw new Error(JSON.stringify(result.problems))
  expect(result.template.required).not.toContain('signature')
  const made = renderTemplate(result.template, variablesFor(contact, sender))
  return made.ok ? [made.html, made.text] : made
}

test.each([
  ['Anna Berg\nSales', 'Anna Berg<br>\nSales'],
  ['a & b <b>c</b> "d"', 'a &amp; b &lt;b&gt;c&lt;/b&gt; &quot;d&quot;'],
  [
    'See https://example.com/x?a=1&b=2.',
    'See <a href="https://example.com/x?a=1&amp;b=2">https://example.com/x?a=1&amp;b=2</a>.',
  ],
  ['(www.example.com)', '(<a href="https://www.example.com">www.example.com</a>)'],
  ['anna@example.com, Paris', '<a href="mailto:anna@example.com">anna@example.com</a>, Paris'],
  ['javascript:alert(1)', 'javascript:alert(1)'],
  ['https://x"onclick="y', '<a href="https://x">https://x</a>&quot;onclick=&quot;y'],
])('%j becomes HTML', (text, html) => {
  expect(signatureHtml(text)).toBe(html)
})

test('whatever it says, its HTML has no tag but breaks and links to pages and mailboxes, and reads as it was written', () => {
  const read = compile({ wordwrap: false, selectors: [{ selector: 'a', options: { ignoreHref: true } }] })
  const piece = fc.constantFrom(
    '<',
    '>',
    '"',
    "'",
    '&',
    'https://',
    'www.',
    'a@b.c',
    '.',
    ' x ',
    'javascript:',
    '/',
    '(',
    'é',
  )
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join('').replace(/\s+/g, ' ').trim()),
      (text) => {
        const html = signatureHtml(text)
        const bare = html.replace(/<a href="(?:https?:\/\/|mailto:)[^<>"']*">|<\/a>/g, '')
        expect(bare).not.toMatch(/[<>"']/)
        expect(read(html)).toBe(text)
      },
    ),
    { numRuns: 2000 },
  )
})

test('a template has it where it asks for it: as text, and as HTML with its lines and links', () => {
  expect(letter('Hi {{ first_name }}, {{ signature }}')).toEqual([
    'Hi Ada, Anna<br>\n<a href="https://www.example.com/a?b=1&amp;c=2">www.example.com/a?b=1&amp;c=2</a>',
    'Hi Ada, Anna\nwww.example.com/a?b=1&c=2',
  ])
  expect(letter('{% if signature %}-- {{ signature | upcase }}{% endif %}')).toEqual([
    '-- ANNA\nWWW.EXAMPLE.COM/A?B=1&amp;C=2',
    '-- ANNA\nWWW.EXAMPLE.COM/A?B=1&C=2',
  ])
})

test('it gives a template nothing else to reach', () => {
  const reach = ['constructor', 'toString', 'text'].map((name) => `{{ signature.${name} | default: "" }}`)
  expect(letter(`[${reach.join('')}]`)).toEqual(['[]', '[]'])
})

test('without one its place is empty, and nobody is left out for it', () => {
  for (const signature of [null, '', ' \n '])
    expect(letter('Bye{{ signature }}{% if signature %}!{% endif %}', { ...anna, signature })).toEqual(['Bye', 'Bye'])
  expect(letter('{{ signature | default: "Anna" }}', { address: 'a@example.com', name: null })).toEqual([
    'Anna',
    'Anna',
  ])
})

test('a contact can not bring one along', () => {
  const values = variablesFor({ ...contact, fields: { signature: '<b>theirs</b>' } }, { ...anna, signature: null })
  expect(values.signature).toBe('')
})

test('from an alias a letter names nothing of the mailbox behind it', () => {
  const account = { ...anna, signatureHtml: null, replyTo: 'answers@example.com' }
  expect(writerOf(account, null)).toEqual(account)
  const sales = { address: 'sales@example.net', name: null }
  expect(writerOf(account, sales)).toEqual({ ...account, address: 'sales@example.net', replyTo: null })
  expect(writerOf(account, { ...sales, name: 'Sales' }).name).toBe('Sales')
})
