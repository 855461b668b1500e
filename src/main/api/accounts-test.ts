import { testConnection } from '../mail/smtp-probe.ts'
import type { SmtpSettings } from '../mail/smtp-settings.ts'
import type { AccountRow } from '../store/accounts.ts'
import { readSecret } from './accounts-secret.ts'
import type { Room } from './context.ts'

/** What a test of the connection found, as the contract shows it. `latency_ms` is by the engine's clock. */
export interface AccountTest {
  ok: boolean
  latency_ms: number
  words: string
  next: string | null
}

const untested = (words: string, next: string): AccountTest => ({ ok: false, latency_ms: 0, words, next })

/** The managed account delivers to the sandbox, which is there as long as the engine runs. */
function settingsOf(room: Room, row: AccountRow): SmtpSettings | null {
  if (row.smtp) return { ...row.smtp, ...(room.smtp?.ca === undefined ? {} : { ca: room.smtp.ca }) }
  if (row.kind !== 'managed' || room.sandbox === null) return null
  return { host: room.sandbox.host, port: room.sandbox.port, protocol: 'none', user: null }
}

/** Connects and signs in as sending would, then leaves. Sends nothing and changes nothing. */
export async function testAccount(room: Room, row: AccountRow): Promise<AccountTest> {
  const { clock, keychain } = room.ports
  const settings = settingsOf(room, row)
  if (!settings)
    return untested('The sandbox runs only together with the scheduler.', 'Start it: cadenza serve, then test again.')
  const secret = row.hasSecret ? await readSecret(keychain, row.publicId) : null
  if (row.hasSecret && secret === null)
    return untested('The keychain has no password for this account any more.', 'Give the password again.')
  const start = clock.now()
  const probe = await clock.working(testConnection(settings, secret, room.smtp?.timeouts))
  return { ...probe, latency_ms: clock.now() - start }
}
