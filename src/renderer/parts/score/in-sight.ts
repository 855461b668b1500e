import { type RefObject, useLayoutEffect } from 'react'
import { partsOf, type ScoreDay, type ScorePlan, type SlotKey } from './model.ts'

interface Options {
  plan: ScorePlan
  days: readonly ScoreDay[]
  /** The rows, from the first. */
  hours: readonly number[]
  /** What matters, the first before all else; where none is on show, the earliest hour that mail is in. */
  slots: readonly (SlotKey | undefined)[]
}

/** The hour to begin at, by the clock; undefined: nothing says one. */
function hourOf({ plan, days, slots }: Options): number | undefined {
  const dates = new Set(days.map(({ date }) => date))
  const slot = slots.find((key) => key !== undefined && dates.has(partsOf(key).date))
  if (slot !== undefined) return partsOf(slot).hour
  const hours = [...plan.slots.values()]
    .filter(({ date, total }) => total > 0 && dates.has(date))
    .map(({ hour }) => hour)
  return hours.length > 0 ? Math.min(...hours) : undefined
}

/**
 * Where more hours are open than fit, a view begins at the one that matters, with the one before it in sight: an empty night is
 * no answer to when mail leaves. Only when other days come, or other hours: whoever scrolled stays where they are.
 * @param grid what scrolls; its heads, if any, stay at its top
 */
export function useInSight(grid: RefObject<HTMLElement | null>, options: Options) {
  const { hours, days } = options
  const hour = hourOf(options)
  const known = hour !== undefined
  // biome-ignore lint/correctness/useExhaustiveDependencies: a slot that is picked, or an hour that passes, moves nothing
  useLayoutEffect(() => {
    const box = grid.current
    const at = hour === undefined ? 0 : Math.max(0, hours.indexOf(hour) - 1)
    const name = box?.querySelectorAll<HTMLElement>('.ax')[at]
    if (!box || !name) return
    const head = box.querySelector<HTMLElement>('.hd')?.offsetHeight ?? 0
    box.scrollTop = at === 0 ? 0 : name.offsetTop - head
  }, [known, hours.length, days[0]?.date])
}
