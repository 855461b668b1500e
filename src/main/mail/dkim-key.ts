/** Keys that mail is signed with (RFC 6376, RFC 8463). */
import { createPrivateKey, createPublicKey, generateKeyPair, type KeyObject } from 'node:crypto'
import { promisify } from 'node:util'
import { dkimSecretName, nextDkimSecretName } from '../../shared/domain/secret-name.ts'
import type { Keychain } from '../ports.ts'

export type DkimAlgorithm = 'rsa' | 'ed25519'

const generate = promisify(generateKeyPair)

/** Of an Ed25519 key only the 32 bytes at the end of its SPKI form are published (RFC 8463 §4). */
function publicPart(key: KeyObject): string {
  const der = createPublicKey(key).export({ type: 'spki', format: 'der' })
  return (key.asymmetricKeyType === 'ed25519' ? der.subarray(-32) : der).toString('base64')
}

/** The TXT record that lets others check what `key` signs. */
export const dkimRecord = (key: KeyObject): string => `v=DKIM1; k=${key.asymmetricKeyType}; p=${publicPart(key)}`

/** @throws Error when the text is no private key */
export const readDkimKey = (pem: string): KeyObject => createPrivateKey(pem)

/** Made outside the main thread. `pem` is the private part; it belongs into the keychain and nowhere else. */
export async function makeDkimKey(algorithm: DkimAlgorithm): Promise<{ pem: string; record: string }> {
  const { privateKey } =
    algorithm === 'rsa' ? await generate('rsa', { modulusLength: 2048 }) : await generate('ed25519')
  return { pem: String(privateKey.export({ type: 'pkcs8', format: 'pem' })), record: dkimRecord(privateKey) }
}

/**
 * After a new key has taken over: its private part goes where the one before was, which is gone then. Whenever the power
 * fails in between, one of both places holds the key, and it is done again.
 *
 * @param record of the key that signs: another one in the place of the next is not touched, it has yet to take over
 */
export async function settleNextKey(keychain: Keychain, secretId: string, record: string | null): Promise<void> {
  const next = await keychain.get(nextDkimSecretName(secretId))
  if (next === null || dkimRecord(readDkimKey(next)) !== record) return
  await keychain.set(dkimSecretName(secretId), next)
  await keychain.remove(nextDkimSecretName(secretId))
}
