import { type KeyboardEvent, type MouseEvent, useEffect, useRef, useState } from 'react'
import type { SlotKey } from './model.ts'

/** The cells that can be reached, as columns from left to right, each from top to bottom. */
export type Columns = readonly (readonly SlotKey[])[]

export interface Roving {
  /** The one cell that Tab reaches. */
  current: SlotKey | undefined
  ref: React.RefObject<HTMLDivElement | null>
  onKeyDown: (event: KeyboardEvent) => void
  onClick: (event: MouseEvent) => void
  onFocus: (event: React.FocusEvent) => void
}

interface Options {
  columns: Columns
  /** Where Tab goes first. */
  initial: SlotKey | undefined
  onPick?: ((key: SlotKey) => void) | undefined
  /** Page up and page down, and the edges: one page earlier (-1) or later (1). */
  onTurn?: ((by: -1 | 1) => void) | undefined
}

const slotOf = (target: EventTarget): SlotKey | undefined =>
  (target as Element).closest?.<HTMLElement>('[data-slot]')?.dataset.slot

function place(columns: Columns, key: SlotKey | undefined): { column: number; row: number } | null {
  for (let column = 0; column < columns.length; column++) {
    const row = key === undefined ? -1 : (columns[column] ?? []).indexOf(key)
    if (row >= 0) return { column, row }
  }
  return null
}

/** The cell one step away; in a shorter column the nearest row of it. `turn`: over the edge. */
export function step(columns: Columns, from: SlotKey | undefined, key: string): { to?: SlotKey; turn?: -1 | 1 } {
  if (key === 'PageUp') return { turn: -1 }
  if (key === 'PageDown') return { turn: 1 }
  const at = place(columns, from)
  if (at === null) return {}
  const column = columns[at.column] ?? []
  const across = (by: -1 | 1) => {
    for (let i = at.column + by; i >= 0 && i < columns.length; i += by) {
      const there = columns[i] ?? []
      const to = there[Math.min(at.row, there.length - 1)]
      if (to !== undefined) return { to }
    }
    return { turn: by }
  }
  const to = (key: SlotKey | undefined) => (key === undefined ? {} : { to: key })
  if (key === 'ArrowLeft') return across(-1)
  if (key === 'ArrowRight') return across(1)
  if (key === 'ArrowUp') return to(column[at.row - 1])
  if (key === 'ArrowDown') return to(column[at.row + 1])
  if (key === 'Home') return to(columns.find((c) => c.length > 0)?.[0])
  if (key === 'End') return to(columns.findLast((c) => c.length > 0)?.at(-1))
  return {}
}

/** One stop for Tab, arrows inside, Enter or Space to pick; a page turned by keys keeps the focus in the grid. */
export function useRoving({ columns, initial, onPick, onTurn }: Options): Roving {
  const ref = useRef<HTMLDivElement>(null)
  const [wanted, setWanted] = useState<SlotKey>()
  /** Set while a page turns: where in the new columns the focus goes. */
  const arriving = useRef<{ from: 'left' | 'right'; row: number } | null>(null)
  const known = (key: SlotKey | undefined) => (place(columns, key) ? key : undefined)
  const current = known(wanted) ?? known(initial) ?? columns.find((c) => c.length > 0)?.[0]
  const focus = (key: SlotKey) => {
    setWanted(key)
    ref.current?.querySelector<HTMLElement>(`[data-slot="${key}"]`)?.focus()
  }
  const first = columns[0]?.[0] ?? columns.find((c) => c.length > 0)?.[0]
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when other columns are shown
  useEffect(() => {
    const arrival = arriving.current
    const filled = columns.filter((c) => c.length > 0)
    if (arrival === null || filled.length === 0) return
    arriving.current = null
    const column = arrival.from === 'left' ? filled[0] : filled.at(-1)
    const to = column?.[Math.min(arrival.row, column.length - 1)]
    if (to !== undefined) focus(to)
  }, [first])
  return {
    current,
    ref,
    onKeyDown(event) {
      if (event.altKey || event.ctrlKey || event.metaKey) return
      const found = step(columns, slotOf(event.target) ?? current, event.key)
      if (found.to === undefined && found.turn === undefined) return
      event.preventDefault()
      if (found.to !== undefined) return focus(found.to)
      if (found.turn === undefined || !onTurn) return
      arriving.current = { from: found.turn === 1 ? 'left' : 'right', row: place(columns, current)?.row ?? 0 }
      onTurn(found.turn)
    },
    onClick(event) {
      const key = slotOf(event.target)
      if (key === undefined) return
      setWanted(key)
      onPick?.(key)
    },
    onFocus(event) {
      const key = slotOf(event.target)
      if (key !== undefined) setWanted(key)
    },
  }
}
