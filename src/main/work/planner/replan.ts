/** One pass of the planner: reads everything that is still to go out, plans it anew and writes what moved. */
import { plan } from '../../../shared/domain/plan.ts'
import type { Plan } from '../../../shared/domain/plan-shape.ts'
import { note } from '../../store/journal.ts'
import type { Store } from '../../store/open.ts'
import { cutsOf, type DaysOff, differences, type PlanState, planState } from '../../store/plan-state.ts'
import { type Gently, newestBatch, writePlan } from '../../store/plan-write.ts'

export interface Replanned {
  /** Sends that have another time now and enrollments cut short by a date, and how many of them missed the one they had. */
  moved: number
  late: number
  /** Sends that can't have a time now. `enrollment`: row id. */
  waiting: { enrollment: number; code: string }[]
  /** Enrollments left as they were because somebody changed them while this was planned. */
  skipped: number
  /** What was planned from is no longer all there is: the next pass has to follow. */
  again: boolean
}

export interface ReplanOptions {
  store: Store
  /** ms since the epoch */
  now: number
  daysOff: DaysOff
  /** For a thread of its own: others who wait for the database get their turn. */
  gently?: Gently
}

/** In line and in a worker the same: whatever other connections write meanwhile stays as they wrote it. */
export function replan({ store, now, daysOff, gently }: ReplanOptions): Replanned {
  const { state, newest } = store.read(() => ({ state: planState(store, now, daysOff), newest: newestBatch(store) }))
  const result = plan(state.input)
  const outcome = { moves: differences(state, result), cuts: cutsOf(state, result) }
  const { written, skipped, cut } = writePlan(store, state, outcome, gently)
  const late = written.filter((move) => move.late).length
  if (late > 0)
    store.write((tx) =>
      note(tx, now, 'moved', `${late} ${late === 1 ? 'email was' : 'emails were'} moved to a later slot.`, { late }),
    )
  return {
    moved: written.length + cut,
    late,
    waiting: waitingOf(state, result),
    skipped,
    again: skipped > 0 || newestBatch(store) !== newest,
  }
}

const waitingOf = (state: PlanState, { waiting }: Plan): Replanned['waiting'] =>
  waiting.flatMap(({ enrollment, code }) => {
    const known = state.enrollments[enrollment]
    return known ? [{ enrollment: known.id, code }] : []
  })
