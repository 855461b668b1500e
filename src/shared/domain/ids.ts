/** Crockford's base 32 without the letters that are mistaken for digits; lower case. https://www.crockford.com/base32.html */
const letters = '0123456789abcdefghjkmnpqrstvwxyz'

/** Bytes that `publicIdFrom` wants: 80 bits, so that two computers that never met don't make the same id. */
export const publicIdBytes = 10

/**
 * The name of a row outside this database: 16 letters from random bytes.
 *
 * @param bytes at least `publicIdBytes` from a cryptographic source
 */
export function publicIdFrom(bytes: Uint8Array): string {
  if (bytes.length < publicIdBytes) throw new Error(`a public id needs ${publicIdBytes} bytes, not ${bytes.length}`)
  let text = ''
  let bits = 0
  let held = 0
  for (const byte of bytes.subarray(0, publicIdBytes)) {
    held = (held << 8) | byte
    bits += 8
    while (bits >= 5) {
      bits -= 5
      text += letters[(held >> bits) & 31]
    }
    held &= (1 << bits) - 1
  }
  return text
}

/**
 * Names for many rows made together: a random beginning, then counting. Written one after another they fill an index
 * page by page, where random ones would touch another page for every row. Two series meet only if half of their random
 * beginning is the same and the other half nearly so.
 *
 * @param bytes as for `publicIdFrom`
 * @returns the next name at every call; all different for the first 2^40
 */
export function publicIdSeries(bytes: Uint8Array): () => string {
  const start = publicIdFrom(bytes)
  const beginning = start.slice(0, 8)
  const value = (text: string) => [...text].reduce((sum, letter) => sum * 32 + letters.indexOf(letter), 0)
  let [high, low] = [value(start.slice(8, 12)), value(start.slice(12))]
  let head = beginning + fourLetters(high)
  return () => {
    const id = head + fourLetters(low)
    if (++low > lastOfFour) {
      low = 0
      high = (high + 1) & lastOfFour
      head = beginning + fourLetters(high)
    }
    return id
  }
}

const lastOfFour = 2 ** 20 - 1
const pairs = Array.from({ length: 1024 }, (_, n) => `${letters[n >> 5]}${letters[n & 31]}`)
const fourLetters = (n: number): string => `${pairs[n >> 10]}${pairs[n & 1023]}`

/** A UUID of version 4 (RFC 9562 §5.4) from 16 random bytes. */
export function uuidFrom(bytes: Uint8Array): string {
  if (bytes.length < 16) throw new Error(`a UUID needs 16 bytes, not ${bytes.length}`)
  const hex = [...bytes.subarray(0, 16)]
    .map((byte, i) => (i === 6 ? (byte & 0x0f) | 0x40 : i === 8 ? (byte & 0x3f) | 0x80 : byte))
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}
