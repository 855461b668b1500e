/**
 * Looks after what comes back: where too many emails of an account or of a domain bounce, or are reported as spam, it
 * warns, and at twice that it pauses until a person lets it go on. It asks the database what is so: after a crash the
 * next look finds the same, and each crossing is told once.
 */
import { MINUTE } from '../../../shared/domain/time.ts'
import { type Changes, woken } from '../../changes.ts'
import type { Ports } from '../../ports.ts'
import type { Store } from '../../store/open.ts'
import { anythingMoved, isAnythingHigh, react } from './react.ts'

/** Bounces come in crowds: one look for all of a minute. */
const gather = MINUTE
/** Without any news rates only fall; this is how soon that is noticed. */
const quiet = 15 * MINUTE

export interface HealthWatch {
  stop(): Promise<void>
}

export interface HealthOptions {
  store: Store
  ports: Ports
  changes: Changes
}

export function startHealth({ store, ports, changes }: HealthOptions): HealthWatch {
  const { clock, log, notifier } = ports
  const stopping = new AbortController()
  let wake = new AbortController()
  const end = changes.listen((table) => (table === 'incoming' || table === 'sends') && wake.abort(woken))
  /** Returns when to look again without news: never, where nothing is high that could fall. */
  const look = async (): Promise<number> => {
    try {
      if (anythingMoved(store, clock.now())) await move()
      return isAnythingHigh(store) ? clock.now() + quiet : Number.POSITIVE_INFINITY
    } catch (error) {
      log.warn('looking at what came back failed and is tried again', { error: String(error) })
      return clock.now() + gather
    }
  }
  const move = async (): Promise<void> => {
    const told = await store.writeSoon((tx) => react(tx, clock.now()))
    if (told.some(({ paused }) => paused)) changes.tell('accounts')
    for (const { note } of told) notifier.notify(note)
  }
  const running = (async () => {
    while (!stopping.signal.aborted) {
      wake = new AbortController()
      const again = await clock.working(look())
      await clock.until(clock.now() + gather, stopping.signal)
      if (!wake.signal.aborted) await clock.until(again, AbortSignal.any([stopping.signal, wake.signal]))
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
