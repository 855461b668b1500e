/** The keys of this computer. */
import { Refusal } from '../../shared/domain/failure.ts'
import { type DeviceKeys, keepDeviceKeys, newDeviceKeys, readDeviceKeys } from '../file/device-keys.ts'
import { ownDevice } from '../store/devices.ts'
import type { Room } from './context.ts'

/** Where nobody is asked, a vault that is locked stays so for as long as no program runs that was told its passphrase. */
const unlockNext =
  'Where there is no terminal to ask, start Cadenza with the passphrase: cadenza serve --vault-fd N. It stays unlocked while that runs.'

async function checkKeychain(room: Room): Promise<void> {
  const { keychain } = room.ports
  const trouble = await keychain.trouble()
  if (trouble === null) return
  throw new Refusal('keychain_unavailable', trouble, keychain.places?.isLocked() ? { next: unlockNext } : {})
}

/** @throws Refusal `keychain_unavailable`, or `state` where the keychain has none for this computer */
export async function ownKeys(room: Room): Promise<DeviceKeys> {
  await checkKeychain(room)
  const keys = await readDeviceKeys(room.ports.keychain, ownDevice(room.store))
  if (keys) return keys
  throw new Refusal(
    'state',
    'Neither keychain nor vault holds keys for this computer, so nobody would believe what it tells. Was the folder copied from elsewhere? Then join the team anew with an empty data folder.',
  )
}

/** As `ownKeys`; makes and keeps them where there are none yet. */
export async function ownKeysOrNew(room: Room): Promise<DeviceKeys> {
  await checkKeychain(room)
  const device = ownDevice(room.store)
  const held = await readDeviceKeys(room.ports.keychain, device)
  if (held) return held
  const made = await newDeviceKeys(device)
  await keepDeviceKeys(room.ports.keychain, made)
  return made
}
