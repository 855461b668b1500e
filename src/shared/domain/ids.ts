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
