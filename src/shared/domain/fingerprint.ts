/** Keys in words that two people can read to each other: what is equal in words is equal in keys. */
import { fingerprintWords } from './fingerprint-words.ts'

export const wordsInFingerprint = 6
const bitsOfWord = 11

/**
 * Six words, 66 bits of a digest. Somebody who wanted other keys with the same words would have to try 2^66 pairs.
 *
 * @param digest SHA-256 of what the words stand for
 */
export function fingerprintOf(digest: Uint8Array): string[] {
  if (digest.length !== 32) throw new Error(`a fingerprint is made of a SHA-256, not of ${digest.length} bytes`)
  const found: string[] = []
  let held = 0
  let bits = 0
  for (const byte of digest) {
    held = ((held << 8) | byte) & 0xfffff
    bits += 8
    if (bits < bitsOfWord) continue
    bits -= bitsOfWord
    found.push(fingerprintWords[(held >> bits) & (2 ** bitsOfWord - 1)] as string)
    if (found.length === wordsInFingerprint) break
  }
  return found
}

/** Which of the words read out are others than these, from 1; none: they are the same. Case, commas and dashes don't count. */
export function wordsThatDiffer(words: readonly string[], read: string): number[] {
  const heard = read
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((word) => word !== '')
  const most = Math.max(words.length, heard.length)
  return Array.from({ length: most }, (_, i) => i + 1).filter((n) => words[n - 1] !== heard[n - 1])
}
