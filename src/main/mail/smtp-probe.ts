import type { BreakCause, SmtpPhase } from '../../shared/domain/outcome.ts'
import { type Failure, redact } from './smtp-failure.ts'
import { newSession, signIn } from './smtp-session.ts'
import { type SmtpProtocol, type SmtpSettings, type SmtpTimeouts, smtpTimeouts } from './smtp-settings.ts'

/** What a test of the connection found: the server's own words, and what to do about a failure. */
export interface Probe {
  ok: boolean
  words: string
  next: string | null
}

/** A person waits for the result, so it is given up sooner than an email would be. */
const patience: Partial<SmtpTimeouts> = { connect: 15_000, greeting: 15_000, command: 15_000 }

/**
 * Connects, secures and signs in as sending would, then says goodbye. Sends nothing.
 *
 * @param secret the password; null = none. It is cut out of whatever the server says.
 */
export async function testConnection(
  settings: SmtpSettings,
  secret: string | null,
  timeouts: Partial<SmtpTimeouts> = {},
): Promise<Probe> {
  const session = newSession(settings, { ...smtpTimeouts, ...patience, ...timeouts })
  const failure = await signIn(session, settings, secret)
  if (!failure) {
    const words = String(session.smtp.lastServerResponse || 'The server took the connection.')
    await session.quit()
    return { ok: true, words: redact(words, settings.user, secret), next: null }
  }
  const words = failure.kind === 'reply' ? failure.reply.text : failure.error
  return { ok: false, words: redact(words, settings.user, secret), next: adviceFor(failure, settings) }
}

function adviceFor(failure: Failure, settings: SmtpSettings): string {
  if (failure.kind === 'own') return 'Use starttls or tls, or confirm that the password may travel readable.'
  if (failure.kind === 'reply') return afterReply(failure.phase, failure.reply.code, settings)
  return afterBreak[failure.cause](settings)
}

function afterReply(phase: SmtpPhase, code: number, settings: SmtpSettings): string {
  if (code < 500) return 'The server is busy or limits connections at the moment; try again later.'
  if (phase === 'auth')
    return `Check the user name (${settings.user}) and the password; many providers want an app password here.`
  if (phase === 'starttls') return 'The server refuses STARTTLS; try tls, often on port 465.'
  return 'Read what the server said; your provider can tell more.'
}

const usualPort: Record<SmtpProtocol, string> = {
  none: '25',
  starttls: '587',
  tls: '465',
}

const afterBreak: Record<BreakCause, (settings: SmtpSettings) => string> = {
  dns: ({ host }) => `Check the server's name: nobody knows "${host}".`,
  unreachable: ({ host, port }) => `Check name and port: nothing answers at ${host}:${port}, or a firewall forbids it.`,
  timeout: ({ port, protocol }) =>
    `Check the port: ${port} is silent. With ${protocol} it is usually ${usualPort[protocol]}.`,
  untrusted: ({ host }) =>
    `The certificate is not one for ${host} from a known authority. Check the name; don't send there.`,
  tls: ({ port, protocol }) =>
    `Port ${port} doesn't speak ${protocol}. STARTTLS is usually on 587, TLS from the start on 465.`,
  protocol: ({ port }) =>
    `What answers on port ${port} is no mail server, or speaks TLS from the start (then use tls).`,
  closed: ({ port }) => `The server hung up. Check that port ${port} and the protocol go together.`,
}
