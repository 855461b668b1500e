import SMTPConnection from 'nodemailer/lib/smtp-connection'
import { clip, type Failure, failureOf, type SmtpError, xoauth2 } from './smtp-failure.ts'
import { plaintextTrouble, type SmtpSettings, type SmtpTimeouts } from './smtp-settings.ts'
import { startTrack, type Track } from './smtp-track.ts'
import { tlsOptions } from './tls.ts'
import { type TokenSource, TokenTrouble } from './tokens.ts'

/** What an account signs in with: a password, access tokens, or (null) nothing. */
export type Secret = string | TokenSource | null

/** A connection. After a failure of kind `break` it is gone. */
export interface Session {
  readonly smtp: SMTPConnection
  readonly track: Track
  /** The last transaction was not finished: RSET before the next. */
  dirty: boolean
  /** False once either side has ended it. */
  alive(): boolean
  /** Runs one step. Resolves with its result, or with what went wrong; never rejects, and never waits for ever. */
  step<T>(start: (done: (error: SmtpError | null | undefined, result?: T) => void) => void): Promise<T | Failure>
  /** Ends at once, without QUIT: what hasn't left yet never will. */
  destroy(): void
  /** QUIT; resolves when the connection is closed. */
  quit(): Promise<void>
}

export function isFailure(result: unknown): result is Failure {
  return typeof result === 'object' && result !== null && 'kind' in result
}

/** Connects, secures and signs in. Null when done; otherwise what went wrong, and the session is gone. */
export async function signIn(session: Session, settings: SmtpSettings, secret: Secret): Promise<Failure | null> {
  const failure = await connectAndLogIn(session, settings, secret)
  if (failure) session.destroy()
  return failure
}

async function connectAndLogIn(session: Session, settings: SmtpSettings, secret: Secret): Promise<Failure | null> {
  const plain = plaintextTrouble(settings, secret !== null)
  if (plain) return { kind: 'own', reason: 'insecure', error: plain }
  // First of all: where there is no token, no server need be troubled.
  const token = typeof secret === 'object' && secret !== null ? await tokenOf(secret.token()) : null
  if (isFailure(token)) return token
  const { smtp } = session
  session.track.start()
  const connected = await session.step<true>((done) => smtp.connect((error) => done(error, true)))
  if (isFailure(connected)) return connected
  if (settings.user === null || secret === null) return null
  // "localhost" can be made to mean another computer; what counts is where the connection went.
  const remote = smtp._socket ? smtp._socket.remoteAddress : undefined
  const leak = plaintextTrouble(settings, true, remote ?? settings.host)
  if (leak) return { kind: 'own', reason: 'insecure', error: leak }
  if (typeof secret !== 'string') return withToken(session, settings.user, secret, token ?? '')
  const credentials = { user: settings.user, pass: secret }
  const signedIn = await session.step<true>((done) => smtp.login({ credentials }, (error) => done(error, true)))
  return isFailure(signedIn) ? signedIn : null
}

/** A token that is refused is renewed once: it may have ended, or been taken back, before its time. */
async function withToken(session: Session, user: string, source: TokenSource, token: string): Promise<Failure | null> {
  const refused = await logInWithToken(session, user, token)
  if (refused?.kind !== 'reply' || refused.reply.code < 500) return refused
  const renewed = await tokenOf(source.renew(token))
  if (isFailure(renewed)) return renewed
  // A server that hung up after its refusal is asked again at the next try, with the new one.
  return session.alive() ? logInWithToken(session, user, renewed) : refused
}

/**
 * AUTH XOAUTH2 with one access token. Ours and not nodemailer's, which renews tokens by itself and forgets that a refresh
 * token may rotate. A refused token is answered with 334 and a note first; an empty line asks for the refusal itself.
 */
