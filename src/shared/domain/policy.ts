/**
 * The workspace policy: numbers and choices of the product that an admin may change. Only what differs from the
 * default is stored, so a better default in a later version reaches everybody who never touched it.
 */
import type { Limit, LimitUnit } from './plan-shape.ts'
import { limitText, limitUnits, parseLimit } from './quota.ts'

/** Null: no limit. */
export interface Policy {
  /** True: new contacts go before later steps when room is short. */
  new_contacts_first: boolean
  /** True: every seat may send for every other. */
  send_for_each_other: boolean
  /** True: a mail that the sender writes by hand in a thread ends the sequence for that contact. */
  stop_on_own_mail: boolean
  /** What came back must be known as lately as so many minutes before an email leaves, where its mailbox is read. */
  inbox_freshness: number
  /** True: it leaves even when that isn't known. */
  send_unread: boolean
  /** Emails a day for the whole workspace. */
  workspace_per_day: number | null
  /** Emails a day to one recipient domain. */
  domain_per_day: number | null
  /** Days kept between two sequences: whoever got an email within them is left out of another. */
  recontact_days: number | null
  /** Own sending accounts; the managed one doesn't count. */
  account_limit: number
  /** Mailboxes and aliases of one seat; an admin can permit one seat more. */
  mailboxes_per_seat: number
  /** What an account's limit can't be raised above, even by an admin. */
  max_per_second: number | null
  max_per_minute: number | null
  max_per_hour: number | null
  max_per_day: number | null
  max_per_week: number | null
  /** True: every sequence email ends in a line with a way to opt out. */
  opt_out_line: boolean
  /** What that line says; the link stands in braces: "Not interested? {Opt out here}." */
  opt_out_words: string
  /** Stands below every sequence email, as laws on commercial email ask in many countries; empty: nothing does. */
  postal_address: string
  /** Days that whole texts of what came back, and mail in the sandbox, are kept; null: for good. */
  keep_texts_days: number | null
  /** True: links lead over the tracking domain, where one is verified, so that it is known which were followed. */
  track_links: boolean
  /** True: what looks like a program that follows links is kept apart from people's clicks. */
  filter_clicks: boolean
  /** A link followed within so many seconds of the email's leaving is taken for a program's. */
  click_grace_seconds: number
}

export const defaultPolicy: Policy = {
  new_contacts_first: false,
  send_for_each_other: false,
  stop_on_own_mail: true,
  inbox_freshness: 10,
  send_unread: false,
  workspace_per_day: null,
  domain_per_day: null,
  recontact_days: null,
  account_limit: 200,
  mailboxes_per_seat: 2,
  max_per_second: null,
  max_per_minute: null,
  max_per_hour: null,
  max_per_day: null,
  max_per_week: null,
  opt_out_line: false,
  opt_out_words: 'If you would rather not hear from me, {opt out here}.',
  postal_address: '',
  keep_texts_days: null,
  track_links: false,
  filter_clicks: true,
  click_grace_seconds: 5,
}

/** Limits of a new SMTP, Gmail or Outlook account: 50 an hour, 400 a day. */
export const defaultLimits: readonly Limit[] = [
  { unit: 'hour', min: 50, max: 50 },
  { unit: 'day', min: 400, max: 400 },
]

const isKey = (key: string): key is keyof Policy => Object.hasOwn(defaultPolicy, key)
/** One line that a person can read in a footer. */
const shortText = (value: unknown) => typeof value === 'string' && value.length <= 300 && !/\p{Cc}/u.test(value)
const someText = (value: unknown) => shortText(value) && String(value).trim() !== ''
const wholeFrom1 = (value: unknown) => typeof value === 'number' && Number.isInteger(value) && value >= 1

function kindOf(key: keyof Policy): { fits: (value: unknown) => boolean; takes: string } {
  const usual = defaultPolicy[key]
  if (typeof usual === 'boolean') return { fits: (value) => typeof value === 'boolean', takes: 'true or false' }
  if (typeof usual === 'string')
    return { fits: usual === '' ? shortText : someText, takes: 'a text of one line, at most 300 characters' }
  return { fits: wholeFrom1, takes: 'a whole number from 1' }
}

