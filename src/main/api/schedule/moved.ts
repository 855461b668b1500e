/** Which emails that were planned already an engagement puts into another slot. */
import { plan } from '../../../shared/domain/plan.ts'
import type { Plan, PlanInput } from '../../../shared/domain/plan-shape.ts'
import { isTask } from '../../../shared/domain/plan-summary.ts'
import { formatIso } from '../../../shared/domain/time-text.ts'
import { namesOfSends } from '../../store/audience.ts'
import type { Reader } from '../../store/open.ts'
import type { PlanState } from '../../store/plan-state.ts'

const shown = 20
/** Steps of one enrollment fit below it: a sequence has 50 at most. */
const stride = 64

interface Displaced {
  enrollment: number
  step: number
  from: number
  to: number
}

/** The input as it was before the last engagement was added. */
const without = (input: PlanInput, from: number): PlanInput => ({
  ...input,
  batches: input.batches.slice(0, -1),
  enrollments: input.enrollments.slice(0, from),
})

/**
 * The difference of two plans, with the engagement and without it; a plan that would differ anyway is not its doing.
 *
 * @param from index of the engagement's first enrollment
 */
export function displaced(input: PlanInput, joint: Plan, from: number): Displaced[] {
  if (from === 0 || from === input.enrollments.length) return []
  const before = plan(without(input, from)).sends
  const slots = new Map<number, number>()
  for (let i = 0; i < before.length; i++)
    slots.set((before.enrollment[i] as number) * stride + (before.step[i] as number), before.slot[i] as number)
  const found: Displaced[] = []
  const { sends } = joint
  for (let i = 0; i < sends.length; i++) {
    const enrollment = sends.enrollment[i] as number
    if (enrollment >= from || isTask(input, joint, i)) continue
    const step = sends.step[i] as number
    const was = slots.get(enrollment * stride + step)
    const to = sends.slot[i] as number
    if (was !== undefined && was !== to) found.push({ enrollment, step, from: was, to })
  }
  return found.sort((a, b) => a.from - b.from || a.enrollment - b.enrollment)
}

/** How many, and the first of them by name. */
export function movedOf(reader: Reader, state: PlanState, joint: Plan, from: number, zone: string) {
  const all = displaced(state.input, joint, from)
  const some = all.slice(0, shown).flatMap((each) => {
    const row = state.rows.get(`${each.enrollment}:${each.step}`)
    return row ? [{ ...each, id: row.id }] : []
  })
  const names = new Map(
    namesOfSends(
      reader,
      some.map(({ id }) => id),
    ).map((row) => [row.id, row]),
  )
  return {
    count: all.length,
    examples: some.map(({ id, step, from, to }) => {
      const { contact = '', sequence = '', sender = '' } = names.get(id) ?? {}
      return { contact, sequence, sender, step, from: formatIso(from, zone), to: formatIso(to, zone) }
    }),
  }
}
