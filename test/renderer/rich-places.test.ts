/** From a place in the HTML to the place in rich text, tried with ProseMirror's own counting. */
import { getSchema } from '@tiptap/core'
import { Node } from '@tiptap/pm/model'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { DocNode } from '../../src/renderer/parts/rich/document.ts'
import { extensions } from '../../src/renderer/parts/rich/extensions.ts'
import { offsetOf, placesOf } from '../../src/renderer/parts/rich/places.ts'
import { readRich } from '../../src/renderer/parts/rich/read.ts'
import { htmlOfDoc } from '../../src/renderer/parts/rich/write.ts'
import { size } from '../size.ts'

const schema = getSchema(extensions)
const letter = `<p>Hi {{ first_name | default: "there" }}, &amp; so  on</p>
{% if company %}
<ul><li>one</li><li>two <a href="htps://x.example">here &lt;now</a></li></ul>
<table><tbody><tr><th>a</th><td>b<br>c {{ citty }}</td></tr></tbody></table>
<p><img src="cid:logo" alt="Logo"></p><hr><blockquote><p>said</p></blockquote>{{ signature }}`

/** What a place is in the document, as its reader sees it. */
function seen(html: string, offset: number, doc = readRich(html) as DocNode): string {
  const place = placesOf(doc, html)?.(offset)
  if (!place) return 'nothing'
  const whole = Node.fromJSON(schema, doc)
  const node = place.isWhole ? whole.nodeAt(place.from) : null
  return node ? `<${node.attrs.source ?? node.type.name}>` : whole.textBetween(place.from, place.to, '|', '·')
}

it.each([
  ['{{ first_name', '<{{ first_name | default: "there" }}>'],
  ['first_name', '<{{ first_name | default: "there" }}>'],
  ['{% if company', '<{% if company %}>'],
  ['one', 'one'],
  ['htps:', 'here <now'],
  ['<a href', 'here <now'],
  ['&lt;now', '<now'],
  ['so  on', 'so'],
  ['on</p>', 'on'],
  ['b<br>', 'b'],
  ['c {{', 'c'],
  ['citty', '<{{ citty }}>'],
  ['cid:logo', '<picture>'],
  ['said', 'said'],
  ['{{ signature', '<{{ signature }}>'],
])('leads from %s to what shows it', (there, here) => {
  expect(seen(letter, letter.indexOf(there))).toBe(here)
})

it('leads to the same places in what was written from the document', () => {
  const doc = readRich(letter) as DocNode
  const html = htmlOfDoc(doc)
  expect(html).not.toBe(letter)
  for (const there of ['first_name', '{% if', 'htps:', '&lt;now', 'citty', 'cid:logo', 'said', '{{ signature'])
    expect(seen(html, html.indexOf(there), doc)).toBe(seen(letter, letter.indexOf(there)))
})

it('leads to Liquid that is no chip, as it never ends', () => {
  const doc: DocNode = {
    type: 'doc',
    content: [
      { type: 'paragraph', content: [{ type: 'text', text: 'Dear {{ first_name, how' }] },
      { type: 'paragraph', content: [{ type: 'liquid', attrs: { source: '{{ company }}' } }] },
    ],
  }
  const html = htmlOfDoc(doc)
  expect(seen(html, html.indexOf('{{'), doc)).toBe('{{ first_name, how')
})

it('knows no place in the HTML of another document that rich text can’t hold', () => {
  expect(placesOf(readRich('<p>a</p>') as DocNode, '<div>b</div>')).toBeNull()
})

const inline = fc.constantFrom(
  'a b',
  '  c',
  '{{ d }}',
  '&amp;',
  '&nbsp;',
  '<br>',
  '<em>e {{ f }}</em>',
  '<img alt="g">',
)
const line = fc.array(inline, { minLength: 1, maxLength: 5 }).map((all) => all.join(''))
const block = fc.oneof(
  line.map((text) => `<p>${text}</p>`),
  line.map((text) => `<ol><li>${text}</li></ol>`),
  line.map((text) => `<table><tr><td>${text}</td><td>x</td></tr></table>`),
  fc.constantFrom('<hr>', '{% if a %}', '\n', '<p><br></p>'),
)

it('leads from every offset to a place inside the document, and never back', () => {
  let taken = 0
  fc.assert(
    fc.property(fc.array(block, { maxLength: 5 }), fc.boolean(), (all, isWritten) => {
      const read = all.join('')
      const doc = readRich(read)
      if (!doc) return
      taken++
      const whole = Node.fromJSON(schema, doc)
      whole.check()
      const html = isWritten ? htmlOfDoc(doc) : read
      const to = placesOf(doc, html)
      let before = 0
      for (let offset = 0; offset <= html.length; offset++) {
        const place = to?.(offset)
        if (!place) throw new Error('no place')
        expect(place.from).toBeGreaterThanOrEqual(before)
        expect(place.to).toBeGreaterThanOrEqual(place.from)
        expect(place.to).toBeLessThanOrEqual(whole.content.size)
        if (place.isWhole) expect(whole.nodeAt(place.from)?.isAtom).toBe(true)
        before = place.from
      }
    }),
    { numRuns: size(300, 10_000) },
  )
  expect(taken).toBeGreaterThan(20)
})

it('counts lines and columns from 1, and stays inside the text', () => {
  expect(offsetOf('ab\ncd', 1, 1)).toBe(0)
  expect(offsetOf('ab\ncd', 2, 2)).toBe(4)
  expect(offsetOf('ab\ncd', 9, 9)).toBe(5)
})
