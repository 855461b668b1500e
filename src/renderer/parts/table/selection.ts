import { useState } from 'react'

const none: ReadonlySet<string> = new Set()

/** Rows chosen in one list, or all that its filter finds. */
export interface Selection {
  /** Names the list: its filter. */
  of: string
  ids: ReadonlySet<string>
  isAll: boolean
}

/** In a list with another filter nothing is chosen: "all that match" would be others than those that were looked at. */
export const selectionIn = (kept: Selection, of: string): Selection =>
  kept.of === of ? kept : { of, ids: none, isAll: false }

/**
 * What is chosen in a list, by id or by its filter.
 *
 * @param filter what the engine is asked for
 * @param loaded rows that are loaded; `hasMore`: the list goes on
 */
export function useSelection<F>(filter: F, loaded: number, hasMore: boolean) {
  const of = JSON.stringify(filter)
  const [kept, keep] = useState<Selection>({ of, ids: none, isAll: false })
  const { ids, isAll } = selectionIn(kept, of)
  const select = (next: ReadonlySet<string>) => keep({ of, ids: next, isAll: false })
  const chosen: { ids: string[] } | { filter: F } = isAll ? { filter } : { ids: [...ids] }
  return {
    selected: ids,
    select,
    isAll,
    chosen,
    /** More match than are loaded, and all that are loaded are chosen. */
    canWiden: hasMore && ids.size > 0 && ids.size >= loaded && !isAll,
    widen: () => keep({ of, ids, isAll: true }),
    clear: () => select(none),
  }
}
