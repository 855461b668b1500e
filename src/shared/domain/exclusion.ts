/**
 * Who of a list is written to, and why the others are not.
 *
 * Every candidate is either kept or excluded, exactly once, for the first reason that applies in this order: what makes
 * the entry itself useless (address, duplicate), what forbids writing (suppressed, busy in a sequence, had this one
 * already, written to a short while ago), what a person can still mend here (variables, what they are sent, owner, sender). Mending one reason may bring up the next.
 */
import { addressKey, checkAddress, domainOf } from './address.ts'
import type { Blank } from './own-text.ts'

/** In the order in which they are looked for. */
export const exclusionCodes = [
  'invalid_address',
  'duplicate',
  'suppressed',
  'active_here',
  'active_elsewhere',
  'been_in_this_engagement',
  'been_in_this_sequence',
  'colleague_replied',
  'contacted_recently',
  'missing_variable',
  'empty_email',
  'unknown_owner',
  'no_sender',
] as const
export type ExclusionCode = (typeof exclusionCodes)[number]

export interface Candidate {
  address: string
  /** The owner as the contact names it (a seat's primary address), null = none. */
  owner: string | null
}

/** Why no sending account serves a candidate; null when one does. */
export type SenderTrouble = { code: 'unknown_owner' } | { code: 'no_sender'; message: string } | null

/**
 * What is known about the candidates. Functions, because the caller knows whether a set, a column or a query answers
 * best; all are asked at most once a candidate, and only when no earlier reason applies. `key` is `addressKey`.
 */
export interface ExclusionFacts<C extends Candidate> {
  isSuppressedAddress: (key: string) => boolean
  /** Exact domain, lower case: a subdomain is another domain. */
  isSuppressedDomain: (domain: string) => boolean
  /** The sequence in which the contact is pending, active or paused; null = none. */
  activeIn: (key: string) => { sequence: string; here: boolean } | null
  /** True when the contact has been through the very engagement that others are to join. */
  joinedAlready: (key: string) => boolean
  /** True when the contact has been through this sequence before, however that ended. */
  beenHere: (key: string) => boolean
  /** True: somebody decided to write again to those who have been in this sequence. */
  allowRepeat: boolean
  /** Where a colleague's reply ends it: who of the same company has replied in this sequence; null = nobody. */
  repliedColleague: (key: string) => string | null
  /** The last email of any sequence that left for the contact within the interval that is kept; null = none. */
  lastEmail: (key: string) => { sequence: string; daysAgo: number; interval: number } | null
  /** True: somebody decided to write before the interval is over. */
  allowRecent: boolean
  /** The first variable that the steps need, that the contact lacks and that has no fallback; null = none. */
  missingVariable: (candidate: C) => string | null
  /** The first step whose email would reach the candidate without a subject or a text, though nothing is missing; null = none. */
  emptyEmail: (candidate: C) => { step: number; blank: Blank } | null
  senderTrouble: (candidate: C) => SenderTrouble
}

export interface Exclusion<C> {
  candidate: C
  /** Place in the list, from 0. */
  position: number
  code: ExclusionCode
  /** For the person, complete in itself. */
  message: string
  /** Can be overridden with one click (`allowRepeat`, `allowRecent`). */
  overridable: boolean
  /** The variable, for `missing_variable`. */
  variable: string | null
  /** What of which step, for `empty_email`; left out or null: another reason. */
  empty?: { step: number; blank: Blank } | null
}

export interface ExclusionResult<C> {
  /** In list order, each with its place in the list. */
  kept: { candidate: C; position: number }[]
  excluded: Exclusion<C>[]
}

const overridable: ReadonlySet<ExclusionCode> = new Set(['been_in_this_sequence', 'contacted_recently'])

