/** What a line may hold: text, and Liquid as chips. */
import { Node } from '@tiptap/core'
import { StarterKit } from '@tiptap/starter-kit'
import { Liquid, Marked, Typed } from './extensions.ts'

const Document = Node.create({ name: 'doc', topNode: true, content: 'line' })

/** All white space counts: what was written must come back as it was. */
const Line = Node.create({
  name: 'line',
  content: '(text | liquid)*',
  marks: '',
  whitespace: 'pre',
  parseHTML: () => [{ tag: 'p' }],
  renderHTML: () => ['p', 0],
  addKeyboardShortcuts: () => ({ Enter: () => true, 'Shift-Enter': () => true, 'Mod-Enter': () => true }),
})

export const lineExtensions = [
  Document,
  Line,
  StarterKit.configure({
    ...{ document: false, paragraph: false, heading: false, code: false, codeBlock: false, link: false, strike: false },
    ...{ blockquote: false, bulletList: false, orderedList: false, listItem: false, listKeymap: false },
    ...{ bold: false, italic: false, underline: false, hardBreak: false, horizontalRule: false },
    ...{ dropcursor: false, gapcursor: false, trailingNode: false },
  }),
  ...[Liquid, Typed, Marked],
]
