import { useLayoutEffect, useReducer, useRef } from 'react'

/** A row with its cells takes up to two milliseconds on a slow computer; a frame has sixteen. */
const atOnce = 6

/**
 * Which of the rows in sight are drawn now. After a leap all of them are new: they are drawn over a few frames, because
 * one long frame would stop the wheel. Those drawn before stay.
 *
 * @param ids rows in sight
 * @param first one of them that is wanted before the others: the row the keys are at
 * @param isFast they pass too fast to be read: no more of them are drawn
 */
export function useFewAtOnce(ids: readonly string[], first: string | undefined, isFast: boolean): ReadonlySet<string> {
  const drawn = useRef<ReadonlySet<string>>(new Set())
  const [, drawMore] = useReducer((count: number) => count + 1, 0)
  let room = isFast ? 0 : atOnce
  const now = new Set(ids.filter((id) => id === first || drawn.current.has(id) || room-- > 0))
  useLayoutEffect(() => {
    drawn.current = now
    if (isFast || now.size === ids.length) return
    // the next but one call: the next still belongs to the frame that these rows are drawn in, when the wheel turned in it
    let frame = requestAnimationFrame(() => {
      frame = requestAnimationFrame(drawMore)
    })
    return () => cancelAnimationFrame(frame)
  })
  return now
}

/** Rows `from` to `to` that are not drawn yet, as stretches of neighbours: `[first, one after the last]`. */
export function gapsIn(from: number, to: number, isDrawn: (row: number) => boolean): [number, number][] {
  const gaps: [number, number][] = []
  for (let row = from; row < to; row++) {
    if (isDrawn(row)) continue
    const last = gaps.at(-1)
    if (last?.[1] === row) last[1] = row + 1
    else gaps.push([row, row + 1])
  }
  return gaps
}
