/**
 * An email's HTML as the document that rich text edits, and only where nothing of it would be lost: what was read is
 * written again and compared. Anything else stays source, which nobody touches but its writer.
 */

import { blocks, canonical, type Token, tokensOf } from '../../../shared/domain/html-tokens.ts'
import type { DocMark, DocNode, Ranges } from './document.ts'
import { htmlOfDoc } from './write.ts'

const inlineMarks: Record<string, string> = {
  strong: 'bold',
  b: 'bold',
  em: 'italic',
  i: 'italic',
  u: 'underline',
  s: 'strike',
  del: 'strike',
  strike: 'strike',
  a: 'link',
}
const textual: Record<string, (kept: DocNode['attrs']) => DocNode> = {
  p: (kept) => ({ type: 'paragraph', attrs: { kept } }),
  h1: (kept) => ({ type: 'heading', attrs: { level: 1, kept } }),
  h2: (kept) => ({ type: 'heading', attrs: { level: 2, kept } }),
  h3: (kept) => ({ type: 'heading', attrs: { level: 3, kept } }),
}
const holding: Record<string, { type: string; holds: readonly string[] | null }> = {
  blockquote: { type: 'blockquote', holds: null },
  ul: { type: 'bulletList', holds: ['li'] },
  ol: { type: 'orderedList', holds: ['li'] },
  li: { type: 'listItem', holds: null },
  tr: { type: 'tableRow', holds: ['td', 'th'] },
  td: { type: 'tableCell', holds: null },
  th: { type: 'tableHeader', holds: null },
}
const kinds = ['style', 'align', 'valign', 'width', 'height', 'border', 'cellpadding', 'cellspacing', 'bgcolor', 'role']

/** What rich text can't hold; told to nobody but `readRich`. */
class Beyond extends Error {}

class Reading {
  #at = 0
  readonly ranges: Ranges = new Map()
  readonly tokens: readonly Token[]
  constructor(tokens: readonly Token[]) {
    this.tokens = tokens
  }

  whole(): DocNode {
    const content = this.#blocks(null)
    if (this.#at < this.tokens.length) throw new Beyond()
    return { type: 'doc', content: content.length === 0 ? [{ type: 'paragraph', attrs: { kept: null } }] : content }
  }

  /** Notes where a node stands. */
  #noted(node: DocNode, { from, to }: Token): DocNode {
    this.ranges.set(node, { from, to })
    return node
  }

