import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  failuresOut,
  failureWindow,
  type Health,
  type HealthEvent,
  type HealthState,
  outFor,
  reduceHealth,
} from '../../src/shared/domain/health.ts'
import { DAY, HOUR, MINUTE } from '../../src/shared/domain/time.ts'

const at = 1_000 * HOUR
const words = '535 5.7.8 no'
const blank = { reason: null, trouble: null, resumeAt: null, failures: [] }
const out = (trouble: 'credentials' | 'quota' | 'connection', resumeAt: number | null): Health => ({
  state: 'error',
  reason: words,
  trouble,
  resumeAt,
  failures: [],
})

const healths: Record<string, Health> = {
  pending: { ...blank, state: 'pending', reason: 'Not activated yet.' },
  active: { ...blank, state: 'active' },
  failing: { ...blank, state: 'active', failures: [at - 2 * MINUTE, at - MINUTE] },
  inactive: { ...blank, state: 'inactive', reason: 'Deactivated by hand.' },
  'out: credentials': out('credentials', null),
  'out: quota': out('quota', at + DAY),
  'out: connection': out('connection', at + HOUR),
  'over: connection': out('connection', at),
  'over: quota': out('quota', at - 1),
}
const failed = (
  trouble: 'credentials' | 'quota' | 'connection',
  type: 'failed' | 'barred' = 'failed',
): HealthEvent => ({
  type,
  trouble,
  words,
  at,
})
const events: Record<string, HealthEvent> = {
  'failed: credentials': failed('credentials'),
  'failed: quota': failed('quota'),
  'failed: connection': failed('connection'),
  'barred: connection': failed('connection', 'barred'),
  rested: { type: 'rested', at },
  works: { type: 'tested', ok: true },
  'does not work': { type: 'tested', ok: false },
  signed_in: { type: 'signed_in' },
  unlocked: { type: 'unlocked' },
  activated: { type: 'activated' },
  deactivated: { type: 'deactivated', reason: 'By hand.' },
  emptied: { type: 'emptied', reason: 'No password.' },
  filled: { type: 'filled' },
  withheld: { type: 'withheld', reason: 'Its domain is not verified.' },
}

const of = (name: string) => healths[name] as Health

/** What each event makes of each account; what is not named here changes nothing. */
const changes: Record<string, Record<string, HealthState>> = {
  pending: { activated: 'active', deactivated: 'inactive', filled: 'active', withheld: 'pending' },
  active: {
    'failed: credentials': 'error',
    'barred: connection': 'error',
    deactivated: 'inactive',
    emptied: 'pending',
    withheld: 'pending',
  },
  failing: {
    'failed: credentials': 'error',
    'failed: quota': 'error',
    'failed: connection': 'error',
    'barred: connection': 'error',
    deactivated: 'inactive',
    emptied: 'pending',
    withheld: 'pending',
  },
  inactive: { activated: 'active' },
  'out: credentials': {
    works: 'active',
    signed_in: 'active',
    activated: 'active',
    deactivated: 'inactive',
    withheld: 'pending',
  },
  'out: quota': { activated: 'active', deactivated: 'inactive', withheld: 'pending' },
  'out: connection': {
    works: 'active',
    unlocked: 'active',
    activated: 'active',
    deactivated: 'inactive',
    withheld: 'pending',
  },
  'over: connection': {
    rested: 'active',
    works: 'active',
    unlocked: 'active',
    activated: 'active',
    deactivated: 'inactive',
    withheld: 'pending',
  },
  'over: quota': { rested: 'active', activated: 'active', deactivated: 'inactive', withheld: 'pending' },
}
/** A first failure is remembered and changes nothing else. */
const remembered = new Set(['active/failed: quota', 'active/failed: connection'])

describe('the health of an account', () => {
  const pairs = Object.keys(healths).flatMap((health) => Object.keys(events).map((event) => [health, event] as const))
  it.each(pairs)('%s, then %s', (name, what) => {
    const before = of(name)
    const after = reduceHealth(before, events[what] as HealthEvent)
    const expected = changes[name]?.[what]
    if (remembered.has(`${name}/${what}`)) expect(after).toEqual({ ...before, failures: [...before.failures, at] })
    else if (expected === undefined) expect(after).toBe(before)
    else expect(after.state).toBe(expected)
  })

  it('says why it is out, with the words, and for how long', () => {
    expect([outFor('connection', at), outFor('quota', at), outFor('credentials', at)]).toEqual([
      at + HOUR,
      at + DAY,
      null,
    ])
    expect(reduceHealth(of('failing'), failed('quota'))).toEqual(out('quota', at + DAY))
    expect(reduceHealth(of('active'), failed('credentials'))).toEqual(out('credentials', null))
  })

  it('goes out exactly when the last five minutes hold three failures', () => {
    const gaps = fc.array(fc.integer({ min: 1, max: 4 * MINUTE }), { minLength: 1, maxLength: 30 })
    fc.assert(
      fc.property(gaps, (steps) => {
        let health = of('active')
        const instants: number[] = []
        let now = at
        for (const step of steps) {
          now += step
          instants.push(now)
          health = reduceHealth(health, { type: 'failed', trouble: 'connection', words, at: now })
          const held = instants.filter((one) => one > now - failureWindow).length
          expect(health.state).toBe(held >= failuresOut ? 'error' : 'active')
          if (health.state === 'error') return
        }
      }),
    )
  })
})
