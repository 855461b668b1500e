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
  const { host, track, words } = out
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
      return words === null ? tracked : withLine(tracked, optOutLine(words), oneClick ?? optOutMail(mail))
    },
  }
}

/** Of a test: it says what readers see, and leads nowhere. */
export const noWayOut = ({ words }: LetterOut) => ({
  unsubscribe: null,
  apply: (texts: Texts): Texts => (words === null ? texts : withLine(texts, optOutLine(words), '#')),
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

function withLine({ html, text }: Texts, line: OptOutLine, address: string): Texts {
  const below = `${text.replace(/\s+$/, '')}\n\n${optOutText(line, address)}\n`
  if (html === null) return { html, text: below }
  const { before, link, after } = line
  const made = `<p style="margin:24px 0 0;font-size:12px">${escaped(before)}<a href="${escaped(address)}">${escaped(link)}</a>${escaped(after)}</p>`
  const end = html.toLowerCase().lastIndexOf('</body')
  return { html: end < 0 ? `${html}\n${made}` : `${html.slice(0, end)}${made}\n${html.slice(end)}`, text: below }
}
