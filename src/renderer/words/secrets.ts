import { many } from './format.ts'

export const secretWords = {
  lead: 'Passwords, sign-ins and signing keys of your mailboxes. They are never in the database, a log or an export.',
  place: {
    keychain: 'In the keychain of this computer',
    vault: 'In a vault with a passphrase',
  },
  more: {
    keychain: 'It is unlocked when you sign in to this computer. Other programs of yours may ask it too.',
    vault:
      'One encrypted file in the data folder. After each start, mail waits until you have unlocked it once. Without the passphrase nobody can read it, Cadenza included.',
  },
  locked: (waiting: number) =>
    waiting === 0
      ? 'The vault is locked. Mail that needs a password waits until you unlock it.'
      : `The vault is locked. ${many(waiting, 'mailbox', 'mailboxes')} can’t send until you unlock it.`,
  make: 'Use a vault instead…',
  unlock: 'Unlock…',
  lock: 'Lock',
  change: 'Change passphrase…',
  back: 'Back to the keychain…',
  backTitle: 'Move the passwords into the keychain?',
  backBody:
    'They leave the vault and the vault is taken away. From then on they are open whenever you are signed in to this computer.',
  backVerb: 'Move into the keychain',
  title: { unlock: 'Unlock the vault', make: 'Use a vault', change: 'Change the passphrase' },
  leads: {
    unlock: 'Its passphrase is kept in memory until Cadenza is closed.',
    make: 'All passwords move out of the keychain into the vault. Keep the passphrase safe: if it is lost, every password has to be given again.',
    change: 'Everything in the vault is encrypted anew.',
  },
  verbs: { unlock: 'Unlock', make: 'Make the vault', change: 'Change passphrase' },
  passphrase: 'Passphrase',
  fresh: 'New passphrase',
  present: 'Present passphrase',
  again: 'Once more',
  long: (n: number) => `At least ${n} characters. A few words that don’t belong together are best.`,
  differs: 'This is not what stands above.',
} as const
