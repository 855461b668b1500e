import { testConnection } from '../mail/smtp-probe.ts'
import type { Secret } from '../mail/smtp-session.ts'
import type { SmtpSettings } from '../mail/smtp-settings.ts'
import type { AccountRow } from '../store/accounts.ts'
import { smtpOf } from './accounts-check.ts'
import { found } from './accounts-found.ts'
import { type PartTest, probeReading, type ReadingTest, testReadingOf } from './accounts-reading.ts'
import { checkPassword, readSecret } from './accounts-secret.ts'
import { os, type Room } from './context.ts'

/** Sending and, beside it, both parts: an account whose reading fails still sends. */
export interface AccountTest extends PartTest {
  parts: { smtp: SendingTest; imap: ReadingTest | null }
}

/** `takes`: bytes of one message, as the server said; null: it names no limit, or was not reached. */
type SendingTest = PartTest & { takes: number | null }

const both = (smtp: SendingTest, imap: ReadingTest | null): AccountTest => ({ ...smtp, parts: { smtp, imap } })

const untested = (trouble: string, next: string): SendingTest => ({
  ok: false,
  latency_ms: 0,
  words: null,
  trouble,
  next,
  takes: null,
})

/** The managed account delivers to the sandbox, which is there as long as the engine runs. */
function settingsOf(room: Room, row: AccountRow): SmtpSettings | null {
  if (row.smtp) return { ...(room.smtp?.ca === undefined ? {} : { ca: room.smtp.ca }), ...row.smtp }
  if (row.kind !== 'managed' || room.sandbox === null) return null
  return { host: room.sandbox.host, port: room.sandbox.port, protocol: 'none', user: null }
}

/** Connects and signs in as sending and reading would, then leaves. Sends nothing and changes nothing. */
export async function testAccount(room: Room, row: AccountRow): Promise<AccountTest> {
  const [smtp, imap] = await Promise.all([testSending(room, row), testReadingOf(room, row)])
  return both(smtp, imap)
}

async function testSending(room: Room, row: AccountRow): Promise<SendingTest> {
  const { keychain } = room.ports
  const settings = settingsOf(room, row)
  if (!settings)
    return untested('The sandbox runs only together with the scheduler.', 'Start it: cadenza serve, then test again.')
  if (row.signedIn) return timed(room, settings, room.signIn.tokens.of(row.secretId, row.signedIn.provider))
  const secret = row.hasSecret ? await readSecret(keychain, row.secretId) : null
  if (row.hasSecret && secret === null)
    return untested('The keychain has no password for this account any more.', 'Give the password again.')
  return timed(room, settings, secret)
}

async function timed({ ports: { clock }, smtp }: Room, settings: SmtpSettings, secret: Secret) {
  const start = clock.now()
  const found = await clock.working(testConnection(settings, secret, smtp?.timeouts))
  return { ...found, latency_ms: clock.now() - start }
}

/** Tests what a person has typed, before any of it is kept: a wrong password never gets into the keychain. */
export const probe = os.accounts.probe.handler(async ({ input, context: { room } }) => {
  for (const given of [input.password, input.imap_password]) if (given !== undefined) checkPassword(given)
  const typed = smtpOf(input, null, room.ports.clock.now())
  const kept = input.ca_of === undefined ? undefined : found(room.store, input.ca_of).smtp?.ca
  const settings = kept === undefined || input.ca_pem !== undefined ? typed : { ...typed, ca: kept }
  const ca = room.smtp?.ca === undefined ? {} : { ca: room.smtp.ca }
  const [smtp, imap] = await Promise.all([
    timed(room, { ...ca, ...settings }, input.password ?? null),
    probeReading(room, input, settings),
  ])
  return both(smtp, imap)
})
