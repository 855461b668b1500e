/**
 * A refresh token in the keychain. Windows takes 2,560 bytes an entry and Microsoft's tokens may be longer, so a long one
 * is split: the pieces are written under names of their own first, then the entry that names them. Whenever the power
 * fails, what can be read is either the old token or the new one, never half of each.
 */
import { secretName } from '../../shared/domain/secret-name.ts'
import type { Keychain } from '../ports.ts'

/** What belongs to a sign-in: the refresh token, and the client it was given to. */
export interface KeptTokens {
  refresh_token: string
  client: string
}

/** Bytes an entry may hold, with room for what systems add. */
const entry = 2_400
const head = /^parts (\d{1,3}) ([ab])$/

const pieceName = (name: string, set: string, at: number): string => `${name}.${set}${at}`

async function headOf(keychain: Keychain, name: string): Promise<{ text: string | null; parts: number; set: string }> {
  const text = await keychain.get(name)
  const match = head.exec(text ?? '')
  return { text, parts: Number(match?.[1] ?? 0), set: match?.[2] ?? '' }
}

/** Null: there are none, or not all of their pieces. */
export async function readTokens(keychain: Keychain, publicId: string): Promise<KeptTokens | null> {
  const name = secretName(publicId, 'tokens')
  const { text, parts, set } = await headOf(keychain, name)
  if (text === null || parts === 0) return parse(text)
  const pieces: string[] = []
  for (let at = 0; at < parts; at++) {
    const piece = await keychain.get(pieceName(name, set, at))
    if (piece === null) return null
    pieces.push(piece)
  }
  return parse(pieces.join(''))
}

function parse(text: string | null): KeptTokens | null {
  try {
    const { refresh_token, client } = JSON.parse(text ?? 'null') as Partial<KeptTokens>
    return typeof refresh_token === 'string' && typeof client === 'string' ? { refresh_token, client } : null
  } catch {
    return null
  }
}

/** Replaces what was there. The other set's names are used, so that the old pieces stay whole until the end. */
export async function keepTokens(keychain: Keychain, publicId: string, tokens: KeptTokens): Promise<void> {
  const name = secretName(publicId, 'tokens')
  const before = await headOf(keychain, name)
  // JSON of a token is plain ASCII: a character is a byte
  const text = JSON.stringify(tokens)
  if (Buffer.byteLength(text) <= entry) await keychain.set(name, text)
  else {
    const set = before.set === 'a' ? 'b' : 'a'
    const pieces = text.match(new RegExp(`[^]{1,${entry}}`, 'g')) ?? []
    for (const [at, piece] of pieces.entries()) await keychain.set(pieceName(name, set, at), piece)
    await keychain.set(name, `parts ${pieces.length} ${set}`)
  }
  for (let at = 0; at < before.parts; at++) await keychain.remove(pieceName(name, before.set, at))
}

/** Erases all of it; the entry that names the pieces goes last, so that erasing can be tried again. */
export async function eraseTokens(keychain: Keychain, publicId: string): Promise<void> {
  const name = secretName(publicId, 'tokens')
  const { parts, set } = await headOf(keychain, name)
  for (let at = 0; at < parts; at++) await keychain.remove(pieceName(name, set, at))
  await keychain.remove(name)
}
