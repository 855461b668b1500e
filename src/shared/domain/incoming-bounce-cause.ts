/**
 * Whether a failure is hard: nothing sent there can ever arrive. Hard takes an address, a domain or a mailbox that isn't
 * there. A full or switched-off mailbox, a filter, a rule, a queue that ran out of time may be otherwise tomorrow, and a
 * person wrongly suppressed is never written to again; so what is unclear is soft.
 *
 * "User unknown" alone is unclear: filters answer so after they have read the message (Japanese carriers do by default).
 * It is believed when it was said to RCPT, or beside a status that means the same.
 */
import { aboutSender, gone, passing, phases, refusedBare, refusing, unknownUser } from './incoming-bounce-words.ts'

/** What is known of one failure. `said`: what the server said; `around`: what the notice says of it, for the phase. */
export interface Failure {
  status: string | null
  code: number | null
  said: string
  around: string
  /** Said by a program that delivers (RFC 3464 type `x-unix`), not by a mail server. */
  program?: boolean
  /** What the sending server itself sorted it as (`X-PowerMTA-BounceCategory`). */
  category?: string
}

/** `clear`: words or codes said so; false: taken for soft because nothing did. */
export interface Cause {
  hard: boolean
  cause: string
  clear: boolean
}

const soft = (cause: string, clear = true): Cause => ({ hard: false, cause, clear })
const hard = (cause: string): Cause => ({ hard: true, cause, clear: true })

/** RFC 3463 with the IANA registry, and Exchange Online's own (5.1.10 recipient not found, 5.4.310 no such domain). */
const goneStatus = /^5\.(?:1\.(?:1|2|3|6|10)|4\.310)$/
/** RFC 3463 x.1.7 and x.1.8: the sender's address. */
const senderStatus = /^[45]\.1\.[78]$/
/** The mailbox is there, or rules have spoken: beside it "user unknown" is what a filter says. */
const filterStatus = /^5\.(?:2\.[02-9]|7\.)/
/** RFC 7504, RFC 7505: a host or a domain that takes no mail. */
const noMailCodes: readonly (number | null)[] = [521, 556]
/** Says that something is wrong with the address, or no more than that another server refused (Exchange Online's 5.1.351). */
const unclearStatus = /^5\.(?:0\.0|1\.(?:0|351)|0\.350)$/
const quotedGone = /(?<![\d.])5\.1\.(?:1|2|3|6|10)(?![\d.]\d)/
/** X-PowerMTA-BounceCategory of what isn't there. */
const goneCategory = /^(?:bad-mailbox|bad-domain)$/

export function causeOf(failure: Failure): Cause {
  const { status, said } = failure
  const text = oneLine(said)
  const passes = passing.find(({ words }) => words.test(text))
  if (passes) return soft(passes.cause)
  if (failure.program) return soft('a program on the server failed')
  if (status?.startsWith('4.') || (status === null && is4xx(failure.code))) return soft('the failure is temporary')
  const phase = phaseOf(failure)
  if (phase === 'mail' || phase === 'connect') return soft('the server refused ours, not the recipient')
  if (aboutSender.test(text) || (status && senderStatus.test(status))) return soft('the server refused the sender')
  return goneBy(failure, text, phase) ?? quoted(failure, text, phase) ?? otherwise(failure, text)
}

function goneBy({ status, category }: Failure, text: string, phase: string | null): Cause | null {
  const why = gone.find(({ words }) => words.test(text))
  if (why) return hard(why.cause)
  const sure = (status !== null && goneStatus.test(status)) || phase === 'rcpt' || goneCategory.test(category ?? '')
  // Exchange Online's 5.4.1 "Recipient address rejected: Access denied": no such recipient in that domain.
  if (status === '5.4.1' && /recipient address(?:es)? rejected/i.test(text)) return hard('the address does not exist')
  if (sure && !(status && filterStatus.test(status)) && unknownUser.test(text))
    return hard('the address does not exist')
  // Hotmail: its own 5.5.0 stands for the 550 that says so.
  if (status === '5.5.0' && /mailbox unavailable/i.test(text)) return hard('the address does not exist')
  if (phase === 'rcpt' && refusedBare.test(text)) return hard('the recipient is refused')
  return null
}

/** What another server said, quoted by ours after what it makes of that ("5.1.0 - Unknown address error 550-'5.1.1 …'"). */
function quoted({ status, said }: Failure, text: string, phase: string | null): Cause | null {
  const isOpen = status !== null && unclearStatus.test(status) && phase !== 'data'
  return isOpen && quotedGone.test(said) && unknownUser.test(text) ? hard('the address does not exist') : null
}

function otherwise({ status, code }: Failure, text: string): Cause {
  const why = refusing.find(({ words }) => words.test(text))
  if (why?.aboutUs && !unknownUser.test(text)) return soft(why.cause)
  if (status !== null && goneStatus.test(status)) return hard(`its status is ${status}`)
  if (why) return soft(why.cause)
  if (noMailCodes.includes(code)) return hard('the domain takes no mail')
  if (unknownUser.test(text)) return soft('an unknown user, but not said to RCPT: filters answer so too', false)
  return soft('the reason is not clear', status !== null && !status.endsWith('.0.0'))
}

const is4xx = (code: number | null): boolean => code !== null && code >= 400 && code < 500

function phaseOf({ said, around }: Failure): 'connect' | 'mail' | 'rcpt' | 'data' | null {
  for (const text of [said, around]) {
    const found = phases.find(({ words }) => words.test(text))
    if (found) return found.phase
  }
  return null
}

/** Replies of several lines repeat their code ("550-5.1.1 … 550-5.1.1 …"), in the midst of words. */
function oneLine(said: string): string {
  return said
    .replace(/(?<![\d.])[245]\d\d[- ][245]\.\d{1,3}\.\d{1,3}[ \t]/g, ' ')
    .replace(/(?<![\d.])[245]\d\d-/g, ' ')
    .replace(/\s+/g, ' ')
}

const replyCode = /(?<![\d.,])([245][0-5]\d)(?=[ -]|$)(?! (?:bytes|hours?|days?|minutes?|attempts))/

/** The first reply code (RFC 5321 §4.2) in a text; null: none. */
export function codeIn(text: string): number | null {
  const found = replyCode.exec(text)?.[1]
  return found ? Number(found) : null
}
