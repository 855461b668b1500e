/** The HTML of an email as a row of tokens, Liquid among them. Pure: it asks no browser. */

export type Token = (
  | { is: 'text'; text: string }
  | { is: 'liquid'; source: string }
  | { is: 'open'; name: string; attributes: [string, string][] }
  | { is: 'close'; name: string }
) & {
  /** Where it begins and ends in the HTML. */
  from: number
  to: number
}

const token =
  /(\{\{[\s\S]*?\}\}|\{%[\s\S]*?%\})|<(\/?)([a-zA-Z][a-zA-Z0-9]*)((?:\s+[a-zA-Z-]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'<>=]+))?)*)\s*\/?>|([^<{]+|[<{])/gy
const attribute = /([a-zA-Z-]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>=]+)))?/g

const named = new Map(
  Object.entries({
    ...{ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0' },
    ...{ copy: '©', reg: '®', trade: '™', bull: '•', middot: '·', euro: '€', pound: '£', hellip: '…' },
    ...{ ndash: '–', mdash: '—', lsquo: '‘', rsquo: '’', ldquo: '“', rdquo: '”', laquo: '«', raquo: '»' },
  }),
)
/** A name that isn't among them would be written as text, and be read as its letters. */
const hasUnknown = (text: string): boolean =>
  [...text.matchAll(/&([a-z][a-z\d]*);/gi)].some(([, name = '']) => !named.has(name.toLowerCase()))

/** Text between tags, its characters as they are read. */
export const decoded = (text: string): string =>
  text.replace(/&(#x[0-9a-f]{1,6}|#\d{1,7}|[a-z]+);/gi, (whole, name: string) => {
    if (!name.startsWith('#')) return named.get(name.toLowerCase()) ?? whole
    const point = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1))
    return point > 0 && point <= 0x10ffff ? String.fromCodePoint(point) : whole
  })

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\u00a0': '&nbsp;' }
/** Text as it stands between tags. */
export const escapedText = (text: string): string => text.replace(/[&<>\u00a0]/g, (char) => escapes[char] as string)
const escapedValue = (text: string): string => text.replace(/[&"<>\u00a0]/g, (char) => escapes[char] as string)

export const openTag = (name: string, attributes: readonly [string, string][]): string =>
  `<${name}${attributes.map(([key, value]) => ` ${key}="${escapedValue(value)}"`).join('')}>`

const attributesOf = (text: string): [string, string][] =>
  Array.from(text.matchAll(attribute), ([, name = '', a, b, c]) => [name.toLowerCase(), decoded(a ?? b ?? c ?? '')])

/** Null where it is no plain HTML: a comment, a doctype, a bare "<", a sign by a rare name. */
export function tokensOf(html: string): Token[] | null {
  const tokens: Token[] = []
  token.lastIndex = 0
  while (token.lastIndex < html.length) {
    const from = token.lastIndex
    const found = token.exec(html)
    if (!found) return null
    const range = { from, to: token.lastIndex }
    const [, liquid, slash, name, attributes = '', text] = found
    if (liquid !== undefined) tokens.push({ is: 'liquid', source: liquid, ...range })
    else if (name !== undefined)
      tokens.push(
        slash
          ? { is: 'close', name: name.toLowerCase(), ...range }
          : { is: 'open', name: name.toLowerCase(), attributes: attributesOf(attributes), ...range },
      )
    else if (text === '<' || hasUnknown(text ?? '')) return null
    else {
      const last = tokens.at(-1)
      if (last?.is === 'text') {
        last.text += decoded(text ?? '')
        last.to = range.to
      } else tokens.push({ is: 'text', text: decoded(text ?? ''), ...range })
    }
  }
  return tokens
}

/** Tags that begin a line of their own: white space beside them is nothing. */
export const blocks = new Set([
  'p',
  'h1',
  'h2',
  'h3',
  'blockquote',
  'ul',
  'ol',
  'li',
  'hr',
  'table',
  'tbody',
  'tr',
  'td',
  'th',
  'br',
])
const sameAs: Record<string, string> = { b: 'strong', i: 'em', del: 's', strike: 's' }

/** Two texts that a reader sees as one and the same have the same canonical one. */
export function canonical(tokens: readonly Token[]): string {
  const isBlock = (at: number) => {
    const beside = tokens[at]
    return beside === undefined || ((beside.is === 'open' || beside.is === 'close') && blocks.has(beside.name))
  }
  return tokens
    .map((each, at) => {
      if (each.is === 'liquid') return each.source
      if (each.is === 'text') {
        let text = each.text.replace(/[ \t\r\n]+/g, ' ')
        if (isBlock(at - 1)) text = text.replace(/^ /, '')
        if (isBlock(at + 1)) text = text.replace(/ $/, '')
        return escapedText(text)
      }
      if (each.name === 'tbody') return ''
      const name = sameAs[each.name] ?? each.name
      return each.is === 'close' ? `</${name}>` : openTag(name, each.attributes)
    })
    .join('')
}
