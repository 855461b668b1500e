/**
 * What a device proves itself with, and what is sealed to it alone: an Ed25519 pair (node:crypto) and an age X25519 identity.
 * The private parts are in the keychain as one entry and leave it only in memory.
 */
import { createHmac } from 'node:crypto'
import { Decrypter, Encrypter, generateX25519Identity, identityToRecipient } from 'age-encryption'
import { deviceSecretName } from '../../shared/domain/secret-name.ts'
import { newSigningPair, signingKeyOf } from '../store/signed-text.ts'

export { newSigningPair, signingKeyOf, signText, verifyText } from '../store/signed-text.ts'

/** Private parts. */
export interface DeviceSecret {
  /** Ed25519 seed, 32 bytes in base64url. */
  signing: string
  /** `AGE-SECRET-KEY-1…` */
  sealing: string
}

/** A device's keys with the private parts: only ever its own. */
export interface DeviceKeys {
  /** Public id of the device. */
  device: string
  signingKey: string
  sealingKey: string
  secret: DeviceSecret
}

/** As much of a keychain as this needs. */
interface Drawer {
  get(name: string): Promise<string | null>
  set(name: string, secret: string): Promise<void>
}

async function keysFrom(device: string, secret: DeviceSecret): Promise<DeviceKeys> {
  const sealingKey = await identityToRecipient(secret.sealing)
  return { device, signingKey: signingKeyOf(secret.signing), sealingKey, secret }
}

/** New keys for a device, kept nowhere yet. */
export const newDeviceKeys = async (device: string): Promise<DeviceKeys> =>
  keysFrom(device, { signing: newSigningPair().secret, sealing: await generateX25519Identity() })

/** Those of this computer; null: the keychain has none for it. Rejects where the keychain can't be read or holds something else. */
export async function readDeviceKeys(keychain: Drawer, device: string): Promise<DeviceKeys | null> {
  const held = await keychain.get(deviceSecretName(device))
  if (held === null) return null
  const secret = JSON.parse(held) as DeviceSecret
  if (typeof secret.signing !== 'string' || typeof secret.sealing !== 'string')
    throw new Error('the keychain holds no keys under the name of this computer')
  return keysFrom(device, secret)
}

export const keepDeviceKeys = (keychain: Drawer, keys: DeviceKeys): Promise<void> =>
  keychain.set(deviceSecretName(keys.device), JSON.stringify(keys.secret))

/** Can anything be sealed to it? One letter that was mistyped, and nothing can. */
export function isSealingKey(recipient: string): boolean {
  try {
    new Encrypter().addRecipient(recipient)
    return true
  } catch {
    return false
  }
}

/** Bytes that only the holders of these keys (`age1…`) can read. */
export async function sealTo(recipients: readonly string[], bytes: Uint8Array): Promise<Uint8Array> {
  const encrypter = new Encrypter()
  for (const recipient of recipients) encrypter.addRecipient(recipient)
  return encrypter.encrypt(bytes)
}

/** What was sealed to this device; null: it was sealed to others, or altered. */
export async function openSealed(secret: Pick<DeviceSecret, 'sealing'>, bytes: Uint8Array): Promise<Uint8Array | null> {
  const decrypter = new Decrypter()
  decrypter.addIdentity(secret.sealing)
  try {
    return await decrypter.decrypt(bytes)
  } catch {
    return null
  }
}

/** A pair to seal to and nothing else: what a sender host has. */
export async function newSealingPair(): Promise<{ key: string; secret: string }> {
  const secret = await generateX25519Identity()
  return { key: await identityToRecipient(secret), secret }
}

/** The public part (`age1…`) of such a secret. Rejects for what is none. */
export const sealingKeyOf = (secret: string): Promise<string> => identityToRecipient(secret)

/**
 * What sender hosts prove their reports of an account with (32 bytes, base64url); derived, so that there is nothing more to keep.
 *
 * @param signing the seed of the computer that hands in
 */
export const reportKey = (signing: string, account: string): string =>
  createHmac('sha256', Buffer.from(signing, 'base64url')).update(`cadenza report ${account}`).digest('base64url')
