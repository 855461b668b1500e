/**
 * Letters about permissions to send, as people pass them on: by email, as a file, as a link. A letter is signed by the
 * computer of whoever it speaks for, says for whom it is, and until when; nothing in it is secret. Reading one changes
 * nothing: it opens a page where a person decides.
 */
import { type GrantOrigin, grantBegunBy, grantOrigins } from './delegation.ts'
import { canonical } from './shared-change.ts'
import { isInstant } from './time.ts'

/** grant, request: would you? The others tell what was answered or ended. */
export const letterPurposes = ['grant', 'request', 'accepted', 'declined', 'cancelled', 'revoked'] as const
export type LetterPurpose = (typeof letterPurposes)[number]

export interface LetterSeat {
  /** Public id of the seat. */
  id: string
  name: string
  address: string
}

/** What is signed, as canonical JSON. */
export interface DelegationLetter {
  format: 1
  purpose: LetterPurpose
  /** For whom it speaks, and a computer of whose seat signed it. */
  from: 'owner' | 'delegate'
  /** Public id of the workspace. */
  workspace: string
  /** Works once. */
  nonce: string
  /** The permission it is about. */
  grant: { id: string; origin: GrantOrigin; createdAt: number; expiresAt: number }
  owner: LetterSeat
  delegate: LetterSeat
  /** Why, of a declined or revoked one. */
  reason: string | null
  /** Who signed it: public id of the device, its Ed25519 key, and its age key, which the words of a computer count too. */
  device: string
  signingKey: string
  sealingKey: string
  /** When it was written and until when it can be used, ms. */
  at: number
  expiresAt: number
}

/** Why a letter is not followed. */
export const letterTroubles = [
  'unreadable',
  'newer',
  'altered',
  'expired',
  'used',
  'wrong_workspace',
  'wrong_seat',
  'unknown_seat',
  'unknown_key',
  'revoked_key',
  'not_theirs',
  'locked',
  'no_access',
  'over',
] as const
export type LetterTrouble = (typeof letterTroubles)[number]

/** A letter as it was read; its signature is over `signed`, to be checked with `letter.signingKey`. */
export interface ReadLetter {
  letter: DelegationLetter
  /** The letter alone, as one line, without what stood around it. */
  line: string
  /** The very bytes that were signed. */
  signed: string
  /** base64url. */
  signature: string
}

/** Longest text that is looked at: a letter has about a thousand characters. */
export const longestLetter = 8_000

export const letterLink = 'cadenza://letter#'
const begin = '-----BEGIN CADENZA LETTER-----'
const end = '-----END CADENZA LETTER-----'

/** The text that is signed. */
export const canonicalLetter = (letter: DelegationLetter): string => canonical(letter)

/** As it stands in a file or below an email: lines of 64 between two marks. */
export const armoured = (packed: string): string => [begin, ...(packed.match(/.{1,64}/g) ?? []), end, ''].join('\n')

/** The line out of whatever somebody pasted: a link, an armoured letter with text around it, or the line itself. */
export function unarmoured(text: string): string | null {
  const clipped = text.slice(0, 200_000)
  const from = clipped.indexOf(begin)
  const to = from < 0 ? -1 : clipped.indexOf(end, from)
  const linked = clipped.indexOf(letterLink)
  const inside =
    to > 0 ? clipped.slice(from + begin.length, to) : linked >= 0 ? clipped.slice(linked + letterLink.length) : clipped
  const packed =
    linked >= 0 && to <= 0 ? (/^[\w-]+/.exec(inside.trimStart())?.[0] ?? '') : inside.replace(/[\s>]+/g, '')
  return packed.length > 0 && packed.length <= longestLetter && /^[\w-]+$/.test(packed) ? packed : null
}

/** A letter out of the text that was signed, or why it can't be read. */
export function letterFrom(signed: string): DelegationLetter | 'unreadable' | 'newer' {
  try {
    const letter: unknown = JSON.parse(signed)
    if (!isRecord(letter)) return 'unreadable'
    if (typeof letter.format === 'number' && letter.format > 1) return 'newer'
    return isLetter(letter) && canonical(letter) === signed ? letter : 'unreadable'
  } catch {
    return 'unreadable'
  }
}

const isText = (value: unknown, most = 400): value is string => typeof value === 'string' && value.length <= most
const isName = (value: unknown): boolean => isText(value, 100) && value !== ''
/** As every row is named that travels: nobody would take in another one. */
const isId = (value: unknown): boolean => typeof value === 'string' && /^[0-9a-z]{1,40}$/.test(value)
const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
const isSeat = (value: unknown): boolean =>
  isRecord(value) && isId(value.id) && isText(value.name) && isText(value.address)

function isLetter(value: Record<string, unknown>): value is Record<string, unknown> & DelegationLetter {
  const { format, purpose, from, grant, owner, delegate, reason } = value
  const ids = [value.workspace, value.nonce, value.device]
  return (
    format === 1 &&
    (letterPurposes as readonly unknown[]).includes(purpose) &&
    ids.every(isId) &&
    [value.signingKey, value.sealingKey].every(isName) &&
    isRecord(grant) &&
    isId(grant.id) &&
    (grantOrigins as readonly unknown[]).includes(grant.origin) &&
    [grant.createdAt, grant.expiresAt, value.at, value.expiresAt].every(isInstant) &&
    isSeat(owner) &&
    isSeat(delegate) &&
    fitsItsWriter(purpose as LetterPurpose, grant.origin as GrantOrigin, from) &&
    (reason === null || isText(reason, 500))
  )
}

/** What began it is told by whoever began it, an answer by the other side, an end by either. */
function fitsItsWriter(purpose: LetterPurpose, origin: GrantOrigin, from: unknown): boolean {
  const other = grantBegunBy[origin] === 'owner' ? 'delegate' : 'owner'
  if (purpose === 'revoked') return from === 'owner' || from === 'delegate'
  if (purpose === 'accepted' || purpose === 'declined') return from === other
  return from === grantBegunBy[origin] && (purpose === 'cancelled' || purpose === origin)
}
