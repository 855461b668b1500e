import { type FocusEvent, type KeyboardEvent, type MouseEvent, useEffect, useRef, useState } from 'react'

export interface RowKeys {
  /** The row that Tab reaches. */
  at: number
  /** These three listen on the whole table: a row that has nothing of its own is drawn in less time. */
  onKeyDown: (event: KeyboardEvent<HTMLElement>) => void
  onClick: (event: MouseEvent<HTMLElement>) => void
  onFocus: (event: FocusEvent<HTMLElement>) => void
  toggle: (at: number) => void
}

interface Rows {
  length: number
  idAt: (at: number) => string
  show: (at: number) => void
  open: (at: number) => void
  selected: ReadonlySet<string> | undefined
  onSelect: ((selected: ReadonlySet<string>) => void) | undefined
}

const page = 12

function target(key: string, at: number, last: number): number | undefined {
  const to = {
    ArrowDown: at + 1,
    j: at + 1,
    ArrowUp: at - 1,
    k: at - 1,
    PageDown: at + page,
    PageUp: at - page,
    Home: 0,
    End: last,
  }[key]
  return to === undefined ? undefined : Math.max(0, Math.min(last, to))
}

/** Number of the row that something happened in; null: in none. */
function rowOf(event: { target: EventTarget }): number | null {
  const row = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-row]') : null
  return row ? Number(row.dataset.row) : null
}

/** Keys of a list whose rows exist only while in sight: the focus follows its row when that comes into being. */
export function useRowKeys(rows: Rows): RowKeys {
  const [at, setAt] = useState(0)
  const wanted = useRef<number | null>(null)
  const box = useRef<HTMLElement | null>(null)
  useEffect(() => {
    if (wanted.current === null) return
    const row = box.current?.querySelector<HTMLElement>(`[data-row="${wanted.current}"]`)
    if (!row) return
    wanted.current = null
    row.focus({ preventScroll: true })
  })
  const toggle = (index: number) => {
    if (!rows.onSelect) return
    const next = new Set(rows.selected)
    const id = rows.idAt(index)
    if (!next.delete(id)) next.add(id)
    rows.onSelect(next)
  }
  const select = (event: KeyboardEvent<HTMLElement>, at: number): boolean => {
    if (!rows.onSelect) return false
    if (event.key === 'a' && (event.ctrlKey || event.metaKey))
      rows.onSelect(new Set(Array.from({ length: rows.length }, (_, index) => rows.idAt(index))))
    else if ((event.key === 'x' || event.key === ' ') && !event.ctrlKey && !event.metaKey) toggle(at)
    else return false
    return true
  }
  return {
    at: Math.min(at, Math.max(0, rows.length - 1)),
    toggle,
    onFocus(event) {
      const row = rowOf(event)
      if (row !== null && row !== at) setAt(row)
    },
    onClick(event) {
      const row = rowOf(event)
      // React brings clicks in a menu or dialog of the row here too, though it is drawn elsewhere
      if (row === null || !event.currentTarget.contains(event.target as Node)) return
      if ((event.target as Element).closest('.cell-check')) return
      wanted.current = null
      setAt(row)
      rows.open(row)
    },
    onKeyDown(event) {
      const { target: from } = event
      // keys typed into a field or on a button of the row are its own
      if (!(from instanceof HTMLElement) || from.dataset.row === undefined || rows.length === 0) return
      box.current = event.currentTarget
      // rows may have come or gone above it since it was reached; one that a key before led to may not be drawn yet
      const at = wanted.current ?? Number(from.dataset.row)
      const to = event.ctrlKey || event.metaKey ? undefined : target(event.key, at, rows.length - 1)
      if (to !== undefined) {
        rows.show(to)
        const row = box.current.querySelector<HTMLElement>(`[data-row="${to}"]`)
        row?.focus({ preventScroll: true })
        wanted.current = row ? null : to
        setAt(to)
      } else if (event.key === 'Enter') rows.open(at)
      else if (!select(event, at)) return
      event.preventDefault()
      event.stopPropagation()
    },
  }
}
