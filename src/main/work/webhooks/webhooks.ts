/**
 * Tells receivers what happened. What is to be told lies in the store, written with what it tells of; here it is posted,
 * and tried again later where it was not taken. Nothing waits for it: no email, and no receiver for another.
 */
import { DAY, MINUTE } from '../../../shared/domain/time.ts'
import { nextTry } from '../../../shared/domain/webhook.ts'
import type { Changes } from '../../changes.ts'
import { postSigned } from '../../mail/signed-post.ts'
import type { Ports } from '../../ports.ts'
import { startRounds } from '../../rounds.ts'
import type { Store } from '../../store/open.ts'
import {
  anyDelivery,
  type Due,
  dueDeliveries,
  forgetDeliveries,
  nextDueAt,
  putOff,
  settleDelivery,
} from '../../store/webhooks.ts'

/** A burst of changes is one look. */
const gather = 1000
/** What was told or given up is listed for so long. */
const keptFor = 30 * DAY
/** For each receiver. */
const mostAtOnce = 50

export interface Webhooks {
  stop(): Promise<void>
}

export interface WebhooksOptions {
  store: Store
  ports: Ports
  changes: Changes
}

export function startWebhooks({ store, ports, changes }: WebhooksOptions): Webhooks {
  const { clock, log } = ports
  if (!ports.poster) return { stop: async () => {} }
  /** True when it was taken. */
  const tellOne = async ({ delivery, hook }: Due, stopping: AbortSignal): Promise<boolean> => {
    const { eventId, event, body } = delivery
    const { publicId: webhook, url, allowPrivate } = hook
    const posted = await postSigned(ports, { webhook, url, allowPrivate, eventId, event, body }, stopping)
    // cut off here, it is no failure of its receiver's: it is due still, and told when Cadenza runs again
    if (stopping.aborted && ('waits' in posted || posted.code === null)) return false
    const now = clock.now()
    await store.writeSoon((tx) => {
      if ('waits' in posted) return putOff(tx, delivery.id, now + MINUTE, posted.waits)
      const nextAt = posted.trouble === null ? null : nextTry(delivery.tries + 1, now)
      settleDelivery(tx, delivery, { ...posted, nextAt }, now)
    })
    changes.tell('webhooks')
    return !('waits' in posted) && posted.trouble === null
  }
  /** In order; after a failure the next ones wait for the next round. */
  const tellAll = async (due: readonly Due[], stopping: AbortSignal) => {
    for (const each of due) if (stopping.aborted || !(await tellOne(each, stopping))) return
  }
  let forgotten = Number.NEGATIVE_INFINITY
  /** Once a day, also where nothing is told any more. */
  const forget = async () => {
    if (clock.now() - forgotten < DAY) return
    await store.writeSoon((tx) => forgetDeliveries(tx, clock.now() - keptFor))
    forgotten = clock.now()
  }
  return startRounds({
    clock,
    changes,
    wokenBy: ['webhooks', 'incoming', 'sends', 'enrollments', 'sequences', 'accounts', 'seats'],
    gather,
    async round(stopping) {
      const due = dueDeliveries(store, clock.now(), mostAtOnce)
      const byHook = Map.groupBy(due, ({ hook }) => hook.id)
      await Promise.all([...byHook.values()].map((own) => tellAll(own, stopping)))
      await forget()
      // those behind one that failed are due still
      if (dueDeliveries(store, clock.now(), 1).length > 0) return clock.now() + gather
      const next = nextDueAt(store, clock.now()) ?? Number.POSITIVE_INFINITY
      return anyDelivery(store) ? Math.min(next, forgotten + DAY) : next
    },
    failed(error) {
      log.warn('telling other programs failed and is tried again', { error: String(error) })
      return clock.now() + MINUTE
    },
  })
}