  #blocks(end: string | null, canBeBare = false): DocNode[] {
    const found: DocNode[] = []
    for (;;) {
      const token = this.tokens[this.#at]
      if (!token) {
        if (end !== null) throw new Beyond()
        return found
      }
      if (token.is === 'close') {
        if (token.name !== end) throw new Beyond()
        this.#at++
        return found
      }
      if (token.is === 'text' && token.text.trim() === '' && !this.#isInline(this.#at + 1)) this.#at++
      else if (token.is === 'open' && blocks.has(token.name) && token.name !== 'br')
        found.push(this.#noted(this.#block(token), token))
      else if (canBeBare && found.length === 0)
        found.push({ type: 'paragraph', attrs: { kept: null }, ...contentOf(this.#inline([])) })
      else if (token.is === 'liquid' && !canBeBare) {
        this.#at++
        found.push(this.#noted({ type: 'liquidBlock', attrs: { source: token.source } }, token))
      } else throw new Beyond()
    }
  }

  #isInline(at: number): boolean {
    const token = this.tokens[at]
    return token?.is === 'text' || (token?.is === 'open' && !blocks.has(token.name))
  }

  #block({ name, attributes }: Token & { is: 'open' }): DocNode {
    this.#at++
    const kept = keptOf(attributes)
    if (name === 'hr') return { type: 'horizontalRule', attrs: { kept } }
    const made = textual[name]
    if (made) return this.#textBlock(name, made(kept))
    if (name === 'table') return { type: 'table', attrs: { kept }, content: this.#rows() }
    const known = holding[name]
    if (!known) throw new Beyond()
    const content = this.#blocks(name, name === 'li' || name === 'td' || name === 'th')
    const first = known.holds
    if (content.length === 0) content.push({ type: 'paragraph', attrs: { kept: null } })
    if (first && !content.every(({ type }) => first.some((each) => holding[each]?.type === type))) throw new Beyond()
    if (name === 'li' && content[0]?.type !== 'paragraph') throw new Beyond()
    return { type: known.type, attrs: { kept }, content }
  }

  #textBlock(name: string, node: DocNode): DocNode {
    const content = this.#inline([])
    this.#close(name)
    if (content.length === 1 && content[0]?.type === 'hardBreak') return node
    return { ...node, ...contentOf(content) }
  }

  #close(name: string): void {
    const token = this.tokens[this.#at++]
    if (token?.is !== 'close' || token.name !== name) throw new Beyond()
  }

  #rows(): DocNode[] {
    const skip = () => {
      const token = this.tokens[this.#at]
      if (token?.is === 'text' && token.text.trim() === '') this.#at++
    }
    skip()
    const body = this.tokens[this.#at]
    const hasBody = body?.is === 'open' && body.name === 'tbody' && body.attributes.length === 0
    if (hasBody) this.#at++
    const rows = this.#blocks(hasBody ? 'tbody' : 'table')
    if (hasBody) {
      skip()
      this.#close('table')
    }
    if (rows.length === 0 || !rows.every(({ type }) => type === 'tableRow')) throw new Beyond()
    return rows
  }

  #inline(marks: DocMark[]): DocNode[] {
    const found: DocNode[] = []
    const withMarks = marks.length > 0 ? { marks } : {}
    for (;;) {
      const token = this.tokens[this.#at]
      if (!token || token.is === 'close') return found
      if (token.is === 'open' && blocks.has(token.name) && token.name !== 'br') return found
      this.#at++
      if (token.is === 'text') {
        const text = this.#textOf(token.text, this.#at - 1)
        if (text !== '') found.push(this.#noted({ type: 'text', text, ...withMarks }, token))
      } else if (token.is === 'liquid')
        found.push(this.#noted({ type: 'liquid', attrs: { source: token.source }, ...withMarks }, token))
      else if (token.name === 'br' && token.attributes.length === 0)
        found.push(this.#noted({ type: 'hardBreak', ...withMarks }, token))
      else if (token.name === 'img') {
        const attributes = pictureOf(token.attributes)
        found.push(this.#noted({ type: 'picture', attrs: { attributes }, ...withMarks }, token))
      } else found.push(...this.#marked(token, marks))
    }
  }

  #textOf(raw: string, at: number): string {
    let text = raw.replace(/[ \t\r\n]+/g, ' ')
    const isBlock = (token: Token | undefined) =>
      !token || ((token.is === 'open' || token.is === 'close') && blocks.has(token.name))
    if (isBlock(this.tokens[at - 1])) text = text.replace(/^ /, '')
    if (isBlock(this.tokens[at + 1])) text = text.replace(/ $/, '')
    return text
  }

  #marked({ name, attributes }: Token & { is: 'open' }, marks: DocMark[]): DocNode[] {
    const type = inlineMarks[name]
    if (!type || marks.some((mark) => mark.type === type)) throw new Beyond()
    if (type !== 'link' && attributes.length > 0) throw new Beyond()
    const mark = type === 'link' ? { type, attrs: linkOf(attributes) } : { type }
    const content = this.#inline([...marks, mark])
    this.#close(name)
    return content
  }
}

const contentOf = (content: DocNode[]) => (content.length > 0 ? { content } : {})

function keptOf(attributes: [string, string][]): [string, string][] {
  for (const [name, value] of attributes)
    if (!kinds.includes(name) || /url\s*\(|expression|[\\@]/i.test(value)) throw new Beyond()
  return attributes
}

function linkOf(attributes: [string, string][]) {
  const [href, ...more] = attributes
  if (href?.[0] !== 'href' || /^\s*(?:javascript|data|vbscript):/i.test(href[1])) throw new Beyond()
  for (const [name] of more) if (!['title', 'target', 'style'].includes(name)) throw new Beyond()
  return { href: href[1], kept: keptOfLink(more) }
}
function keptOfLink(more: [string, string][]): [string, string][] {
  keptOf(more.filter(([name]) => name === 'style'))
  return more
}

function pictureOf(attributes: [string, string][]): [string, string][] {
  for (const [name] of attributes)
    if (!['src', 'alt', 'width', 'height', 'style', 'title', 'border'].includes(name)) throw new Beyond()
  return attributes
}

/** Null: rich text would lose something of it. */
export const readRich = (html: string): DocNode | null => readPlaces(html)?.doc ?? null

/** The same, and where in the HTML each part of it was read. */
export function readPlaces(html: string): { doc: DocNode; ranges: Ranges } | null {
  const tokens = tokensOf(html)
  if (!tokens) return null
  try {
    const reading = new Reading(tokens)
    const doc = reading.whole()
    const again = tokensOf(htmlOfDoc(doc))
    return again && canonical(again) === canonical(tokens) ? { doc, ranges: reading.ranges } : null
  } catch (error) {
    if (error instanceof Beyond) return null
    throw error
  }
}
