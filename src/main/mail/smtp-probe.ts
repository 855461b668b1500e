import type { SmtpPhase } from '../../shared/domain/outcome.ts'
import { afterBreak, type Probe, probePatience, troubleOf, type Usual } from './probe.ts'
import { type Failure, redact } from './smtp-failure.ts'
import { newSession, type Secret, signIn } from './smtp-session.ts'
import { type SmtpSettings, type SmtpTimeouts, smtpTimeouts } from './smtp-settings.ts'
import { sizeSaid } from './smtp-size.ts'

/** `takes`: bytes of one message; null: the server names no limit, or was not reached. */
export type SmtpProbe = Probe & { takes: number | null }

/**
 * Connects, secures and signs in as sending would, then says goodbye. Sends nothing.
 *
 * @param secret the password, or where access tokens come from; null = none. It is cut out of whatever the server says.
 */
export async function testConnection(
  settings: SmtpSettings,
  secret: Secret,
  timeouts: Partial<SmtpTimeouts> = {},
): Promise<SmtpProbe> {
  const session = newSession(settings, { ...smtpTimeouts, ...probePatience, ...timeouts })
  const failure = await signIn(session, settings, secret)
  if (!failure) {
    const words = String(session.smtp.lastServerResponse || '')
    const takes = sizeSaid(session.track.ehlo())
    await session.quit()
    return { ok: true, words: words ? redact(words, settings.user, secret) : null, trouble: null, next: null, takes }
  }
  const next = adviceFor(failure, settings, secret)
  if (failure.kind === 'reply')
    return { ok: false, words: redact(failure.reply.text, settings.user, secret), trouble: null, next, takes: null }
  const trouble = failure.kind === 'own' ? failure.error : troubleOf(failure, settings)
  return { ok: false, words: null, trouble: redact(trouble, settings.user, secret), next, takes: null }
}

function adviceFor(failure: Failure, settings: SmtpSettings, secret: Secret): string {
  if (failure.kind === 'own') return ownAdvice[failure.reason] ?? 'Try again.'
  if (failure.kind === 'reply' && failure.phase === 'auth' && typeof secret === 'object' && secret)
    return 'Sign in again. If that changes nothing, an administrator must permit SMTP for this mailbox (docs/providers.md).'
  if (failure.kind === 'reply') return afterReply(failure.phase, failure.reply.code, settings)
  return afterBreak(failure, settings, usual)
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

const usual: Usual = {
  port: { none: 25, starttls: 587, tls: 465 },
  tls: ({ port, protocol }) =>
    `Port ${port} doesn't speak ${protocol}. STARTTLS is usually on 587, TLS from the start on 465.`,
  server: 'mail server',
}
