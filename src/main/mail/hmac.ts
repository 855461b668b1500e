import { createHmac, createSecretKey, type Hmac, type KeyObject } from 'node:crypto'

/** Kept for as long as the key's bytes are: made for each text, it costs more than the hash. */
const made = new WeakMap<Uint8Array, KeyObject>()

/**
 * HMAC-SHA-256 of a text, to be digested.
 *
 * @param key must not be written to afterwards
 */
export function hmacOf(key: Uint8Array, text: string): Hmac {
  const known = made.get(key) ?? createSecretKey(key)
  made.set(key, known)
  return createHmac('sha256', known).update(text, 'utf8')
}
