import fc from 'fast-check'
import { expect, test } from 'vitest'
import { subjectOf } from '../../src/shared/domain/letter.ts'
import { addressTrouble, headerText, isMessageId, referencesOf } from '../../src/shared/domain/message.ts'

test.each([
  'anna@example.com',
  'a+tag@example.com',
  "o'brien@example.co.uk",
  'x@localhost',
  'ünïcode@exämple.de',
  '用户@例子.广告',
  'a@xn--exmple-cua.de',
])('%s can be written to', (address) => {
  expect(addressTrouble(address)).toBeNull()
})

test.each([
  'anna',
  '@example.com',
  'anna@',
  'an na@example.com',
  'anna@exa mple.com',
  'anna@example.com\r\nBcc: x@y.z',
  'anna@example.com\n',
  '<anna@example.com>',
  'anna@example.com>',
  'a,b@example.com',
  'a;b@example.com',
  '"a b"@example.com',
  'a@b@example.com',
  '.a@example.com',
  'a.@example.com',
  'a..b@example.com',
  'a@-example.com',
  'a@example-.com',
  'a@example..com',
  'a@example.com.',
  'a\u0000@example.com',
  'a\u2028@example.com',
  'a\u200b@example.com',
  'a\u00a0@example.com',
  `${'a'.repeat(65)}@example.com`,
  `a@${'b'.repeat(64)}.com`,
  `a@${'b.'.repeat(126)}com`,
])('%j cannot', (address) => {
  expect(addressTrouble(address)).not.toBeNull()
})

test.each([
  ['', 'A question', 'Re: A question'],
  ['  ', 'Re: A question', 'Re: A question'],
  ['', 'AW: Re[2]: A question', 'Re: A question'],
  ['One more thing', 'A question', 'Re: One more thing'],
  ['RE: one more thing', 'A question', 'Re: one more thing'],
  ['Reading list', 'A question', 'Re: Reading list'],
])('a follow-up %j in the thread %j is called %j', (own, first, title) => {
  expect(subjectOf(own, first)).toBe(title)
})

test('the first email is called what it is called', () => {
  expect(subjectOf('Re: your talk', null)).toBe('Re: your talk')
})

test('a title never says Re: twice, however often it goes round', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.nat(5), (first, rounds) => {
      let subject = first
      for (let i = 0; i <= rounds; i++) subject = subjectOf('', subject)
      expect(subject).not.toMatch(/^re:\s*re:/i)
      expect(subject).toBe(subjectOf('', first))
    }),
  )
})

test('header text is one line, whatever comes in, and stays as it is when it was one', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const clean = headerText(text)
      // biome-ignore lint/suspicious/noControlCharactersInRegex: the very thing that must not be there
      expect(clean).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/)
      expect(clean.isWellFormed()).toBe(true)
      expect(headerText(clean)).toBe(clean)
    }),
    { numRuns: 2_000 },
  )
})

test('message ids', () => {
  expect(isMessageId('<a.b@example.com>')).toBe(true)
  for (const bad of [
    'a@b',
    '<a@b',
    '<a b@c>',
    '<a@b>\r\nX: y',
    '<a@b><c@d>',
    '<@b>',
    '<a@>',
    `<${'a'.repeat(250)}@b>`,
  ]) {
    expect(isMessageId(bad), bad).toBe(false)
  }
})

test('a long thread keeps its first id and its newest ones', () => {
  const ids = Array.from({ length: 30 }, (_, i) => `<${i}@x.y>`)
  expect(referencesOf([...ids.slice(0, 3), '<0@x.y>'])).toEqual(ids.slice(0, 3))
  expect(referencesOf(ids)).toEqual(['<0@x.y>', ...ids.slice(11)])
})
