/** Reading a message taken apart: its headers, its parts, the addresses and message ids that stand in a text. */
import type { IncomingMessage } from './incoming-shape.ts'

/** The first header of that name (lower case), or ''. */
export function headerOf(message: Pick<IncomingMessage, 'headers'>, name: string): string {
  return message.headers.find((each) => each.name === name)?.value ?? ''
}

/** All headers of that name (lower case), in their order. */
export function headersOf(message: Pick<IncomingMessage, 'headers'>, name: string): string[] {
  return message.headers.filter((each) => each.name === name).map(({ value }) => value)
}

/** Texts of all parts of these types. */
export function partsOf(message: IncomingMessage, ...types: string[]): string[] {
  return message.parts.flatMap(({ type, text }) => (text !== null && types.includes(type) ? [text] : []))
}

/**
 * A block of headers as they stand in a part (RFC 5322, and the fields of RFC 3464), names in lower case, values
 * unfolded. Reads to the first blank line.
 */
export function fieldsOf(block: string): { name: string; value: string }[] {
  const fields: { name: string; value: string }[] = []
  for (const line of block.split('\n')) {
    if (line.trim() === '') {
      if (fields.length > 0) break
      continue
    }
    const last = fields.at(-1)
    if ((line.startsWith(' ') || line.startsWith('\t')) && last) last.value += ` ${line.trim()}`
    else {
      const colon = line.indexOf(':')
      if (colon > 0 && /^[!-9;-~]+$/.test(line.slice(0, colon).trimEnd()))
        fields.push({ name: line.slice(0, colon).trimEnd().toLowerCase(), value: line.slice(colon + 1).trim() })
    }
  }
  return fields
}

const localSign = signs("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$%&'*+/=?^_`{|}~.-")
const domainSign = signs('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-')
const longestLocal = 128
const longestDomain = 254

function signs(text: string): (code: number) => boolean {
  const table = new Uint8Array(128)
  for (const each of text) table[each.charCodeAt(0)] = 1
  return (code) => table[code] === 1
}

/** Letters of other scripts stand in domains as they are; those of East Asia go on without a space and are left out. */
const inDomain = (code: number): boolean => domainSign(code) || (code > 0xbf && code < 0x1100)

/** Addresses in a text, in lower case, each once, in their order. Looks around each "@", so that it costs one pass. */
export function addressesIn(text: string): string[] {
  const found = new Set<string>()
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    let start = at
    while (start > 0 && at - start < longestLocal && localSign(text.charCodeAt(start - 1))) start--
    let end = at + 1
    while (end < text.length && end - at < longestDomain && inDomain(text.charCodeAt(end))) end++
    const local = text.slice(start, at).replace(/^[.'=]{1,8}/, '')
    const domain = text.slice(at + 1, end).replace(/[.-]{1,8}$/, '')
    if (local !== '' && domain !== '' && !/^[.-]/.test(domain)) found.add(`${local}@${domain}`.toLowerCase())
  }
  return [...found]
}

const messageId = /<[^<>@\s]{1,500}@[^<>@\s]{1,250}>/g

/** Message ids in a text, with their angle brackets, each once. */
export function messageIdsIn(text: string): string[] {
  return [...new Set(Array.from(text.matchAll(messageId), ([id]) => id))]
}
