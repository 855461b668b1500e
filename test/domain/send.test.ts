import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  plannedSend,
  type RowState,
  reduceSend,
  retryDelay,
  rowStates,
  type SendEvent,
  type SendStatus,
} from '../../src/shared/domain/send.ts'

const events: SendEvent[] = [
  { type: 'claim' },
  { type: 'data_started', at: 7 },
  { type: 'accepted' },
  { type: 'deferred', reason: 'r', counts: true },
  { type: 'deferred', reason: 'r', counts: false },
  { type: 'refused', reason: 'r' },
  { type: 'broke', reason: 'r' },
  { type: 'recovered', reason: 'r' },
  { type: 'withdraw', reason: 'r' },
  { type: 'restore' },
  { type: 'reschedule', reason: 'r' },
  { type: 'left_elsewhere', reason: 'r' },
  { type: 'settle_sent', reason: 'r' },
  { type: 'settle_again', reason: 'r' },
  { type: 'settle_skip', reason: 'r' },
  { type: 'confirm', reason: 'r' },
  { type: 'reopen' },
]

const nameOf = (event: SendEvent) => (event.type === 'deferred' ? `deferred ${event.counts}` : event.type)

/** Everything that isn't listed here must change nothing. [state, data_started?, event, expected] */
const changes: [RowState, number | null, string, SendStatus][] = [
  ['planned', null, 'claim', { state: 'sending', dataStartedAt: null, attempts: 3, reason: null }],
  ['planned', null, 'refused', { state: 'refused', dataStartedAt: null, attempts: 2, reason: 'r' }],
  ['planned', null, 'left_elsewhere', { state: 'sent', dataStartedAt: null, attempts: 2, reason: 'r' }],
  ['planned', null, 'confirm', { state: 'done', dataStartedAt: null, attempts: 2, reason: 'r' }],
  ['done', null, 'reopen', { state: 'planned', dataStartedAt: null, attempts: 2, reason: null }],
  ['planned', null, 'withdraw', { state: 'withdrawn', dataStartedAt: null, attempts: 2, reason: 'r' }],
  ['planned', null, 'reschedule', { state: 'planned', dataStartedAt: null, attempts: 2, reason: 'r' }],
  ['sending', null, 'data_started', { state: 'sending', dataStartedAt: 7, attempts: 2, reason: 'old' }],
  ['sending', null, 'accepted', { state: 'sent', dataStartedAt: null, attempts: 2, reason: null }],
  ['sending', null, 'deferred true', { state: 'planned', dataStartedAt: null, attempts: 2, reason: 'r' }],
  ['sending', null, 'deferred false', { state: 'planned', dataStartedAt: null, attempts: 1, reason: 'r' }],
  ['sending', null, 'refused', { state: 'refused', dataStartedAt: null, attempts: 2, reason: 'r' }],
  ['sending', null, 'broke', { state: 'planned', dataStartedAt: null, attempts: 2, reason: 'r' }],
  ['sending', null, 'recovered', { state: 'planned', dataStartedAt: null, attempts: 1, reason: 'r' }],
  ['sending', 5, 'accepted', { state: 'sent', dataStartedAt: 5, attempts: 2, reason: null }],
  ['sending', 5, 'deferred true', { state: 'planned', dataStartedAt: null, attempts: 2, reason: 'r' }],
  ['sending', 5, 'deferred false', { state: 'planned', dataStartedAt: null, attempts: 1, reason: 'r' }],
  ['sending', 5, 'refused', { state: 'refused', dataStartedAt: 5, attempts: 2, reason: 'r' }],
  ['sending', 5, 'broke', { state: 'unsure', dataStartedAt: 5, attempts: 2, reason: 'r' }],
  ['sending', 5, 'recovered', { state: 'unsure', dataStartedAt: 5, attempts: 2, reason: 'r' }],
  ['withdrawn', null, 'restore', { state: 'planned', dataStartedAt: null, attempts: 2, reason: null }],
  ['unsure', 5, 'settle_sent', { state: 'sent', dataStartedAt: 5, attempts: 2, reason: 'r' }],
  ['unsure', 5, 'settle_again', { state: 'planned', dataStartedAt: null, attempts: 0, reason: 'r' }],
  ['unsure', 5, 'settle_skip', { state: 'withdrawn', dataStartedAt: 5, attempts: 2, reason: 'r' }],
]

test('every event in every state does what the table says, and nothing else', () => {
  let changed = 0
  for (const state of rowStates) {
    for (const dataStartedAt of [null, 5]) {
      for (const event of events) {
        if ((state === 'planned' && dataStartedAt !== null) || (state === 'unsure' && dataStartedAt === null)) continue
        const before: SendStatus = Object.freeze({ state, dataStartedAt, attempts: 2, reason: 'old' })
        const row = changes.find((c) => c[0] === state && c[1] === dataStartedAt && c[2] === nameOf(event))
        const after = reduceSend(before, event)
        if (row) {
          expect(after, `${state} ${dataStartedAt} + ${nameOf(event)}`).toEqual(row[3])
          changed++
        } else expect(after === before, `${state} ${dataStartedAt} + ${nameOf(event)} must change nothing`).toBe(true)
      }
    }
  }
  expect(changed).toBe(changes.length)
})

test('rescheduling for the same reason, or starting the text twice, changes nothing', () => {
  const waiting: SendStatus = { ...plannedSend, reason: 'r' }
  expect(reduceSend(waiting, { type: 'reschedule', reason: 'r' })).toBe(waiting)
  const started: SendStatus = { state: 'sending', dataStartedAt: 5, attempts: 1, reason: null }
  expect(reduceSend(started, { type: 'data_started', at: 9 })).toBe(started)
})

test('no order of events sends twice without a person, and what is over stays over', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...events), { maxLength: 40 }), (list) => {
      let send = plannedSend
      // Copies that the server may hold: one for each attempt whose text started and that was not turned down.
      let mayHold = 0
      for (const event of list) {
        const before = send
        send = reduceSend(send, event)
        if (['sent', 'refused'].includes(before.state)) expect(send).toBe(before)
        if (before.state === 'withdrawn' && event.type !== 'restore') expect(send).toBe(before)
        if (send === before) continue
        if (event.type === 'data_started') mayHold++
        // A reply that says no takes the copy back; "again" is a person's decision.
        if (event.type === 'deferred' || event.type === 'refused')
          mayHold -= before.dataStartedAt !== null && before.state === 'sending' ? 1 : 0
        if (event.type === 'settle_again') mayHold = 0
        expect(mayHold).toBeLessThanOrEqual(1)
        expect(send.attempts).toBeGreaterThanOrEqual(0)
        if (send.state === 'planned' || send.state === 'refused') expect(mayHold).toBe(0)
        if (send.state === 'unsure') expect(send.dataStartedAt).not.toBeNull()
        if (send.state === 'planned') expect(send.dataStartedAt).toBeNull()
      }
    }),
    { numRuns: 2000 },
  )
})

test('retries wait 5 minutes, 2 hours, 12 hours, then stop', () => {
  expect([1, 2, 3, 4, 99].map(retryDelay)).toEqual([300_000, 7_200_000, 43_200_000, null, null])
})
