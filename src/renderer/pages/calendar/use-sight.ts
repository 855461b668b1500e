/** Which rows of a plain list are in sight: only those are asked for again when something changes. */
import { type RefObject, useEffect } from 'react'

/** @param onSight told the numbers of the first and the last row in sight, whenever they change */
export function useSight(
  list: RefObject<HTMLElement | null>,
  rows: number,
  onSight: (first: number, last: number) => void,
) {
  useEffect(() => {
    const root = list.current
    if (!root || rows === 0) return
    const seen = new Set<number>()
    const places = new Map([...root.children].slice(0, rows).map((row, at) => [row, at]))
    const watch = new IntersectionObserver(
      (entries) => {
        for (const { target, isIntersecting } of entries) {
          const at = places.get(target) ?? 0
          if (isIntersecting) seen.add(at)
          else seen.delete(at)
        }
        if (seen.size > 0) onSight(Math.min(...seen), Math.max(...seen))
      },
      { root },
    )
    for (const row of places.keys()) watch.observe(row)
    return () => watch.disconnect()
  }, [list, rows, onSight])
}
