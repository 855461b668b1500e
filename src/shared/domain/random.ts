/**
 * Draws that depend on nothing but what they are keyed by. Nothing here has a state: whoever asks the same question
 * gets the same answer, whatever was asked before. A sequence of draws would make a plan depend on its own history.
 */

const GOLDEN = 0x9e3779b9

/** Scrambles 32 bits so that neighbouring keys have nothing in common (Murmur3's final mix). Unsigned 32-bit. */
export function scramble(value: number): number {
  let h = value | 0
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}

/** A 32-bit key for a text (FNV-1a over its UTF-16 units, scrambled). */
export function keyOf(text: string, seed = 0): number {
  let h = 0x811c9dc5 ^ seed
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
  return scramble(h)
}

/** Joins a key and a number (any integer up to 2^53) to a new key. */
export function joinKey(key: number, value: number): number {
  const low = value >>> 0
  const high = Math.floor(value / 0x1_0000_0000) | 0
  return scramble(scramble(key + Math.imul(low, GOLDEN)) ^ Math.imul(high + 1, 0x85ebca6b))
}

/** The number in [0, 1) that belongs to `key` and `index`. */
export function unitAt(key: number, index: number): number {
  return scramble(key + Math.imul(index + 1, GOLDEN)) / 0x1_0000_0000
}
