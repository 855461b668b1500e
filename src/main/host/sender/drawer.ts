/**
 * Secrets of a sender host. On a server without a keychain the system hands them over as files that only this program can
 * read (systemd: `LoadCredential=`, `CREDENTIALS_DIRECTORY`); what is there counts before what the keychain or vault has.
 */
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
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

/** Whole or not at all, for its owner alone. @throws Refusal where the folder can't be written */
function keepFile(folder: string, name: string, secret: string): void {
  const file = join(folder, credentialName(name))
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    rmSync(`${file}.new`, { force: true })
    writeFileSync(`${file}.new`, `${secret}\n`, { mode: 0o600, flag: 'wx' })
    renameSync(`${file}.new`, file)
  } catch (error) {
    throw new Refusal('keychain_unavailable', `A secret can’t be kept as a file: ${(error as Error).message}`)
  }
}

/** Null too where there is no keychain: an account that this host has no leave for is another host's. */
async function orNone(keychain: Pick<Keychain, 'get'>, name: string): Promise<string | null> {
  try {
    return await keychain.get(name)
  } catch (error) {
    if (error instanceof Refusal && error.code === 'keychain_unavailable') return null
    throw error
  }
}

/** A host has no workspace, so the usual way out, a vault, is none for it. */
async function orFiles<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    if (!(error instanceof Refusal) || error.code !== 'keychain_unavailable') throw error
    const next = 'Unlock or install a keychain, or keep the secrets of this host as files: --credentials <dir>.'
    throw new Refusal(error.code, error.message, { next })
  }
}

/** @param given a folder that somebody named takes the keychain's place; one that the system hands over is only read */
export const drawerOf = (
  { folder, given }: { folder: string | null; given: boolean },
  keychain: Pick<Keychain, 'get' | 'set'>,
): Pick<Keychain, 'get' | 'set'> => ({
  async get(name) {
    const kept = credential(folder, name)
    if (kept !== null || (folder !== null && given)) return kept
    return folder === null ? orFiles(keychain.get(name)) : orNone(keychain, name)
  },
  async set(name, secret) {
    if (folder !== null && given) keepFile(folder, name, secret)
    else await orFiles(keychain.set(name, secret))
  },
})
