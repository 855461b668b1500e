/**
 * Where this data folder's secrets are: in the keychain of the system, or in a vault with a passphrase. The vault is in
 * use exactly when its file is there. A person chooses; a keychain that fails is told as failed, and never is the other
 * one taken instead.
 */
import { Refusal } from '../../shared/domain/failure.ts'
import type { Keychain, SecretPlace } from '../ports.ts'
import { type Cost, hasVault, makeVault, type OpenVault, removeVault, unlockVault } from './vault.ts'

const locked = 'The vault is locked. Unlock it with its passphrase: in Settings, or "cadenza secrets unlock".'

/**
 * @param ask the passphrase, where somebody can be asked at the moment it is needed; null = nobody answers
 * @param cost of a guess at the passphrase, where it is not the usual
 */
export function secretsOf(
  folder: string,
  system: Keychain,
  ask?: () => Promise<string | null>,
  cost?: Cost,
): Keychain & { places: SecretPlace } {
  let vault: OpenVault | null = null
  const open = async (): Promise<OpenVault> => {
    if (vault) return vault
    const passphrase = await ask?.()
    if (passphrase === null || passphrase === undefined) throw new Refusal('keychain_unavailable', locked)
    vault = await unlockVault(folder, passphrase, cost)
    return vault
  }
  const isVault = () => hasVault(folder)
  return {
    get: async (name) => (isVault() ? (await open()).get(name) : system.get(name)),
    async set(name, secret) {
      if (!isVault()) return system.set(name, secret)
      if (secret === '') throw new Refusal('bad_request', 'the secret is empty')
      const held = await open()
      held.set(name, secret)
    },
    async remove(name) {
      if (!isVault()) return system.remove(name)
      const held = await open()
      held.remove(name)
    },
    async trouble() {
      if (!isVault()) return system.trouble()
      if (vault === null && ask) await open().catch(() => null)
      return vault === null ? locked : null
    },
    places: {
      at: () => (isVault() ? 'vault' : 'keychain'),
      isLocked: () => isVault() && vault === null,
      async unlock(passphrase) {
        if (!isVault()) throw new Refusal('state', 'There is no vault here: the secrets are in the keychain.')
        vault = await unlockVault(folder, passphrase, cost)
      },
      lock() {
        vault = null
      },
      async change(present, next) {
        if (!isVault()) throw new Refusal('state', 'There is no vault here, and so no passphrase to change.')
        vault = await unlockVault(folder, present, cost)
        await vault.rekey(next)
      },
      toVault: async (passphrase, mine) => {
        const { held, moved } = await intoVault(folder, system, passphrase, mine, cost)
        vault = held
        return moved
      },
      async toKeychain() {
        const moved = await intoKeychain(system, await open())
        removeVault(folder)
        vault = null
        return moved
      },
    },
  }
}

/** Copies, then takes them out of the keychain: at no moment is a secret nowhere. Without a keychain there are none to move. */
async function intoVault(
  folder: string,
  system: Keychain,
  passphrase: string,
  mine: (name: string) => boolean,
  cost?: Cost,
) {
  const usable = (await system.trouble()) === null
  const found = usable ? ((await system.entries?.()) ?? []).filter(([name]) => mine(name)) : []
  const held = await makeVault(folder, passphrase, found, cost)
  for (const [name] of found) await system.remove(name)
  return { held, moved: found.length }
}

/** @throws Refusal when the keychain doesn't take one: then the vault stays, with everything in it */
async function intoKeychain(system: Keychain, held: OpenVault): Promise<number> {
  const trouble = await system.trouble()
  if (trouble !== null) throw new Refusal('keychain_unavailable', trouble)
  const names = held.names()
  for (const name of names) {
    const secret = held.get(name)
    if (secret === null) continue
    await system.set(name, secret)
    if ((await system.get(name)) !== secret)
      throw new Refusal('keychain_unavailable', 'The keychain gave back something else than it was given.')
  }
  return names.length
}
