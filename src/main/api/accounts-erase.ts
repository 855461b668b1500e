/** The secrets of accounts that are gone. A keychain can be locked when an account goes; it is asked again later. */
import type { AccountRow } from '../store/accounts.ts'
import { note } from '../store/journal.ts'
import { keptSecrets, secretsErased } from '../store/removal.ts'
import { eraseSecret, eraseSignIn, secretName } from './accounts-secret.ts'
import type { Room } from './context.ts'

/**
 * Erases what the keychain still holds of removed accounts, this one and those it could not be erased for before.
 *
 * @returns why the secrets of `publicId` are still there; null: they aren't
 */
export async function eraseKept(room: Room, publicId: string): Promise<string | null> {
  const { store, ports } = room
  let left: string | null = null
  for (const account of keptSecrets(store)) {
    try {
      // first, and with what is in memory: that goes even where the keychain can't be asked
      await eraseSignIn(room.signIn.tokens, account.secretId)
      for (const part of [undefined, 'imap'] as const)
        await eraseSecret(ports.keychain, secretName(account.secretId, part))
      store.write((tx) => secretsErased(tx, account.id))
    } catch (error) {
      const words = `${(error as Error).message} What it keeps for ${account.address} is under "${account.secretId}" and is erased at the next start, or with the next mailbox that is removed.`
      if (account.publicId !== publicId) continue
      left = words
      store.write((tx) => note(tx, ports.clock.now(), 'secret_left', words, { account: publicId }))
    }
  }
  return left
}

/** At the start: the computer may have stopped between a mailbox and its secrets. Never rejects; what can't go stays for the next time. */
export async function eraseLeftOver(room: Room): Promise<void> {
  try {
    await eraseKept(room, '')
  } catch (error) {
    room.ports.log.warn('secrets of removed mailboxes could not be erased', { error: (error as Error).message })
  }
}

/** Erases what an account signs in with no more. Where the keychain doesn't let it, that is written down, and it is erased with the account. */
export async function eraseUnused({ store, ports }: Room, account: AccountRow, erase: () => Promise<void>) {
  try {
    await erase()
  } catch (error) {
    const words = `${(error as Error).message} ${account.address} signs in with something else now; what it signed in with before is still in the keychain, is used no more, and is erased when the mailbox is removed.`
    store.write((tx) => note(tx, ports.clock.now(), 'secret_left', words, { account: account.publicId }))
  }
}
