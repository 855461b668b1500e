import { hash } from 'node:crypto'
import { compile } from 'html-to-text'
import { encode as encodeBase64, wrap as wrapBase64 } from 'nodemailer/lib/base64'
import { buildHeaderValue, detectMimeType } from 'nodemailer/lib/mime-funcs'
import { encode as encodeQuoted, wrap as wrapQuoted } from 'nodemailer/lib/qp'
import { Refusal } from '../../shared/domain/failure.ts'
import { headerText } from '../../shared/domain/message.ts'
import { hmac } from '../hmac.ts'
import { dateValue, headerBlock, mailboxValue, messageIdValue, type NamedAddress, textValue } from './headers.ts'

/**
 * An email as bytes. The same letter always gives the same bytes, in every process and on every computer: "send again"
 * must be recognisable as the same email by every server and client on the way, so nothing in it is random and nothing
 * is read from a clock.
 */
export interface Letter {
  /** `<…@…>`, see `messageId`. */
  messageId: string
  /** The `Date` header, ms since the epoch. */
  date: number
  /** Our own mark, found again in Sent folders and bounces: letters, digits, `-`, `_`. */
  sendId: string
  /** Which copy of the data it leaves from (store/origin.ts); left out: nobody asks. */
  origin?: string | undefined
  from: NamedAddress
  to: NamedAddress
  replyTo: string | null
  subject: string
  /** At least one of the two; with only HTML the text part is made from it. */
  html: string | null
  text: string | null
  attachments: Attachment[]
  /** Message-ID this one answers, null for the first of a thread. */
  inReplyTo: string | null
  /** Ids of the thread so far, oldest first. */
  references: string[]
  /**
   * Where a wish to be left alone goes (RFC 2369); null for letters that are no mailing, such as invitations. The
   * subject keeps letters, digits, spaces and `_.-`, at most 120. `oneClick` is an https address that takes one POST
   * (RFC 8058).
   */
  unsubscribe: { address: string; subject: string; oneClick?: string | null } | null
  /** True: it carries a letter about a permission, by which a mailbox that Cadenza reads knows it. */
  letter?: true
  /** True: it is one that its sender sent to themselves. */
  test?: boolean
}

export interface Attachment {
  filename: string
  /** Media type; null = by the file name's ending. */
  contentType: string | null
  content: Uint8Array
  /** The HTML shows it as `src="cid:…"` by this name: it travels beside the HTML and not as a file. */
  cid?: string
}

/**
 * The Message-ID of one step for one contact: the same at every attempt, and telling nothing to whoever has no key.
 * @param key the workspace's secret; @param domain of the sender's address
 */
export function messageId(key: Uint8Array, enrollment: string, step: number, domain: string): string {
  const digest = hmac(key, `message-id\0${enrollment}\0${step}`, 'hex')
  return `<${digest.slice(0, 40)}@${domain.toLowerCase()}>`
}

/**
 * The complete message, CRLF line ends, every line at most 998 octets (RFC 5322 §2.1.1), 7-bit throughout except for
 * address local parts beyond ASCII. Throws Refusal `invalid_address` or `bad_request` when an address or id can't stand in
 * a header; subject, names and file names are cleaned instead (see domain/message.ts).
 */
