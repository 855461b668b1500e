import { useLinkProps } from '@tanstack/react-router'
import {
  type AnchorHTMLAttributes,
  type FocusEvent,
  type KeyboardEvent,
  type ReactNode,
  useLayoutEffect,
  useRef,
} from 'react'
import type { BarLink } from './shape.ts'

/** What the drawing tells of one bar, px. */
export interface Drawn {
  x?: number
  y?: number
  width?: number
  height?: number
  payload?: { key: string }
}

export const tick = { fontSize: 12, fill: 'currentColor' } as const

const barsIn = (box: HTMLElement | null): SVGAElement[] => [
  ...(box?.querySelectorAll<SVGAElement>('a[data-bar]') ?? []),
]

/**
 * One stop for Tab; arrows go from bar to bar, Home and End to the first and the last. Told to the page's elements
 * themselves: each drawing makes its bars anew, and the one that has the focus would lose it.
 */
export function useBarKeys() {
  const box = useRef<HTMLDivElement>(null)
  const held = useRef<string | null>(null)
  const stopAt = (bar: SVGAElement | undefined) => {
    for (const each of barsIn(box.current)) each.setAttribute('tabindex', each === bar ? '0' : '-1')
  }
  useLayoutEffect(() => {
    const bars = barsIn(box.current)
    const before = bars.find((bar) => bar.dataset.bar === held.current)
    stopAt(before ?? bars[0])
    if (before && document.activeElement === document.body) before.focus()
  })
  const onKeyDown = (event: KeyboardEvent) => {
    const bars = barsIn(box.current)
    const here = bars.indexOf(document.activeElement as unknown as SVGAElement)
    if (here < 0) return
    const to = {
      ArrowRight: here + 1,
      ArrowDown: here + 1,
      ArrowLeft: here - 1,
      ArrowUp: here - 1,
      Home: 0,
      End: bars.length - 1,
    }[event.key]
    const bar = to === undefined ? undefined : bars[to]
    if (!bar) return
    event.preventDefault()
    bar.focus()
  }
  const onFocus = ({ target }: FocusEvent) => {
    const bar = target as unknown as SVGAElement
    held.current = bar.dataset.bar ?? null
    stopAt(bar)
  }
  const onBlur = ({ target, relatedTarget }: FocusEvent) => {
    if (relatedTarget !== null || target.isConnected) held.current = null
  }
  return { ref: box, className: 'chart-drawing', onKeyDown, onFocus, onBlur }
}

interface LinkedProps {
  link: BarLink
  name: string
  bar: string
  children: ReactNode
}

/** A bar that leads to what it counts. */
export function Linked({ link, name, bar, children }: LinkedProps) {
  const { href, ...props } = useLinkProps({ ...link, resetScroll: link.params === undefined } as never)
  return (
    <a
      {...(props as AnchorHTMLAttributes<HTMLAnchorElement>)}
      href={href}
      aria-label={name}
      data-bar={bar}
      tabIndex={-1}
      className="chart-bar"
    >
      {children}
    </a>
  )
}
