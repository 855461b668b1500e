/**
 * Whose email a message that came back is about. Pure: what was found by its ids and addresses goes in, the one email
 * with evidence comes out.
 *
 * What names an email itself is believed first: the ids that it answers or returns, then our own mark. Only a message
 * that names none is told by its address, and then it is the newest email that went there not long before. A colleague
 * who answers, a forwarded thread and an answer to an alias are found by the ids, whoever writes and wherever it went.
 */
import { headerOf, headersOf, messageIdsIn } from './incoming-read.ts'
import type { Evidence, IncomingMessage, IncomingVerdict } from './incoming-shape.ts'
import { DAY, MINUTE } from './time.ts'

/** An email is answered by address alone for so long after it left. */
export const longestMemory = 60 * DAY
/** Clocks of servers differ: an answer may bear a time from shortly before its email. */
const slack = 10 * MINUTE

/** An email of ours that it may be about. */
export interface KnownSend {
  id: number
  publicId: string
  /** Where it went. */
  address: string
  /** ms; null: it has not left that we know. */
  leftAt: number | null
  messageId: string | null
  /** The id that the server gave it instead. */
  serverMessageId: string | null
}

/** By what a message can be found. Ids with their angle brackets. */
export interface Clues {
  /** Named in In-Reply-To and References. */
  answers: string[]
  /** All that it names: answered, returned or reported. */
  ids: string[]
  /** Values of our own mark. */
  marks: string[]
  /** Whose address tells where no id does: who wrote it, or whom a notice speaks of. In comparable form. */
  addresses: string[]
  /** ms. */
  at: number
}

/** A notice speaks of somebody else than who wrote it. */
const speaksOfOthers = new Set(['bounce', 'delay', 'complaint', 'delivered'])

/**
 * @param from who wrote it, in comparable form; null: nobody can be told
 * @param at when it came, ms
 */
export function cluesOf(message: IncomingMessage, verdict: IncomingVerdict, from: string | null, at: number): Clues {
  const answers = [
    ...new Set(
      [...headersOf(message, 'in-reply-to'), ...headersOf(message, 'references')].flatMap((value) =>
        messageIdsIn(value),
      ),
    ),
  ]
  const spoken = verdict.recipients.map(({ address }) => address.toLowerCase())
  // what goes to many is about no email of ours unless it says so
  const writer = from === null || (verdict.kind === 'reply' && isToMany(message)) ? [] : [from]
  return {
    answers,
    ids: [...new Set([...answers, ...verdict.ids])],
    marks: [...new Set(verdict.sendIds)],
    addresses: verdict.kind === 'other' ? [] : speaksOfOthers.has(verdict.kind) ? spoken : writer,
    at,
  }
}

const isToMany = (message: IncomingMessage): boolean =>
  headerOf(message, 'list-id') !== '' ||
  headerOf(message, 'list-unsubscribe') !== '' ||
  /^(bulk|junk|list)\b/i.test(headerOf(message, 'precedence'))

export interface Match<T extends KnownSend = KnownSend> {
  send: T
  /** It names this very email: proof that it left. */
  proof: boolean
  evidence: Evidence[]
}

/** What was found: emails by the ids and marks it names, and those that went to its addresses. */
export interface Found<T extends KnownSend> {
  byId: readonly T[]
  byMark: readonly T[]
  byAddress: readonly T[]
}

/** The email that it is about; null: none. Of several the newest, and the evidence says so. */
export function matchOf<T extends KnownSend>(clues: Clues, { byId, byMark, byAddress }: Found<T>): Match<T> | null {
  const answered = byId.filter((send) => namedBy(send, clues.answers) !== null)
  if (answered.length > 0) return named(answered, clues.answers, 'Answers our email')
  const quoted = byId.filter((send) => namedBy(send, clues.ids) !== null)
  if (quoted.length > 0) return named(quoted, clues.ids, 'Names our email')
  const marked = byMark.filter(({ publicId }) => clues.marks.includes(publicId))
  if (marked.length > 0) {
    const send = newest(marked)
    const evidence = [{ rule: 'Bears our own mark', found: `X-Cadenza-Send-Id: ${send.publicId}` }]
    return { send, proof: true, evidence: [...evidence, ...several(marked.length)] }
  }
  return byAddressAndTime(clues, byAddress)
}

function named<T extends KnownSend>(sends: readonly T[], ids: readonly string[], rule: string): Match<T> {
  const send = newest(sends)
  const evidence = [{ rule, found: namedBy(send, ids) ?? '' }, ...several(sends.length)]
  return { send, proof: true, evidence }
}

function byAddressAndTime<T extends KnownSend>(clues: Clues, sends: readonly T[]): Match<T> | null {
  const before = sends.filter(
    ({ leftAt }) => leftAt !== null && leftAt <= clues.at + slack && leftAt >= clues.at - longestMemory,
  )
  if (before.length === 0) return null
  const send = newest(before)
  const days = Math.max(0, Math.floor((clues.at - (send.leftAt ?? clues.at)) / DAY))
  const ago = days === 0 ? 'less than a day' : days === 1 ? '1 day' : `${days} days`
  const evidence = [{ rule: 'Address and time', found: `our newest email to ${send.address} left ${ago} before` }]
  return { send, proof: false, evidence }
}

function namedBy({ messageId, serverMessageId }: KnownSend, ids: readonly string[]): string | null {
  return ids.find((id) => id === messageId || id === serverMessageId) ?? null
}

const newest = <T extends KnownSend>(sends: readonly T[]): T =>
  sends.reduce((best, each) =>
    (each.leftAt ?? 0) > (best.leftAt ?? 0) || ((each.leftAt ?? 0) === (best.leftAt ?? 0) && each.id > best.id)
      ? each
      : best,
  )

const several = (n: number): Evidence[] =>
  n > 1 ? [{ rule: 'Several fit', found: `the newest of ${n} of our emails that it names` }] : []