/** Splits a list into those who are written to and those who are not. Of equal addresses the first one counts. */
export function exclude<C extends Candidate>(candidates: Iterable<C>, facts: ExclusionFacts<C>): ExclusionResult<C> {
  const result: ExclusionResult<C> = { kept: [], excluded: [] }
  const seen = new Set<string>()
  let position = -1
  for (const candidate of candidates) {
    position++
    const why = reasonAgainst(candidate, facts, seen)
    if (why === null) result.kept.push({ candidate, position })
    else
      result.excluded.push({
        candidate,
        position,
        code: why.code,
        message: why.message,
        overridable: overridable.has(why.code),
        variable: why.variable ?? null,
        empty: why.empty ?? null,
      })
  }
  return result
}

type Why = Pick<Exclusion<unknown>, 'code' | 'message' | 'empty'> & { variable?: string }

function reasonAgainst<C extends Candidate>(candidate: C, facts: ExclusionFacts<C>, seen: Set<string>): Why | null {
  const check = checkAddress(candidate.address)
  if (!check.ok) return { code: 'invalid_address', message: check.message }
  const key = addressKey(check.address)
  if (seen.has(key)) return { code: 'duplicate', message: `${check.address} is in the list already.` }
  seen.add(key)
  return forbidden(check.address, key, facts) ?? unready(candidate, facts)
}

function forbidden<C extends Candidate>(address: string, key: string, facts: ExclusionFacts<C>): Why | null {
  if (facts.isSuppressedAddress(key)) return { code: 'suppressed', message: `${address} is on the suppression list.` }
  const domain = domainOf(key)
  if (facts.isSuppressedDomain(domain))
    return { code: 'suppressed', message: `The domain ${domain} is on the suppression list.` }
  const active = facts.activeIn(key)
  if (active?.here) return { code: 'active_here', message: `${address} is in this sequence now.` }
  if (active)
    return {
      code: 'active_elsewhere',
      message: `${address} is still active in the sequence "${active.sequence}". Stop it there first, or wait.`,
    }
  if (facts.joinedAlready(key))
    return { code: 'been_in_this_engagement', message: `${address} has been in this engagement before.` }
  if (!facts.allowRepeat && facts.beenHere(key))
    return { code: 'been_in_this_sequence', message: `${address} has been in this sequence before.` }
  const colleague = facts.repliedColleague(key)
  if (colleague !== null)
    return {
      code: 'colleague_replied',
      message: `${colleague} of the same company as ${address} has replied in this sequence.`,
    }
  return facts.allowRecent ? null : tooSoon(address, facts.lastEmail(key))
}

function tooSoon(address: string, last: ReturnType<ExclusionFacts<Candidate>['lastEmail']>): Why | null {
  if (last === null) return null
  const { sequence, daysAgo, interval } = last
  const when = daysAgo === 0 ? 'less than a day' : daysAgo === 1 ? '1 day' : `${daysAgo} days`
  const message = `${address} got an email of "${sequence}" ${when} ago, and ${interval} ${interval === 1 ? 'day is' : 'days are'} kept between sequences.`
  return { code: 'contacted_recently', message }
}

function unready<C extends Candidate>(candidate: C, facts: ExclusionFacts<C>): Why | null {
  const variable = facts.missingVariable(candidate)
  if (variable !== null)
    return {
      code: 'missing_variable',
      message: `${candidate.address} has no ${variable}. Fill it in, or give {{ ${variable} }} a fallback.`,
      variable,
    }
  const empty = facts.emptyEmail(candidate)
  if (empty !== null) return { code: 'empty_email', message: emptyMessage(empty, candidate.address), empty }
  const trouble = facts.senderTrouble(candidate)
  if (trouble?.code === 'unknown_owner') return { code: 'unknown_owner', message: unknownOwner(candidate.owner) }
  return trouble
}

function emptyMessage({ step, blank }: { step: number; blank: Blank }, address: string): string {
  return `Step ${step} would reach ${address} without a ${blank}. Write what everybody gets, or theirs by hand.`
}

function unknownOwner(owner: string | null): string {
  return owner === null || owner === ''
    ? 'The contact has no owner. Give it one, or choose another way to assign senders.'
    : `The owner ${owner} is not a seat of this workspace. Add the seat, or give the contact another owner.`
}
