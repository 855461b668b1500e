import type { BreakCause, NotSentReason, Reply, SmtpPhase } from '../../shared/domain/outcome.ts'
import { parseReply } from '../../shared/domain/outcome.ts'
import type { TokenSource } from './tokens.ts'

/** How one step of a conversation failed: the server said no, or nothing that settles anything was said. */
export type Failure =
  | { kind: 'reply'; phase: SmtpPhase; reply: Reply }
  | { kind: 'break'; phase: SmtpPhase; cause: BreakCause; error: string }
  | { kind: 'own'; reason: NotSentReason; error: string }

/** What nodemailer's errors carry beside the message. */
export interface SmtpError extends Error {
  code?: string | undefined
  originalCode?: string | undefined
  command?: string | undefined
  response?: string | undefined
}

/** Sorts an error of nodemailer. `phase` is what still waits for an answer, `answered` what the last reply was for. */
export function failureOf(error: SmtpError, phase: SmtpPhase, answered: SmtpPhase): Failure {
  if (error.response) {
    const reply = parseReply(clip(error.response))
    const at = phaseOfError(error) ?? answered
    if (reply.code >= 400 && reply.code < 600) return { kind: 'reply', phase: at, reply }
    return { kind: 'break', phase: at, cause: 'protocol', error: clip(error.message) }
  }
  if (error.code === 'EMESSAGE') return { kind: 'own', reason: 'too_large', error: error.message }
  if (error.code === 'EENVELOPE') return { kind: 'own', reason: 'bad_envelope', error: error.message }
  return { kind: 'break', phase, cause: causeOf(error), error: clip(error.message) }
}

function phaseOfError(error: SmtpError): SmtpPhase | null {
  if (error.code === 'EMESSAGE') return 'dot'
  if (error.command === 'MAIL FROM') return 'mail'
  if (error.command === 'RCPT TO') return 'rcpt'
  if (error.command === 'DATA') return 'data'
  return null
}

// OpenSSL's verification results as Node names them, and Node's own check of the name.
const untrusted =
  /^(CERT_|CRL_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_EXCEEDED|HOSTNAME_MISMATCH|ERR_TLS_CERT_ALTNAME_INVALID)/

/** What a broken connection broke by, as the system names it. */
export function causeOf(error: Pick<SmtpError, 'code' | 'originalCode'>): BreakCause {
  const system = error.originalCode ?? error.code ?? ''
  if (untrusted.test(system)) return 'untrusted'
  if (error.code === 'EDNS' || /^(ENOTFOUND|EAI_)/.test(system)) return 'dns'
  if (error.code === 'ETLS' || /^(EPROTO$|ERR_SSL|ERR_TLS)/.test(system)) return 'tls'
  if (error.code === 'ETIMEDOUT' || system === 'ETIMEDOUT') return 'timeout'
  if (error.code === 'EPROTOCOL' || error.code === 'ESTREAM') return 'protocol'
  if (/^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|EHOSTDOWN|ENETDOWN|EACCES|EPERM)$/.test(system))
    return 'unreachable'
  return 'closed'
}

/** Replies are stored word for word up to this many characters; a server that says more is not worth a full disk. */
const longestReply = 10_000

export function clip(text: string): string {
  return text.length <= longestReply ? text : `${text.slice(0, longestReply)} …`
}

/** A reply or error text without the secret, plain or as SMTP carries it: some servers repeat what they were told. */
export function redact(text: string, user: string | null, secret: string | TokenSource | null): string {
  if (!secret) return text
  const name = user ?? ''
  if (typeof secret === 'string') return without(text, [base64(`\0${name}\0${secret}`), base64(secret), secret])
  return without(
    text,
    secret.given().flatMap((token) => [xoauth2(name, token), base64(token), token]),
  )
}

const base64 = (value: string): string => Buffer.from(value, 'utf8').toString('base64')
const without = (text: string, forms: string[]): string =>
  forms.reduce((sofar, form) => sofar.replaceAll(form, '***'), text)

/** A token as SMTP and IMAP carry it (developers.google.com/workspace/gmail/imap/xoauth2-protocol). */
export const xoauth2 = (user: string, token: string): string =>
  base64(`user=${user}\u0001auth=Bearer ${token}\u0001\u0001`)