export function composeMessage(letter: Letter): Buffer {
  if (!/^[A-Za-z0-9_-]{1,100}$/.test(letter.sendId)) throw new Refusal('bad_request', 'the send id has odd characters')
  if (!/^[\w.-]{0,100}$/.test(letter.origin ?? '')) throw new Refusal('bad_request', 'the origin has odd characters')
  const boundary = `=_${hash('sha256', letter.messageId).slice(0, 24)}`
  const { html, pictures, files } = withPictures(letter)
  const body = withAttachments(bodyPart({ ...letter, html }, pictures, boundary), files, boundary)
  const headers = headerBlock([
    ['From', mailboxValue(letter.from)],
    ['Reply-To', letter.replyTo === null ? null : mailboxValue({ name: null, address: letter.replyTo })],
    ['To', mailboxValue(letter.to)],
    ['Subject', textValue(letter.subject)],
    ['Date', dateValue(letter.date)],
    ['Message-ID', messageIdValue(letter.messageId)],
    ['In-Reply-To', letter.inReplyTo === null ? null : messageIdValue(letter.inReplyTo)],
    ['References', letter.references.map(messageIdValue).join(' ')],
    ['X-Cadenza-Send-Id', letter.sendId],
    ['X-Cadenza-Origin', letter.origin ?? null],
    ['X-Cadenza-Letter', letter.letter ? '1' : null],
    ['X-Cadenza-Test', letter.test ? '1' : null],
    ['List-Unsubscribe', unsubscribeValue(letter.unsubscribe)],
    ['List-Unsubscribe-Post', letter.unsubscribe?.oneClick ? 'List-Unsubscribe=One-Click' : null],
    ['MIME-Version', '1.0'],
  ])
  return Buffer.from(headers + body, 'utf8')
}

/** A MIME part: its own header lines, an empty line, its content. Always ends with CRLF. */
type Part = string

function bodyPart(letter: Letter, pictures: readonly Attachment[], boundary: string): Part {
  if (letter.html === null || letter.html === '') return textPart('plain', letter.text ?? '', boundary)
  const text = letter.text === null || letter.text === '' ? textFromHtml(letter.html) : letter.text
  return multipart('alternative', `${boundary}_1`, [
    textPart('plain', text, boundary),
    related(textPart('html', letter.html, boundary), pictures, boundary),
  ])
}

/** HTML with the pictures it shows (RFC 2387). */
function related(html: Part, pictures: readonly Attachment[], boundary: string): Part {
  if (pictures.length === 0) return html
  return multipart('related', `${boundary}_3`, [html, ...pictures.map((picture) => attachmentPart(picture))])
}

/**
 * The pictures that the HTML shows, with names that are theirs alone (RFC 2392: an address, of this message's own), and
 * the HTML that calls them so. A picture that it doesn't show is a file like any other, so that nobody misses it.
 */
