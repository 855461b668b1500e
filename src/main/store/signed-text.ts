/** Ed25519 over text (RFC 8032). Every signature names what it is for, so that none serves for anything else. */
import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto'

/** What is signed. Signed bytes are the context, a line feed, and the text. */
export type SigningContext =
  | 'cadenza chunk 1'
  | 'cadenza file 1'
  | 'cadenza letter 1'
  | 'cadenza invitation 1'
  | 'cadenza joining 1'
  | 'cadenza parcel 1'

const bytes = (context: SigningContext, text: string): Buffer => Buffer.from(`${context}\n${text}`, 'utf8')

/** A new pair: public part 32 bytes in base64url, private part 32 bytes (the seed) in base64url. */
export function newSigningPair(): { key: string; secret: string } {
  const { d, x } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' })
  return { key: x as string, secret: d as string }
}

/** The PKCS #8 head of an Ed25519 key (RFC 8410 §7): the seed follows. */
const head = Buffer.from('302e020100300506032b657004220420', 'hex')

function privateKey(secret: string): KeyObject {
  const seed = Buffer.from(secret, 'base64url')
  if (seed.length !== 32) throw new Error('a signing secret has 32 bytes')
  return createPrivateKey({ key: Buffer.concat([head, seed]), format: 'der', type: 'pkcs8' })
}

/** Public part of a signing secret. */
export const signingKeyOf = (secret: string): string =>
  createPublicKey(privateKey(secret)).export({ format: 'jwk' }).x as string

/** Signature in base64url. `secret` is the private part of a signing pair. */
export const signText = (secret: string, context: SigningContext, text: string): string =>
  sign(null, bytes(context, text), privateKey(secret)).toString('base64url')

/** False also for what is no key or no signature at all. */
export function verifyText(signingKey: string, context: SigningContext, text: string, signature: string): boolean {
  if (!/^[\w-]{43}$/.test(signingKey) || !/^[\w-]{86}$/.test(signature)) return false
  try {
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: signingKey }, format: 'jwk' })
    return verify(null, bytes(context, text), key, Buffer.from(signature, 'base64url'))
  } catch {
    return false
  }
}
