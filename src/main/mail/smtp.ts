import { isAscii } from 'node:buffer'
import { domainToASCII } from 'node:url'
import type SMTPConnection from 'nodemailer/lib/smtp-connection'
import { addressTrouble } from '../../shared/domain/message.ts'
import { type NotSentReason, parseReply, type SendOutcome } from '../../shared/domain/outcome.ts'
import { startDeadline } from './deadline.ts'
import { type BodyProgress, bodyStream } from './smtp-body.ts'
import { clip, type Failure, redact } from './smtp-failure.ts'
import { isFailure, newSession, type Secret, type Session, signIn } from './smtp-session.ts'
import { type SmtpSettings, type SmtpTimeouts, smtpTimeouts } from './smtp-settings.ts'
import { sizeSaid } from './smtp-size.ts'

/**
 * The way an email leaves. For each one: MAIL, RCPT, DATA; the server answers 354; the first read of the body waits for
 * `data_started` to be on disk; the body and the dot leave; the final reply is given back word for word. There is no
 * pool and no retry of a body: whoever calls this decides what happens next (verdict.ts).
 */
export interface OutgoingMail {
  /** Bare addresses. One recipient: one email, one answer. */
  envelope: { from: string; to: string }
  /** The complete message with CRLF line ends; dots are doubled on the way. */
  raw: Uint8Array
  /** Writes down that the body is about to leave. If it rejects, nothing of the body leaves. */
  onDataStarted: () => Promise<void>
}

export interface SmtpConnection {
  /** Sends one email, connecting first where needed. Never rejects. One at a time; a second call meanwhile is a bug and throws. */
  send(mail: OutgoingMail): Promise<SendOutcome>
  /** Says QUIT when nothing is under way. */
  close(): Promise<void>
  /**
   * Stops as soon as it is safe: what has not begun to leave ends at once as `not_sent`; a body on its way is waited for.
   */
  stop(): Promise<void>
}

/**
 * A connection to one account's server, opened at the first email and kept for the next ones. If the server has closed
 * it meanwhile, it is opened again: no email of ours was in it, so that is no failure.
 * @param secret the password, or where access tokens come from; null = none. Kept in memory only as long as the connection object.
 * @param onGreeted told at each sign-in what the server takes of one message, in bytes; null: it names no limit
 */
export function openConnection(
  settings: SmtpSettings,
  secret: Secret,
  timeouts: Partial<SmtpTimeouts> = {},
  onGreeted: (takes: number | null) => void = () => {},
): SmtpConnection {
  const waits = { ...smtpTimeouts, ...timeouts }
  const now: { session: Session | null; sending: Promise<SendOutcome> | null; stopped: boolean; leaving: boolean } = {
    session: null,
    sending: null,
    stopped: false,
    leaving: false,
  }
  const deliverOn = (session: Session, mail: OutgoingMail) =>
    deliver(session, mail, () => {
      now.leaving = true
    })
  const attempt = async (mail: OutgoingMail): Promise<SendOutcome> => {
    if (now.session && (await isUsable(now.session))) {
      let asked = false
      const onDataStarted = () => {
        asked = true
        return mail.onDataStarted()
      }
      const outcome = await deliverOn(now.session, { ...mail, onDataStarted })
      if (asked || !wasStale(outcome)) return outcome
      now.session.destroy()
    }
    if (now.stopped) return stopped
    now.session = newSession(settings, waits)
    const failure = await signIn(now.session, settings, secret)
    if (failure) return outcomeOf(failure, false)
    onGreeted(sizeSaid(now.session.track.ehlo()))
    return deliverOn(now.session, mail)
  }
  const run = async (mail: OutgoingMail): Promise<SendOutcome> => {
    const outcome = now.stopped ? stopped : withoutSecret(await attempt(mail), settings.user, secret)
    now.sending = null
    now.leaving = false
    if (!now.stopped) idle.set(waits.idle)
    return now.stopped && outcome.kind === 'broken' && !outcome.dataStarted ? stopped : outcome
  }
  const close = async () => {
    idle.clear()
    await now.sending
    const session = now.session
    now.session = null
    await session?.quit()
  }
  // A server that hosts thousands closes idle connections rudely; we leave before that.
  const idle = startDeadline(() => void close())
  return {
    send(mail) {
      if (now.sending) throw new Error('send() while another email is under way on this connection')
      idle.clear()
      now.sending = run(mail)
      return now.sending
    },
    close,
    async stop() {
      now.stopped = true
      if (!now.leaving) now.session?.destroy()
      await close()
    },
  }
}

const stopped: SendOutcome = { kind: 'not_sent', reason: 'closed', error: 'sending was stopped' }

/** True if the session can take another email: it is alive, and what a refused one left behind is cleared (RSET). */
async function isUsable(session: Session): Promise<boolean> {
  if (!session.alive()) return false
  if (!session.dirty) return true
  const reset = await session.step<boolean>((done) => session.smtp.reset(done))
  session.dirty = false
  if (!isFailure(reset)) return true
  session.destroy()
  return false
}

