/**
 * Ends permissions that nobody accepted in time, and gives what belongs to no sequence (the emails of letters, and tests)
 * its time again where that went by.
 */
import { HOUR, MINUTE } from '../../../shared/domain/time.ts'
import type { Changes } from '../../changes.ts'
import type { Ports } from '../../ports.ts'
import { startRounds } from '../../rounds.ts'
import { stamp } from '../../store/clockwork.ts'
import { moveGrant, nextGrantEnd, overdueGrants } from '../../store/grants.ts'
import { note } from '../../store/journal.ts'
import { applyToSend } from '../../store/ledger.ts'
import { dropLetters, lettersMisplaced, placeLetters } from '../../store/letters.ts'
import type { Store, Tx } from '../../store/open.ts'
import { placeTests, testsMisplaced } from '../../store/test-emails.ts'

export interface Delegation {
  stop(): Promise<void>
}

export interface DelegationOptions {
  store: Store
  ports: Ports
  changes: Changes
}

/** A letter that could not leave at its time is tried again after this. */
const letterWait = 10 * MINUTE
/** The same of a test: somebody waits for it. */
const testWait = 2 * MINUTE

export function startDelegation({ store, ports, changes }: DelegationOptions): Delegation {
  const { clock, log, notifier } = ports
  return startRounds({
    clock,
    changes,
    wokenBy: ['delegations', 'sends'],
    gather: MINUTE,
    async round() {
      const now = clock.now()
      const ended = overdueGrants(store, now).length > 0 ? await store.writeSoon((tx) => expire(tx, now)) : []
      const letters = lettersMisplaced(store) && (await store.writeSoon((tx) => placeLetters(tx, now + letterWait))) > 0
      const tests = testsMisplaced(store) && (await store.writeSoon((tx) => placeTests(tx, now + testWait))) > 0
      if (ended.length > 0) changes.tell('delegations', 'sends')
      // whoever sends them waits for nothing that it has not heard of
      else if (letters || tests) changes.tell('sends')
      for (const body of ended) notifier.notify({ kind: 'delegation', title: 'Permission to send', body })
      return nextGrantEnd(store) ?? Number.POSITIVE_INFINITY
    },
    failed(error) {
      log.warn('looking for permissions that expired failed and is tried again', { error: String(error) })
      return clock.now() + HOUR
    },
  })
}

/** Returns a sentence for each that ended. */
function expire(tx: Tx, now: number): string[] {
  return overdueGrants(tx, now).flatMap((grant) => {
    if (!moveGrant(tx, grant, { type: 'expired' }, now, stamp(tx, now))) return []
    for (const id of dropLetters(tx, grant.publicId))
      applyToSend(tx, id, { type: 'withdraw', reason: 'its 7 days are over' }, now)
    const words = `${grant.delegate.name} for ${grant.owner.name}: nobody accepted within 7 days, so it has expired.`
    note(tx, now, 'delegation', words, { grant: grant.publicId })
    return [words]
  })
}
