/**
 * Mail from outside, made harmless before it is shown. Three walls stand behind each other: what is not on the list of
 * tags and attributes here is dropped; the frame it is shown in runs no scripts, sends no forms and opens no windows;
 * and the page's policy loads nothing from elsewhere. Nothing that could load is kept: no pictures, no fonts, no url().
 */
import DOMPurify from 'dompurify'

/** What is left of a message. Not in any document yet. */
export interface CleanLetter {
  body: DocumentFragment
  /** Of the message's own style elements; not yet cleaned of what loads (`cleanRules`). */
  css: string
  /** Of the message's body element. */
  bodyStyle: string
  bodyColour: string
  /** Pictures that a reader would have seen; what is smaller than 3 px is a spy, and counted apart. */
  pictures: number
  spies: number
  /** Of the pictures, what those that travel with the message are called. */
  attached: string[]
}

/** Where a style attribute waits until it is set through the style object. */
export const styleAside = 'data-style'
/** What a picture that travels with the message is called in it. */
export const pictureAside = 'data-cid'

const tags = [
  ...['a', 'abbr', 'address', 'article', 'aside', 'b', 'bdi', 'bdo', 'big', 'blockquote', 'br', 'caption', 'center'],
  ...[
    'cite',
    'code',
    'col',
    'colgroup',
    'dd',
    'del',
    'details',
    'dfn',
    'div',
    'dl',
    'dt',
    'em',
    'figcaption',
    'figure',
  ],
  ...['font', 'footer', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'header', 'hr', 'i', 'img', 'ins', 'kbd', 'li', 'main'],
  ...['mark', 'nav', 'ol', 'p', 'pre', 'q', 's', 'samp', 'section', 'small', 'span', 'strike', 'strong', 'sub'],
  ...['summary', 'sup', 'table', 'tbody', 'td', 'tfoot', 'th', 'thead', 'time', 'tr', 'tt', 'u', 'ul', 'var', 'wbr'],
]
const attributes = [
  ...['align', 'alt', 'bgcolor', 'border', 'cellpadding', 'cellspacing', 'class', 'color', 'cols', 'colspan', 'dir'],
  ...['face', 'headers', 'height', 'href', 'id', 'lang', 'open', 'reversed', 'rowspan', 'scope', 'size', 'span'],
  ...['start', 'title', 'valign', 'width', styleAside, pictureAside],
]

/** Where a link may lead; anything else is text. */
const leadsOut = /^(?:https?:\/\/|mailto:)/i

/** Reads a message's HTML and keeps what is harmless. Never throws: from nonsense comes an empty letter. */
export function cleanLetter(html: string): CleanLetter {
  const { markup, css } = setAside(html)
  const read = new DOMParser().parseFromString(markup, 'text/html')
  const body = DOMPurify.sanitize(read.body.innerHTML, {
    ALLOWED_TAGS: tags,
    ALLOWED_ATTR: attributes,
    ADD_URI_SAFE_ATTR: [styleAside, pictureAside],
    ALLOW_DATA_ATTR: false,
    ALLOW_ARIA_ATTR: false,
    RETURN_DOM_FRAGMENT: true,
  })
  for (const link of body.querySelectorAll('[href]'))
    if (link.localName !== 'a' || !leadsOut.test(link.getAttribute('href') ?? '')) link.removeAttribute('href')
  const bodyStyle = read.body.getAttribute(styleAside) ?? ''
  const bodyColour = read.body.getAttribute('bgcolor') ?? ''
  return { body, css, bodyStyle, bodyColour, ...withoutPictures(body) }
}

/**
 * What the page's policy would report even in a document that is never shown: styles and handlers. Styles are kept
 * beside the markup. This is for a quiet console, not for safety: what it misses is dropped or refused later.
 */
export function setAside(html: string): { markup: string; css: string } {
  const css: string[] = []
  const markup = html
    .replace(/<!--[\s\S]*?-->/g, '')
    .replace(/<style\b[^>]*>([\s\S]*?)<\/style\s*>/gi, (_, text: string) => {
      css.push(text)
      return ''
    })
    .replace(/<script\b[^>]*>[\s\S]*?<\/script\s*>/gi, '')
    .replace(opaque, '')
  return { markup: withoutHandlers(markup), css: css.join('\n').replace(/@import\b[^;]*;?/gi, '') }
}