/**
 * True when it may be the kept connection's fault and not this email's: it was closed or went silent while idle, the server
 * takes no more emails over it, or a stray reply to the email before was taken for one to this. The body wasn't asked
 * for, so a fresh connection may try once more.
 */
function wasStale(outcome: SendOutcome): boolean {
  if (outcome.kind === 'refused_before') return outcome.phase === 'mail'
  return outcome.kind === 'broken' && (outcome.phase === 'mail' || outcome.cause === 'protocol')
}

async function deliver(session: Session, mail: OutgoingMail, onLeaving: () => void): Promise<SendOutcome> {
  const { smtp, track } = session
  track.begin()
  const from = wireAddress(mail.envelope.from)
  const to = wireAddress(mail.envelope.to)
  const wrong = envelopeTrouble(from, to, track.ehlo())
  if (wrong) return { kind: 'not_sent', ...wrong }
  const { stream, progress } = bodyStream(mail.raw, {
    isAskedFor: () => /^354(?=[ -]|$)/.test(smtp.lastServerResponse || ''),
    commit() {
      track.body('committing')
      return mail.onDataStarted()
    },
    onLast: () => inOneWrite(smtp),
    onBlock() {
      track.body('body')
      onLeaving()
    },
    onEnd: () => track.body('dot'),
  })
  const envelope = { from, to: [to], size: mail.raw.length, use8BitMime: !isAscii(mail.raw) }
  const result = await session.step<SMTPConnection.SentMessageInfo>((done) => smtp.send(envelope, stream, done))
  stream.destroy()
  await progress.committed
  const outcome = settle(result, progress)
  // What was refused leaves a transaction open; what was given up in the middle leaves a server waiting for the rest.
  session.dirty = outcome.kind !== 'accepted'
  if (outcome.kind === 'broken' || progress.commitError || (progress.started && !progress.ended)) session.destroy()
  return outcome
}

/** What is written in this turn leaves together: the end of the text with its dot, in one call and one segment. */
function inOneWrite({ _socket: socket }: SMTPConnection): void {
  if (!socket) return
  socket.cork()
  setImmediate(() => socket.uncork())
}

function settle(result: SMTPConnection.SentMessageInfo | Failure, progress: BodyProgress): SendOutcome {
  if (progress.commitError) {
    return { kind: 'not_sent', reason: 'commit_failed', error: clip(String(progress.commitError)) }
  }
  if (isFailure(result)) return outcomeOf(result, progress.started)
  const reply = parseReply(clip(result.response))
  // A "250" before the dot, or one that isn't a code at all, proves nothing.
  if (!progress.ended || reply.code < 200 || reply.code > 299) {
    const error = `not an answer to the message: ${reply.text}`
    return { kind: 'broken', phase: 'dot', dataStarted: progress.started, cause: 'protocol', error }
  }
  return { kind: 'accepted', reply, serverMessageId: result.serverMessageId ?? null }
}

function outcomeOf(failure: Failure, dataStarted: boolean): SendOutcome {
  if (failure.kind === 'own') return { kind: 'not_sent', reason: failure.reason, error: failure.error }
  if (failure.kind === 'break') {
    return { kind: 'broken', phase: failure.phase, dataStarted, cause: failure.cause, error: failure.error }
  }
  if (dataStarted) return { kind: 'refused_after', reply: failure.reply }
  return { kind: 'refused_before', phase: failure.phase, reply: failure.reply }
}

/** Some servers repeat what they were told; a password must not reach the ledger that way. */
function withoutSecret(outcome: SendOutcome, user: string | null, secret: Secret): SendOutcome {
  if ('error' in outcome) return { ...outcome, error: redact(outcome.error, user, secret) }
  return { ...outcome, reply: { ...outcome.reply, text: redact(outcome.reply.text, user, secret) } }
}

/** The domain as DNS knows it (RFC 5890), so that only a local part beyond ASCII asks for SMTPUTF8. */
function wireAddress(address: string): string {
  const at = address.lastIndexOf('@')
  if (at < 1 || isAscii(Buffer.from(address)) || !isAscii(Buffer.from(address.slice(0, at)))) return address
  return `${address.slice(0, at)}@${domainToASCII(address.slice(at + 1))}`
}

function envelopeTrouble(from: string, to: string, ehlo: string): { reason: NotSentReason; error: string } | null {
  for (const address of [from, to]) {
    const wrong = addressTrouble(address)
    if (wrong) return { reason: 'bad_envelope', error: `${JSON.stringify(address)} ${wrong}` }
    if (!isAscii(Buffer.from(address)) && !/^250[ -]SMTPUTF8\b/im.test(ehlo)) {
      return { reason: 'needs_smtputf8', error: `the server cannot take ${address}: it does not offer SMTPUTF8` }
    }
  }
  return null
}
