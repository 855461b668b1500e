/** Manual steps in a quick estimate: they take time, and nobody's room. */
import { type Agenda, dueAfter, nextOpen } from './plan-agenda.ts'
import type { PlanBatch } from './plan-shape.ts'
import { isHopeless } from './plan-wait.ts'

/** How many emails there are from a step on. */
export const emailsFrom = ({ steps }: PlanBatch, step: number): number =>
  steps.slice(step - 1).filter(({ task }) => task !== true).length

/**
 * The first email from `step` on, and the slot it is due in: tasks need nobody's room, so they only move it on. Null:
 * nothing but tasks follow, or one never has a time.
 */
export function emailFrom(
  batch: PlanBatch,
  agenda: Agenda,
  step: number,
  slot: number,
): { step: number; slot: number } | null {
  let found = { step, slot }
  while (batch.steps[found.step - 1]?.task === true) {
    const next = batch.steps[found.step]
    if (next === undefined || isHopeless(batch, found.step + 1) || !Number.isFinite(found.slot)) return null
    const due = dueAfter(agenda, next, found.slot)
    found = { step: found.step + 1, slot: nextOpen(agenda, Math.max(due, found.slot + 1)) }
  }
  return found
}
