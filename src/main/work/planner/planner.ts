/**
 * Gives planned sends their times. It looks again when something asked for it (a send missed its slot, a step left
 * late, limits changed), plans everything anew through `replan()`, in a worker where there is much. It never touches a
 * send past *planned*, and nothing waits for it: a send that asked for another time can't leave until it has one.
 */
import { SECOND } from '../../../shared/domain/time.ts'
import { type Changes, type Table, woken } from '../../changes.ts'
import type { Ports } from '../../ports.ts'
import type { Store } from '../../store/open.ts'
import type { DaysOff } from '../../store/plan-state.ts'
import { plansMoreThan } from '../../store/plan-write.ts'
import { replanWanted } from '../../store/planning.ts'
import { type Replanned, replan } from './replan.ts'

/** Several wishes within this time are met by one plan. */
const gather = SECOND
/** How soon a plan that could not be written is made again. */
const patience = 15 * SECOND
/** More sends than this take longer than a person at the window should feel. */
const many = 3000

export interface Planner {
  stop(): Promise<void>
}

/** `replan()` elsewhere, on the same database. Rejects when that could not be done. */
export interface HeavyPlanner {
  replan(now: number): Promise<Replanned>
}

export interface PlannerOptions {
  store: Store
  ports: Ports
  changes: Changes
  daysOff: DaysOff
  /** Without it everything is planned here. */
  heavy?: HeavyPlanner
}

export function startPlanner(options: PlannerOptions): Planner {
  const { store, ports, changes } = options
  const { clock, log } = ports
  const stopping = new AbortController()
  let wake = new AbortController()
  // Limits may have been changed while nobody was here to plan.
  let settings = true
  let own = false
  const end = changes.listen((table: Table) => {
    if (own || (table !== 'sends' && table !== 'accounts' && table !== 'workspace')) return
    if (table !== 'sends') settings = true
    wake.abort(woken)
  })
  /** Returns when to look again: when woken, or sooner where the plan could not be written. */
  const pass = async (): Promise<number> => {
    if (!settings && !replanWanted(store)) return Number.POSITIVE_INFINITY
    // Taken back at once: what changes while the plan is made asks for the next one.
    settings = false
    try {
      const { moved, waiting, again } = await look(options, stopping.signal)
      for (const each of waiting) log.info('a send waits', each)
      own = true
      if (moved > 0) changes.tell('sends', 'enrollments')
      own = false
      if (!again) return Number.POSITIVE_INFINITY
      settings = true
      return clock.now()
    } catch (error) {
      settings = true
      if (!stopping.signal.aborted) log.error('planning failed and is tried again', { error: (error as Error).stack })
      return clock.now() + patience
    }
  }
  const running = (async () => {
    while (!stopping.signal.aborted) {
      wake = new AbortController()
      const again = await clock.working(pass())
      if (!wake.signal.aborted) await clock.until(again, AbortSignal.any([stopping.signal, wake.signal]))
      if (stopping.signal.aborted) return
      await clock.until(clock.now() + gather, stopping.signal)
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

/** Where there is much to plan, elsewhere; and here after all when that failed, unless it was because of stopping. */
async function look({ store, ports, daysOff, heavy }: PlannerOptions, stopping: AbortSignal): Promise<Replanned> {
  const now = ports.clock.now()
  if (heavy && plansMoreThan(store, many))
    try {
      return await heavy.replan(now)
    } catch (error) {
      if (stopping.aborted) throw error
      ports.log.warn('planning in a worker failed: planning here', { error: (error as Error).stack })
    }
  return replan({ store, now: ports.clock.now(), daysOff })
}
