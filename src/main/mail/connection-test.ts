import type { SmtpPhase } from '../../shared/domain/outcome.ts'
import type { Clock } from '../ports.ts'
import { type Failure, redact } from './smtp-failure.ts'
import { newSession, type Session, signIn } from './smtp-session.ts'
import { type SmtpProtocol, type SmtpSettings, type SmtpTimeouts, smtpTimeouts } from './smtp-settings.ts'

/** What is wrong with a server's settings, and what to do about it. */
export interface ConnectionTrouble {
  kind:
    | 'insecure'
    | 'unknown_host'
    | 'unreachable'
    | 'silent'
    | 'untrusted'
    | 'no_tls'
    | 'credentials'
    | 'refused'
    | 'not_smtp'
  todo: string
}

export interface ConnectionTest {
  ok: boolean
  /** From the first packet to the answer that decided, ms. */
  latencyMs: number
  /** The server's own last words, or the error of our side when it said nothing. */
  words: string
  trouble: ConnectionTrouble | null
}

/**
 * Tries an account's settings without sending anything: connect, EHLO, TLS, sign in, QUIT. Never rejects. A person is
 * waiting, so it gives up much sooner than sending does.
 */
export async function testConnection(
  settings: SmtpSettings,
  secret: string | null,
  clock: Pick<Clock, 'now'>,
  timeouts: Partial<SmtpTimeouts> = {},
): Promise<ConnectionTest> {
  const waits = { ...smtpTimeouts, connect: 15_000, greeting: 30_000, command: 30_000, ...timeouts }
  const began = clock.now()
  const session = newSession(settings, waits)
  const failure = await signIn(session, settings, secret)
  const latencyMs = clock.now() - began
  if (!failure) {
    const words = lastWords(session)
    await session.quit()
    return { ok: true, latencyMs, words, trouble: null }
  }
  const said = failure.kind === 'reply' ? failure.reply.text : failure.error
  return { ok: false, latencyMs, words: redact(said, settings.user, secret), trouble: troubleOf(failure, settings) }
}

function lastWords(session: Session): string {
  return session.track.lastReply()?.text ?? ''
}

function troubleOf(failure: Failure, settings: SmtpSettings): ConnectionTrouble {
  if (failure.kind === 'own')
    return { kind: 'insecure', todo: 'Choose STARTTLS or TLS, or confirm that the password may travel unprotected.' }
  if (failure.kind === 'reply') return refused(failure.phase, failure.reply.code, settings)
  switch (failure.cause) {
    case 'dns':
      return { kind: 'unknown_host', todo: `Check the server name: nobody knows ${settings.host}.` }
    case 'unreachable':
      return { kind: 'unreachable', todo: `Check the port (${settings.port}) and your network: nothing answers there.` }
    case 'timeout':
      return { kind: 'silent', todo: `The server took the connection and said nothing. ${portAdvice(settings)}` }
    case 'untrusted':
      return {
        kind: 'untrusted',
        todo: `The certificate is not valid for ${settings.host} or nobody trusted vouches for it. Check the server name, or ask who runs the server.`,
      }
    case 'tls':
      return { kind: 'no_tls', todo: `No TLS connection could be made. ${portAdvice(settings)}` }
    case 'protocol':
      return {
        kind: 'not_smtp',
        todo: `What answers at port ${settings.port} is no mail server for sending. ${portAdvice(settings)}`,
      }
    case 'closed':
      return { kind: 'unreachable', todo: `The server hung up. ${portAdvice(settings)}` }
  }
}

function refused(phase: SmtpPhase, code: number, settings: SmtpSettings): ConnectionTrouble {
  if (phase === 'starttls')
    return { kind: 'no_tls', todo: `This server does not offer STARTTLS. ${portAdvice(settings)}` }
  if (phase === 'auth' && code >= 500) {
    return {
      kind: 'credentials',
      todo: 'Check user name and password. Providers with two-step sign-in want an app password here.',
    }
  }
  return { kind: 'refused', todo: 'Read what the server said; often it is a matter of waiting.' }
}

const usual: Record<SmtpProtocol, string> = {
  tls: 'TLS is usual at port 465; at 587 choose STARTTLS.',
  starttls: 'STARTTLS is usual at port 587; at 465 choose TLS.',
  none: 'At port 465 choose TLS, at 587 STARTTLS.',
}

const portAdvice = (settings: SmtpSettings) => usual[settings.protocol]
