/** A subject as chips: whatever is in it comes back as it was. */
import { getSchema } from '@tiptap/core'
import { Node } from '@tiptap/pm/model'
import { EditorState } from '@tiptap/pm/state'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Typed } from '../../src/renderer/parts/rich/extensions.ts'
import { lineExtensions } from '../../src/renderer/parts/rich/line-extensions.ts'
import { lineDoc, lineText, piecesOf, placeInLine } from '../../src/renderer/parts/rich/line-text.ts'

const schema = getSchema(lineExtensions)
const docOf = (text: string): Node => {
  const doc = Node.fromJSON(schema, lineDoc(text))
  doc.check()
  return doc
}

const liquid = fc.constantFrom(
  '{{ first_name }}',
  '{{first_name}}',
  '{{ first_name | default: "there" }}',
  "{{- company | default: 'you' -}}",
  '{% if company %}',
  '{%- endif -%}',
  '{{ "a" | upcase }}',
)
const broken = fc.constantFrom('{{', '}}', '{%', '%}', '{ x }', '{{ "}" }}', '{{{{ a }}', '{{}}', '{{ a }')
const plain = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom(' ', '  ', '\t', '\n', '\u00a0', '&amp;', '<b>', 'Ä𝒳'),
)
const line = fc.array(fc.oneof(liquid, broken, plain), { maxLength: 8 }).map((parts) => parts.join(''))

describe('a line of text with Liquid', () => {
  it('comes back exactly, and its document is one', () => {
    fc.assert(
      fc.property(line, (text) => {
        expect(lineText(lineDoc(text))).toBe(text)
        expect(lineText(docOf(text).toJSON())).toBe(text)
      }),
      { numRuns: 500 },
    )
  })

  it('shows each Liquid as a chip, and nothing else', () => {
    expect(
      piecesOf('Hi {{ first_name | default: "you" }}, {% if x %}a{% endif %}{{ open').map(({ text }) => text),
    ).toEqual(['Hi ', '{{ first_name | default: "you" }}', ', ', '{% if x %}', 'a', '{% endif %}', '{{ open'])
    expect(piecesOf('{{ a }').map(({ isLiquid }) => isLiquid)).toEqual([false])
  })

  it('leads from a place of the text to that place of the line', () => {
    const text = 'Hi {{ first_nam }}, about wood'
    expect(placeInLine(text, 0)).toEqual({ from: 1, to: 3, isWhole: false })
    // anywhere in a chip is the chip
    expect(placeInLine(text, 3)).toEqual({ from: 4, to: 5, isWhole: true })
    expect(placeInLine(text, 8)).toEqual({ from: 4, to: 5, isWhole: true })
    expect(placeInLine(text, text.indexOf('about'))).toEqual({ from: 7, to: 12, isWhole: false })
    fc.assert(
      fc.property(line, fc.nat(200), (any, offset) => {
        const doc = docOf(any)
        const { from, to, isWhole } = placeInLine(any, offset)
        expect(from).toBeGreaterThanOrEqual(1)
        expect(to).toBeLessThanOrEqual(doc.content.size)
        expect(to).toBeGreaterThanOrEqual(from)
        if (isWhole) expect(doc.nodeAt(from)?.type.name).toBe('liquid')
      }),
      { numRuns: 500 },
    )
  })

  it('what is typed becomes the chip that it says', () => {
    const plugins = Typed.config.addProseMirrorPlugins?.call({} as never) ?? []
    const state = EditorState.create({ schema, doc: docOf('For '), plugins })
    const after = state.apply(state.tr.insertText('{{ company }} now', 5))
    expect(after.doc.firstChild?.childCount).toBe(3)
    expect(lineText(after.doc.toJSON())).toBe('For {{ company }} now')
  })
})
