/** What rich text may hold: that which `read.ts` takes and `write.ts` writes, and nothing else. */
import { Extension, Node } from '@tiptap/core'
import { Link } from '@tiptap/extension-link'
import { Table, TableCell, TableHeader, TableRow } from '@tiptap/extension-table'
import type { Node as Document, Mark } from '@tiptap/pm/model'
import { Plugin, PluginKey } from '@tiptap/pm/state'
import { Decoration, DecorationSet } from '@tiptap/pm/view'
import { StarterKit } from '@tiptap/starter-kit'
import { chipLabel, variableOf } from './document.ts'
import { liquidIn } from './line-text.ts'
import { Picture } from './picture-node.ts'
import type { RichPlace } from './places.ts'
import { SlashTyped } from './slash.ts'

/** Kept in the document, and shown nowhere: how an email looks is for the preview to show. */
const hidden = { default: null, rendered: false }

const Kept = Extension.create({
  name: 'kept',
  addGlobalAttributes: () => [
    {
      types: [
        ...['paragraph', 'heading', 'blockquote', 'bulletList', 'orderedList', 'listItem', 'horizontalRule'],
        ...['table', 'tableRow', 'tableCell', 'tableHeader'],
      ],
      attributes: { kept: hidden },
    },
  ],
})

const source = {
  source: {
    default: '',
    parseHTML: (element: HTMLElement) => element.getAttribute('data-liquid') ?? '',
    renderHTML: (attributes: { source?: string }) => ({ 'data-liquid': attributes.source }),
  },
}
const chipClass = (text: string): string => (variableOf(text) ? 'seq-chip' : 'seq-chip rule')

const liquid = (name: string, group: 'inline' | 'block', tag: 'span' | 'div') =>
  Node.create({
    name,
    group,
    inline: group === 'inline',
    atom: true,
    addAttributes: () => source,
    parseHTML: () => [{ tag: `${tag}[data-liquid]` }],
    renderHTML: ({ node, HTMLAttributes }) => [
      tag,
      { ...HTMLAttributes, class: chipClass(node.attrs.source) },
      chipLabel(node.attrs.source),
    ],
    renderText: ({ node }) => node.attrs.source,
  })

export const Liquid = liquid('liquid', 'inline', 'span')
const LiquidBlock = liquid('liquidBlock', 'block', 'div')

/** Liquid that was typed or pasted as text becomes a chip. */
export const Typed = Extension.create({
  name: 'typedLiquid',
  addProseMirrorPlugins: () => [
    new Plugin({
      key: new PluginKey('typedLiquid'),
      appendTransaction(transactions, _before, { doc, schema, tr }) {
        if (!transactions.some(({ docChanged }) => docChanged)) return null
        const found: { from: number; to: number; source: string; marks: readonly Mark[] }[] = []
        doc.descendants((node, at) => {
          for (const match of (node.text ?? '').matchAll(liquidIn))
            found.push({
              from: at + match.index,
              to: at + match.index + match[0].length,
              source: match[0],
              marks: node.marks,
            })
        })
        const type = schema.nodes.liquid
        if (!type || found.length === 0) return null
        for (const { from, to, source, marks } of found.reverse())
          tr.replaceWith(from, to, type.create({ source }, null, marks))
        return tr
      },
    }),
  ],
})

/** What is marked as wrong: all chips of variables that nobody has, and the places of problems. */
export interface Wrong {
  unknown: readonly string[]
  places: readonly (RichPlace & { severity: 'error' | 'warning'; message: string })[]
}

export const wrongKey = new PluginKey<DecorationSet>('wrong')

function marksOf(doc: Document, { unknown, places }: Wrong): DecorationSet {
  const marked: Decoration[] = []
  doc.descendants((node, at) => {
    const name = node.attrs.source && variableOf(node.attrs.source)?.name
    if (name && unknown.includes(name)) marked.push(Decoration.node(at, at + node.nodeSize, { class: 'bad' }))
  })
  for (const { from, to, isWhole, severity, message } of places) {
    if (to > doc.content.size || from >= to) continue
    const look = { class: severity === 'error' ? 'bad' : 'doubtful', title: message }
    if (!isWhole) marked.push(Decoration.inline(from, to, { ...look, class: `seq-place ${look.class}` }))
    else if (doc.nodeAt(from)?.nodeSize === to - from) marked.push(Decoration.node(from, to, look))
  }
  return DecorationSet.create(doc, marked)
}

/** Told by `setMeta(wrongKey, wrong)`; what is written meanwhile moves the marks along. */
export const Marked = Extension.create({
  name: 'wrong',
  addProseMirrorPlugins: () => [
    new Plugin({
      key: wrongKey,
      state: {
        init: () => DecorationSet.empty,
        apply(transaction, before) {
          const wrong = transaction.getMeta(wrongKey) as Wrong | undefined
          return wrong ? marksOf(transaction.doc, wrong) : before.map(transaction.mapping, transaction.doc)
        },
      },
      props: { decorations: (state) => wrongKey.getState(state) },
    }),
  ],
})

const PlainLink = Link.extend({
  addAttributes: () => ({ href: { default: null }, kept: hidden }),
}).configure({ openOnClick: false, autolink: false, HTMLAttributes: { rel: null, target: null } })

/** Without the widths that Tiptap writes as styles: columns are as wide as what is in them. */
const PlainTable = Table.extend({ renderHTML: () => ['table', ['tbody', 0]] })
const cell = { renderHTML: (tag: 'td' | 'th') => () => [tag, 0] as const }

/** Of a signature: what `signature-rich.ts` takes. */
export const signatureExtensions = [
  StarterKit.configure({
    ...{ heading: false, code: false, codeBlock: false, link: false, trailingNode: false, strike: false },
    ...{ blockquote: false, bulletList: false, orderedList: false, listItem: false, listKeymap: false },
    horizontalRule: false,
  }),
  PlainLink,
  ...[Picture, Marked],
]

export const extensions = [
  StarterKit.configure({
    heading: { levels: [1, 2, 3] },
    code: false,
    codeBlock: false,
    link: false,
    trailingNode: false,
  }),
  PlainLink,
  PlainTable.configure({ resizable: false }),
  TableRow,
  TableCell.extend({ renderHTML: cell.renderHTML('td') }),
  TableHeader.extend({ renderHTML: cell.renderHTML('th') }),
  ...[Kept, Liquid, LiquidBlock, Picture, Typed, Marked, SlashTyped],
]