function withPictures({ html, attachments, messageId }: Letter) {
  const shown = new Set<string>()
  const known = new Set(attachments.flatMap(({ cid }) => cid ?? []))
  const domain = messageId.slice(messageId.lastIndexOf('@') + 1, -1)
  const named = html?.replace(
    /(["'(=]\s*)cid:([A-Za-z0-9._-]+)(?=["')\s>])/gi,
    (whole, before: string, cid: string) => {
      if (!known.has(cid)) return whole
      shown.add(cid)
      return `${before}cid:${cid}@${domain}`
    },
  )
  const isShown = ({ cid }: Attachment) => cid !== undefined && shown.has(cid)
  return {
    html: named ?? null,
    pictures: attachments.filter(isShown).map((each) => ({ ...each, cid: `${each.cid}@${domain}` })),
    files: attachments.filter((each) => !isShown(each)).map(({ cid, ...file }): Attachment => file),
  }
}

function withAttachments(body: Part, attachments: readonly Attachment[], boundary: string): Part {
  if (attachments.length === 0) return body
  return multipart('mixed', `${boundary}_2`, [body, ...attachments.map((each) => attachmentPart(each))])
}

function multipart(subtype: 'alternative' | 'mixed' | 'related', boundary: string, parts: readonly Part[]): Part {
  const root = subtype === 'related' ? ' type="text/html";' : ''
  const head = headerBlock([['Content-Type', `multipart/${subtype};${root} boundary="${boundary}"`]])
  return `${head}\r\n${parts.map((part) => `--${boundary}\r\n${part}\r\n`).join('')}--${boundary}--\r\n`
}

function textPart(subtype: 'plain' | 'html', content: string, boundary: string): Part {
  const text = content.toWellFormed().replace(/\r\n?|\n/g, '\r\n')
  // Plain ASCII in short lines goes as it is, unless it holds our boundary, which would cut the message there.
  const asItIs = /^[\t\r\n\x20-\x7e]*$/.test(text) && hasShortLines(text) && !text.includes(boundary)
  const head = headerBlock([
    ['Content-Type', `text/${subtype}; charset=utf-8`],
    ['Content-Transfer-Encoding', asItIs ? '7bit' : 'quoted-printable'],
  ])
  return `${head}\r\n${asItIs ? text : wrapQuoted(encodeQuoted(text), 76)}\r\n`
}

/** No line has more than 76 characters. As an expression it is tried anew at every character. */
function hasShortLines(text: string): boolean {
  for (let at = 0, end = 0; at < text.length; at = end + 2) {
    end = text.indexOf('\r\n', at)
    if (end < 0) end = text.length
    if (end - at > 76) return false
  }
  return true
}

function attachmentPart(attachment: Attachment): Part {
  const filename = headerText(attachment.filename).replace(/[/\\]/g, '_') || 'attachment'
  const content = wrapBase64(encodeBase64(Buffer.from(attachment.content)), 76)
  const head = headerBlock([
    ['Content-Type', mediaType(attachment.contentType, filename)],
    ['Content-Transfer-Encoding', 'base64'],
    ['Content-ID', attachment.cid === undefined ? null : messageIdValue(`<${attachment.cid}>`)],
    [
      'Content-Disposition',
      buildHeaderValue({ value: attachment.cid === undefined ? 'attachment' : 'inline', params: { filename } }),
    ],
  ])
  return `${head}\r\n${content}\r\n`
}

/** A message or multipart inside ours must not be base64 (RFC 2046 §5.2.1), so such a file travels as plain bytes. */
function mediaType(given: string | null, filename: string): string {
  const type = given ?? detectMimeType(filename.split('.').pop() ?? '')
  const valid = /^[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,60}\/[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,60}$/.test(type)
  return valid && !/^(message|multipart)\//i.test(type) ? type : 'application/octet-stream'
}

/** Where a wish to be left alone goes by mail (RFC 6068). Throws Refusal `invalid_address` where it gets too long. */
export function optOutMail({ address: to, subject }: { address: string; subject: string }): string {
  const address = mailboxValue({ name: null, address: to })
  // RFC 6068 §2: everything but the unreserved characters is percent-encoded, the @ stays.
  const at = address.lastIndexOf('@')
  const target = `${encodeURIComponent(address.slice(0, at))}@${encodeURIComponent(address.slice(at + 1))}`
  const clean = subject
    .replace(/[^A-Za-z0-9 _.-]+/g, ' ')
    .trim()
    .slice(0, 120)
  const link = `mailto:${target}?subject=${encodeURIComponent(clean)}`
  // It can't be folded, and a line may have 998 characters.
  if (link.length > 948) throw new Refusal('invalid_address', `${address} is too long for an opt-out link`)
  return link
}

function unsubscribeValue(unsubscribe: Letter['unsubscribe']): string | null {
  if (!unsubscribe) return null
  const mail = `<${optOutMail(unsubscribe)}>`
  const { oneClick } = unsubscribe
  if (!oneClick) return mail
  if (!/^https:\/\/[\x21-\x3b\x3d\x3f-\x7e]{1,900}$/.test(oneClick))
    throw new Refusal('bad_request', 'the opt-out address has odd characters')
  // What a reader's program likes best comes first (RFC 2369 §3.2).
  return `<${oneClick}>, ${mail}`
}

const toText = compile({
  wordwrap: false,
  limits: { maxInputLength: 5_000_000, maxDepth: 200 },
  selectors: [
    { selector: 'img', format: 'skip' },
    { selector: 'a', options: { hideLinkHrefIfSameAsText: true, ignoreHref: false } },
    ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({ selector, options: { uppercase: false } })),
  ],
})

/** The text part of an HTML email: links with their target, no images, lines as long as their paragraph. */
export function textFromHtml(html: string): string {
  return toText(html)
}
