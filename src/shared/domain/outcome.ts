/** What one attempt to send an email over SMTP came to. Said by the mail tools, read by the verdict. */

export type SmtpPhase =
  | 'connect'
  | 'greeting'
  | 'ehlo'
  | 'starttls'
  | 'auth'
  | 'mail'
  | 'rcpt'
  | 'data'
  | 'body'
  | 'dot'

/** A server's reply, word for word; lines of a multi-line reply are joined with "\n". `enhanced` as in RFC 3463. */
export interface Reply {
  code: number
  enhanced: string | null
  text: string
}

/** Why a connection ended without a reply that settles anything. */
export type BreakCause = 'dns' | 'unreachable' | 'closed' | 'timeout' | 'untrusted' | 'tls' | 'protocol'

export type SendOutcome =
  /** The final reply to the message was positive. `serverMessageId` is set when the reply says the server replaced ours. */
  | { kind: 'accepted'; reply: Reply; serverMessageId: string | null }
  /** A 4xx or 5xx before any byte of the body was handed over. */
  | { kind: 'refused_before'; phase: SmtpPhase; reply: Reply }
  /** A 4xx or 5xx to the body: definite, the server has not taken the message. */
  | { kind: 'refused_after'; reply: Reply }
  /**
   * No reply. `dataStarted`: a byte of the body may have left, so the message may be there. It is false when the
   * connection broke while `data_started` was being written, although the row on disk may say otherwise by then.
   */
  | { kind: 'broken'; phase: SmtpPhase; dataStarted: boolean; cause: BreakCause; error: string }
  /** We didn't send it: nothing of the body left. */
  | { kind: 'not_sent'; reason: NotSentReason; error: string }

export type NotSentReason =
  | 'commit_failed'
  | 'window_closed'
  /** Its contact answered, or is not to be written to, since it was taken up. */
  | 'called_back'
  | 'insecure'
  /** The sign-in is no longer valid: somebody must sign in again. */
  | 'signed_out'
  /** No access token could be had just now. */
  | 'no_token'
  | 'too_large'
  | 'bad_envelope'
  | 'needs_smtputf8'
  | 'closed'

/** May the server have taken it, as far as anybody can know? */
export const mayBeTaken = (outcome: SendOutcome): boolean =>
  outcome.kind === 'accepted' || (outcome.kind === 'broken' && outcome.dataStarted)

/** Its text has begun to leave, whatever became of it. */
export const hasBegun = (outcome: SendOutcome): boolean => mayBeTaken(outcome) || outcome.kind === 'refused_after'

/** Of a text that had begun to leave, or may have, in other hands: nobody tells any more what became of it. */
export const neverTold = (error: string): SendOutcome => ({
  kind: 'broken',
  phase: 'body',
  dataStarted: true,
  cause: 'closed',
  error,
})

/** Reads a reply. An unreadable one has code 0. */
export function parseReply(text: string): Reply {
  const match = /^(\d{3})(?:[ -](?:([245]\.\d{1,3}\.\d{1,3})(?=\s|$))?|$)/.exec(text)
  return { code: match ? Number(match[1]) : 0, enhanced: match?.[2] ?? null, text }
}
