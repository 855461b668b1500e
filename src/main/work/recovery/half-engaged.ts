/**
 * What is left of an engagement that was cancelled, or being written when Cadenza stopped, goes beside everything else:
 * nothing of it can leave, and only who engages again waits for it.
 */
import type { Changes } from '../../changes.ts'
import type { Ports } from '../../ports.ts'
import { takeBack, unfinished } from '../../store/engagements.ts'
import type { Store } from '../../store/open.ts'

export interface HalfEngagedOptions {
  store: Store
  ports: Ports
  changes: Changes
  /** Does it elsewhere. Rejects when that could not be done. */
  elsewhere?: (() => Promise<void>) | undefined
}

/** Resolves when it is gone, or is left for the next start. */
export async function clearHalfEngaged({ store, ports, changes, elsewhere }: HalfEngagedOptions): Promise<void> {
  if (unfinished(store).length === 0) return
  try {
    await ports.clock.working(takeBack(store, elsewhere))
    changes.tell('sends', 'enrollments', 'sequences')
  } catch (error) {
    ports.log.warn('a half-written engagement is taken back later', { error: (error as Error).message })
  }
}
