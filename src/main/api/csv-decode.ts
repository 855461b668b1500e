/** Bytes → text with `\n` line ends, whatever a chunk's edge cuts in two: a character, a pair of surrogates, a CR LF. */
import { isAscii, isUtf8 } from 'node:buffer'
import { StringDecoder } from 'node:string_decoder'
import { detectEncoding, type Encoding, utf8OrWestern } from '../../shared/domain/csv-detect.ts'

export interface Decoder {
  write: (bytes: Buffer) => string
  /** What was still held back. */
  end: () => string
  /** UTF-8 when there was nothing but ASCII. */
  encoding: () => Encoding
}

/** A decoder for a file that begins with `head`; `head` itself is to be written first. */
export function decoder(head: Buffer): Decoder {
  const guess = detectEncoding(head)
  let encoding = guess.encoding
  let raw = encoding ? rawDecoder(encoding) : null
  let skip = guess.bom
  let held: Buffer = Buffer.alloc(0)
  let carriageReturn = ''

  /** As long as all was ASCII, the first other character decides between UTF-8 and Windows-1252. */
  function decide(bytes: Buffer, last: boolean): string {
    const all = held.length > 0 ? Buffer.concat([held, bytes]) : bytes
    held = Buffer.alloc(0)
    if (isAscii(all)) return all.toString('latin1')
    encoding = utf8OrWestern(all) ?? (last ? 'windows-1252' : null)
    if (encoding) {
      raw = rawDecoder(encoding)
      return raw.write(all)
    }
    const cut = all.findIndex((byte) => byte > 0x7f)
    held = Buffer.from(all.subarray(cut))
    return all.toString('latin1', 0, cut)
  }

  function lines(text: string): string {
    let out = carriageReturn + text
    carriageReturn = ''
    if (out.endsWith('\r')) {
      carriageReturn = '\r'
      out = out.slice(0, -1)
    }
    if (out.includes('\r')) out = out.replace(/\r\n?/g, '\n')
    // Some databases export line breaks inside a cell as these; in an email they would be litter.
    return out.includes('\v') || out.includes('\f') ? out.replace(/[\v\f]/g, ' ') : out
  }

  return {
    write(bytes) {
      const rest = skip > 0 ? bytes.subarray(skip) : bytes
      skip = Math.max(0, skip - bytes.length)
      return lines(raw ? raw.write(rest) : decide(rest, false))
    },
    end() {
      const text = lines(raw ? raw.end() : decide(Buffer.alloc(0), true) + (raw ? (raw as RawDecoder).end() : ''))
      return carriageReturn === '' ? text : `${text}\n`
    },
    encoding: () => encoding ?? 'utf-8',
  }
}

interface RawDecoder {
  write: (bytes: Buffer) => string
  end: () => string
}

function rawDecoder(encoding: Encoding): RawDecoder {
  switch (encoding) {
    case 'utf-8':
      return utf8()
    case 'utf-16le':
      return new StringDecoder('utf16le')
    case 'utf-16be':
      return bigEndian()
    case 'windows-1252':
      return { write: western, end: () => '' }
  }
}

/** Stands for bytes that are no character. The usual U+FFFD won't do: that may be in the file as such. */
const damaged = '\u0001'

function utf8(): RawDecoder {
  let cut: Buffer = Buffer.alloc(0)
  return {
    write(bytes) {
      const all = cut.length > 0 ? Buffer.concat([cut, bytes]) : bytes
      const end = all.length - cutLength(all)
      // A copy: the stream may use the chunk's memory again.
      cut = Buffer.from(all.subarray(end))
      const text = all.toString('utf8', 0, end)
      return isUtf8(all.subarray(0, end)) ? text : text.replaceAll('\ufffd', damaged)
    },
    end: () => (cut.length > 0 ? damaged : ''),
  }
}

/** Bytes at the end that begin a character and don't finish it (0 to 3). */
function cutLength(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0
    if (byte < 0x80) return 0
    if (byte < 0xc0) continue
    const length = byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4
    return length > back ? back : 0
  }
  return 0
}

function bigEndian(): RawDecoder {
  const inner = new StringDecoder('utf16le')
  let odd: Buffer = Buffer.alloc(0)
  return {
    write(bytes) {
      const all = Buffer.concat([odd, bytes])
      const even = all.length - (all.length % 2)
      odd = Buffer.from(all.subarray(even))
      return inner.write(all.subarray(0, even).swap16())
    },
    // A lone last byte is no character.
    end: () => inner.end() + (odd.length > 0 ? damaged : ''),
  }
}

/** What Windows-1252 has where ISO 8859-1 has control characters, from 0x80 on; unassigned places stay as they are. */
const extra = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ'

function western(bytes: Buffer): string {
  const text = bytes.toString('latin1')
  return /[\u0080-\u009f]/.test(text)
    ? text.replace(/[\u0080-\u009f]/g, (c) => extra[c.charCodeAt(0) - 0x80] ?? c)
    : text
}
