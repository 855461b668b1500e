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

/** More than the largest thing that is asked for, and little enough to be held: a server may lie about its lengths. */
const largest = 16_000_000

/** Nothing is lost when a server doesn't answer LOGOUT, so it isn't given long. */
const goodbyeWait = 2_000

/** Somebody who is signed in. */
export interface ImapSession {
  imap: ImapFlow
  /** What the server said to the sign-in; null: not heard. */
  words: string | null
  /** What an error of a command means, or without one: why the connection is gone. */
  failureOf(error?: unknown): ImapFailure
  /** True once an answer could not be understood: then nobody knows what it would have said. */
  isGarbled(): boolean
  /** Says goodbye and closes. */
  leave(): Promise<void>
}

export interface OpenOptions {
  timeouts?: Partial<ImapTimeouts>
  /** Ends it at once, while it connects. */
  signal?: AbortSignal
}

/** Connects, secures and signs in. Never rejects; where it fails nothing stays open. */
export async function openImap(
  server: ImapServer,
  credential: Credential,
  options: OpenOptions = {},
): Promise<{ ok: true; session: ImapSession } | { ok: false; failure: ImapFailure }> {
  const heard = listening()
  const told = (failure: ImapFailure) => withoutSecret(failure, server, credential)
  let broke: unknown
  const failureHere = (error: unknown) => {
    const isGone = error === undefined || /^(NoConnection|EConnectionClosed)$/.test((error as ImapError).code ?? '')
    const cause = (isGone ? broke : undefined) ?? error ?? new Error('The connection ended.')
    return told(failureOf(cause as ImapError, heard))
  }
  const place = await placeOf(server)
  if (typeof place !== 'string') return { ok: false, failure: told(place) }
  if (options.signal?.aborted) return { ok: false, failure: stopped }
  const imap = new ImapFlow(optionsOf(server, place, credential, { ...imapTimeouts, ...options.timeouts }, heard))
  // Without a listener a broken connection would end the whole program.
  imap.on('error', (error: unknown) => {
    broke ??= error
  })
  const end = () => imap.close()
  options.signal?.addEventListener('abort', end, { once: true })
  try {
    await imap.connect()
    const words = heard.signIn()
    return {
      ok: true,
      session: {
        imap,
        words: words === null ? null : redact(words, server, credential),
        failureOf: failureHere,
        isGarbled: heard.isGarbled,
        leave: () => leave(imap),
      },
    }
  } catch (error) {
    // After a failed connect the socket stays open otherwise.
    end()
    return { ok: false, failure: failureHere(error) }
  } finally {
    options.signal?.removeEventListener('abort', end)
  }
}

/** An answer that can't be understood is like none: what it would have said is asked again. */
export const garbled: ImapFailure = {
  kind: 'break',
  cause: 'protocol',
  error: "The server gave an answer that can't be understood.",
}

const stopped: ImapFailure = { kind: 'own', error: 'reading was stopped' }

/**
 * Connects, secures, signs in, does `work` and leaves politely. Never rejects. One call is one connection; an aborted
 * `signal` ends it at once.
 */
export async function withImap<T>(
  server: ImapServer,
  credential: Credential,
  work: (imap: ImapFlow) => Promise<T>,
  options: OpenOptions = {},
): Promise<ImapResult<T>> {
  const opened = await openImap(server, credential, options)
  return opened.ok ? withSession(opened.session, work, options.signal) : opened
}

/** Does `work` and leaves politely. Never rejects. */
export async function withSession<T>(
  session: ImapSession,
  work: (imap: ImapFlow) => Promise<T>,
  signal?: AbortSignal,
): Promise<ImapResult<T>> {
  const end = () => session.imap.close()
  signal?.addEventListener('abort', end, { once: true })
  try {
    if (signal?.aborted) return { ok: false, failure: stopped }
    const value = await work(session.imap)
    if (session.isGarbled()) return { ok: false, failure: garbled }
    await session.leave()
    return { ok: true, value, words: session.words }
  } catch (error) {
    return { ok: false, failure: workFailure(session, error) }
  } finally {
    end()
    signal?.removeEventListener('abort', end)
  }
}

/** imapflow answers a search that was refused with `false`, which would look like nothing found. */
export const searchRefused = (): Error =>
  Object.assign(new Error('The server refused to search.'), { responseStatus: 'NO' })

/** Why what was done with a mailbox failed. */
export const workFailure = (session: ImapSession, error: unknown): ImapFailure =>
  error instanceof MailboxTrouble ? { kind: 'own', error: error.message } : session.failureOf(error)

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
    maxLiteralSize: largest,
    maxResponseSize: 2 * largest,
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
  logger: { debug(entry: unknown): void; info(): void; warn(entry: unknown): void; error(entry: unknown): void }
  /** The reply to the sign-in, without its tag; null = not heard. */
  signIn(): string | null
  /** The last final reply, or the goodbye that the server said instead. */
  last(): string | null
  /** The last reply that said no. */
  refusal(): string | null
  isGarbled(): boolean
}

/** imapflow keeps no replies; its log has them. Commands are only looked at for their tag, they may hold a secret. */
function listening(): Heard {
  let tag = ''
  let signIn: string | null = null
  let last: string | null = null
  let refusal: string | null = null
  let garbled = false
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
    if (/^(NO|BAD)/.test(last)) refusal = last
    if (at === tag) signIn = last
  }
  // What can't be parsed is logged, and the command ends well as if it had never been said. Only what brings messages
  // matters: some servers always say something odd elsewhere.
  const trouble = (entry: unknown) => {
    const { src, msg, command } = entry as { src?: string; msg?: unknown; command?: unknown }
    if (src !== 's' && msg !== 'Failed to process untagged response') return
    if (/\b(FETCH|E?SEARCH)\b/i.test(`${String(msg).slice(0, 200)} ${command ?? ''}`)) garbled = true
  }
  return {
    logger: { debug, info: () => {}, warn: trouble, error: trouble },
    signIn: () => signIn,
    last: () => last,
    refusal: () => refusal,
    isGarbled: () => garbled,
  }
}

interface ImapError extends Error {
  code?: string | undefined
  authenticationFailed?: boolean
  responseStatus?: string
  responseText?: string
  response?: unknown
  tlsFailed?: boolean
}

function failureOf(error: ImapError, heard: Heard): ImapFailure {
  const last = heard.last()
  const isNo = error.responseStatus === 'NO' || error.responseStatus === 'BAD'
  // imapflow asks on by itself where it was refused: the last reply may be to that.
  const said =
    (isNo ? heard.refusal() : last) ??
    error.responseText ??
    (typeof error.response === 'string' ? error.response : null)
  if (error.authenticationFailed) return { kind: 'refused', auth: !isBusy(said ?? ''), words: said ?? error.message }
  if (error.tlsFailed && !/^(CERT_|DEPTH_|SELF_|UNABLE_|ERR_TLS_CERT)/.test(error.code ?? ''))
    return { kind: 'break', cause: 'tls', error: clip(error.message) }
  if (isNo || last?.startsWith('BYE')) return { kind: 'refused', auth: false, words: said ?? error.message }
  return { kind: 'break', cause: breakOf(error.code ?? '', error), error: clip(error.message) }
}

/** True when a server says that it is too much at present: it wants to be left in peace for a while. */
export const isBusy = (words: string): boolean =>
  /\[(?:THROTTLED|UNAVAILABLE|LIMIT|INUSE|SERVERBUG|CONTACTADMIN)\]|too many|throttl|rate.?limit|try again|temporar/i.test(
    words,
  )

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
