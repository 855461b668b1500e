import type { Plan, PlanBatch, PlanStep } from './plan-shape.ts'
import { dayNumber } from './time.ts'
import { formatDay, hourText } from './time-text.ts'
import { opensEver, windowsText } from './window.ts'

/** What can never be planned, and the words for it: at the door, and for those who wait in a plan. */

type Waiting = Plan['waiting'][number]

/** What is wrong with the hour of a later step; null when nothing is. `step` counts from 1; the first has no hour. */
export function hourFault(batch: Pick<PlanBatch, 'calendar' | 'steps'>, step: number): string | null {
  const hour = batch.steps[step - 1]?.hour ?? null
  if (step < 2 || hour === null || opensEver(batch.calendar.windows, hour)) return null
  const windows = windowsText(batch.calendar.windows) || 'there are none'
  return `Step ${step} is to go out at ${hourText(hour)}, an hour that no sending window ever opens (${windows}).`
}

export function isHopeless(batch: PlanBatch, step: number): boolean {
  return hourFault(batch, step) !== null
}

const closed = 'The sending windows never open again, so nothing can be planned. Add a window or remove days off.'

/** Why a step can't be planned although its sender could send: its hour, or the whole calendar. */
export function hopeless(batch: PlanBatch, enrollment: number, step: number): Waiting {
  const fault = hourFault(batch, step)
  if (fault !== null) return { enrollment, step, code: 'hour_never_open', message: fault }
  return closedForGood(enrollment, step)
}

/** It would leave after the end of its batch. */
export function ended(enrollment: number, step: number): Waiting {
  return { enrollment, step, code: 'ended', message: 'It would leave after the date on which this ends.' }
}

export function closedForGood(enrollment: number, step: number): Waiting {
  return { enrollment, step, code: 'never_open', message: closed }
}

/** True when the batch may never start a contact. */
export function isShut({ perDay, perHour }: PlanBatch): boolean {
  return (perDay ?? 1) < 1 || (perHour ?? 1) < 1
}

export function shut(enrollment: number): Waiting {
  const message = 'The schedule lets no contact start a day or an hour. It waits until that is raised.'
  return { enrollment, step: 1, code: 'limit_zero', message }
}

function stepFault(step: PlanStep, number: number): string | null {
  if (hasDate(step)) return null
  if (!Number.isInteger(step.days) || step.days < 1)
    return `Step ${number} waits ${step.days} days; a later step waits at least 1 working day.`
  if (step.hour !== null && (!Number.isInteger(step.hour) || step.hour < 0 || step.hour > 23))
    return `Step ${number} is to go out at hour ${step.hour}; hours are whole numbers from 0 to 23.`
  return null
}

const hasDate = ({ on }: PlanStep): boolean => on !== undefined && on !== null

/**
 * What is wrong with the dates of steps for an engagement that begins at `start`: one that has gone by, one before the
 * start, or one before that of a step before it. Null when nothing is.
 */
export function dateFault(steps: readonly PlanStep[], start: number, zone: string): string | null {
  const first = dayNumber(start, zone)
  let latest: { on: number; number: number } | null = null
  for (const [i, step] of steps.entries()) {
    const on = step.on ?? null
    if (i === 0 || on === null) continue
    const number = i + 1
    if (on < first)
      return `Step ${number} is set for ${formatDay(on)}, and the first step leaves on ${formatDay(first)} at the earliest. Give step ${number} a later date, or begin sooner.`
    if (latest && on < latest.on)
      return `Step ${number} is set for ${formatDay(on)}, before step ${latest.number} (${formatDay(latest.on)}). Steps leave in their order: change one of the two dates.`
    latest = { on, number }
  }
  return null
}

/** The check at the door: what is wrong with a schedule, in words; null when it can be planned. */
export function checkSchedule(batch: Pick<PlanBatch, 'calendar' | 'steps' | 'perDay' | 'perHour'>): string | null {
  if (batch.calendar.windows.length === 0) return 'There is no sending window. Add one, such as mon-fri 09:00-18:00.'
  if (batch.steps.length === 0) return 'The sequence has no step.'
  for (const [name, cap] of [
    ['a day', batch.perDay],
    ['an hour', batch.perHour],
  ] as const)
    if (cap !== null && (!Number.isInteger(cap) || cap < 1))
      return `Contacts ${name} must be a whole number of at least 1, not ${cap}.`
  for (let number = 2; number <= batch.steps.length; number++) {
    const fault = stepFault(batch.steps[number - 1] as PlanStep, number) ?? hourFault(batch, number)
    if (fault !== null) return fault
  }
  return null
}