/** From this share of a limit on, asking for more is offered. */
export const nearlyFull = 0.8

export const isNearlyFull = (used: number, allowed: number): boolean => used >= allowed * nearlyFull

/** The policy in force: the defaults with what an admin stored. */
export function policyOf(stored: Record<string, unknown>): Policy {
  return { ...defaultPolicy, ...Object.fromEntries(Object.entries(stored).filter(([key]) => isKey(key))) }
}

/**
 * What is to be stored after `change`; null as a value goes back to the default. `error` names the key that is unknown
 * or has a value of the wrong kind.
 */
export function changePolicy(
  stored: Record<string, unknown>,
  change: Record<string, unknown>,
): { policy: Record<string, unknown> } | { error: string } {
  const policy = { ...stored }
  for (const [key, value] of Object.entries(change)) {
    if (!isKey(key))
      return { error: `"${key}" is no policy. There are: ${Object.keys(defaultPolicy).sort().join(', ')}.` }
    if (value === null) {
      delete policy[key]
      continue
    }
    const { fits, takes } = kindOf(key)
    if (!fits(value)) return { error: `The policy ${key} takes ${takes}, or null for the default.` }
    policy[key] = value
  }
  return { policy }
}

/** What no account's limits pass. */
export type Ceilings = Pick<Policy, `max_per_${LimitUnit}`>

/** The most that one unit may be set to, and whose word it is: the policy's for everybody, an admin's above the usual. */
interface Ceiling {
  most: number
  by: 'policy' | 'admin'
}

/** Everybody may lower, keep and set what is usual; an admin may raise up to the policy's ceiling. */
function ceiling(
  unit: LimitUnit,
  role: 'admin' | 'member',
  policy: Ceilings,
  present: readonly Limit[],
): Ceiling | null {
  const highest = policy[`max_per_${unit}`]
  const forAll = highest === null ? null : ({ most: highest, by: 'policy' } as const)
  const usual = defaultLimits.find((limit) => limit.unit === unit)?.max ?? null
  if (role === 'admin' || usual === null) return forAll
  // what an admin raised for this account stays raised
  const most = present.reduce((top, limit) => (limit.unit === unit ? Math.max(top, limit.max) : top), usual)
  return highest !== null && highest <= most ? forAll : { most, by: 'admin' }
}

function tooMuch(text: string, unit: LimitUnit, { most, by }: Ceiling, role: 'admin' | 'member'): string {
  const amount = limitText({ unit, min: most, max: most })
  if (by === 'admin') return `"${text}" is too much. Only an admin can raise it above ${amount}.`
  const who = role === 'admin' ? 'Raise it in the settings first' : 'Ask an admin'
  return `"${text}" is too much. The workspace's policy lets no mailbox pass ${amount}. ${who}.`
}

/**
 * Limits of an account as a person gave them (`50/hour`, `30-50/hour`). A default is replaced only by limits of its own
 * unit: who limits the week still has 50 an hour. A ceiling of the policy is a limit too where none of its unit is given.
 *
 * @param present what the account has: a member may keep what an admin raised
 */
export function accountLimits(
  texts: readonly string[],
  role: 'admin' | 'member',
  policy: Ceilings,
  present: readonly Limit[] = [],
): { limits: Limit[] } | { error: string } {
  const given: Limit[] = []
  for (const text of texts) {
    const parsed = parseLimit(text)
    if ('error' in parsed) return parsed
    const { unit, max } = parsed.limit
    const top = ceiling(unit, role, policy, present)
    if (top !== null && max > top.most) return { error: tooMuch(text, unit, top, role) }
    given.push(parsed.limit)
  }
  const kept = limitUnits.flatMap((unit): Limit[] => {
    if (given.some((limit) => limit.unit === unit)) return []
    const usual = defaultLimits.find((limit) => limit.unit === unit)?.max ?? Number.POSITIVE_INFINITY
    const most = Math.min(usual, policy[`max_per_${unit}`] ?? Number.POSITIVE_INFINITY)
    return Number.isFinite(most) ? [{ unit, min: most, max: most }] : []
  })
  return { limits: [...kept, ...given] }
}
