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

/** An address as it stands in running text. Bounded on both sides, so that a long line costs no more than its length. */
const address =
  /[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,128}@[A-Za-z0-9\u0080-\uffff](?:[A-Za-z0-9\u0080-\uffff.-]{0,252}[A-Za-z0-9\u0080-\uffff])?/g

/** Addresses in a text, in lower case, each once, in their order. */
export function addressesIn(text: string): string[] {
  const found = new Set<string>()
  for (const [each] of text.matchAll(address)) found.add(each.replace(/^[.'=]+/, '').toLowerCase())
  return [...found].filter((each) => !each.startsWith('@'))
}

const messageId = /<[^<>@\s]{1,500}@[^<>@\s]{1,250}>/g

/** Message ids in a text, with their angle brackets, each once. */
export function messageIdsIn(text: string): string[] {
  return [...new Set(Array.from(text.matchAll(messageId), ([id]) => id))]
}
