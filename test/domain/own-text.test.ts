import fc from 'fast-check'
import { expect, test } from 'vitest'
import { blankPart, blankWords, ownTextTrouble } from '../../src/shared/domain/own-text.ts'
import { growth, mostGrowth } from '../growth.ts'

const part = (html: string | null, text: string | null, subject = 'Tea', opens = true) =>
  blankPart({ subject, html, text }, opens)

test.each([
  [null, 'Hello', null],
  [null, '', 'text'],
  [null, null, 'text'],
  [null, ' \n\t\u00a0\u200b ', 'text'],
  ['<p>Hello</p>', null, null],
  ['', 'Hello', null],
  ['<p></p>', null, 'text'],
  // most readers see the HTML alone
  ['<p></p>', 'Hello', 'text'],
  ['<p>&nbsp;<br></p>\n<div>&zwnj;&#8203;</div>', null, 'text'],
  ['<!-- for those without a company --><p></p>', null, 'text'],
  ['<head><title>Tea</title><style>p { color: red }</style></head><p></p>', null, 'text'],
  ['<p><img src="cid:tea" alt=""></p>', null, null],
  ['<p>&#128077;</p>', null, null],
  ['<p>.</p>', '', null],
])('HTML %j with text %j lacks %j', (html, text, lacks) => {
  expect(part(html, text)).toBe(lacks)
})

test('a subject is needed where a conversation begins, and nowhere else', () => {
  expect(part(null, 'Hello', ' \u200b', true)).toBe('subject')
  expect(part(null, 'Hello', '', false)).toBeNull()
  // without a text there is more to mend than a subject
  expect(part(null, '', '', true)).toBe('text')
})

test('whatever stands around it, one visible character is a text, and none is none', () => {
  const nothing = fc.constantFrom(
    ' ',
    '\n',
    '&nbsp;',
    '<br>',
    '<p>',
    '</p>',
    '<!-- x -->',
    '<style>a{}</style>',
    '\u200d',
  )
  const some = fc.array(nothing, { maxLength: 12 })
  const seen = fc.constantFrom('a', '日', '👍', '1', '—', '&amp;', '<img src="x">')
  fc.assert(
    fc.property(some, seen, some, (before, char, after) => {
      expect(part([...before, '<i>', ...after].join(''), null)).toBe('text')
      expect(part([...before, char, ...after].join(''), null)).toBeNull()
    }),
  )
})

test.each(['<!--', '<style>', '<p', '&nbsp', '<head><title>'])(
  'reading text after text of %s that never ends costs what its length does',
  (piece) => {
    expect(growth((size) => part(piece.repeat(size), null), 5000)).toBeLessThan(mostGrowth)
  },
)

test('in words: whose, which step, what it lacks', () => {
  expect(blankWords('text', 2, 'ada@there.test')).toBe(
    'step 2 would reach ada@there.test without a text, as its conditions leave nothing of it for them',
  )
  expect(blankWords('subject', 1, 'ada@there.test', true)).toBe(
    'step 1 would reach ada@there.test without a subject, as what was written or approved for them holds none',
  )
  expect(ownTextTrouble({ subject: 'Tea', html: '<p> </p>', text: null }, true, [])).toMatch(/^It has no text\./)
})
