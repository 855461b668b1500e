import { useLayoutEffect, useReducer, useRef } from 'react'

/** A row with its cells takes up to two milliseconds on a slow computer; a frame has sixteen. */
const atOnce = 8

/**
 * Which of the rows in sight are drawn now. After a leap all of them are new: they are drawn over a few frames, because
 * one long frame would stop the wheel. Those drawn before stay.
 */
export function useFewAtOnce(ids: readonly string[]): ReadonlySet<string> {
  const drawn = useRef<ReadonlySet<string>>(new Set())
  const [, drawMore] = useReducer((count: number) => count + 1, 0)
  let room = atOnce
  const now = new Set(ids.filter((id) => drawn.current.has(id) || room-- > 0))
  useLayoutEffect(() => {
    drawn.current = now
    if (now.size === ids.length) return
    // the next but one call: the next still belongs to the frame that these rows are drawn in, when the wheel turned in it
    let frame = requestAnimationFrame(() => {
      frame = requestAnimationFrame(drawMore)
    })
    return () => cancelAnimationFrame(frame)
  })
  return now
}
