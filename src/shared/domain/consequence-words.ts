/** What followed from a message, line by line, for people. */
import { type Ending, isOfPerson } from './consequence.ts'
import type { IncomingKind } from './incoming-shape.ts'
import { dayText } from './time-text.ts'

interface ToldAddress {
  address: string
  reason: string
  made: boolean
}

export interface ToldEffects {
  /** `emails` that were planned and are withdrawn; `changed` false: it was over before. `who`: a colleague's, theirs. */
  ended: { sequence: string; to: Ending | 'stopped'; changed: boolean; emails: number; who?: string }[]
  suppressed: ToldAddress | null
  /** The contact's address of today, where it is another. */
  present?: ToldAddress | null
  /** The day's number. */
  awayUntil: number | null
  /** An email that nobody was sure of is known to have left. */
  settled: boolean
  note: string | null
}

const emailsText = (n: number): string =>
  n === 0 ? '' : n === 1 ? ' 1 planned email is withdrawn.' : ` ${n} planned emails are withdrawn.`

/**
 * @param who whose: a name or an address
 * @param at when it came, ms: dates of another year bear their year
 */
export function consequenceLines(effects: ToldEffects, who: string, at: number): string[] {
  const lines: string[] = []
  for (const { sequence, to, changed, emails, who: colleague } of effects.ended)
    if (colleague === undefined)
      lines.push(
        changed
          ? `“${sequence}” is over for ${who}: ${to}.${emailsText(emails)}`
          : `“${sequence}” was over for ${who} before.`,
      )
    else if (changed) lines.push(`“${sequence}” is over for ${colleague} of the same company too.${emailsText(emails)}`)
  for (const each of [effects.suppressed, effects.present])
    if (each)
      lines.push(
        each.made
          ? `${each.address} is on the suppression list: ${each.reason}.`
          : `${each.address} was on the suppression list before.`,
      )
  if (effects.awayUntil !== null)
    lines.push(`${who} is away until ${dayText(effects.awayUntil, at, 'UTC')}: the next email waits until then.`)
  if (effects.settled) lines.push('An email that nobody was sure of is known to have left.')
  if (effects.note !== null) lines.push(effects.note)
  return lines
}

const verbs: Record<IncomingKind, string> = {
  reply: 'replied',
  absence: 'is away',
  bounce: 'could not be reached',
  delay: 'can’t be reached yet',
  complaint: 'reported an email as spam',
  opt_out: 'wants no more email',
  delivered: 'has an email',
  other: 'has something else to say',
}

/**
 * `Ada Lovelace replied`.
 *
 * @param feedback of a feedback report: its type
 */
export const cameBack = (kind: IncomingKind, who: string, feedback: string | null = null): string =>
  isOfPerson(feedback) ? `${who} ${verbs[kind]}` : `An email to ${who} was reported as ${feedback}`
