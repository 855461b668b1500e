/** Passwords on their way into the keychain. They are held in memory for that long and written nowhere else. */
import { Refusal } from '../../shared/domain/failure.ts'
import type { Tokens } from '../mail/tokens.ts'
import type { Keychain } from '../ports.ts'

export { secretName } from '../../shared/domain/secret-name.ts'

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const control = /[\u0000-\u001f\u007f]/

/** @throws Refusal `bad_request`; the sentence never quotes the password. */
export function checkPassword(password: string): void {
  if (password === '') throw new Refusal('bad_request', 'The password is empty. Leave it out to keep the present one.')
  if (control.test(password))
    throw new Refusal('bad_request', 'The password holds a line break or another invisible character.')
}

/** @throws Refusal `keychain_unavailable` with the keychain's own words. */
export async function needKeychain(keychain: Keychain): Promise<void> {
  const trouble = await keychain.trouble()
  if (trouble !== null) throw new Refusal('keychain_unavailable', `The password can't be kept safely: ${trouble}`)
}

/** Keychains quote what they were given in some errors; the secret is cut out of the words before anybody sees them. */
async function attempt<T>(work: Promise<T>, secret: string | null): Promise<T> {
  try {
    return await work
  } catch (error) {
    if (error instanceof Refusal) throw error
    const words = error instanceof Error ? error.message : String(error)
    throw new Refusal('keychain_unavailable', `The keychain said: ${secret ? words.replaceAll(secret, '***') : words}`)
  }
}

/** `name` as `secretName` makes it. */
export const keepSecret = (keychain: Keychain, name: string, secret: string): Promise<void> =>
  attempt(keychain.set(name, secret), secret)

export const eraseSecret = (keychain: Keychain, name: string): Promise<void> => attempt(keychain.remove(name), null)

/** What a sign-in through the browser left: every piece of it, and what is in memory. */
export const eraseSignIn = (tokens: Tokens, publicId: string): Promise<void> => attempt(tokens.erase(publicId), null)

export const readSecret = (keychain: Keychain, name: string): Promise<string | null> =>
  attempt(keychain.get(name), null)
