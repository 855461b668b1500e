/**
 * When an account of a delivery group goes out, is deactivated or removed, the others take over the contacts that nobody
 * has written to yet. It asks the database what is so, not who said what: after a crash the next look finds the same.
 * An account that comes back gets nobody back; whoever was moved stays where they are.
 */
import { MINUTE, SECOND } from '../../../shared/domain/time.ts'
import { type Changes, woken } from '../../changes.ts'
import type { Ports } from '../../ports.ts'
import { anyStranded } from '../../store/failover.ts'
import type { Store } from '../../store/open.ts'
import { moveStranded } from './stand-in.ts'

/** Several accounts of one server go out together: one look for all of them. */
const moment = SECOND
/** What a person lets go on, held or paused before, may wait this long for somebody to stand in. */
const gather = MINUTE

export interface Failover {
  stop(): Promise<void>
}

export interface FailoverOptions {
  store: Store
  ports: Ports
  changes: Changes
}

export function startFailover(options: FailoverOptions): Failover {
  const { ports, changes } = options
  const { clock, log } = ports
  const stopping = new AbortController()
  let wake = new AbortController()
  let urgent = new AbortController()
  let own = false
  const end = changes.listen((table) => {
    if (own) return
    if (table === 'accounts' || table === 'workspace') urgent.abort(woken)
    if (table === 'accounts' || table === 'workspace' || table === 'enrollments' || table === 'sends') wake.abort(woken)
  })
  /** Returns when to look again; what was not moved is found again. */
  const look = async (): Promise<number> => {
    try {
      const moved = await move(options)
      own = true
      if (moved) changes.tell('sends', 'enrollments')
      own = false
      return Number.POSITIVE_INFINITY
    } catch (error) {
      log.warn('looking for accounts that stand in failed and is tried again', { error: String(error) })
      return clock.now() + gather
    }
  }
  const running = (async () => {
    while (!stopping.signal.aborted) {
      wake = new AbortController()
      urgent = new AbortController()
      const again = await clock.working(look())
      if (!wake.signal.aborted) await clock.until(again, AbortSignal.any([stopping.signal, wake.signal]))
      if (!urgent.signal.aborted)
        await clock.until(clock.now() + gather, AbortSignal.any([stopping.signal, urgent.signal]))
      if (!stopping.signal.aborted) await clock.until(clock.now() + moment, stopping.signal)
    }
  })()
  return {
    async stop() {
      end()
      stopping.abort()
      await running
    },
  }
}

async function move({ store, ports }: FailoverOptions): Promise<boolean> {
  if (!anyStranded(store)) return false
  const moved = await store.writeSoon((tx) => moveStranded(tx, ports.clock.now()))
  for (const { from, contacts, text } of moved)
    ports.notifier.notify({
      kind: 'account_error',
      title: contacts === 1 ? `Another account stands in for ${from}` : `Other accounts stand in for ${from}`,
      body: text,
    })
  return moved.length > 0
}
