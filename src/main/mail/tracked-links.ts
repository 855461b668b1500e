/**
 * Rewrites the links of an email's text so that they lead over the tracking domain. Only what is surely a link is touched,
 * by its place in the text: everything else stays byte for byte as it was written.
 */
import { linkTarget, longestTarget } from './link-token.ts'

/** @param target as it is to be followed; gives back what is to stand there, or null: it stays as it is written */
export type Rewrite = (target: string) => string | null

interface Attribute {
  name: string
  /** As it stands there, without quotes. */
  value: string
  /** Places in the text: of the value with its quotes, empty where there is none. */
  from: number
  to: number
}

const space = /[\t\n\f\r ]/
const entities: Record<string, string> = { amp: '&', quot: '"', apos: "'", lt: '<', gt: '>' }

/** Null where it holds an entity that is not known here: such a link is left alone. */
function decoded(value: string): string | null {
  let isKnown = true
  const text = value.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,31}));/gi, (_, decimal, hex, name) => {
    const code = decimal ? Number(decimal) : hex ? Number.parseInt(hex, 16) : null
    if (code !== null && code > 0 && code <= 0x10ffff) return String.fromCodePoint(code)
    const known = entities[String(name).toLowerCase()]
    if (known === undefined) isKnown = false
    return known ?? ''
  })
  return isKnown ? text : null
}

export const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/** The attributes of a tag whose name ends at `at`, and where the tag ends. */
function attributesFrom(html: string, at: number): { attributes: Attribute[]; end: number } {
  const attributes: Attribute[] = []
  let i = at
  while (i < html.length) {
    while (i < html.length && (space.test(html[i] as string) || html[i] === '/')) i++
    if (i >= html.length || html[i] === '>') break
    const start = i
    i++
    while (i < html.length && !/[\t\n\f\r />=]/.test(html[i] as string)) i++
    const name = html.slice(start, i).toLowerCase()
    while (i < html.length && space.test(html[i] as string)) i++
    if (html[i] !== '=') {
      attributes.push({ name, value: '', from: i, to: i })
      continue
    }
    i++
    while (i < html.length && space.test(html[i] as string)) i++
    const value = valueFrom(html, i)
    attributes.push({ name, ...value })
    i = value.to
  }
  return { attributes, end: i + 1 }
}

function valueFrom(html: string, at: number): Omit<Attribute, 'name'> {
  const quote = html[at]
  if (quote === '"' || quote === "'") {
    const end = html.indexOf(quote, at + 1)
    const stop = end < 0 ? html.length : end
    return { value: html.slice(at + 1, stop), from: at, to: end < 0 ? stop : stop + 1 }
  }
  let end = at
  while (end < html.length && !/[\t\n\f\r >]/.test(html[end] as string)) end++
  return { value: html.slice(at, end), from: at, to: end }
}

/** What follows the tag of these is no HTML until they end. */
const raw = /^(?:style|script|title|textarea|xmp|noscript)$/

function pastRaw(html: string, name: string, at: number): number {
  const end = new RegExp(`</${name}[\\t\\n\\f\\r />]`, 'ig')
  end.lastIndex = at
  return end.exec(html)?.index ?? html.length
}

interface Link {
  target: string | null
  isOff: boolean
  from: number
  to: number
}

/** The links of an HTML text, in their order; each part of it is read once. */
function* linksIn(html: string): Generator<Link, void> {
  for (let at = html.indexOf('<'); at >= 0 && at < html.length; at = html.indexOf('<', at)) {
    if (html.startsWith('<!--', at)) {
      const end = html.indexOf('-->', at + 4)
      if (end < 0) return
      at = end + 3
      continue
    }
    const name = /^<([a-z][^\t\n\f\r />]{0,40})/i.exec(html.slice(at, at + 48))?.[1]?.toLowerCase()
    if (name === undefined) {
      at++
      continue
    }
    const { attributes, end } = attributesFrom(html, at + 1 + name.length)
    at = raw.test(name) ? pastRaw(html, name, end) : end
    if (name !== 'a' && name !== 'area') continue
    const href = attributes.find((each) => each.name === 'href')
    if (!href || href.from === href.to) continue
    const mark = attributes.find((each) => each.name === 'data-track')
    const text = decoded(href.value)
    const target = text === null ? null : linkTarget(text.trim())
    yield { target, isOff: mark?.value.toLowerCase() === 'off', from: href.from, to: href.to }
  }
}

/** Links marked with `data-track="off"` stay; so does everything that leads nowhere on the web. */
export function rewriteHtml(html: string, rewrite: Rewrite): string {
  let made = ''
  let done = 0
  for (const { target, isOff, from, to } of linksIn(html)) {
    const link = target === null || isOff ? null : rewrite(target)
    if (link === null) continue
    made += `${html.slice(done, from)}"${escaped(link)}"`
    done = to
  }
  return made + html.slice(done)
}

/** Targets of the links marked with `data-track="off"`: they stay in the plain text too. */
export const targetsLeftAlone = (html: string): Set<string> =>
  new Set([...linksIn(html)].flatMap(({ target, isOff }) => (isOff && target !== null ? [target] : [])))

/** In plain text a link in angle brackets stays, `<https://example.com/>`, and so does each of `alone`. */
export function rewriteText(text: string, rewrite: Rewrite, alone: ReadonlySet<string> = new Set()): string {
  return text.replace(/https?:\/\/[^\s<>"\]]+/gi, (found: string, at: number) => {
    // so long that it is none that could be rewritten
    if (found.length > 2 * longestTarget) return found
    if (text[at - 1] === '<' && text[at + found.length] === '>') return found
    const end = endOfLink(found, text[at - 1])
    const target = linkTarget(found.slice(0, end))
    const link = target === null || alone.has(target) ? null : rewrite(target)
    return link === null ? found : link + found.slice(end)
  })
}

const closing = /[.,;:!?'’”»›…。、，！？；：）」』】]/
/** Between two of the same a word is set off in plain text. */
const setsOff = /[*_~`|]/

/**
 * Where a link in running text ends: signs of the sentence around it don't belong to it, nor does a bracket that was opened
 * before it, nor the mark (`before`, the character before it) that sets it off.
 */
function endOfLink(found: string, before: string | undefined): number {
  let unopened = found.split(')').length - found.split('(').length
  let end = found.length
  for (; end > 0; end--) {
    const last = found[end - 1] as string
    if (last === ')') {
      if (unopened <= 0) break
      unopened--
    } else if (!closing.test(last) && !(last === before && setsOff.test(last))) break
  }
  return end
}
