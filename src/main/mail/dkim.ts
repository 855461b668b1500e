/**
 * Signs mail with a domain's key (RFC 6376; Ed25519: RFC 8463), relaxed in header and body, so that a server on the way
 * may fold lines anew. The expensive part runs outside the main thread. The same message, key and time give the same
 * bytes: neither kind of signature holds anything random.
 */
import { createHash, type KeyObject, sign } from 'node:crypto'

export interface DkimKey {
  domain: string
  selector: string
  /** The private part, parsed: reading it anew for each email costs more than signing. */
  key: KeyObject
}

/** Signed where present. What servers on the way add or rewrite, such as Received, is left out (§5.4.1). */
const signed = [
  'from',
  'reply-to',
  'to',
  'subject',
  'date',
  'message-id',
  'in-reply-to',
  'references',
  'list-unsubscribe',
  'list-unsubscribe-post',
  'mime-version',
  'content-type',
  'content-transfer-encoding',
]
/** Named once more than they occur: a second one that somebody puts before ours breaks the signature (§8.15). */
const sealed = ['from', 'subject']

/** One header field without its last line end, in the relaxed form (§3.4.2). */
export function relaxedHeader(field: string): string {
  const colon = field.indexOf(':')
  const value = field
    .slice(colon + 1)
    .replace(/\r\n/g, '')
    .replace(/[ \t]+/g, ' ')
    .trim()
  return `${field.slice(0, colon).trim().toLowerCase()}:${value}`
}

/** Characters of a body that are looked at in one go: some milliseconds. */
const atOnce = 256 * 1024

/** A body in the relaxed form (§3.4.4), piece by piece; pieces end at line ends. */
export function* relaxedBody(body: string): Generator<string, void> {
  // empty lines count only where something follows
  let emptyLines = 0
  let isAny = false
  for (let from = 0; from < body.length; ) {
    const line = body.indexOf('\r\n', from + atOnce)
    const to = line < 0 ? body.length : line + 2
    const text = body
      .slice(from, to)
      .replace(/[ \t]+/g, ' ')
      .replaceAll(' \r\n', '\r\n')
    let end = text.length
    while (end >= 2 && text.startsWith('\r\n', end - 2)) end -= 2
    const lines = (text.length - end) / 2
    if (end === 0) emptyLines += lines
    else {
      yield '\r\n'.repeat(emptyLines) + text.slice(0, end)
      emptyLines = lines
      isAny = true
    }
    from = to
  }
  if (isAny) yield '\r\n'
}

/** An attachment of many megabytes is no reason for everything else to stand still: between two pieces others have a turn. */
async function bodyHashOf(body: string): Promise<string> {
  const hash = createHash('sha256')
  for (const piece of relaxedBody(body)) {
    hash.update(piece, 'latin1')
    if (body.length > atOnce) await new Promise((resolve) => setImmediate(resolve))
  }
  return hash.digest('base64')
}

interface Split {
  fields: string[]
  body: string
}

/** Bytes as characters, so that what isn't ASCII comes out as it went in. */
function split(raw: Uint8Array): Split {
  const text = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength).toString('latin1')
  const gap = text.indexOf('\r\n\r\n')
  const head = gap < 0 ? text : text.slice(0, gap)
  return { fields: head.split(/\r\n(?![ \t])/), body: gap < 0 ? '' : text.slice(gap + 4) }
}

const nameOf = (field: string): string => field.slice(0, field.indexOf(':')).trim().toLowerCase()

/** The domain in the From field of a message of ours, in lower case; null where there is none. */
export function fromDomain(raw: Uint8Array): string | null {
  const end = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength).indexOf('\r\n\r\n')
  const from = split(end < 0 ? raw : raw.subarray(0, end)).fields.find((field) => nameOf(field) === 'from')
  return /@([^@>\s]+)>?\s*$/.exec(from ?? '')?.[1]?.toLowerCase() ?? null
}

const inLines = (text: string): string => text.replace(/.{1,72}/g, '\r\n\t$&')

function signature(data: string, key: KeyObject): Promise<Buffer> {
  const bytes = Buffer.from(data, 'latin1')
  const ed = key.asymmetricKeyType === 'ed25519'
  return new Promise((resolve, reject) => {
    const done = (error: Error | null, made: Buffer) => (error ? reject(error) : resolve(made))
    // RFC 8463 §3: what is signed is the hash.
    if (ed) sign(null, createHash('sha256').update(bytes).digest(), key, done)
    else sign('sha256', bytes, key, done)
  })
}

/**
 * The message with a DKIM-Signature before it.
 *
 * @param raw complete, with CRLF line ends
 * @param at when it is signed, ms since the epoch: the message's own date, so that it is always the same
 */
export async function signMessage(raw: Uint8Array, { domain, selector, key }: DkimKey, at: number): Promise<Buffer> {
  const { fields, body } = split(raw)
  const present = signed.filter((name) => fields.some((field) => nameOf(field) === name))
  const names = [...present, ...sealed]
  const bodyHash = await bodyHashOf(body)
  const algorithm = key.asymmetricKeyType === 'ed25519' ? 'ed25519-sha256' : 'rsa-sha256'
  const unsigned =
    `DKIM-Signature: v=1; a=${algorithm}; c=relaxed/relaxed; d=${domain};\r\n\ts=${selector};` +
    ` t=${Math.floor(at / 1000)};\r\n\th=${names.join(':\r\n\t ')};\r\n\tbh=${bodyHash};\r\n\tb=`
  // What is named more often than it occurs counts as empty; a field occurs once in mail of ours.
  const own = present.map((name) => relaxedHeader(fields.find((field) => nameOf(field) === name) as string))
  const data = [...own, relaxedHeader(unsigned)].join('\r\n')
  const made = (await signature(data, key)).toString('base64')
  return Buffer.concat([Buffer.from(`${unsigned}${inLines(made)}\r\n`, 'latin1'), raw])
}
