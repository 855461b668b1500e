/** The document of rich text as an email's HTML: no classes, styles only where mail programs need them. Pure. */

import { escapedText, openTag } from '../../../shared/domain/html-tokens.ts'
import type { DocMark, DocNode, Ranges } from './document.ts'

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

/** The HTML as it grows, and what of it came from which node. */
class Pen {
  html = ''
  readonly ranges: Ranges = new Map()

  /** What `write` adds is this node's. */
  of(node: DocNode, write: () => void): void {
    const from = this.html.length
    write()
    this.ranges.set(node, { from, to: this.html.length })
  }

  wrapped(tag: string, attributes: Attributes, write: () => void): void {
    this.html += openTag(tag, attributes)
    write()
    this.html += `</${tag}>`
  }

  blocks(all: readonly DocNode[], between = ''): void {
    for (const [at, node] of all.entries()) {
      if (at > 0) this.html += between
      this.of(node, () => this.block(node))
    }
  }

  block(node: DocNode): void {
    const { content = [] } = node
    if (node.type === 'liquidBlock') this.html += node.attrs.source
    else if (node.type === 'horizontalRule') this.html += openTag('hr', attributesOf(node, 'hr'))
    else {
      const tag = node.type === 'heading' ? `h${node.attrs.level}` : (tags[node.type] ?? node.type)
      this.wrapped(tag, attributesOf(node, tag), () => {
        if (node.type === 'table') this.wrapped('tbody', [], () => this.blocks(content))
        else if (node.type === 'paragraph' || node.type === 'heading') this.line(content, '<br>')
        else this.held(tag, content)
      })
    }
  }

  /** What stands in a list's point, a cell or a quote. */
  held(tag: string, content: readonly DocNode[]): void {
    const [first, ...rest] = content
    const isBare = (tag === 'li' || tag === 'td' || tag === 'th') && first?.type === 'paragraph' && !first.attrs?.kept
    if (isBare) this.of(first, () => this.line(first.content ?? [], ''))
    this.blocks(isBare ? rest : content)
  }

  /** Inline content; marks that go on from one piece to the next stay open. */
  line(content: readonly DocNode[], empty: string): void {
    const open: DocMark[] = []
    const close = (to: number) => {
      while (open.length > to) this.html += `</${markTags[open.pop()?.type ?? '']}>`
    }
    for (const [at, node] of content.entries()) {
      const marks = (node.marks ?? []).filter(({ type }) => markTags[type])
      let same = 0
      while (same < open.length && same < marks.length && isSame(open[same], marks[same])) same++
      close(same)
      for (const mark of marks.slice(same)) {
        this.html += openTag(markTags[mark.type] as string, markAttributes(mark))
        open.push(mark)
      }
      this.of(node, () => {
        this.html += inline(node, at === 0, at === content.length - 1)
      })
    }
    close(0)
    if (content.length === 0) this.html += empty
  }
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
export const htmlOfDoc = (doc: DocNode): string => writePlaces(doc).html

/** The same, and where in the HTML each part of it came to stand. */
export function writePlaces(doc: DocNode): { html: string; ranges: Ranges } {
  const content = doc.content ?? []
  const [only] = content
  const pen = new Pen()
  if (content.length !== 1 || only?.type !== 'paragraph' || only.content) pen.blocks(content, '\n')
  return pen
}
