/**
 * How a sending account is doing. It is made *pending*, a person activates it, and it sends while it is *active*.
 * Trouble of the account itself, not of one email, takes it out: at once where it can't even be tried or the server
 * refuses its name and password, else at the third failure within five minutes. It is then in *error*, its sends wait,
 * and how it comes back depends on what took it out: after an hour where the server could not be reached, after a day
 * where a quota is used up, by hand where the credentials are wrong. A keychain that can't be read counts as a connection. *inactive* is a person's wish, and only a person
 * ends it. An account of the team whose domain isn't verified is *withheld*: pending again, even where it was only out
 * for a while and would come back by itself. What fails while an account is not active says nothing about it: it was tried as it had been before.
 *
 * | event         | pending | active                    | inactive | error                                  |
 * |---------------|---------|---------------------------|----------|----------------------------------------|
 * | failed        | –       | error at once or the 3rd  | –        | –                                      |
 * | barred        | –       | error                     | –        | –                                      |
 * | rested        | –       | –                         | –        | active, once its time is over          |
 * | tested, works | –       | –                         | –        | active, unless a quota is used up      |
 * | tested, fails | –       | –                         | –        | –                                      |
 * | signed_in     | –       | –                         | –        | active, if credentials took it out     |
 * | unlocked      | –       | –                         | –        | active, if a connection took it out    |
 * | activated     | active  | –                         | active   | active                                 |
 * | deactivated   | inactive| inactive                  | –        | inactive                               |
 * | emptied       | –       | pending                   | –        | –                                      |
 * | filled        | active  | –                         | –        | –                                      |
 * | withheld      | pending | pending                   | –        | pending                                |
 */
import { DAY, HOUR, MINUTE } from './time.ts'
import type { AccountTrouble } from './verdict.ts'

export type HealthState = 'pending' | 'active' | 'inactive' | 'error'

/** Instants are ms since the epoch. */
export interface Health {
  state: HealthState
  /** Why it is not active, for people: the server's own words where it said some. */
  reason: string | null
  /** What took it out, while it is in error. */
  trouble: AccountTrouble | null
  /** When it comes back by itself; null: by hand, or it is not out. */
  resumeAt: number | null
  /** Instants of failures lately, since it last became active. */
  failures: readonly number[]
}

export type HealthEvent =
  | { type: 'failed' | 'barred'; trouble: AccountTrouble; words: string; at: number }
  | { type: 'rested'; at: number }
  | { type: 'tested'; ok: boolean }
  | { type: 'signed_in' }
  /** The keychain or vault that holds its secret can be read again. */
  | { type: 'unlocked' }
  | { type: 'activated' }
  | { type: 'deactivated'; reason: string }
  /** Its password went with its connection, so it can't sign in; and it has one again, in the same change. */
  | { type: 'emptied'; reason: string }
  | { type: 'filled' }
  /** It is the team's now, and its domain isn't verified: a person activates it once that is. */
  | { type: 'withheld'; reason: string }

/** What is written down about an account, each with its words; kept for `historyDays`. */
export const healthKinds = [
  'failed',
  'put_off',
  'out',
  'back',
  'tested',
  'activated',
  'deactivated',
  'paused',
  'resumed',
  'warned',
  'changed',
] as const
export type HealthKind = (typeof healthKinds)[number]

/** So many failures within this many ms take an account out. */
export const failuresOut = 3
export const failureWindow = 5 * MINUTE
export const historyDays = 90
/** A server that puts emails off is written down once in this time: a greylisted list would fill the history. */
export const putOffGather = HOUR

/** When an account that was taken out at `at` comes back by itself: an hour, a day, or (null) by hand. */
export function outFor(trouble: AccountTrouble, at: number): number | null {
  if (trouble === 'credentials') return null
  return at + (trouble === 'quota' ? DAY : HOUR)
}

const active: Health = { state: 'active', reason: null, trouble: null, resumeAt: null, failures: [] }
const apart = (state: HealthState, reason: string): Health => ({ ...active, state, reason })

function failed(health: Health, event: Extract<HealthEvent, { trouble: AccountTrouble }>): Health {
  const { trouble, words, at } = event
  if (health.state !== 'active') return health
  const failures = [...health.failures.filter((one) => one > at - failureWindow), at]
  const isOut = event.type === 'barred' || trouble === 'credentials' || failures.length >= failuresOut
  return isOut ? { ...apart('error', words), trouble, resumeAt: outFor(trouble, at) } : { ...health, failures }
}

/** What an event makes of an account. Returns the same object where it means nothing. */
export function reduceHealth(health: Health, event: HealthEvent): Health {
  const { state, trouble, resumeAt } = health
  switch (event.type) {
    case 'failed':
    case 'barred':
      return failed(health, event)
    case 'rested':
      return state === 'error' && resumeAt !== null && resumeAt <= event.at ? active : health
    case 'tested':
      // Signing in says nothing about how much the server lets through today.
      return event.ok && state === 'error' && trouble !== 'quota' ? active : health
    case 'signed_in':
      return state === 'error' && trouble === 'credentials' ? active : health
    case 'unlocked':
      return state === 'error' && trouble === 'connection' ? active : health
    case 'activated':
      return state === 'active' ? health : active
    case 'deactivated':
      return state === 'inactive' ? health : apart('inactive', event.reason)
    case 'emptied':
      return state === 'active' ? apart('pending', event.reason) : health
    case 'filled':
      return state === 'pending' ? active : health
    case 'withheld':
      if (state === 'inactive' || (state === 'pending' && health.reason === event.reason)) return health
      return apart('pending', event.reason)
  }
}
