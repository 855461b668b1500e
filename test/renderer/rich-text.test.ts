import fc from 'fast-check'
import { expect, it } from 'vitest'
import { liquidOf, variableOf } from '../../src/renderer/parts/rich/document.ts'
import { readRich } from '../../src/renderer/parts/rich/read.ts'
import { htmlOfDoc } from '../../src/renderer/parts/rich/write.ts'
import { canonical, tokensOf } from '../../src/shared/domain/html-tokens.ts'
import { size } from '../size.ts'

const letter = `<p>Hi {{ first_name | default: "there" }},</p>
{% if company %}
<h2>For <strong>{{ company }}</strong> &amp; you</h2>
{% endif %}
<ul><li>one</li><li>two <a href="https://x.example/?c={{ email }}">here</a><ul><li>deep</li></ul></li></ul>
<table style="border-collapse:collapse"><tbody><tr><th>a</th><td style="color:#333">b<br>c</td></tr></tbody></table>
<p>{% if city %}in {{ city }}{% else %}<em>where you are</em>{% endif %}&nbsp;now</p>
<p><img src="cid:logo" alt="Logo" width="120"></p><hr><blockquote><p>said</p></blockquote>{{ signature }}`

it('takes an email with Liquid, and writes it as it was', () => {
  const doc = readRich(letter)
  expect(doc).not.toBeNull()
  const again = htmlOfDoc(doc ?? { type: 'doc' })
  expect(canonical(tokensOf(again) ?? [])).toBe(canonical(tokensOf(letter) ?? []))
  expect(htmlOfDoc(readRich(again) ?? { type: 'doc' })).toBe(again)
})

it.each([
  '<div>x</div>',
  '<p class="a">x</p>',
  'loose',
  '<p>a<!-- b --></p>',
  '<!doctype html><p>x</p>',
  '<p>x',
  '<p><strong>x</p></strong>',
  '<p style="background:url(https://x.example/a.png)">x</p>',
  '<p><a href="javascript:alert(1)">x</a></p>',
  '<p><a onclick="x" href="https://x.example">x</a></p>',
  '<ul>x<li>y</li></ul>',
  '<table><tr><td colspan="2">x</td></tr></table>',
  '<ul>{% if a %}<li>x</li>{% endif %}</ul>',
  '<p></p>',
])('leaves as source what it would lose something of: %s', (html) => {
  expect(readRich(html)).toBeNull()
})

const piece = fc.constantFrom(
  ...['<p>', '</p>', '<strong>', '</strong>', '<b>', '</b>', '<ul>', '<li>', '</li>', '</ul>', '<br>', '&amp;', ' '],
  ...['{{ a }}', '{% if b %}', '{% endif %}', 'word', '\n', '&nbsp;', '<a href="https://x.example">', '</a>', '<hr>'],
  ...['<table>', '<tr>', '<td>', '</td>', '</tr>', '</table>', '<h1>', '</h1>', '<', '{', '<img alt="x">'],
)
const inline: fc.Arbitrary<string> = fc.letrec((tie) => ({
  one: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom('a', ' b ', '{{ c }}', '&lt;', '<br>', '{% if d %}', '&nbsp; '),
    tie('some').map((inner) => `<em>${inner}</em>`),
    tie('some').map((inner) => `<a href="https://x.example/?a=1&amp;b=2">${inner}</a>`),
  ),
  some: fc.array(tie('one'), { minLength: 1, maxLength: 4 }).map((all) => all.join('')),
})).some as fc.Arbitrary<string>
const block = fc.oneof(
  inline.map((text) => `<p>${text}</p>`),
  inline.map((text) => `<ol><li>${text}</li></ol>`),
  inline.map((text) => `<table><tr><td align="left">${text}</td></tr></table>`),
)

it('loses nothing of whatever it takes', () => {
  let taken = 0
  fc.assert(
    fc.property(
      fc.oneof(
        fc.array(piece).map((all) => all.join('')),
        fc.array(block).map((all) => all.join('\n')),
      ),
      (html) => {
        const doc = readRich(html)
        if (!doc) return
        taken++
        const again = htmlOfDoc(doc)
        expect(canonical(tokensOf(again) ?? [])).toBe(canonical(tokensOf(html) ?? []))
        expect(htmlOfDoc(readRich(again) ?? { type: 'lost' })).toBe(again)
      },
    ),
    { numRuns: size(400, 20_000) },
  )
  expect(taken).toBeGreaterThan(10)
})

it('takes a variable apart and puts it together', () => {
  expect(variableOf('{{ first_name | default: "there" }}')).toEqual({ name: 'first_name', fallback: 'there' })
  expect(variableOf('{{sender.name}}')).toEqual({ name: 'sender.name', fallback: null })
  expect(variableOf('{{ a | upcase }}')).toBeNull()
  expect(liquidOf('a', 'b"c')).toBe('{{ a | default: "bc" }}')
})
