/** What is wrong with the links and pictures of an email, as far as their writing tells. Nothing is asked of the network. */
import { type Place, placeOf } from './sequence-writing.ts'

export interface LinkFinding {
  code: 'link_empty' | 'link_scheme' | 'link_spaces' | 'link_unbalanced' | 'link_kind' | 'image_local' | 'cid_missing'
  severity: 'error' | 'warning'
  message: string
  place: Place
}

/** Stands for what a template fills in: a name, so that it neither breaks an address nor makes one. */
const filled = '\uE000'
const withoutLiquid = (text: string): string => text.replace(/\{\{[^{}]*\}\}|\{%[^%]*%\}/g, filled)

const short = (text: string): string => (text.length > 60 ? `${text.slice(0, 60)}…` : text)

/** @param pictures the names (`cid`) of the files that the HTML may show; null: not known */
export function linksOfHtml(html: string, pictures: readonly string[] | null): LinkFinding[] {
  return [...tagsOf(html).flatMap((tag) => findingsOf(tag, pictures)), ...unclosed(html)]
}

interface Tag {
  name: 'a' | 'img'
  /** Of `href` or `src`; null: it has none. */
  value: string | null
  place: Place
}

/** Links and pictures with their address, in order. */
function tagsOf(html: string): Tag[] {
  const found: Tag[] = []
  for (const { 0: opening, index } of html.matchAll(/<(?:a|img)\b/gi)) {
    const name = opening.toLowerCase() === '<a' ? 'a' : 'img'
    const inside = insideOf(html, index + opening.length)
    if (inside === null) continue
    const address = (name === 'a' ? hrefs : srcs).exec(inside)?.[1]
    const value = address === undefined ? null : address.replace(/^(["'])(.*)\1$/s, '$2')
    found.push({ name, value, place: placeOf(html, index) })
  }
  return found
}

const hrefs = /\bhref\s*=\s*("[^"]*"|'[^']*'|[^\s>]*)/i
const srcs = /\bsrc\s*=\s*("[^"]*"|'[^']*'|[^\s>]*)/i

/** Longer than any tag that a person writes. */
const longestTag = 4000

/** What a tag holds up to its end; a quoted address, and a template in one, may hold `>`. Null: it has no end. */
function insideOf(html: string, from: number): string | null {
  let quote = ''
  for (let at = from; at < html.length && at < from + longestTag; at++) {
    const char = html[at] as string
    if (quote) {
      if (char === quote) quote = ''
    } else if (char === '"' || char === "'") quote = char
    else if (char === '<') return null
    else if (char === '>') return html.slice(from, at)
  }
  return null
}

function findingsOf({ name, value, place }: Tag, pictures: readonly string[] | null): LinkFinding[] {
  if (name === 'img') return value === null ? [] : pictureTrouble(value.trim(), pictures, place)
  // a target inside the page, without an address of its own
  if (value === null) return []
  return linkTrouble(value, place)
}

const schemes = /^(https?:\/\/|mailto:|tel:|sms:|#)/i

function linkTrouble(value: string, place: Place): LinkFinding[] {
  const warn = (code: LinkFinding['code'], message: string, severity: LinkFinding['severity'] = 'warning') => [
    { code, severity, message, place },
  ]
  const shown = short(value.trim())
  if (shown === '') return warn('link_empty', 'A link leads nowhere. Give it an address.')
  const to = withoutLiquid(value.trim())
  if (/^(javascript|vbscript|data|file|blob):/i.test(to))
    return warn('link_kind', `A link to "${shown}" works in no email. Link to a page (https://…).`, 'error')
  if (/\s/.test(to)) return warn('link_spaces', `The link "${shown}" has a space in it. Remove it, or write %20.`)
  // all of it is filled in: nobody knows yet what it is
  if (to === filled || (to.startsWith(filled) && /^\s*\{/.test(value))) return []
  if (/^https?:?\/?\/?$/i.test(to))
    return warn('link_empty', `The link "${shown}" leads nowhere. Write the rest of it.`)
  if (/^(https?:\/?[^/]|https?\/\/|h?t?tps?:\/\/)/i.test(to) && !/^https?:\/\//i.test(to))
    return warn('link_scheme', `The link "${shown}" does not begin with https:// as it should.`)
  if (/^mailto:[^@?]*(\?|$)/i.test(to) && !to.includes(filled))
    return warn('link_scheme', `The link "${shown}" names no address. Write mailto:name@example.com.`)
  if (!schemes.test(to) && !/^[a-z][a-z0-9+.-]*:/i.test(to))
    return warn(
      'link_scheme',
      `The link "${shown}" has no https:// in front, so it leads nowhere. Write https://${shown}.`,
    )
  return []
}

function pictureTrouble(value: string, pictures: readonly string[] | null, place: Place): LinkFinding[] {
  const cid = /^cid:(.*)$/is.exec(value)?.[1]
  if (cid !== undefined && pictures && !pictures.includes(cid))
    return [
      {
        code: 'cid_missing',
        severity: 'error',
        message: `The picture "${short(cid)}" has no file. Add the picture again, or take it out.`,
        place,
      },
    ]
  if (/^(file|blob|data):/i.test(value) || /^[a-z]:\\/i.test(value))
    return [
      {
        code: 'image_local',
        severity: 'warning',
        message:
          'A picture is not a file of this email, and most inboxes will not show it. Add it with the picture button.',
        place,
      },
    ]
  return []
}

/** `<a href="…">` without `</a>`, and quotation marks that don't end. */
function unclosed(html: string): LinkFinding[] {
  const plain = html.replace(/<!--(?:(?!<!--).)*?-->/gs, (text) => text.replace(/[^\n]/g, ' '))
  const found: LinkFinding[] = []
  const open: number[] = []
  const say = (at: number, message: string) =>
    found.push({ code: 'link_unbalanced', severity: 'warning', message, place: placeOf(html, at) })
  for (const { 0: tag, index } of plain.matchAll(/<a\b|<\/a\s*>/gi)) {
    if (tag.startsWith('</')) {
      if (open.pop() === undefined) say(index, '</a> ends no link. Remove it.')
    } else {
      if (open.length > 0) say(open.pop() as number, 'A link is not ended before the next begins: </a> is missing.')
      open.push(index)
    }
  }
  for (const at of open) say(at, 'A link is not ended: </a> is missing.')
  for (const { index } of plain.matchAll(/\bhref\s*=\s*(?:"[^"<>]*|'[^'<>]*)(?=[<>])/gi))
    if (!/\{\{|\{%/.test(plain.slice(index, index + 200).split(/[<>]/)[0] ?? ''))
      say(index, "The quotation mark after a link's address is missing.")
  return found
}

/** Addresses in plain text that no program will make a link of. */
export function linksOfText(text: string): LinkFinding[] {
  const found: LinkFinding[] = []
  for (const match of text.matchAll(/(?<![\w/])(?:https?:\/?(?![/\s])|https?\/\/|htt?ps?:\/\/|h?ttps?:\/\/)\S+/gi)) {
    if (/^https?:\/\//i.test(match[0])) continue
    found.push({
      code: 'link_scheme',
      severity: 'warning',
      message: `The link "${short(match[0])}" does not begin with https:// as it should.`,
      place: placeOf(text, match.index),
    })
  }
  return found
}
