/** When a slash is meant as one, and what it finds. */
import { getSchema } from '@tiptap/core'
import { Node } from '@tiptap/pm/model'
import { EditorState, TextSelection } from '@tiptap/pm/state'
import { describe, expect, it } from 'vitest'
import { extensions } from '../../src/renderer/parts/rich/extensions.ts'
import { itemsFor, SlashTyped, slashIn, slashKey } from '../../src/renderer/parts/rich/slash.ts'

const schema = getSchema(extensions)
const plugins = SlashTyped.config.addProseMirrorPlugins?.call({ storage: { take: () => false } } as never) ?? []
const state = (text: string) => {
  const content = [{ type: 'paragraph', content: text ? [{ type: 'text', text }] : [] }]
  const doc = Node.fromJSON(schema, { type: 'doc', content })
  const made = EditorState.create({ schema, doc, plugins })
  return made.apply(made.tr.setSelection(TextSelection.atEnd(made.doc)))
}
const type = (at: EditorState, text: string) => at.apply(at.tr.insertText(text))
const asked = (at: EditorState) => slashKey.getState(at)?.slash ?? null

describe('a slash', () => {
  it('is meant at the beginning of a word alone', () => {
    for (const [text, query] of [
      ['/', ''],
      ['/ta', 'ta'],
      ['Hello /Überschrift', 'Überschrift'],
      ['\ufffc/list', 'list'],
      ['and/or', null],
      ['https://x', null],
      ['/usr/bin', null],
      ['/ta ', null],
      ['1/2', null],
    ] as const)
      expect([text, slashIn(text)]).toEqual([text, query])
  })

  it('is followed as long as it is typed, and left alone once it was refused', () => {
    const typed = type(type(state('Hi '), '/'), 'ta')
    expect(asked(typed)).toEqual({ from: 4, to: 7, query: 'ta' })
    const refused = typed.apply(typed.tr.setMeta(slashKey, 'refuse'))
    expect([asked(refused), asked(type(refused, 'b'))]).toEqual([null, null])
    expect(asked(type(type(refused, ' '), '/'))).toMatchObject({ query: '' })
    expect(asked(type(typed, ' '))).toBeNull()
    // the caret only comes by
    expect(asked(state('see /table'))).toBeNull()
  })
})

it('what begins so comes before what only has it somewhere, and groups stay together', () => {
  const items = ['Numbered list', 'List', 'Table', 'First name'].map((name) => ({
    name,
    also: name === 'Table' ? 'list' : '',
    group: name === 'First name' ? 'Variables' : 'Text',
  }))
  expect(itemsFor(items, 'LI').map(({ name }) => name)).toEqual(['List', 'Numbered list', 'Table'])
  expect(itemsFor(items, '')).toEqual(items)
  expect(itemsFor(items, 'zzz')).toEqual([])
  const more = [
    ...items,
    { name: 'Time zone', also: '', group: 'Variables' },
    { name: 'Notes', also: '', group: 'Text' },
  ]
  expect(itemsFor(more, 't').map(({ name }) => name)).toEqual([
    'Table',
    'Numbered list',
    'List',
    'Notes',
    'Time zone',
    'First name',
  ])
})
