/** A program that uses the keychain as Cadenza does, one command an argument: `get a`, `set a secret`, `remove a`, `trouble`. */
import { systemKeychain } from '../../src/main/host/keychain.ts'

const keychain = systemKeychain()
for (const line of process.argv.slice(2)) {
  const [verb, name = '', secret = ''] = line.split(' ')
  const answer =
    verb === 'get'
      ? keychain.get(name)
      : verb === 'set'
        ? keychain.set(name, secret)
        : verb === 'remove'
          ? keychain.remove(name)
          : keychain.trouble()
  console.log(
    JSON.stringify(
      await answer.then(
        (value) => ({ value: value ?? null }),
        (error) => ({ code: error.code, message: error.message }),
      ),
    ),
  )
}
