import type { Calendar, Limit, Plan, PlanInput, WindowBlock } from './plan-shape.ts'
import { dayNumber, HOUR, offsetAt, weekdayOf } from './time.ts'
import { isSendingDay } from './window.ts'

/**
 * "What if": the planner's input with something changed, and what its plan comes to. Nothing here plans in a way of its
 * own: the one `plan()` does, so that what is tried is what would happen. (A quick estimate is in what-if-coarse.ts.)
 */

export interface WhatIf {
  /** New limits, all of them, by index of the account. */
  limits?: ReadonlyMap<number, readonly Limit[]>
  /** New sending hours for the batches named. */
  windows?: { blocks: readonly WindowBlock[]; batches: ReadonlySet<number> }
  /** A new start for first emails that have not left, by index of the batch. */
  starts?: ReadonlyMap<number, number>
}

/** True when nothing is changed. */
export const isNothing = ({ limits, windows, starts }: WhatIf): boolean =>
  (limits?.size ?? 0) === 0 && windows === undefined && (starts?.size ?? 0) === 0

/** The input as it would be. What is not concerned is shared with the one given; neither is altered. */
export function changed<T extends Pick<PlanInput, 'accounts' | 'batches'>>(input: T, what: WhatIf): T {
  const { limits, windows, starts } = what
  const accounts = limits
    ? input.accounts.map((account, i) => {
        const own = limits.get(i)
        return own ? { ...account, limits: [...own] } : account
      })
    : input.accounts
  // One calendar for all batches that had one, so that the planner works its days out once.
  const calendars = new Map<unknown, Calendar>()
  const calendarOf = (calendar: Calendar): Calendar => {
    const known = calendars.get(calendar.isDayOff)
    if (known) return known
    const made = { ...calendar, windows: [...(windows?.blocks ?? [])] }
    calendars.set(calendar.isDayOff, made)
    return made
  }
  const batches =
    windows || starts
      ? input.batches.map((batch, i) => ({
          ...batch,
          ...(windows?.batches.has(i) ? { calendar: calendarOf(batch.calendar) } : {}),
          start: starts?.get(i) ?? batch.start,
        }))
      : input.batches
  return { ...input, accounts, batches }
}

/** Start of the hour of `zone` that holds an instant. */
export function hourStart(zone: string, at: number): number {
  const into = (at + offsetAt(zone, at)) % HOUR
  return at - (into < 0 ? into + HOUR : into)
}

/** Emails by local day: `day number → emails`. */
export function perDay(plan: Plan, zone: string): Map<number, number> {
  const days = new Map<number, number>()
  const { at, length } = plan.sends
  for (let i = 0; i < length; i++) {
    const day = dayNumber(at[i] as number, zone)
    days.set(day, (days.get(day) ?? 0) + 1)
  }
  return days
}

/** Working days from one local day to another, negative when `to` comes first; both after the same number are equal. */
export function workingDays(calendar: Calendar, from: number, to: number): number {
  if (to < from) return -workingDays(calendar, to, from)
  let count = 0
  for (let day = from + 1; day <= to && count < 10_000; day++) if (isSendingDay(calendar, day, weekdayOf(day))) count++
  return count
}

/** Where each send of a plan is, for comparing it with another plan of the same enrollments. */
export interface Places {
  /** By enrollment: where its first planned step stands in `slot`. */
  first: Int32Array
  nextStep: Uint8Array
  /** Slot starts; 0: not planned. */
  slot: Float64Array
}

export function placesOf(input: PlanInput, plan: Plan): Places {
  const size = input.enrollments.length
  const first = new Int32Array(size + 1)
  const nextStep = new Uint8Array(size)
  for (const [e, { batch, nextStep: next }] of input.enrollments.entries()) {
    nextStep[e] = next
    first[e + 1] = (first[e] as number) + Math.max(0, (input.batches[batch]?.steps.length ?? 0) - next + 1)
  }
  const slot = new Float64Array(first[size] as number)
  const { sends } = plan
  for (let i = 0; i < sends.length; i++) {
    const e = sends.enrollment[i] as number
    slot[(first[e] as number) + (sends.step[i] as number) - (nextStep[e] as number)] = sends.slot[i] as number
  }
  return { first, nextStep, slot }
}

/** How many sends have another slot than in `before`, and how many of those planned before have none any more. */
export function comparePlaces(before: Places, after: Places): { moved: number; lost: number } {
  let moved = 0
  let lost = 0
  for (let i = 0; i < before.slot.length; i++) {
    if (before.slot[i] === 0 || before.slot[i] === after.slot[i]) continue
    if (after.slot[i] === 0) lost++
    else moved++
  }
  return { moved, lost }
}
