import { lookup } from 'node:dns/promises'
import { ImapFlow, type ImapFlowOptions } from 'imapflow'
import type { BreakCause } from '../../shared/domain/outcome.ts'
import { startDeadline } from './deadline.ts'
import { type Credential, type ImapServer, type ImapTimeouts, imapTimeouts, secretOf } from './imap-settings.ts'
import { causeOf, clip } from './smtp-failure.ts'
import { isLoopback, plaintextTrouble } from './smtp-settings.ts'
import { tlsOptions } from './tls.ts'

/** Why reading failed. `words` are the server's own; `own`: we didn't try, or found something missing. */
export type ImapFailure =
  | { kind: 'refused'; auth: boolean; words: string }
  | { kind: 'break'; cause: BreakCause; error: string }
  | { kind: 'own'; error: string }

export type ImapResult<T> = { ok: true; value: T; words: string | null } | { ok: false; failure: ImapFailure }

/** Thrown by what is done with a mailbox when something in it is missing; its message is for people. */
export class MailboxTrouble extends Error {}

/** Nothing is lost when a server doesn't answer LOGOUT, so it isn't given long. */
const goodbyeWait = 2_000

/**
 * Connects, secures, signs in, does `work` and leaves politely. Never rejects. One call is one connection; an aborted
 * `signal` ends it at once.
 */
export async function withImap<T>(
  server: ImapServer,
  credential: Credential,
  work: (imap: ImapFlow) => Promise<T>,
  options: { timeouts?: Partial<ImapTimeouts>; signal?: AbortSignal } = {},
): Promise<ImapResult<T>> {
  const heard = listening()
  let imap: ImapFlow | null = null
  const fail = (failure: ImapFailure): ImapResult<T> => ({
    ok: false,
    failure: withoutSecret(failure, server, credential),
  })
  const end = () => imap?.close()
  try {
    const place = await placeOf(server)
    if (typeof place !== 'string') return fail(place)
    if (options.signal?.aborted) return fail({ kind: 'own', error: 'reading was stopped' })
    imap = new ImapFlow(optionsOf(server, place, credential, { ...imapTimeouts, ...options.timeouts }, heard))
    // Without a listener a broken connection would end the whole program.
    imap.on('error', () => {})
    options.signal?.addEventListener('abort', end, { once: true })
    await imap.connect()
    const words = heard.signIn()
    const value = await work(imap)
    await leave(imap)
    return { ok: true, value, words: words === null ? null : redact(words, server, credential) }
  } catch (error) {
    // After a failed connect the socket stays open otherwise.
    end()
    if (error instanceof MailboxTrouble) return fail({ kind: 'own', error: error.message })
    return fail(failureOf(error as ImapError, heard.last()))
  } finally {
    options.signal?.removeEventListener('abort', end)
  }
}

async function leave(imap: ImapFlow): Promise<void> {
  const deadline = startDeadline(() => imap.close())
  deadline.set(goodbyeWait)
  await imap.logout().catch(() => {})
  deadline.clear()
  imap.close()
}

/**
 * Where to connect. Without TLS and without consent a password may only stay on this computer, and "localhost" can be
 * made to mean another: so the name is looked up here, and what was looked at is what is connected to.
 */
async function placeOf(server: ImapServer): Promise<string | ImapFailure> {
  const trouble = plaintextTrouble(server, true)
  if (trouble !== null) return { kind: 'own', error: trouble }
  if (server.protocol !== 'none' || server.allowPlaintextPassword) return server.host
  try {
    const { address } = await lookup(server.host.replace(/^\[|\]$/g, ''))
    if (isLoopback(address)) return address
    return { kind: 'own', error: plaintextTrouble(server, true, address) ?? `${server.host} is not this computer` }
  } catch (error) {
    return { kind: 'break', cause: 'dns', error: (error as Error).message }
  }
}

