import type { BreakCause, SmtpPhase } from '../../shared/domain/outcome.ts'
import { type Failure, redact } from './smtp-failure.ts'
import { newSession, type Secret, signIn } from './smtp-session.ts'
import { type SmtpProtocol, type SmtpSettings, type SmtpTimeouts, smtpTimeouts } from './smtp-settings.ts'

/** What a test of the connection found, and what to do about a failure. */
export interface Probe {
  ok: boolean
  /** The server's own, word for word; null when it said nothing. */
  words: string | null
  /** What went wrong where no server said so. */
  trouble: string | null
  next: string | null
}

/** A person waits for the result, so it is given up sooner than an email would be. */
const patience: Partial<SmtpTimeouts> = { connect: 15_000, greeting: 15_000, command: 15_000 }

/**
 * Connects, secures and signs in as sending would, then says goodbye. Sends nothing.
 *
 * @param secret the password, or where access tokens come from; null = none. It is cut out of whatever the server says.
 */
export async function testConnection(
  settings: SmtpSettings,
  secret: Secret,
  timeouts: Partial<SmtpTimeouts> = {},
): Promise<Probe> {
  const session = newSession(settings, { ...smtpTimeouts, ...patience, ...timeouts })
  const failure = await signIn(session, settings, secret)
  if (!failure) {
    const words = String(session.smtp.lastServerResponse || '')
    await session.quit()
    return { ok: true, words: words ? redact(words, settings.user, secret) : null, trouble: null, next: null }
  }
  const next = adviceFor(failure, settings, secret)
  if (failure.kind === 'reply')
    return { ok: false, words: redact(failure.reply.text, settings.user, secret), trouble: null, next }
  const trouble = failure.kind === 'own' ? failure.error : troubleOf(failure, settings)
  return { ok: false, words: null, trouble: redact(trouble, settings.user, secret), next }
}

function adviceFor(failure: Failure, settings: SmtpSettings, secret: Secret): string {
  if (failure.kind === 'own') return ownAdvice[failure.reason] ?? 'Try again.'
  if (failure.kind === 'reply' && failure.phase === 'auth' && typeof secret === 'object' && secret)
    return 'Sign in again. If that changes nothing, an administrator must permit SMTP for this mailbox (docs/providers.md).'
  if (failure.kind === 'reply') return afterReply(failure.phase, failure.reply.code, settings)
  return afterBreak[failure.cause](settings, failure.error)
}

const ownAdvice: Partial<Record<Extract<Failure, { kind: 'own' }>['reason'], string>> = {
  insecure: 'Use starttls or tls, or confirm that the password may travel readable.',
  signed_out: 'Sign in again.',
  no_token: 'Try again in a moment; a sign-in that is still valid renews itself.',
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

type Break = Extract<Failure, { kind: 'break' }>

/** What happened before any server had its say; the system's name for it in brackets, for whoever looks it up. */
export function troubleOf(
  { cause, error, phase }: Break,
  { host, port, protocol }: Pick<SmtpSettings, 'host' | 'port' | 'protocol'>,
): string {
  const place = `${host}:${port}`
  switch (cause) {
    case 'dns':
      return `There is no server called ${host}.`
    case 'unreachable':
      return `No server answered at ${place} (${/ECONNREFUSED/.test(error) ? 'connection refused' : 'it cannot be reached from here'}).`
    case 'timeout':
      return phase === 'connect'
        ? `No server answered at ${place} (no answer in time).`
        : `The server at ${place} stopped answering.`
    case 'untrusted':
      return `The certificate of ${place} cannot be trusted: ${error}`
    case 'tls':
      return `${place} and this computer found no common way to encrypt with ${protocol}: ${error}`
    case 'protocol':
      return `What answers at ${place} does not speak as a mail server: ${error}`
    case 'closed':
      return `The server at ${place} closed the connection.`
  }
}

/** What to do about a certificate; one that ran out is the server's own trouble. */
export const untrustedAdvice = (host: string, error: string): string =>
  /expired/i.test(error)
    ? `The certificate of ${host} has run out: whoever runs the server must renew it. See that this computer's date is right.`
    : `Check the server's name: its certificate is not for ${host} from a known authority. Don't send there.`

const afterBreak: Record<BreakCause, (settings: SmtpSettings, error: string) => string> = {
  dns: ({ host }) => `Check how its name is written: ${host}. If it is right, check this computer's network.`,
  unreachable: ({ port, protocol }) =>
    `Check the server's name and the port: with ${protocol} it is usually ${usualPort[protocol]}, not every network lets ${port} through.`,
  timeout: ({ port, protocol }) =>
    `Check the port: ${port} is silent. With ${protocol} it is usually ${usualPort[protocol]}.`,
  untrusted: ({ host }, error) => untrustedAdvice(host, error),
  tls: ({ port, protocol }) =>
    `Port ${port} doesn't speak ${protocol}. STARTTLS is usually on 587, TLS from the start on 465.`,
  protocol: () => 'It may speak TLS from the start (then use tls, usually on port 465), or be no mail server.',
  closed: ({ port }) => `Check that port ${port} and the protocol go together.`,
}
