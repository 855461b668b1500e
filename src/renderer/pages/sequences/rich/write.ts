/** The document of rich text as an email's HTML: no classes, styles only where mail programs need them. Pure. */
import type { DocMark, DocNode } from './document.ts'
import { escapedText, openTag } from './tokens.ts'

type Attributes = readonly [string, string][]

/** Of what was made in the editor: mail programs draw a table without lines, and a quote without a mark. */
const usual: Record<string, Attributes> = {
  table: [['style', 'border-collapse:collapse']],
  td: [['style', 'border:1px solid #ccc;padding:6px 10px']],
  th: [['style', 'border:1px solid #ccc;padding:6px 10px;text-align:left']],
  blockquote: [['style', 'margin:0 0 0 8px;padding-left:12px;border-left:2px solid #ccc']],
}
const tags: Record<string, string> = {
  blockquote: 'blockquote',
  bulletList: 'ul',
  orderedList: 'ol',
  listItem: 'li',
  tableRow: 'tr',
  tableCell: 'td',
  tableHeader: 'th',
  paragraph: 'p',
}
const markTags: Record<string, string> = { bold: 'strong', italic: 'em', underline: 'u', strike: 's', link: 'a' }

const attributesOf = (node: DocNode, tag: string): Attributes => node.attrs?.kept ?? usual[tag] ?? []
const wrapped = (tag: string, attributes: Attributes, inner: string): string =>
  `${openTag(tag, attributes)}${inner}</${tag}>`

function block(node: DocNode): string {
  if (node.type === 'liquidBlock') return node.attrs.source
  if (node.type === 'horizontalRule') return openTag('hr', attributesOf(node, 'hr'))
  const tag = node.type === 'heading' ? `h${node.attrs.level}` : (tags[node.type] ?? 'p')
  const attributes = attributesOf(node, tag)
  if (node.type === 'table') return wrapped('table', attributesOf(node, 'table'), `<tbody>${each(node)}</tbody>`)
  if (node.type === 'paragraph' || node.type === 'heading') return wrapped(tag, attributes, line(node) || '<br>')
  const [first, ...rest] = node.content ?? []
  const isBare = (tag === 'li' || tag === 'td' || tag === 'th') && first?.type === 'paragraph' && !first.attrs?.kept
  if (!isBare) return wrapped(tag, attributes, each(node))
  return wrapped(tag, attributes, line(first) + rest.map(block).join(''))
}

const each = ({ content = [] }: DocNode): string => content.map(block).join('')

/** Inline content; marks that go on from one piece to the next stay open. */
function line({ content = [] }: DocNode): string {
  let html = ''
  const open: DocMark[] = []
  const close = (to: number) => {
    while (open.length > to) html += `</${markTags[open.pop()?.type ?? '']}>`
  }
  for (const [at, node] of content.entries()) {
    const marks = (node.marks ?? []).filter(({ type }) => markTags[type])
    let same = 0
    while (same < open.length && same < marks.length && isSame(open[same], marks[same])) same++
    close(same)
    for (const mark of marks.slice(same)) {
      html += openTag(markTags[mark.type] as string, markAttributes(mark))
      open.push(mark)
    }
    html += inline(node, at === 0, at === content.length - 1)
  }
  close(0)
  return html
}

const isSame = (a?: DocMark, b?: DocMark): boolean =>
  a?.type === b?.type && JSON.stringify(markAttributes(a as DocMark)) === JSON.stringify(markAttributes(b as DocMark))

const markAttributes = ({ type, attrs }: DocMark): Attributes =>
  type === 'link' ? [['href', attrs.href ?? ''], ...((attrs.kept ?? []) as Attributes)] : []

/** Spaces that HTML would swallow are written so that it doesn't. */
function inline(node: DocNode, isFirst: boolean, isLast: boolean): string {
  if (node.type === 'liquid') return node.attrs.source
  if (node.type === 'picture') return openTag('img', node.attrs.attributes)
  if (node.type === 'hardBreak') return '<br>'
  let text = (node.text ?? '').replace(/[\t\r\n]/g, ' ').replace(/ {2}/g, '\u00a0 ')
  if (isFirst) text = text.replace(/^ /, '\u00a0')
  if (isLast) text = text.replace(/ $/, '\u00a0')
  return escapedText(text)
}

/** '' where nothing is written. */
export function htmlOfDoc(doc: DocNode): string {
  const content = doc.content ?? []
  const [only] = content
  if (content.length === 1 && only?.type === 'paragraph' && !only.content) return ''
  return content.map(block).join('\n')
}