function optionsOf(
  server: ImapServer,
  host: string,
  credential: Credential,
  waits: ImapTimeouts,
  heard: Heard,
): ImapFlowOptions {
  const { port, protocol, user, ca } = server
  return {
    host,
    port,
    secure: protocol === 'tls',
    ...(protocol === 'tls' ? {} : { doSTARTTLS: protocol === 'starttls' }),
    auth:
      credential.kind === 'password' ? { user, pass: credential.password } : { user, accessToken: credential.token },
    tls: tlsOptions(ca),
    connectionTimeout: waits.connect,
    greetingTimeout: waits.greeting,
    socketTimeout: waits.command,
    disableAutoIdle: true,
    disableCompression: true,
    // Without these words imapflow names itself and its makers.
    clientInfo: { name: 'Cadenza', version: false, vendor: false, 'support-url': false },
    logger: heard.logger,
  }
}

interface Heard {
  logger: { debug(entry: unknown): void; info(): void; warn(): void; error(): void }
  /** The reply to the sign-in, without its tag; null = not heard. */
  signIn(): string | null
  /** The last final reply, or the goodbye that the server said instead. */
  last(): string | null
}

/** imapflow keeps no replies; its log has them. Commands are only looked at for their tag, they may hold a secret. */
function listening(): Heard {
  let tag = ''
  let signIn: string | null = null
  let last: string | null = null
  const debug = (entry: unknown) => {
    const { src, msg } = entry as { src?: string; msg?: unknown }
    if (typeof msg !== 'string') return
    if (src === 'c') tag = /^(\S+) (?:LOGIN|AUTHENTICATE)\b/.exec(msg)?.[1] ?? tag
    if (src !== 's') return
    const said = /^(\S+) ((?:OK|NO|BAD|BYE)\b.*)$/s.exec(msg)
    if (!said) return
    const [, at, words = ''] = said
    if (at === '*' && !words.startsWith('BYE')) return
    // A list of what the server can do is for programs; a person asked whether it let them in.
    last = clip(words.replace(/\[CAPABILITY [^\]]*\] ?/i, '').trim())
    if (at === tag) signIn = last
  }
  const silent = () => {}
  return { logger: { debug, info: silent, warn: silent, error: silent }, signIn: () => signIn, last: () => last }
}

interface ImapError extends Error {
  code?: string | undefined
  authenticationFailed?: boolean
  responseStatus?: string
  responseText?: string
  response?: unknown
  tlsFailed?: boolean
}

function failureOf(error: ImapError, last: string | null): ImapFailure {
  const said = last ?? error.responseText ?? (typeof error.response === 'string' ? error.response : null)
  if (error.authenticationFailed) return { kind: 'refused', auth: true, words: said ?? error.message }
  if (error.tlsFailed && !/^(CERT_|DEPTH_|SELF_|UNABLE_|ERR_TLS_CERT)/.test(error.code ?? ''))
    return { kind: 'break', cause: 'tls', error: clip(error.message) }
  if (error.responseStatus === 'NO' || error.responseStatus === 'BAD' || last?.startsWith('BYE'))
    return { kind: 'refused', auth: false, words: said ?? error.message }
  return { kind: 'break', cause: breakOf(error.code ?? '', error), error: clip(error.message) }
}

function breakOf(code: string, error: ImapError): BreakCause {
  if (/TIMEOUT|TIMEDOUT/.test(code)) return 'timeout'
  if (/^(ParserError|InvalidResponse|UnexpectedTag|LineTooLarge|LiteralTooLarge|ResponseTooLarge)/.test(code))
    return 'protocol'
  return causeOf({ code: error.code })
}

/** A text without the secret, plain or as IMAP carries it: some servers repeat what they were told. */
function redact(text: string, { user }: ImapServer, credential: Credential): string {
  const secret = secretOf(credential)
  const base64 = (value: string) => Buffer.from(value, 'utf8').toString('base64')
  const forms = [
    base64(`\0${user}\0${secret}`),
    base64(`user=${user}\x01auth=Bearer ${secret}\x01\x01`),
    base64(secret),
  ]
  return [...forms, secret].reduce((sofar, form) => sofar.replaceAll(form, '***'), text)
}

function withoutSecret(failure: ImapFailure, server: ImapServer, credential: Credential): ImapFailure {
  if (failure.kind === 'refused') return { ...failure, words: redact(failure.words, server, credential) }
  return { ...failure, error: redact(failure.error, server, credential) }
}
