/**
 * Where each figure of a report leads: to the list that holds exactly the rows it counts, no more and no fewer. The
 * screens make links of it, and whoever checks a report follows them.
 */
import type { ShownState } from './send-shown.ts'

type EmailState = 'planned' | 'sending' | 'sent' | 'refused' | 'unsure' | 'withdrawn'

/** The Outbox, with all its tabs. */
export interface OutboxLink {
  tab: 'all'
  states?: ShownState[]
  sequence?: string
  sender?: string
  seat?: string
  step?: number
  sandbox: boolean
  from?: string
  to?: string
  domain?: string
  came?: 'reply' | 'hard' | 'soft' | 'opt_out'
}

/** The contacts of a sequence's report. */
export interface PeopleLink {
  state?: string
  sender?: string
  step?: number
  email?: EmailState[]
  variant?: string
  last_step?: number
  last_account?: string
}

/** What the ledger calls planned is shown by what stands in its way. */
const shownAs = (state: EmailState): ShownState[] =>
  state === 'planned' ? ['planned', 'moved', 'held', 'waiting'] : [state]

interface OfSequence {
  public_id: string
  sandbox: boolean
}

/** Emails of a sequence in one of these states, of a step, of a sender, or of some hours. */
export const emailsOf = (
  { public_id, sandbox }: OfSequence,
  states: readonly EmailState[],
  more: { step?: number; sender?: string; from?: string; to?: string } = {},
): OutboxLink => ({ tab: 'all', sequence: public_id, states: states.flatMap(shownAs), sandbox, ...more })

/** Contacts whose sequence ended so, by the last email that had left to them. */
export const endedAs = (
  state: 'replied' | 'bounced' | 'unsubscribed',
  last: { step?: number; account?: string; variant?: string },
): PeopleLink => ({
  state,
  ...(last.step !== undefined && { last_step: last.step }),
  ...(last.account !== undefined && { last_account: last.account }),
  ...(last.variant !== undefined && { variant: last.variant }),
})

/** Contacts whose email of that step has that variant, in one of these states. */
export const writtenAs = (step: number, variant: string, email: readonly EmailState[]): PeopleLink => ({
  step,
  variant,
  email: [...email],
})

export type SpanColumn = 'planned' | 'sent' | 'refused' | 'unsure' | 'answered' | 'hard' | 'soft' | 'opted_out'

/** What a figure of some days is of: a mailbox, a seat, a domain, a sequence; `sandbox`: of what was tried there. */
export interface SpanOf {
  sender?: string
  seat?: string
  domain?: string
  sequence?: string
  sandbox?: boolean
}

/** Emails of a stretch of time. */
export function spanEmails(span: { from: string; to: string }, column: SpanColumn, of: SpanOf = {}): OutboxLink {
  const base = { tab: 'all', sandbox: false, from: span.from, to: span.to, ...of } as const
  if (column === 'opted_out') return { ...base, states: ['sent'], came: 'opt_out' }
  if (column === 'answered') return { ...base, states: ['sent'], came: 'reply' }
  if (column === 'hard' || column === 'soft') return { ...base, states: ['sent'], came: column }
  return { ...base, states: column === 'planned' ? [...shownAs('planned'), 'sending'] : [column] }
}
