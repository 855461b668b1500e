import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  type EnrollmentEvent,
  type EnrollmentState,
  type EnrollmentStatus,
  enrollmentStates,
  isEnrollmentOver,
  pendingEnrollment,
  reduceEnrollment,
} from '../../src/shared/domain/enrollment.ts'

const events: Record<string, EnrollmentEvent> = {
  sent: { type: 'step_over', sent: true, last: false },
  skipped: { type: 'step_over', sent: false, last: false },
  lastSent: { type: 'step_over', sent: true, last: true },
  lastSkipped: { type: 'step_over', sent: false, last: true },
  paused: { type: 'paused', reason: 'r' },
  resumedNew: { type: 'resumed', started: false },
  resumedStarted: { type: 'resumed', started: true },
  replied: { type: 'replied', reason: 'r' },
  bounced: { type: 'bounced', reason: 'r' },
  unsubscribed: { type: 'unsubscribed', reason: 'r' },
  stopped: { type: 'stopped', reason: 'r' },
  failed: { type: 'failed', reason: 'r' },
  reopenedNew: { type: 'reopened', started: false, stepsLeft: true, reason: 'r' },
  reopenedStarted: { type: 'reopened', started: true, stepsLeft: true, reason: 'r' },
  reopenedOver: { type: 'reopened', started: true, stepsLeft: false, reason: 'r' },
  takenBack: { type: 'taken_back', to: { state: 'stopped', reason: null } },
  takenBackTooFar: { type: 'taken_back', to: { state: 'active', reason: null } },
}

const ends = { replied: 'replied', bounced: 'bounced', unsubscribed: 'unsubscribed' } as const
const reopens = { reopenedNew: 'pending', reopenedStarted: 'active' } as const
const ownEnds = { stopped: 'stopped', failed: 'failed' } as const
const takenBack = { reopenedOver: 'finished', takenBack: 'stopped' } as const
const over = { lastSent: 'finished', lastSkipped: 'finished' } as const

/** State → event → next state. What isn't listed changes nothing. */
const table: Record<EnrollmentState, Record<string, EnrollmentState>> = {
  pending: { sent: 'active', paused: 'paused', ...over, ...ends, ...ownEnds },
  active: { paused: 'paused', ...over, ...ends, ...ownEnds },
  paused: { resumedNew: 'pending', resumedStarted: 'active', ...over, ...ends, ...ownEnds },
  finished: { ...ends, ...reopens },
  stopped: { ...ends, ...reopens, reopenedOver: 'finished' },
  failed: { ...ends, ...reopens, reopenedOver: 'finished' },
  replied: { unsubscribed: 'unsubscribed', ...reopens, ...takenBack },
  bounced: { unsubscribed: 'unsubscribed', ...reopens, ...takenBack },
  unsubscribed: { ...reopens, ...takenBack },
}

test('every event in every state does what the table says, and nothing else', () => {
  for (const state of enrollmentStates) {
    for (const [name, event] of Object.entries(events)) {
      const before: EnrollmentStatus = Object.freeze({ state, reason: 'old' })
      const after = reduceEnrollment(before, event)
      const expected = table[state][name]
      if (expected === undefined) expect(after === before, `${state} + ${name} must change nothing`).toBe(true)
      else expect(after, `${state} + ${name}`).toEqual({ state: expected, reason: 'reason' in event ? 'r' : null })
    }
  }
})

test('in whatever order the news arrives, "no more" stays, and only reopening starts anything again', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...Object.values(events)), { maxLength: 30 }), (list) => {
      let status = pendingEnrollment
      for (const event of list) {
        const before = status
        status = reduceEnrollment(status, event)
        if (event.type === 'reopened' || event.type === 'taken_back') continue
        if (before.state === 'unsubscribed') expect(status).toBe(before)
        if (isEnrollmentOver(before.state)) expect(isEnrollmentOver(status.state)).toBe(true)
      }
    }),
    { numRuns: 2000 },
  )
})

test('what is over is over', () => {
  expect(enrollmentStates.filter(isEnrollmentOver)).toEqual([
    'replied',
    'bounced',
    'unsubscribed',
    'stopped',
    'finished',
    'failed',
  ])
})
