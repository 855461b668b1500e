/**
 * What a mail server's answer means for the email and for the account: the one place where reply codes are read.
 *
 * Sources: RFC 5321 §4.2 (reply codes) and §4.5.3.2 (timeouts), RFC 3463 with the IANA registry (enhanced codes),
 * RFC 4954 §6 (AUTH), RFC 3207 (STARTTLS), RFC 7505 (null MX); provider pages are named beside their rules.
 *
 * A rule that is wrong in one direction loses mail (a good address is refused and suppressed), in the other it
 * burns a mailbox (a whole list is tried against an account that is over its limit). So: an address is suppressed
 * only when the server says that it doesn't exist, and whatever speaks of the sender stops the account instead of
 * refusing one contact after another.
 */

import type { Reply, SendOutcome, SmtpPhase } from './outcome.ts'
import { account, later, never, notSent, type Rule, rules, type Verdict } from './verdict-rules.ts'

export type { AccountTrouble, Verdict } from './verdict-rules.ts'

/** The outcome of one attempt → what to do with the email and its account. Pure and total. */
export function verdictOf(outcome: SendOutcome): Verdict {
  switch (outcome.kind) {
    case 'accepted':
      return { next: 'sent', because: 'the server accepted the message' }
    case 'refused_before':
      return refusal(outcome.phase, outcome.reply)
    case 'refused_after':
      return refusal('dot', outcome.reply)
    case 'broken':
      return broken(outcome)
    case 'not_sent':
      return notSent[outcome.reason]
  }
}

function broken(outcome: Extract<SendOutcome, { kind: 'broken' }>): Verdict {
  if (outcome.dataStarted) {
    return { next: 'unsure', because: 'the connection broke after the message had begun to leave, without an answer' }
  }
  if (outcome.cause === 'untrusted') return account('connection', "the server's certificate is not trusted")
  if (outcome.cause === 'tls') return account('connection', 'no encrypted connection could be made')
  if (outcome.cause === 'protocol' && beforeMail.has(outcome.phase)) {
    return account('connection', 'what answered does not speak SMTP as it should')
  }
  return later('connection', 'the connection failed before the message left')
}

const beforeMail: ReadonlySet<SmtpPhase> = new Set<SmtpPhase>(['connect', 'greeting', 'ehlo', 'starttls', 'auth'])

function applies(rule: Rule, phase: SmtpPhase, reply: Reply): boolean {
  if (rule.phases ? !rule.phases.includes(phase) : beforeMail.has(phase)) return false
  if (rule.class && Math.floor(reply.code / 100) !== rule.class) return false
  if (rule.codes && !rule.codes.includes(reply.code)) return false
  if (rule.subjects && !(reply.enhanced && rule.subjects.includes(reply.enhanced.slice(2)))) return false
  return !rule.words || rule.words.test(reply.text)
}

function refusal(phase: SmtpPhase, reply: Reply): Verdict {
  const rule = rules.find((one) => applies(one, phase, reply))
  if (rule) return rule.verdict
  if (reply.code >= 500) return never('the server refused it for good')
  return later('server', 'the server asks to try again later')
}
