import { testConnection } from '../mail/smtp.ts'
import type { AccountRow } from '../store/accounts.ts'
import { readSecret } from './accounts-secret.ts'
import type { Room } from './context.ts'

/** What a test of the connection found, as the contract shows it. `latency_ms` is wall time. */
export interface AccountTest {
  ok: boolean
  latency_ms: number
  words: string
  next: string | null
}

/** Connects and signs in as sending would, then leaves. Sends nothing and changes nothing. */
export async function testAccount(room: Room, row: AccountRow): Promise<AccountTest> {
  const settings =
    row.smtp ??
    (row.kind === 'managed' ? room.sandbox && { ...room.sandbox, protocol: 'none' as const, user: null } : null)
  if (!settings)
    return {
      ok: false,
      latency_ms: 0,
      words: `${row.address} has no server to test here.`,
      next: 'Start cadenza serve.',
    }
  const secret = row.hasSecret ? await readSecret(room.ports.keychain, row.publicId) : null
  if (row.hasSecret && secret === null)
    return {
      ok: false,
      latency_ms: 0,
      words: 'The keychain has no password for this account any more.',
      next: 'Give the password again.',
    }
  return room.ports.clock.working(testConnection(settings, secret))
}
