/**
 * A signature with looks. Everything in it stands in one line of HTML after another, so that it fits wherever a step says
 * `{{ signature }}`, also inside a paragraph. What it may hold is on the lists here and nothing else: it is read, and
 * written anew from what was read, at every door and again whenever an email is made, for it may have come from a
 * colleague's computer.
 */
import { escapedText, openTag, type Token, tokensOf } from './html-tokens.ts'

export interface SignatureLooks {
  bold: boolean
  italic: boolean
  underline: boolean
  /** Where it leads: https, http, mailto or tel; null: nowhere. */
  href: string | null
}

export interface SignaturePicture {
  /** https. */
  src: string
  alt: string
  /** Pixels; null: as the picture is. */
  width: number | null
  height: number | null
}

/** A stretch of one line that looks the same all along. */
export type SignaturePiece = { looks: SignatureLooks } & ({ text: string } | { picture: SignaturePicture })
export type SignatureLine = readonly SignaturePiece[]

const plainLooks: SignatureLooks = { bold: false, italic: false, underline: false, href: null }
const lookTags: Record<string, Partial<SignatureLooks>> = {
  strong: { bold: true },
  b: { bold: true },
  em: { italic: true },
  i: { italic: true },
  u: { underline: true },
}
const lineTags = ['p', 'div']

/** What a signature can't hold; told to nobody but `signatureLines`. */
class Beyond extends Error {}

const may = 'It may have bold, italic and underlined text, links, line breaks, and pictures by their https address.'

