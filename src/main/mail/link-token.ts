/**
 * Signed tokens of the links that lead over the tracking domain. A token holds all that is needed to follow it, so that a
 * link goes on working when the database is elsewhere; and nothing is followed that was not signed here, so that nobody can
 * make this host lead to a place of theirs.
 */
import { hkdfSync, timingSafeEqual } from 'node:crypto'
import { hmac } from '../hmac.ts'

/** Longer targets are left as they are written; servers on the way cut longer addresses. */
export const longestTarget = 2000
/** Of a whole token: a target in base 64, an id, a signature. */
export const longestToken = 2800

const macLength = 22
/** `c`: a link that is followed. `u`: an opt-out. A token of one kind is worth nothing as the other. */
const labels = { c: 'followed link', u: 'opt-out', check: 'check through the public name' } as const
export type LinkKeys = Record<keyof typeof labels, Buffer>

/**
 * The keys of a workspace's links, each for one purpose alone.
 *
 * @param secret the workspace's own; nothing about it can be learned from what these keys sign
 */
export function linkKeys(secret: Uint8Array): LinkKeys {
  const key = (label: string) => Buffer.from(hkdfSync('sha256', secret, 'cadenza links 1', label, 32))
  return { c: key(labels.c), u: key(labels.u), check: key(labels.check) }
}

/** 128 bits of HMAC-SHA-256, as text. */
const macOf = (key: Uint8Array, text: string): string => hmac(key, text, 'base64url').slice(0, macLength)

/** Takes the same time wherever the two differ. */
function isSame(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a, 'latin1'), Buffer.from(b, 'latin1')]
  return left.length === right.length && timingSafeEqual(left, right)
}

const sendId = /^[0-9A-Za-z_-]{1,64}$/

/** @param send public id of the email; no other characters than those of ids */
export function optOutToken(keys: LinkKeys, send: string): string {
  if (!sendId.test(send)) throw new Error(`no id of an email: ${send}`)
  return `${send}.${macOf(keys.u, send)}`
}

/** @param target as `linkTarget` gives it */
export function clickToken(keys: LinkKeys, send: string, target: string): string {
  if (!sendId.test(send)) throw new Error(`no id of an email: ${send}`)
  const payload = Buffer.from(`${send}\n${target}`, 'utf8').toString('base64url')
  return `${payload}.${macOf(keys.c, payload)}`
}

/** Payload and signature, if it has the form of a token at all. A full stop behind it belongs to a sentence around it. */
function parts(token: string): { payload: string; mac: string } | null {
  if (token.length > longestToken) return null
  const found = /^([0-9A-Za-z_-]+)\.([0-9A-Za-z_-]{22})[._]*$/.exec(token)
  return found ? { payload: found[1] as string, mac: found[2] as string } : null
}

/** The email that an opt-out belongs to; null where it was not signed here. */
export function readOptOut(keys: LinkKeys, token: string): { send: string } | null {
  const found = parts(token)
  if (!found || !isSame(found.mac, macOf(keys.u, found.payload))) return null
  return sendId.test(found.payload) ? { send: found.payload } : null
}

/** Where a link leads and of which email it is; null where it was not signed here. */
export function readClick(keys: LinkKeys, token: string): { send: string; target: string } | null {
  const found = parts(token)
  if (!found || !isSame(found.mac, macOf(keys.c, found.payload))) return null
  const text = Buffer.from(found.payload, 'base64url').toString('utf8')
  const gap = text.indexOf('\n')
  const target = linkTarget(text.slice(gap + 1))
  return gap > 0 && target !== null ? { send: text.slice(0, gap), target } : null
}

/** What a listener of this workspace answers to a check, and no other. @param nonce chosen by who asks */
export const checkAnswer = (keys: LinkKeys, nonce: string): string => `cadenza ${macOf(keys.check, nonce)}`
export const isCheckAnswer = (keys: LinkKeys, nonce: string, answer: string): boolean =>
  isSame(answer.trim(), checkAnswer(keys, nonce))

/**
 * A link in the form that can stand in a header, or null for one that is left as it is: anything but http and https, with a
 * password in it, or too long.
 */
export function linkTarget(text: string): string | null {
  if (text.length > longestTarget || !/^https?:\/\//i.test(text.trim())) return null
  if (!URL.canParse(text)) return null
  const url = new URL(text)
  const isWeb = url.protocol === 'http:' || url.protocol === 'https:'
  if (!isWeb || url.username !== '' || url.password !== '' || url.href.length > longestTarget) return null
  return url.href
}
