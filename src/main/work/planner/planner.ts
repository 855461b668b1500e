/**
 * Gives planned sends their times. It looks again when something asked for it (a send missed its slot, a step left
 * late, limits changed), plans everything anew through `plan()` and writes what moved. It never touches a send past
 * *planned*, and nothing waits for it: a send that asked for another time can't leave until it has one.
 */
import { plan } from '../../../shared/domain/plan.ts'
import { SECOND } from '../../../shared/domain/time.ts'
import type { Changes, Table } from '../../changes.ts'
import type { Ports } from '../../ports.ts'
import { note } from '../../store/journal.ts'
import type { Store } from '../../store/open.ts'
import { type DaysOff, differences, planState } from '../../store/plan-state.ts'
import { leaveAside, place, replanWanted } from '../../store/planning.ts'

/** Several wishes within this time are met by one plan. */
const gather = SECOND
/** How soon a plan that could not be written is made again. */
const patience = 15 * SECOND
/** Rows written in one transaction, so that the ledger is never locked for long. */
const chunk = 500

export interface Planner {
  stop(): Promise<void>
}

export interface PlannerOptions {
  store: Store
  ports: Ports
  changes: Changes
  daysOff: DaysOff
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
    wake.abort()
  })
  /** Returns when to look again: when woken, or sooner where the plan could not be written. */
  const pass = async (): Promise<number> => {
    if (!settings && !replanWanted(store)) return Number.POSITIVE_INFINITY
    try {
      const moved = replan(options)
      settings = false
      own = true
      if (moved > 0) changes.tell('sends')
      own = false
      return Number.POSITIVE_INFINITY
    } catch (error) {
      log.error('planning failed and is tried again', { error: (error as Error).stack })
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

/** Plans everything that is still to go out and writes what moved; returns how many sends did. */
export function replan({ store, ports, daysOff }: PlannerOptions): number {
  const now = ports.clock.now()
  const state = planState(store, now, daysOff)
  const result = plan(state.input)
  const placements = differences(state, result)
  for (let from = 0; from < placements.length; from += chunk)
    store.write((tx) => place(tx, placements.slice(from, from + chunk)))
  const late = placements.filter((p) => p.late).length
  if (late > 0)
    store.write((tx) =>
      note(tx, now, 'moved', `${late} ${late === 1 ? 'email was' : 'emails were'} moved to a later slot.`),
    )
  store.write(leaveAside)
  for (const w of result.waiting)
    ports.log.info('a send waits', { enrollment: state.enrollments[w.enrollment]?.id, code: w.code })
  return placements.length
}