/** Elements that are never shown, and those whose content a parser reads by other rules: what is in them is read by the usual ones. */
const opaque =
  /<\/?(?:base|link|meta|script|style|xmp|textarea|title|iframe|noembed|noframes|noscript|plaintext)\b[^>]*>/gi

const tagName = /<[a-z][^\s/>]*/iy
const gap = /[\s/]+/y
/** As a parser reads it (HTML 13.2.5.33): quotes within a name or an unquoted value are a part of it. */
const attribute = /(=?[^\s/>=]*)(\s*=\s*(?:"[^"]*(?:"|$)|'[^']*(?:'|$)|[^\s>"'][^\s>]*)?)?/y

const readAt = (pattern: RegExp, text: string, at: number): RegExpExecArray | null => {
  pattern.lastIndex = at
  return pattern.exec(text)
}

/** Tag by tag, once from the beginning to the end: one that is never closed is read as well. */
function withoutHandlers(markup: string): string {
  let out = ''
  let at = 0
  for (;;) {
    const begin = markup.indexOf('<', at)
    if (begin < 0) return out + markup.slice(at)
    const name = readAt(tagName, markup, begin)?.[0] ?? '<'
    out += markup.slice(at, begin) + name
    at = begin + name.length
    if (name === '<') continue
    while (at < markup.length && markup[at] !== '>') {
      const space = readAt(gap, markup, at)?.[0] ?? ''
      out += space
      at += space.length
      const [whole = '', called = '', value] = readAt(attribute, markup, at) ?? []
      out += renamed(whole, called, value)
      at += whole.length
    }
  }
}

const renamed = (whole: string, name: string, value = ''): string => {
  if (/^on/i.test(name)) return ''
  const cid = name.toLowerCase() === 'src' && /^\s*=\s*["']?cid:([A-Za-z0-9._@-]+)["']?$/i.exec(value)?.[1]
  if (cid) return `${pictureAside}="${cid}"`
  return name.toLowerCase() === 'style' ? `${styleAside}${value}` : whole
}

const tiny = (picture: Element, side: 'width' | 'height'): boolean => {
  const said = picture.getAttribute(side)
  return said !== null && Number.parseFloat(said) < 3
}

/** A picture's own words stand where it would be; a spy leaves nothing. */
function withoutPictures(body: DocumentFragment): Pick<CleanLetter, 'pictures' | 'spies' | 'attached'> {
  const attached: string[] = []
  let pictures = 0
  let spies = 0
  for (const picture of body.querySelectorAll('img')) {
    if (tiny(picture, 'width') || tiny(picture, 'height')) {
      spies++
      picture.remove()
      continue
    }
    pictures++
    const words = picture.ownerDocument.createElement('span')
    words.className = 'cadenza-picture'
    words.textContent = picture.getAttribute('alt')?.trim() || '▢'
    const cid = picture.getAttribute(pictureAside)
    if (cid !== null) {
      attached.push(cid)
      for (const name of [pictureAside, styleAside, 'alt', 'width', 'height'])
        if (picture.hasAttribute(name)) words.setAttribute(name, picture.getAttribute(name) ?? '')
    }
    picture.replaceWith(words)
  }
  return { pictures, spies, attached }
}

/** In a value: anything that would load something. */
const loads = /(?:url|src|image|image-set|cross-fade|element|paint)\s*\(/i

/** Takes out of a declaration block every property that would load something. */
export function cleanStyle(style: CSSStyleDeclaration): void {
  for (const name of [...style]) if (loads.test(style.getPropertyValue(name))) style.removeProperty(name)
  // a value with a variable in it is not known before it is used
  for (const name of [...style]) if (name.startsWith('--')) style.removeProperty(name)
}

/** A frame's rules are of another world than this page's classes: they are told by what they have. */
const isStyle = (rule: CSSRule): rule is CSSStyleRule => 'selectorText' in rule && 'style' in rule
const isCondition = (rule: CSSRule): rule is CSSConditionRule => 'conditionText' in rule && 'cssRules' in rule

/** The same for a whole sheet, groups such as @media included. Fonts, imports and whatever else loads go. */
export function cleanRules(sheet: CSSStyleSheet | CSSConditionRule): void {
  for (let at = sheet.cssRules.length - 1; at >= 0; at--) {
    const rule = sheet.cssRules[at] as CSSRule
    if (isStyle(rule)) cleanStyle(rule.style)
    else if (isCondition(rule)) cleanRules(rule)
    else sheet.deleteRule(at)
  }
}
