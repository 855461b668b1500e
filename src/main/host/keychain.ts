import { Refusal } from '../../shared/domain/failure.ts'
import type { Keychain } from '../ports.ts'

/**
 * Secrets in the keychain of the operating system: Keychain on macOS, Credential Manager on Windows, Secret Service on
 * Linux. One entry an account under the service name "Cadenza". There is no other place: where no keychain can be had,
 * every call is refused with a reason, and nothing is ever written in plain text.
 */
const service = 'Cadenza'

/** An entry of ours that holds no secret: it can be read exactly when the keychain is there and unlocked. */
const checkEntry = 'keychain check'
const checkValue = 'ok'

/** Windows takes 2,560 bytes an entry; the same bound everywhere, so that a workspace can move. */
const maxSecretBytes = 2_500

type Keytar = Pick<typeof import('keytar'), 'getPassword' | 'setPassword' | 'deletePassword' | 'findCredentials'>

export function systemKeychain(): Keychain {
  let loading: Promise<Keytar> | null = null
  // Loaded at the first use: without libsecret the native module can't load, and everything else must still run.
  const keytar = () => {
    loading ??= import('keytar').then((module) => ('default' in module ? (module.default as Keytar) : module))
    return loading
  }
  const run = async <T>(work: (keytar: Keytar) => Promise<T>): Promise<T> => {
    try {
      return await work(await keytar())
    } catch (error) {
      throw new Refusal('keychain_unavailable', sentence(error))
    }
  }
  const check = async (): Promise<void> => {
    if ((await run((one) => one.getPassword(service, checkEntry))) === checkValue) return
    // A locked keychain looks empty when read. Only writing tells.
    await run((one) => one.setPassword(service, checkEntry, checkValue))
  }
  return {
    lasting: true,
    async get(name) {
      const secret = await run((one) => one.getPassword(service, name))
      // "Nothing there" from a locked keychain would make somebody type a password that is still stored.
      if (secret === null) await check()
      return secret
    },
    async set(name, secret) {
      if (secret === '') throw new Refusal('bad_request', 'the secret is empty')
      if (Buffer.byteLength(secret) > maxSecretBytes) {
        throw new Refusal('too_large', `the secret is longer than ${maxSecretBytes} bytes`)
      }
      await run((one) => one.setPassword(service, name, secret))
    },
    async remove(name) {
      const removed = await run((one) => one.deletePassword(service, name))
      if (!removed) await check()
    },
    async entries() {
      await check()
      const found = await run((one) => one.findCredentials(service))
      return found.filter(({ account }) => account !== checkEntry).map(({ account, password }) => [account, password])
    },
    async trouble() {
      try {
        await check()
        return null
      } catch (error) {
        return error instanceof Error ? error.message : String(error)
      }
    },
  }
}

/** What libsecret, D-Bus and the module loader say → a sentence that says what to do. */
const known: [RegExp, string][] = [
  [
    /Cannot autolaunch D-Bus|D-Bus.*(DISPLAY|address)|Could not connect: (No such file|Connection refused)/i,
    'There is no keychain here: no D-Bus session is running. Start Cadenza from a desktop session, or with "dbus-run-session".',
  ],
  [
    /org\.freedesktop\.secrets was not provided|ServiceUnknown|NameHasNoOwner/i,
    'There is no keychain here: no Secret Service is installed. Install GNOME Keyring or KWallet and sign in again.',
  ],
  [
    /collection\/login|locked collection|is locked|prompt was dismissed|IsLocked|interaction is not allowed|user canceled/i,
    'The keychain is locked. Unlock it (sign in to the desktop, or open "Passwords and Keys") and try again.',
  ],
  [
    /Failed to load keytar|libsecret|cannot open shared object|ERR_DLOPEN_FAILED/i,
    'The keychain could not be reached: libsecret is missing. Install it (Debian and Ubuntu: apt install libsecret-1-0).',
  ],
]

function sentence(error: unknown): string {
  const words = error instanceof Error ? error.message : String(error)
  const match = known.find(([pattern]) => pattern.test(words))
  return match ? match[1] : `The keychain refused: ${words}`
}
