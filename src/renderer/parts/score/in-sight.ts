import { type RefObject, useLayoutEffect } from 'react'
import type { ScoreDay, ScorePlan, SlotKey } from './model.ts'

/** The earliest hour of the days that mail is in, by the clock; undefined: none is. */
export function firstHourWithMail(plan: ScorePlan, days: readonly ScoreDay[]): number | undefined {
  const dates = new Set(days.map(({ date }) => date))
  const hours = [...plan.slots.values()]
    .filter(({ date, total }) => total > 0 && dates.has(date))
    .map(({ hour }) => hour)
  return hours.length > 0 ? Math.min(...hours) : undefined
}

/** The hour in a slot's key, `YYYY-MM-DDTHH`. */
export const hourIn = (key: SlotKey): number => Number(key.slice(11, 13))

/**
 * Where more hours are open than fit, a view begins at the one that matters, with the one before it in sight: an empty night is
 * no answer to when mail leaves. Only when other days come, or other hours: whoever scrolled stays where they are.
 * @param grid what scrolls; its heads, if any, stay at its top
 * @param hours the rows, from the first; @param hour the one to begin at; undefined: the first
 */
export function useInSight(
  grid: RefObject<HTMLElement | null>,
  hours: readonly number[],
  hour: number | undefined,
  days: string,
) {
  const known = hour !== undefined
  // biome-ignore lint/correctness/useExhaustiveDependencies: a slot that is picked, or an hour that passes, moves nothing
  useLayoutEffect(() => {
    const box = grid.current
    const at = hour === undefined ? 0 : Math.max(0, hours.indexOf(hour) - 1)
    const name = box?.querySelectorAll<HTMLElement>('.ax')[at]
    if (!box || !name) return
    const head = box.querySelector<HTMLElement>('.hd')?.offsetHeight ?? 0
    box.scrollTop = at === 0 ? 0 : name.offsetTop - head
  }, [known, hours.length, days])
}
