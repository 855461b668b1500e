import type { Plan, PlanInput } from './plan-shape.ts'

/** Reasons kept at most; sends come in order of time, so those that share one stand together. */
const keptReasons = 20_000

/**
 * The reason chains of a plan, each told once: finding one costs a step for every slot that was full, and all sends of
 * one sender that were due together and got the same slot have the same.
 */
export function sharedReasons(input: PlanInput, plan: Plan): (i: number) => string[] {
  const { enrollment, step, due, slot } = plan.sends
  const told = new Map<string, string[]>()
  return (i) => {
    const who = input.enrollments[enrollment[i] as number]
    // Moved by hand: a case of its own.
    if (!who || who.byHand !== null) return plan.why(i)
    const apart = input.domainPerDay === null ? '' : who.domain
    const key = `${who.batch} ${who.account} ${step[i]} ${due[i]} ${slot[i]} ${who.zone} ${apart}`
    let why = told.get(key)
    if (!why) {
      if (told.size >= keptReasons) told.clear()
      why = plan.why(i)
      told.set(key, why)
    }
    return why
  }
}
