/**
 * What is found in flight when the engine starts. A send whose text had not been asked for is planned again: nothing
 * of it left. One whose text had been asked for may have arrived: it is *unsure*, and nothing sends it again by itself.
 * The built-in sandbox is the one place that can be asked for certain: it ended with us, and what it took it holds.
 */

import type { SendEvent } from '../../../shared/domain/send.ts'
import type { Changes } from '../../changes.ts'
import type { Ports } from '../../ports.ts'
import { note } from '../../store/journal.ts'
import { type Interrupted, interrupted, settle } from '../../store/ledger.ts'
import type { Store, Tx } from '../../store/open.ts'
import { askReplanOfEnrollment } from '../../store/replanning.ts'
import { inSandbox, stepOver, withdrawIfOver } from '../../store/sending.ts'
import { announceUnsure } from '../../store/webhook-queue.ts'

export interface Recovered {
  planned: number
  sent: number
  unsure: number
}

/** Runs once, before any loop. One transaction: a crash in the middle leaves everything as it was. */
export function recover(store: Store, ports: Ports, changes: Changes): Recovered {
  const found = interrupted(store)
  const result: Recovered = { planned: 0, sent: 0, unsure: 0 }
  if (found.length === 0) return result
  const now = ports.clock.now()
  store.write((tx) => {
    for (const one of found) result[recoverOne(tx, one, now)]++
    note(tx, now, 'recovered', sentence(result), { ...result })
  })
  ports.log.warn('sends were in flight when Cadenza stopped', { ...result })
  if (result.unsure > 0)
    ports.notifier.notify({
      kind: 'unsure',
      title: `${result.unsure} ${result.unsure === 1 ? 'email needs' : 'emails need'} your decision`,
      body: 'Cadenza stopped while they were being handed over. Whether they arrived is not certain.',
    })
  changes.tell('sends', 'enrollments')
  return result
}

function recoverOne(tx: Tx, one: Interrupted, now: number): keyof Recovered {
  const state = settle(tx, {
    sendId: one.sendId,
    attemptId: one.attemptId,
    at: now,
    event: eventOf(tx, one),
    outcome: 'interrupted',
    code: null,
    reply: null,
  })
  if (state === 'unsure') announceUnsure(tx, one.publicId, now)
  const enrollment = one.enrollmentId
  if (enrollment !== null && state === 'sent') {
    stepOver(tx, enrollment, one.step, true)
    askReplanOfEnrollment(tx, enrollment)
  }
  if (enrollment !== null && state === 'planned') withdrawIfOver(tx, enrollment, now)
  return state === 'sent' || state === 'unsure' ? state : 'planned'
}

function eventOf(tx: Tx, one: Interrupted): SendEvent {
  const reason = 'Cadenza or the computer stopped while it was being sent'
  if (one.sandbox === 0) return { type: 'recovered', reason }
  return inSandbox(tx, one.publicId) ? { type: 'accepted' } : { type: 'deferred', reason, counts: false }
}

function sentence({ planned, sent, unsure }: Recovered): string {
  const parts = [
    planned > 0 ? `${planned} had not left and will be sent at their time` : '',
    sent > 0 ? `${sent} had arrived` : '',
    unsure > 0 ? `${unsure} may have arrived and need your decision` : '',
  ].filter(Boolean)
  return `Cadenza stopped in the middle of sending: ${parts.join(', ')}.`
}
