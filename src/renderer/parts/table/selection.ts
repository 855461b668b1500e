import { useMemo, useState } from 'react'
import { mostExcept } from '../../../shared/domain/except.ts'

const none: ReadonlySet<string> = new Set()

/** Rows chosen in one list, or all that its filter finds but those taken out. */
export interface Selection {
  /** Names the list: its filter. */
  of: string
  /** What is chosen; where all that fit are, what is not. */
  ids: ReadonlySet<string>
  isAll: boolean
}

/** Some by id, or all that a filter finds but those taken out of it. */
export type Chosen<F> = { ids: string[] } | { filter: F }

/** In a list with another filter nothing is chosen: "all that match" would be others than those that were looked at. */
export const selectionIn = (kept: Selection, of: string): Selection =>
  kept.of === of ? kept : { of, ids: none, isAll: false }

/** The rows that are seen as chosen; of all that fit those that came since are too. */
export const shownIn = ({ ids, isAll }: Selection, loaded: readonly string[]): ReadonlySet<string> =>
  isAll ? new Set(loaded.filter((id) => !ids.has(id))) : ids

/**
 * The selection once the rows seen as chosen are these. Of all that fit, one row fewer is an exception; all of them at
 * once is no selection. More exceptions than the engine takes: it stays as it was.
 */
export function chosenNow(kept: Selection, loaded: readonly string[], next: ReadonlySet<string>): Selection {
  if (!kept.isAll) return { ...kept, ids: next }
  if (next.size === 0 && shownIn(kept, loaded).size > 1) return { ...kept, ids: none, isAll: false }
  const out = new Set(kept.ids)
  for (const id of loaded) next.has(id) ? out.delete(id) : out.add(id)
  return out.size > mostExcept ? kept : { ...kept, ids: out }
}

/**
 * What is chosen in a list, by id or by its filter.
 *
 * @param filter what the engine is asked for
 * @param rows those that are loaded; `hasMore`: the list goes on
 */
export function useSelection<F extends { except?: string[] | undefined }, R extends { public_id: string }>(
  filter: F,
  rows: readonly R[] | undefined,
  hasMore: boolean,
) {
  const of = JSON.stringify(filter)
  const [given, keep] = useState<Selection>({ of, ids: none, isAll: false })
  const loaded = useMemo(() => (rows ?? []).map(({ public_id }) => public_id), [rows])
  const kept = selectionIn(given, of)
  const { ids, isAll } = kept
  const selected = useMemo(() => shownIn({ of, ids, isAll }, loaded), [of, ids, isAll, loaded])
  const chosen: Chosen<F> = isAll
    ? { filter: ids.size > 0 ? { ...filter, except: [...ids] } : filter }
    : { ids: [...ids] }
  return {
    selected,
    select: (next: ReadonlySet<string>) => keep(chosenNow(kept, loaded, next)),
    isAny: isAll || ids.size > 0,
    isAll,
    /** How many were taken out of all that fit. */
    except: isAll ? ids.size : 0,
    chosen,
    /** More match than are loaded, and all that are loaded are chosen. */
    canWiden: hasMore && ids.size > 0 && ids.size >= loaded.length && !isAll,
    widen: () => keep({ of, ids: none, isAll: true }),
    clear: () => keep({ of, ids: none, isAll: false }),
  }
}
