import { compile } from 'html-to-text'
import PostalMime, { type Attachment, decodeWords } from 'postal-mime'
import { letterType } from '../../shared/domain/delegation-words.ts'
import type { IncomingMessage, IncomingPart } from '../../shared/domain/incoming-shape.ts'
import { endFlows } from './incoming-flowed.ts'

/** What is said about a delivery stands before what is returned or attached: more than this is not looked at. */
export const longestMessage = 2_000_000
/** Characters of one part that are looked at. */
const longestText = 200_000

/**
 * Takes a message apart for `classify`. Line ends may be LF, CRLF or CR, also mixed. Never rejects: of what is broken it
 * gives what can be read, at worst everything after the headers as text.
 *
 * @param at when the message was received, ms; null: its own Date header counts
 */
export async function parseIncoming(raw: Uint8Array, at: number | null = null): Promise<IncomingMessage> {
  const bytes = endFlows(withLineFeeds(raw))
  const mail = await PostalMime.parse(bytes, {
    forceRfc822Attachments: true,
    attachmentEncoding: 'arraybuffer',
    maxNestingDepth: 50,
  }).catch(() => null)
  if (!mail) return { headers: [], text: clipped(decoded(bytes)), parts: [], at }
  const html = mail.html ? textOf(mail.html) : ''
  const parts: IncomingPart[] = []
  if (mail.text) parts.push({ type: 'text/plain', text: clipped(lines(mail.text)) })
  if (mail.html) parts.push({ type: 'text/html', text: html })
  for (const each of mail.attachments) parts.push(partOf(each))
  const text = mail.text?.trim() ? clipped(lines(mail.text)) : html
  return {
    headers: mail.headers.map(({ key, value }) => ({
      name: key,
      value: decodeWords(value).replace(/\s+/g, ' ').trim(),
    })),
    text: text || parts.length > 0 ? text : clipped(afterHeaders(decoded(bytes))),
    parts,
    at: at ?? instantOf(mail.date),
  }
}

/** Some systems keep mail with CR alone, which no MIME parser takes for a line end. */
function withLineFeeds(raw: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(Math.min(raw.length, longestMessage))
  let size = 0
  for (let i = 0; i < raw.length && size < bytes.length; i++) {
    const byte = raw[i] as number
    if (byte === 13 && raw[i + 1] === 10) continue
    bytes[size++] = byte === 13 ? 10 : byte
  }
  return bytes.subarray(0, size)
}

function partOf({ mimeType, content }: Attachment): IncomingPart {
  const type = /^[\w.+-]+\/[\w.+-]+/.exec(mimeType.toLowerCase())?.[0] ?? 'application/octet-stream'
  const readable = (/^(message|text)\//.test(type) || type === letterType) && typeof content !== 'string'
  return { type, text: readable ? clipped(lines(decoded(new Uint8Array(content)))) : null }
}

const utf8 = new TextDecoder('utf-8', { fatal: true })
const latin = new TextDecoder('windows-1252')
const japanese = new TextDecoder('iso-2022-jp')
/** ISO-2022-JP shifts to Japanese by an escape, so that it is known without being named. */
const shifts = ['\u001b$B', '\u001b$@']

/** Notices seldom name the charset of their machine-readable parts. */
function decoded(bytes: Uint8Array): string {
  try {
    const text = utf8.decode(bytes)
    return shifts.some((shift) => text.includes(shift)) ? japanese.decode(bytes) : text
  } catch {
    return latin.decode(bytes)
  }
}

const asText = compile({
  wordwrap: false,
  limits: { maxInputLength: longestText, maxDepth: 100, maxChildNodes: 10_000 },
  selectors: [
    { selector: 'a', options: { ignoreHref: true } },
    { selector: 'img', format: 'skip' },
  ],
})

function textOf(html: string): string {
  try {
    return clipped(lines(asText(html.slice(0, longestText))))
  } catch {
    return ''
  }
}

const lines = (text: string): string => text.replace(/\r\n?/g, '\n')
const clipped = (text: string): string => text.slice(0, longestText)

function afterHeaders(text: string): string {
  const blank = text.indexOf('\n\n')
  return blank < 0 ? '' : text.slice(blank + 2)
}

function instantOf(date: string | undefined): number | null {
  const at = Date.parse(date ?? '')
  return Number.isFinite(at) ? at : null
}
