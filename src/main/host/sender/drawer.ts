/**
 * Secrets of a sender host. On a server without a keychain the system hands them over as files that only this program can
 * read (systemd: `LoadCredential=`, `CREDENTIALS_DIRECTORY`); what is there counts before what the keychain or vault has.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Refusal } from '../../../shared/domain/failure.ts'
import type { Keychain } from '../../ports.ts'

/** File names have no slashes: `sender/grant/abc` is `cadenza-sender-grant-abc`. */
export const credentialName = (name: string): string => `cadenza-${name.replaceAll('/', '-')}`

/** @param folder null: none was given */
export function credential(folder: string | null, name: string): string | null {
  if (folder === null) return null
  try {
    return readFileSync(join(folder, credentialName(name)), 'utf8').trim()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw new Refusal('keychain_unavailable', `A credential can’t be read: ${(error as Error).message}`)
  }
}

export const drawerOf = (
  folder: string | null,
  keychain: Pick<Keychain, 'get' | 'set'>,
): Pick<Keychain, 'get' | 'set'> => ({
  get: async (name) => credential(folder, name) ?? (await keychain.get(name)),
  set: (name, secret) => keychain.set(name, secret),
})
