/** The way out of an email: its headers, the line below it, and its links over the tracking domain. */
import { type OptOutLine, optOutLine, optOutText } from '../../shared/domain/opt-out-line.ts'
import { optOutMail } from './compose.ts'
import { clickToken, type LinkKeys, linkKeys, optOutToken } from './link-token.ts'
import { escaped, type Rewrite, rewriteHtml, rewriteText, targetsLeftAlone } from './tracked-links.ts'

/** What policy and domain say about the mail of one sender. */
export interface LetterOut {
  /** The tracking domain, where it has answered a check through the public name; null: there is none to be used. */
  host: string | null
  /** True: links lead over it. */
  track: boolean
  /** What the opt-out line says; null: none is written. */
  words: string | null
  /** The sender's postal address below that; null: none is written. */
  postal: string | null
}

export interface Texts {
  html: string | null
  text: string
}

interface OutOf {
  out: LetterOut
  /** The workspace's secret. */
  key: Uint8Array
  /** Public id of the email. */
  send: string
  from: { address: string; replyTo: string | null }
}

const known = new WeakMap<Uint8Array, LinkKeys>()
/** Derived once for each workspace. */
function keysOf(secret: Uint8Array): LinkKeys {
  const keys = known.get(secret) ?? linkKeys(secret)
  known.set(secret, keys)
  return keys
}

/** The headers' part of it, and what is done to the texts. */
export function wayOut({ out, key, send, from }: OutOf) {
  const { host, track } = out
  const mail = { address: from.replyTo ?? from.address, subject: `unsubscribe ${send}` }
  const oneClick = host === null ? null : `https://${host}/u/${optOutToken(keysOf(key), send)}`
  return {
    unsubscribe: { ...mail, oneClick },
    apply(texts: Texts): Texts {
      const tracked =
        host === null || !track
          ? texts
          : rewritten(texts, (to) =>
              isOwn(host, to) ? null : `https://${host}/c/${clickToken(keysOf(key), send, to)}`,
            )
      // after the links: the way out is no link of the text, and leads over nothing
      return withFooter(tracked, out, oneClick ?? optOutMail(mail))
    },
  }
}

/** Of a test: it says what readers see, and leads nowhere. */
export const noWayOut = (out: LetterOut) => ({
  unsubscribe: null,
  apply: (texts: Texts): Texts => withFooter(texts, out, '#'),
})

/** A link over the tracking domain already, or a way out: text of another email that somebody copied. */
const isOwn = (host: string, target: string): boolean => {
  const { hostname, pathname } = new URL(target)
  return hostname === host.toLowerCase() && /^\/[cu]\//.test(pathname)
}

const rewritten = ({ html, text }: Texts, rewrite: Rewrite): Texts => ({
  html: html === null ? null : rewriteHtml(html, rewrite),
  text: rewriteText(text, rewrite, html === null ? undefined : targetsLeftAlone(html)),
})

/** @param address where the way out leads */
function withFooter(texts: Texts, { words, postal }: LetterOut, address: string): Texts {
  const lines: Line[] = []
  if (words !== null) lines.push(lineOut(optOutLine(words), address))
  if (postal !== null) lines.push({ text: postal, html: escaped(postal) })
  return lines.length === 0 ? texts : withLines(texts, lines)
}

interface Line {
  text: string
  html: string
}

const lineOut = (line: OptOutLine, address: string): Line => ({
  text: optOutText(line, address),
  html: `${escaped(line.before)}<a href="${escaped(address)}">${escaped(line.link)}</a>${escaped(line.after)}`,
})

function withLines({ html, text }: Texts, lines: readonly Line[]): Texts {
  const below = `${[text.replace(/\s+$/, ''), ...lines.map((line) => line.text)].join('\n\n')}\n`
  if (html === null) return { html, text: below }
  const made = lines
    .map((line, i) => `<p style="margin:${i === 0 ? 24 : 8}px 0 0;font-size:12px">${line.html}</p>`)
    .join('\n')
  const end = html.toLowerCase().lastIndexOf('</body')
  return { html: end < 0 ? `${html}\n${made}` : `${html.slice(0, end)}${made}\n${html.slice(end)}`, text: below }
}
