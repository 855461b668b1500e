/** Where this computer keeps passwords and keys, and how a person changes that. */
import { Refusal } from '../../shared/domain/failure.ts'
import type { SecretPlace } from '../ports.ts'
import { applyToAccount } from '../store/account-health.ts'
import { type AccountRow, accountRows } from '../store/accounts.ts'
import { ownSecretNames } from '../store/own-secrets.ts'
import { type Context, os, type Room } from './context.ts'

/** Its password, its access tokens or its domain's signing key could not be read: each says so in words of its own. */
const isWaiting = ({ state, outKind, stateReason }: AccountRow): boolean =>
  state === 'error' && outKind === 'connection' && /\b(keychain|vault)\b/i.test(stateReason ?? '')

async function statusOf({ store, ports: { keychain } }: Room) {
  const { places } = keychain
  const locked = places?.isLocked() ?? false
  return {
    place: places?.at() ?? ('keychain' as const),
    locked,
    // a locked vault isn't asked: on a terminal that would be a question to the person
    trouble: locked ? 'The vault is locked.' : await keychain.trouble(),
    can_move: places !== undefined,
    waiting: accountRows(store).filter(isWaiting).length,
  }
}

function placesOf({ ports }: Room): SecretPlace {
  if (!ports.keychain.places) throw new Refusal('state', 'This program keeps its secrets in one place only.')
  return ports.keychain.places
}

/** Accounts that were out because nothing could be read send again: their secrets are there now. */
function bringBack({ room }: Context): void {
  const now = room.ports.clock.now()
  const back = room.store.write((tx) => {
    const waiting = accountRows(tx).filter(isWaiting)
    for (const row of waiting)
      applyToAccount(tx, row.id, { type: 'unlocked' }, 'The place of its secret can be read again.', now)
    return waiting.length
  })
  if (back > 0) room.changes.tell('accounts')
}

const status = os.secrets.status.handler(({ context: { room } }) => statusOf(room))

const unlock = os.secrets.unlock.handler(async ({ input, context }) => {
  await placesOf(context.room).unlock(input.passphrase)
  bringBack(context)
  // whoever reads the shared folder waits for this computer's keys as well
  context.room.changes.tell('accounts', 'exchange')
  return statusOf(context.room)
})

const lock = os.secrets.lock.handler(({ context: { room } }) => {
  const places = placesOf(room)
  if (places.at() !== 'vault') throw new Refusal('state', 'The secrets are in the keychain, which the system locks.')
  places.lock()
  room.changes.tell('accounts')
  return statusOf(room)
})

const use = os.secrets.use.handler(async ({ input, context }) => {
  const { room } = context
  const places = placesOf(room)
  if (places.at() === input.place) throw new Refusal('conflict', `The secrets are in the ${input.place} already.`)
  if (input.place === 'vault' && input.passphrase === undefined)
    throw new Refusal('bad_request', 'A vault needs a passphrase.')
  const moved =
    input.place === 'vault'
      ? await places.toVault(input.passphrase ?? '', ownSecretNames(room.store))
      : await places.toKeychain()
  bringBack(context)
  room.changes.tell('accounts')
  return { ...(await statusOf(room)), moved }
})

const passphrase = os.secrets.passphrase.handler(async ({ input, context: { room } }) => {
  await placesOf(room).change(input.present, input.next)
  return statusOf(room)
})

export const secrets = { status, unlock, lock, use, passphrase }
