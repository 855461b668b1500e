/**
 * Where this data folder's secrets are: in the keychain of the system, or in a vault with a passphrase. The vault is in
 * use exactly when its file is there. A person chooses; a keychain that fails is told as failed, and never is the other
 * one taken instead.
 */
import { Refusal } from '../../shared/domain/failure.ts'
import type { Keychain, SecretPlace } from '../ports.ts'
import { type Cost, hasVault, makeVault, type OpenVault, removeVault, unlockVault } from './vault.ts'

const locked = 'The vault is locked. Unlock it with its passphrase: in Settings, or "cadenza secrets unlock".'

/** One data folder's secrets, wherever they are. */
interface Place {
  folder: string
  system: Keychain
  /** While it is open. */
  vault: OpenVault | null
  isVault(): boolean
  /** The vault, opened where somebody can be asked. Not in a turn: a person who is asked may take for ever. */
  open(): Promise<OpenVault>
  unlock(passphrase: string): Promise<OpenVault>
  /** One after the other: a secret written while a passphrase becomes a key would be missing in what is written then. */
  alone<T>(work: () => Promise<T> | T): Promise<T>
  cost: Cost | undefined
}

function placeOf(folder: string, system: Keychain, ask?: () => Promise<string | null>, cost?: Cost): Place {
  let last: Promise<unknown> = Promise.resolve()
  /** One question at a time, whoever needs the answer. */
  let asking: Promise<string | null> | null = null
  const place: Place = {
    folder,
    system,
    vault: null,
    cost,
    isVault: () => hasVault(folder),
    async open() {
      if (place.vault) return place.vault
      asking ??= (ask ? ask() : Promise.resolve(null)).finally(() => {
        asking = null
      })
      const passphrase = await asking
      return place.alone(() => {
        if (place.vault) return place.vault
        if (passphrase === null) throw new Refusal('keychain_unavailable', locked)
        return place.unlock(passphrase)
      })
    },
    async unlock(passphrase) {
      place.vault = await unlockVault(folder, passphrase, cost)
      return place.vault
    },
    alone(work) {
      const mine = last.then(work, work)
      last = mine.catch(() => {})
      return mine
    },
  }
  return place
}

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
  const place = placeOf(folder, system, ask, cost)
  const { isVault, open } = place
  const read = async (name: string): Promise<string | null> => (await open()).get(name)
  return {
    get lasting() {
      return isVault() || system.lasting === true
    },
    async get(name) {
      if (isVault()) return read(name)
      const secret = await system.get(name)
      // it may have gone into the vault just then
      return secret === null && isVault() ? read(name) : secret
    },
    set: (name, secret) =>
      inPlace(place, (held) => {
        if (!held) return system.set(name, secret)
        if (secret === '') throw new Refusal('bad_request', 'the secret is empty')
        held.set(name, secret)
      }),
    remove: (name) => inPlace(place, (held) => (held ? held.remove(name) : system.remove(name))),
    async trouble() {
      if (!isVault()) return system.trouble()
      if (place.vault === null && ask) await open().catch(() => null)
      return place.vault === null ? locked : null
    },
    places: placesOf(place),
  }
}

/** Does something where the secrets are, in a turn of its own: with the open vault, or (null) with the keychain. */
async function inPlace<T>(place: Place, work: (held: OpenVault | null) => Promise<T> | T): Promise<T> {
  if (place.isVault()) await place.open()
  return place.alone(() => {
    if (!place.isVault()) return work(null)
    if (!place.vault) throw new Refusal('keychain_unavailable', locked)
    return work(place.vault)
  })
}

function placesOf(place: Place): SecretPlace {
  const { system, folder, isVault, alone } = place
  return {
    at: () => (isVault() ? 'vault' : 'keychain'),
    isLocked: () => isVault() && place.vault === null,
    unlock: (passphrase) =>
      alone(async () => {
        if (!isVault()) throw new Refusal('state', 'There is no vault here: the secrets are in the keychain.')
        await place.unlock(passphrase)
      }),
    lock() {
      place.vault = null
    },
    change: (present, next) =>
      alone(async () => {
        if (!isVault()) throw new Refusal('state', 'There is no vault here, and so no passphrase to change.')
        const held = await place.unlock(present)
        await held.rekey(next)
      }),
    toVault: (passphrase, mine) =>
      alone(async () => {
        const { held, found } = await intoVault(folder, system, passphrase, mine, place.cost)
        place.vault = held
        await clear(system, found)
        return found.length
      }),
    toKeychain: () =>
      inPlace(place, async (held) => {
        if (!held) throw new Refusal('state', 'There is no vault here: the secrets are in the keychain.')
        const moved = await intoKeychain(system, held)
        removeVault(folder)
        place.vault = null
        return moved
      }),
  }
}

/** Copies: what is in the keychain stays there until the vault has it. Without a keychain there is nothing to copy. */
async function intoVault(
  folder: string,
  system: Keychain,
  passphrase: string,
  mine: (name: string) => boolean,
  cost?: Cost,
): Promise<{ held: OpenVault; found: string[] }> {
  const usable = (await system.trouble()) === null
  const found = usable ? ((await system.entries?.()) ?? []).filter(([name]) => mine(name)) : []
  return { held: await makeVault(folder, passphrase, found, cost), found: found.map(([name]) => name) }
}

/** @throws Refusal that says how many the keychain did not let go, after the others are out of it */
async function clear(system: Keychain, names: readonly string[]): Promise<void> {
  const kept: string[] = []
  let said = ''
  for (const name of names)
    await system.remove(name).catch((error: unknown) => {
      said = error instanceof Error ? error.message : String(error)
      kept.push(name)
    })
  if (kept.length === 0) return
  throw new Refusal(
    'keychain_unavailable',
    `The secrets are in the vault now, but the keychain still holds ${kept.length} of them too: ${said} Remove there what is under ${kept.join(', ')}.`,
  )
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
