/** Which rows are in sight. All are equally high, so nothing is measured, and a longer list costs no more than a short one. */
import { type RefCallback, useLayoutEffect, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { type Pace, paceAt, still } from './pace.ts'

export const rowHeight = 40
/** The row of heads, which stays above the others. */
const headHeight = 30
/** Rows drawn beyond both edges. */
const beyond = 4
/** Below the last row. */
const foot = 8
/** ms without a scroll after which the wheel has come to rest. */
const rest = 120

export interface Sight {
  /** Number of the first row that is drawn, and of the one after the last; the list may end before. */
  from: number
  to: number
  /** The rows pass too fast to be read. */
  isFast: boolean
}

/** Rows between `top` px scrolled and the lower edge of a box so high. */
export function sightAt(top: number, height: number, isFast = false): Sight {
  const from = Math.max(0, Math.floor(top / rowHeight) - beyond)
  return { from, to: height === 0 ? from : Math.ceil((top + height - headHeight) / rowHeight) + beyond, isFast }
}

/** Where to scroll so that a row is in full sight between the heads and the lower edge; undefined: it is. */
export function topFor(row: number, top: number, height: number): number | undefined {
  const start = row * rowHeight
  const least = start + rowHeight + headHeight - height
  if (start < top) return start
  return least > top ? least : undefined
}

export const heightOf = (length: number): number => length * rowHeight + foot

const kept = (before: Sight, next: Sight): Sight =>
  before.from === next.from && before.to === next.to && before.isFast === next.isFast ? before : next

/** Tells what is in sight of a box that scrolls; returns what ends that. */
function follow(box: HTMLElement, pace: { current: Pace }, tell: (sight: Sight) => void): () => void {
  // read once in a frame and kept: asked for after rows were drawn, the browser would have to lay them out first
  let height = box.clientHeight
  let resting = 0
  const look = () => tell(sightAt(pace.current.top, height, pace.current.isFast))
  const settle = () => {
    pace.current = { ...still, top: pace.current.top }
    look()
  }
  const onScroll = (event: Event) => {
    pace.current = paceAt(pace.current, box.scrollTop, event.timeStamp)
    window.clearTimeout(resting)
    if (pace.current.isFast) resting = window.setTimeout(settle, rest)
    // in this frame: in the next the rows would come after their place
    flushSync(look)
  }
  const resized = new ResizeObserver(() => {
    height = box.clientHeight
    look()
  })
  pace.current = { ...still, top: box.scrollTop }
  look()
  resized.observe(box)
  box.addEventListener('scroll', onScroll, { passive: true })
  return () => {
    window.clearTimeout(resting)
    resized.disconnect()
    box.removeEventListener('scroll', onScroll)
  }
}

/** Follows the box that scrolls: give it `ref`. `show` brings a row into sight, to be read at once. */
export function useSight(): { sight: Sight; ref: RefCallback<HTMLElement>; show: (row: number) => void } {
  const [box, ref] = useState<HTMLElement | null>(null)
  const [sight, setSight] = useState<Sight>(() => sightAt(0, 0))
  const pace = useRef<Pace>(still)
  useLayoutEffect(() => {
    if (box) return follow(box, pace, (next) => setSight((before) => kept(before, next)))
  }, [box])
  const show = (row: number) => {
    const top = box ? topFor(row, box.scrollTop, box.clientHeight) : undefined
    if (!box || top === undefined) return
    // somebody goes from row to row by keys: each is read, however fast
    pace.current = { ...still, top }
    box.scrollTop = top
  }
  return { sight, ref, show }
}
