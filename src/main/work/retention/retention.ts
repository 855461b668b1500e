/**
 * Texts of mail that a policy keeps for so many days only: whole texts of what came back, and what the sandbox took. What
 * was made of them stays: kind, evidence, the new part of an answer, and every row of the ledger.
 */
import { policyOf } from '../../../shared/domain/policy.ts'
import { DAY, HOUR } from '../../../shared/domain/time.ts'
import type { Changes } from '../../changes.ts'
import type { Ports } from '../../ports.ts'
import { startRounds } from '../../rounds.ts'
import type { Store } from '../../store/open.ts'
import { forgetTexts, oldestText } from '../../store/retention.ts'
import { workspaceRow } from '../../store/workspace.ts'

export interface RetentionOptions {
  store: Store
  ports: Ports
  changes: Changes
}

/** Rows a transaction: nothing that is due waits for it. */
const some = 200

export function startRetention({ store, ports: { clock, log }, changes }: RetentionOptions): { stop(): Promise<void> } {
  return startRounds({
    clock,
    changes,
    wokenBy: ['workspace', 'incoming', 'sandbox'],
    async round(stopping) {
      const days = policyOf(workspaceRow(store).policy).keep_texts_days
      if (days === null) return Number.POSITIVE_INFINITY
      const before = clock.now() - days * DAY
      let gone = 0
      for (let last = some; last === some && !stopping.aborted; gone += last)
        last = await store.writeSoon((tx) => forgetTexts(tx, before, some))
      if (gone > 0) {
        log.info('texts of mail were removed, as the policy says', { texts: gone, days })
        changes.tell('incoming', 'sandbox')
      }
      // an hour at least: what is kept as proof stays the oldest, and asks for no round after round
      return Math.max(oldestText(store) + days * DAY, clock.now() + HOUR)
    },
    failed(error) {
      log.error('old texts could not be removed and are tried again', { error: String(error) })
      return clock.now() + HOUR
    },
  })
}
