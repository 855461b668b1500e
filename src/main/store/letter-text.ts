/** Letters about permissions as one line of base64url, and taken apart again. */
import { hash } from 'node:crypto'
import {
  canonicalLetter,
  type DelegationLetter,
  letterFrom,
  type ReadLetter,
  unarmoured,
} from '../../shared/domain/delegation-letter.ts'
import { canonical } from '../../shared/domain/shared-change.ts'
import { verifyText } from './signed-text.ts'

/** The line that follows the # of a link, and that stands in a file. @param sign gives the signature over the text, base64url */
export function packLetter(letter: DelegationLetter, sign: (text: string) => string): string {
  const signed = canonicalLetter(letter)
  return Buffer.from(canonical({ letter: signed, signature: sign(signed) })).toString('base64url')
}

/** Takes apart whatever somebody gave: a link, a file's content, a pasted text. The signature is not checked here. */
export function readLetter(text: string): ReadLetter | 'unreadable' | 'newer' {
  const packed = unarmoured(text)
  if (packed === null) return 'unreadable'
  const outer = parsed(Buffer.from(packed, 'base64url').toString('utf8'))
  if (typeof outer?.letter !== 'string' || typeof outer.signature !== 'string') return 'unreadable'
  const letter = letterFrom(outer.letter)
  return typeof letter === 'string'
    ? letter
    : { letter, line: packed, signed: outer.letter, signature: outer.signature }
}

function parsed(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null
  } catch {
    return null
  }
}

/** Which letter it is: the nonce that its writer's key gave it. Whoever copies a nonce into a letter of their own made another. */
export const letterName = ({ signingKey, nonce }: Pick<DelegationLetter, 'signingKey' | 'nonce'>): string =>
  hash('sha256', canonical([signingKey, nonce]), 'base64url')

/** False where its signature doesn't fit the key that it names. */
export const isLetterSigned = ({ letter, signed, signature }: ReadLetter): boolean =>
  verifyText(letter.signingKey, 'cadenza letter 1', signed, signature)