/** @throws Beyond with what to write instead */
function targetOf(written: string): string {
  const href = written.trim()
  if (/^www\.[^\s]+$/i.test(href)) return `https://${href}`
  if (/^[^\s@:/?#]+@[^\s@:/?#]+\.[^\s@:/?#]+$/.test(href)) return `mailto:${href}`
  if (/^(?:https?:\/\/[^\s/]|mailto:[^\s])[^\s\p{Cc}]*$/iu.test(href)) return href
  if (/^tel:\+?[\d ()./-]{3,40}$/i.test(href)) return href.replace(/ /g, '')
  throw new Beyond(`“${href}” leads nowhere. A link begins with https://, mailto: or tel:.`)
}

function pixels(name: string, written: string | undefined): number | null {
  if (written === undefined) return null
  const found = /^(\d{1,4})(?:px)?$/.exec(written.trim())
  const number = Number(found?.[1] ?? 0)
  if (number < 1 || number > 1200)
    throw new Beyond(`“${written}” is no ${name} for a picture: give pixels, from 1 to 1200.`)
  return number
}

/** @throws Beyond naming what a tag of this name may not have */
function attributesOf({ name, attributes }: Token & { is: 'open' }, known: readonly string[]): Map<string, string> {
  const odd = attributes.find(([attribute]) => !known.includes(attribute))
  if (odd) throw new Beyond(`A signature can’t hold <${name}> with “${odd[0]}”. ${may}`)
  return new Map(attributes)
}

function pictureOf(token: Token & { is: 'open' }): SignaturePicture {
  const said = attributesOf(token, ['src', 'alt', 'width', 'height'])
  const src = said.get('src')?.trim() ?? ''
  if (!/^https:\/\/[^\s/][^\s\p{Cc}]*$/iu.test(src))
    throw new Beyond(
      `“${src.slice(0, 100)}” is no picture for a signature: give its address, which begins with https://.`,
    )
  const alt = (said.get('alt') ?? '').replace(/\s+/g, ' ').trim()
  return { src, alt, width: pixels('width', said.get('width')), height: pixels('height', said.get('height')) }
}

function looksOf(token: Token & { is: 'open' }, within: SignatureLooks): SignatureLooks {
  if (token.name === 'a') {
    // where it opens is for the reader's program to say
    const href = attributesOf(token, ['href', 'target', 'rel']).get('href') ?? ''
    if (within.href !== null) throw new Beyond('A link can’t stand in another link.')
    return { ...within, href: targetOf(href) }
  }
  const more = lookTags[token.name]
  if (!more) throw new Beyond(`A signature can’t hold <${token.name}>. ${may}`)
  attributesOf(token, [])
  return { ...within, ...more }
}

class Reading {
  readonly lines: SignaturePiece[][] = []
  #line: SignaturePiece[] | null = null
  readonly #open: { name: string; before: SignatureLooks }[] = []
  #looks = plainLooks

  take(token: Token): void {
    if (token.is === 'text') this.#text(token.text)
    else if (token.is === 'close') this.#close(token.name)
    else if (token.is === 'open') this.#opened(token)
    else throw new Beyond(`A signature is sent as it stands: nothing is filled in for ${token.source}. Write it out.`)
  }

  #opened(token: Token & { is: 'open' }): void {
    if (token.name === 'img') this.#add({ picture: pictureOf(token), looks: this.#looks })
    else if (token.name === 'br') this.#end(true)
    else {
      this.#open.push({ name: token.name, before: this.#looks })
      if (lineTags.includes(token.name)) {
        attributesOf(token, [])
        this.#end(false)
      } else this.#looks = looksOf(token, this.#looks)
    }
  }

  finish(): void {
    const [left] = this.#open
    if (left) throw new Beyond(`<${left.name}> is not closed.`)
    this.#end(false)
  }

  #close(name: string): void {
    const last = this.#open.pop()
    if (last?.name !== name) throw new Beyond(`</${name}> closes nothing.`)
    if (lineTags.includes(name)) this.#end(false)
    this.#looks = last.before
  }

  #text(raw: string): void {
    const text = raw.replace(/[\p{Cc} ]+/gu, ' ')
    const starts = !this.#line?.length
    const fit = starts ? text.replace(/^ /, '') : text
    if (fit !== '') this.#add({ text: fit, looks: this.#looks })
  }

  #add(piece: SignaturePiece): void {
    this.#line ??= []
    const last = this.#line.at(-1)
    if (last && 'text' in last && 'text' in piece && isSame(last.looks, piece.looks)) last.text += piece.text
    else this.#line.push(piece)
  }

  /** @param isForced also where nothing stands in it: a blank line */
  #end(isForced: boolean): void {
    const last = this.#line?.at(-1)
    if (last && 'text' in last) last.text = last.text.replace(/ $/, '')
    if (this.#line || isForced)
      this.lines.push((this.#line ?? []).filter((each) => !('text' in each) || each.text !== ''))
    this.#line = null
  }
}

const isSame = (a: SignatureLooks, b: SignatureLooks): boolean => JSON.stringify(a) === JSON.stringify(b)

/**
 * The lines of a signature's HTML; none where it says nothing. Each paragraph is a line, as each break ends one.
 *
 * @returns `trouble`: what it can't hold, in words
 */
export function signatureLines(html: string): { lines: readonly SignatureLine[] } | { trouble: string } {
  const tokens = tokensOf(html)
  if (!tokens)
    return { trouble: `The signature can’t be read: it has a comment, a lone “<”, or a sign by a rare name. ${may}` }
  const reading = new Reading()
  try {
    for (const token of tokens) reading.take(token)
    reading.finish()
  } catch (error) {
    if (error instanceof Beyond) return { trouble: error.message }
    throw error
  }
  const { lines } = reading
  while (lines.length > 0 && lines.at(-1)?.length === 0) lines.pop()
  while (lines[0]?.length === 0) lines.shift()
  return { lines }
}

function pieceHtml(piece: SignaturePiece): string {
  const { bold, italic, underline } = piece.looks
  const tags = [...(bold ? ['strong'] : []), ...(italic ? ['em'] : []), ...(underline ? ['u'] : [])]
  const inside = 'text' in piece ? escapedText(piece.text) : openTag('img', pictureAttributes(piece.picture))
  return tags.reduceRight((html, tag) => `<${tag}>${html}</${tag}>`, inside)
}

function pictureAttributes({ src, alt, width, height }: SignaturePicture): [string, string][] {
  const size = { width, height }
  return [
    ['src', src],
    ['alt', alt],
    ...(['width', 'height'] as const).flatMap((name): [string, string][] =>
      size[name] === null ? [] : [[name, String(size[name])]],
    ),
  ]
}

/** Pieces beside each other that lead to the same place. */
function linksOf(line: SignatureLine): { href: string | null; pieces: SignaturePiece[] }[] {
  const found: { href: string | null; pieces: SignaturePiece[] }[] = []
  for (const piece of line) {
    const last = found.at(-1)
    if (last?.href === piece.looks.href) last.pieces.push(piece)
    else found.push({ href: piece.looks.href, pieces: [piece] })
  }
  return found
}

const lineHtml = (line: SignatureLine): string =>
  linksOf(line)
    .map(({ href, pieces }) => {
      const inside = pieces.map(pieceHtml).join('')
      return href === null ? inside : `${openTag('a', [['href', href]])}${inside}</a>`
    })
    .join('')

/** As it is kept and sent: lines with breaks between them. '' for none. */
export const linesHtml = (lines: readonly SignatureLine[]): string => lines.map(lineHtml).join('<br>\n')

/** As an editor of paragraphs wants it. */
export const linesAsParagraphs = (lines: readonly SignatureLine[]): string =>
  lines.map((line) => `<p>${lineHtml(line) || '<br>'}</p>`).join('\n')

const bare = (address: string): string =>
  address
    .replace(/^(?:https?:\/\/|mailto:|tel:)/i, '')
    .replace(/\/$/, '')
    .replace(/^tel:|[ ()./-]/gi, '')
    .toLowerCase()

/** What is read of a link in plain text: where it leads too, unless its words say that. */
function linkText(href: string, pieces: readonly SignaturePiece[]): string {
  const words = pieces.map((piece) => ('text' in piece ? piece.text : piece.picture.alt)).join('')
  const target = href.replace(/^(?:mailto|tel):/i, '')
  if (words.trim() === '') return target
  return bare(words) === bare(href) ? words : `${words} (${target})`
}

/** The same as plain text. Pictures are left out, unless they lead somewhere. */
export const linesText = (lines: readonly SignatureLine[]): string =>
  lines
    .map((line) =>
      linksOf(line)
        .map(({ href, pieces }) =>
          href === null ? pieces.map((piece) => ('text' in piece ? piece.text : '')).join('') : linkText(href, pieces),
        )
        .join('')
        .replaceAll('\u00a0', ' ')
        .trim(),
    )
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()

export interface WholeSignature {
  /** '' : none. */
  text: string
  /** Safe HTML; null: made from the text. */
  html: string | null
}

/**
 * What an email gets: HTML as it may be, and plain text, written by hand or else made from it. HTML that may not be is
 * left out: what came from elsewhere never keeps an email from leaving.
 *
 * @param text written by hand; null: none
 */
export function wholeSignature(text: string | null | undefined, html: string | null | undefined): WholeSignature {
  const own = text?.trim() ?? ''
  const read = html ? signatureLines(html) : { lines: [] }
  if ('trouble' in read || read.lines.length === 0) return { text: own, html: null }
  return { text: own || linesText(read.lines), html: linesHtml(read.lines) }
}
