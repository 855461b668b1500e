/**
 * From a place in an email's HTML to the place in its rich text. What is wrong is found in the HTML, by line and column;
 * who looks at rich text is led to what they see there. Pure.
 */

import { decoded } from '../../../shared/domain/html-tokens.ts'
import type { DocNode, Ranges } from './document.ts'
import { readPlaces } from './read.ts'
import { writePlaces } from './write.ts'

/** Of the document, counted as ProseMirror does; `isWhole`: what stands between is one thing that is chosen whole. */
export interface RichPlace {
  from: number
  to: number
  isWhole: boolean
}

interface Piece extends RichPlace {
  /** In the HTML. */
  source: { from: number; to: number }
  isText: boolean
}

const atoms = ['liquid', 'liquidBlock', 'picture', 'hardBreak', 'horizontalRule']

/** What stands where, in the order of the document. */
function piecesOf(doc: DocNode, ranges: Ranges): Piece[] {
  const found: Piece[] = []
  /** @returns where it ends */
  const walk = (node: DocNode, at: number): number => {
    const isText = node.type === 'text'
    const isAtom = atoms.includes(node.type)
    let inside = at + 1
    if (isText) inside = at + (node.text?.length ?? 0)
    else if (!isAtom) for (const each of node.content ?? []) inside = walk(each, inside)
    const to = isText || isAtom ? inside : inside + 1
    const source = ranges.get(node)
    const [from, end] = isText || isAtom ? [at, to] : [at + 1, to - 1]
    if (source) found.push({ from, to: end, isWhole: isAtom && node.type !== 'hardBreak', isText, source })
    return to
  }
  let at = 0
  for (const node of doc.content ?? []) at = walk(node, at)
  // what is in a block comes after it
  return found.sort((a, b) => a.source.from - b.source.from || b.to - b.from - (a.to - a.from))
}

/** How many characters of a text are read from so much of its HTML. */
function lettersIn(html: string): number {
  const whole = html.replace(/&[#\w]*$/, '')
  return decoded(whole).replace(/[ \t\r\n]+/g, ' ').length
}

/** @param offset in the HTML; a place outside everything is the nearest before it */
function placeIn(pieces: readonly Piece[], html: string, offset: number): RichPlace {
  let near: Piece | undefined
  for (const piece of pieces) if (piece.source.from <= offset) near = piece
  if (!near) return { from: pieces[0]?.from ?? 0, to: pieces[0]?.from ?? 0, isWhole: false }
  if (/<a(?:\s[^<>]*(?:>[^<]?)?)?$/i.test(html.slice(near.source.to, offset + 2))) {
    // in the tag of a link: the place is what the link stands on
    const next = pieces[pieces.indexOf(near) + 1]
    if (next?.isText || next?.isWhole) return { from: next.from, to: next.to, isWhole: next.isWhole }
  }
  const { from, to, isWhole, isText, source } = near
  if (!isText) return isWhole ? { from, to, isWhole } : { from, to: from, isWhole }
  const raw = html.slice(source.from, source.to)
  const gone = raw.length - raw.trimStart().length
  // white space at the beginning of a block is not read
  const skipped = lettersIn(raw) > to - from ? gone : 0
  const at = Math.min(to, from + lettersIn(html.slice(source.from + skipped, Math.max(source.from + skipped, offset))))
  return { from: at, to: Math.min(to, at + wordFrom(html.slice(offset, source.to))), isWhole }
}

/** What is marked of a text: the word that begins there, or the whole of what stands in braces. */
function wordFrom(rest: string): number {
  const found = /^(?:\{\{[^{}]*\}{0,2}|\{%[^{}%]*[%}]{0,2}|\{[^{}\s]*\}?|\S+)/.exec(decoded(rest))
  return Math.max(1, found?.[0].length ?? 1)
}

/**
 * @param doc the document as it is; @param html what it was read from, or what was written from it
 * @returns a function from offsets of the HTML; null where the HTML is of another document
 */
export function placesOf(doc: DocNode, html: string): ((offset: number) => RichPlace) | null {
  const written = writePlaces(doc)
  const known = written.html === html ? { doc, ranges: written.ranges } : readPlaces(html)
  if (!known) return null
  const pieces = piecesOf(known.doc, known.ranges)
  return (offset) => placeIn(pieces, html, offset)
}

/** Line and column, both from 1, as an offset. */
export function offsetOf(text: string, line: number, column: number): number {
  const lines = text.split('\n')
  const before = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0)
  return Math.max(0, Math.min(text.length, before + column - 1))
}
