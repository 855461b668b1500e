/**
 * What follows from a message that came back: of its verdict, and of how things stand. Pure, so that one table says it
 * for mail, for the opt-out page and for whoever reads the docs.
 *
 * | verdict      | its enrollment, and the one under way         | the address | besides                                  |
 * |--------------|-----------------------------------------------|-------------|------------------------------------------|
 * | reply        | `replied`                                     |             |                                          |
 * | absence      | the next step waits for the return            |             | only for one within 30 days              |
 * | bounce, hard | `bounced`                                     | suppressed  |                                          |
 * | bounce, soft | goes on; the third in a row: its own `bounced`|             | that email is never sent again by itself |
 * | delay        |                                               |             | the server still tries                   |
 * | complaint    | `unsubscribed`                                | suppressed  | only where a person complained           |
 * | opt_out      | `unsubscribed`                                | suppressed  |                                          |
 * | delivered    |                                               |             |                                          |
 * | other        |                                               |             |                                          |
 *
 * A contact is under way in one sequence at most. It may be another than the one that was answered: whoever has replied,
 * is gone or wants no more gets nothing from that one either. Sequences that were over before keep their end, but the
 * one it is about.
 */
import type { IncomingKind } from './incoming-shape.ts'
import { dayOf } from './time.ts'

/** An absence is waited for when it ends within so many days. */
export const longestAbsence = 30
/** So many soft bounces in a row, and it is no use going on. */
export const patienceWithSoftBounces = 3

export type Ending = 'replied' | 'bounced' | 'unsubscribed'

export interface ConsequenceFacts {
  kind: IncomingKind
  /** Of a bounce: nothing sent to this address can arrive. */
  hard: boolean
  /** Of a feedback report: its type (RFC 5965); null: none, or it names none. */
  feedback: string | null
  /** ISO date; null: none, or none was said. */
  returnDate: string | null
  /** The day it came, where the contact is: its number (`dayNumber`). */
  today: number
  /** Soft bounces of this enrollment before it, with nothing in between that arrived. */
  softBefore: number
  /** Of a bounce: the server's codes; null: none. */
  words: string | null
  /** It is about a contact. */
  known: boolean
  /** Nothing is to come in the sequence that would wait or go on. */
  isOver: boolean
}

export interface Consequence {
  ends: Ending | null
  /** The contact's enrollment under way too, not only the one it was about. */
  everywhere: boolean
  /** Why the address goes on the suppression list; null: it doesn't. */
  suppress: { reason: string; source: 'bounce' | 'complaint' | 'opt_out' } | null
  /** The enrollment's next step not before this day, by its number (`dayNumber`). */
  awayUntil: number | null
  /** What is kept with the enrollment that ends. */
  reason: string
  /** Said where nothing else follows; null: something does, or there is nothing to say. */
  note: string | null
}

const nothing: Consequence = {
  ends: null,
  everywhere: false,
  suppress: null,
  awayUntil: null,
  reason: '',
  note: null,
}

/** What follows. It trusts that the message is about whoever it was matched to. */
export function consequenceOf(facts: ConsequenceFacts): Consequence {
  if (!facts.known) return { ...nothing, note: 'It is about nobody who is known here.' }
  switch (facts.kind) {
    case 'reply':
      return { ...nothing, ends: 'replied', everywhere: true, reason: 'a reply came' }
    case 'absence':
      return absence(facts)
    case 'bounce':
      return bounce(facts)
    case 'delay':
      return { ...nothing, note: 'Its server has not taken it yet and goes on trying. Nothing changes.' }
    case 'complaint':
      return complaint(facts)
    case 'opt_out': {
      const reason = 'wants no more email'
      return { ...nothing, ends: 'unsubscribed', everywhere: true, reason, suppress: { reason, source: 'opt_out' } }
    }
    case 'delivered':
      return { ...nothing, note: 'The server says that it was delivered.' }
    case 'other':
      return nothing
  }
}

/**
 * Of the types of RFC 5965, 6449 and 6591 those by which a person says "I don't want this": spam, fraud (a person pressed
 * "phishing"), taken off the list. All others are a machine's findings (virus, auth-failure, dmarc), the opposite
 * (not-spam), or nobody knows what (other).
 */
export const ofPersons: readonly string[] = ['abuse', 'fraud', 'opt-out', 'opt-out-list']

/** Whether a person complained, by the type of a feedback report; a report that names none is of the usual kind. */
export const isOfPerson = (feedback: string | null): boolean => feedback === null || ofPersons.includes(feedback)

function complaint({ feedback }: ConsequenceFacts): Consequence {
  if (!isOfPerson(feedback)) return { ...nothing, note: `Reported as ${feedback}: nobody complained.` }
  return {
    ...nothing,
    ends: 'unsubscribed',
    everywhere: true,
    reason: 'it was reported as spam',
    suppress: { reason: 'complaint: reported as spam', source: 'complaint' },
  }
}

function absence({ returnDate, today, isOver }: ConsequenceFacts): Consequence {
  if (isOver) return { ...nothing, note: 'Nothing more was to come, so nothing moves.' }
  if (returnDate === null) return { ...nothing, note: 'It names no day of return, so nothing moves.' }
  const back = dayOfDate(returnDate)
  const days = back - today
  if (days <= 0) return { ...nothing, note: 'The day of return is past, so nothing moves.' }
  if (days > longestAbsence)
    return { ...nothing, note: `The return is more than ${longestAbsence} days away, so nothing moves.` }
  return { ...nothing, awayUntil: back }
}

function bounce({ hard, words, softBefore, isOver }: ConsequenceFacts): Consequence {
  const said = words ? `: ${words}` : ''
  if (hard) {
    const reason = `an email came back for good${said}`
    const suppress = { reason: `bounced${said}`, source: 'bounce' as const }
    return { ...nothing, ends: 'bounced', everywhere: true, reason, suppress }
  }
  if (softBefore + 1 >= patienceWithSoftBounces)
    return { ...nothing, ends: 'bounced', reason: `${softBefore + 1} emails in a row came back${said}` }
  const next = isOver ? 'Nothing more was to come.' : 'The next email goes as planned.'
  return { ...nothing, note: `It is no lasting failure. ${next}` }
}

/** The number of the day that an ISO date (`2026-08-14`) names. */
export function dayOfDate(date: string): number {
  const [year = 1970, month = 1, day = 1] = date.split('-').map(Number)
  return dayOf(year, month, day)
}
