/** One line of text with Liquid in it, as the document that its field edits, and back: exactly the same text. Pure. */
import type { DocNode } from './document.ts'
import type { RichPlace } from './places.ts'

/** What becomes a chip: as it is found where somebody types, too. */
export const liquidIn = /\{\{[^{}]+\}\}|\{%[^{}]+%\}/g

export interface LinePiece {
  text: string
  isLiquid: boolean
}

/** The pieces in order; together they are the text. */
export function piecesOf(text: string): LinePiece[] {
  const pieces: LinePiece[] = []
  let at = 0
  for (const found of text.matchAll(liquidIn)) {
    if (found.index > at) pieces.push({ text: text.slice(at, found.index), isLiquid: false })
    pieces.push({ text: found[0], isLiquid: true })
    at = found.index + found[0].length
  }
  if (at < text.length) pieces.push({ text: text.slice(at), isLiquid: false })
  return pieces
}

export function lineDoc(text: string): DocNode {
  const content = piecesOf(text).map(
    (piece): DocNode =>
      piece.isLiquid ? { type: 'liquid', attrs: { source: piece.text } } : { type: 'text', text: piece.text },
  )
  return { type: 'doc', content: [{ type: 'line', ...(content.length > 0 ? { content } : {}) }] }
}

export const lineText = (doc: DocNode): string =>
  (doc.content?.[0]?.content ?? [])
    .map((node) => (node.type === 'liquid' ? node.attrs.source : (node.text ?? '')))
    .join('')

/** @param offset in the text; of a piece of text the place is the word that begins there */
export function placeInLine(text: string, offset: number): RichPlace {
  // the line itself takes the first place
  let at = 1
  let from = 0
  for (const piece of piecesOf(text)) {
    const end = from + piece.text.length
    const size = piece.isLiquid ? 1 : piece.text.length
    if (offset < end) {
      if (piece.isLiquid) return { from: at, to: at + 1, isWhole: true }
      const inside = Math.max(0, offset - from)
      const word = /^\S+/.exec(piece.text.slice(inside))?.[0].length ?? 1
      return { from: at + inside, to: at + inside + word, isWhole: false }
    }
    at += size
    from = end
  }
  return { from: at, to: at, isWhole: false }
}