async function logInWithToken(session: Session, user: string, token: string): Promise<Failure | null> {
  const { smtp } = session
  // Under a name of our own: by its own, nodemailer takes another mechanism where its own tokens aren't used.
  smtp.customAuth.set('TOKEN', async ({ sendCommand, resolve, reject }) => {
    const first = await sendCommand(`AUTH XOAUTH2 ${xoauth2(user, token)}`)
    const last = first.status === 334 ? await sendCommand('') : first
    if (last.status === 235) resolve()
    else reject(new Error('the access token was refused'))
  })
  const credentials = { user, pass: token }
  const done = await session.step<true>((done) =>
    smtp.login({ method: 'TOKEN', credentials }, (error) => done(error, true)),
  )
  return isFailure(done) ? done : null
}

const reasons = {
  signed_out: 'signed_out',
  client: 'signed_out',
  keychain: 'no_token',
  network: 'no_token',
} as const

async function tokenOf(asked: Promise<string>): Promise<string | Failure> {
  try {
    return await asked
  } catch (error) {
    if (!(error instanceof TokenTrouble)) throw error
    return { kind: 'own', reason: reasons[error.kind], error: error.message }
  }
}

function optionsOf(settings: SmtpSettings, waits: SmtpTimeouts, track: Track): SMTPConnection.Options {
  // Our own deadlines speak first, phase by phase; nodemailer's are only a net below them.
  const net = waits.connect + waits.greeting + 8 * waits.command + waits.termination
  return {
    host: settings.host,
    port: settings.port,
    secure: settings.protocol === 'tls',
    requireTLS: settings.protocol === 'starttls',
    ignoreTLS: settings.protocol === 'none',
    name: settings.name ?? '[127.0.0.1]',
    tls: tlsOptions(settings.ca),
    connectionTimeout: net,
    greetingTimeout: net,
    socketTimeout: net,
    dnsTimeout: waits.connect,
    allowInternalNetworkInterfaces: true,
    transactionLog: true,
    logger: track.logger,
  }
}

/** A session that hasn't connected yet: `signIn` does. */
export function newSession(settings: SmtpSettings, waits: SmtpTimeouts): Session {
  let pending: ((failure: Failure) => void) | null = null
  let over = false
  const breakOff = (cause: 'timeout' | 'closed', error: string) => {
    const settle = pending
    pending = null
    const phase = track.phase()
    destroy()
    settle?.({ kind: 'break', phase, cause, error })
  }
  const track = startTrack(waits, () => breakOff('timeout', `no answer in time (${track.phase()})`))
  const smtp = new SMTPConnection(optionsOf(settings, waits, track))

  const sorted = (error: SmtpError) => failureOf(error, track.phase(), track.lastReply()?.phase ?? track.phase())
  const destroy = () => {
    over = true
    track.rest()
    const socket = smtp._socket
    smtp.close()
    if (socket) socket.destroy()
  }
  smtp.on('error', (error: SmtpError) => {
    over = true
    pending?.(sorted(error))
  })
  smtp.on('end', () => {
    over = true
    // A 421 ends the connection before the step that it answers hears of it, so that step comes first.
    queueMicrotask(() => breakOff('closed', clip(track.lastReply()?.text ?? 'the server closed the connection')))
  })
  return {
    smtp,
    track,
    dirty: false,
    destroy,
    alive: () => !over && !smtp.destroyed,
    step: (start) =>
      new Promise((resolve) => {
        let settled = false
        const settle = (result: Parameters<typeof resolve>[0]) => {
          if (settled) return
          settled = true
          pending = null
          resolve(result)
        }
        pending = settle
        start((error, result) => settle(error ? sorted(error) : (result as typeof result & {})))
      }),
    quit: () => quit(smtp, track, destroy, over),
  }
}

/** Nothing is lost when a server doesn't answer QUIT, so it isn't given long. */
const goodbyeWait = 2_000

function quit(smtp: SMTPConnection, track: Track, destroy: () => void, over: boolean): Promise<void> {
  const socket = smtp._socket
  if (over || !socket || socket.destroyed) {
    destroy()
    return Promise.resolve()
  }
  return new Promise((resolve) => {
    socket.once('close', () => resolve())
    smtp.quit()
    track.deadline.set(goodbyeWait)
  })
}
