/** Commands of an IMAP client taken apart, and the words a server answers with. */

/** Atoms, strings and literals are strings; a list is an array. */
export type Word = string | Word[]

/** Marks where a literal stood in a line; its bytes are handed in beside it. */
export const literalMark = '\x00'

/** Takes the words of a command apart. A section in brackets stays one word: `BODY.PEEK[HEADER.FIELDS (FROM TO)]<0.20>`. */
export function wordsOf(line: string, literals: readonly Buffer[]): Word[] {
  let at = 0
  let literal = 0
  const list = (end: string): Word[] => {
    const words: Word[] = []
    while (at < line.length && line[at] !== end) {
      if (line[at] === ' ') at++
      else words.push(word())
    }
    at++
    return words
  }
  const word = (): Word => {
    const first = line[at]
    if (first === '(') {
      at++
      return list(')')
    }
    if (first === literalMark) {
      at++
      return (literals[literal++] ?? Buffer.alloc(0)).toString('latin1')
    }
    const quoted = /^"((?:[^"\\]|\\.)*)"/.exec(line.slice(at))
    if (quoted) {
      at += quoted[0].length
      return (quoted[1] as string).replace(/\\(.)/g, '$1')
    }
    const atom = /^(?:[^\s()[\]]*\[[^\]]*\](?:<[\d.]+>)?|[^\s()]+)/.exec(line.slice(at))
    at += atom?.[0].length ?? 1
    return atom?.[0] ?? ''
  }
  return list('\n')
}

export const textOf = (word: Word | undefined): string => (typeof word === 'string' ? word : '')

/** A set such as `2,4:9,12:*` as ranges; `last` stands for the star. */
export function rangesOf(set: string, last: number): [number, number][] {
  return set.split(',').map((part) => {
    const [from = 0, to] = part.split(':').map((end) => (end === '*' ? last : Number(end)))
    const until = to ?? from
    return from <= until ? [from, until] : [until, from]
  })
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** INTERNALDATE in UTC. */
export function dateTime(at: number): string {
  const iso = new Date(at).toISOString()
  const month = months[Number(iso.slice(5, 7)) - 1]
  return `"${iso.slice(8, 10)}-${month}-${iso.slice(0, 4)} ${iso.slice(11, 19)} +0000"`
}

/** The instant a date (`3-Mar-2025`) or date-time of a command begins, in UTC. */
export function instantOf(text: string): number {
  const [, day = '', month = '', year = '', rest = ''] = /^\s*(\d+)-(\w{3})-(\d{4})(.*)$/.exec(text) ?? []
  return Date.parse(`${day} ${month} ${year}${rest === '' ? ' 00:00:00 +0000' : rest}`)
}

export const quote = (text: string): string => `"${text.replace(/["\\]/g, '\\$&')}"`

/** The head of a message with the empty line that ends it. */
export function headOf(raw: Buffer): Buffer {
  const end = raw.indexOf('\r\n\r\n')
  return end < 0 ? raw : raw.subarray(0, end + 4)
}

/** The named fields of a head, in their order, and the empty line (RFC 3501 §6.4.5). */
export function fieldsOf(raw: Buffer, names: readonly string[]): Buffer {
  const wanted = new Set(names.map((name) => name.toLowerCase()))
  const fields = headOf(raw)
    .toString('latin1')
    .split(/\r\n(?![ \t])/)
    .filter((field) => wanted.has(field.slice(0, field.indexOf(':')).toLowerCase()))
  return Buffer.from(`${fields.join('\r\n')}${fields.length > 0 ? '\r\n' : ''}\r\n`, 'latin1')
}
